"""Rank the sentences of some passages as evidence for a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from rag.evidence.sentence_vectors import TextVectors
from rag.language.injection import is_command, out_of_place
from rag.language.layout import is_run_in_heading
from rag.language.sentences import sentences
from rag.language.tokens import STOP_WORDS, stem, stems, words
from rag.models.embeddings import EmbeddedText, Vectors
from rag.query.form import holds_answer
from rag.schema import Evidence, Passage, Question, Span

# Share of the cosine beside word overlap; .2 to .5 are within noise of each other on squad2 and
# clapnq (evals/notebook.md).
COSINE_SHARE = 0.3
# What a word of a neighbouring sentence counts against one of the sentence itself. One of the title
# or the heading counts in full: under "Delaware River" each sentence is about it, and what else it
# says decides. At .35 clapnq lost .06, our own questions .06.
CONTEXT_SHARE = 0.35
# A word of the question that the sentence says in another way ("filmed", "shot") counts up to this.
# Swept for words with their mean vector in the library: .2 to .6 and .2 to .7 are alike on squad2
# and clapnq, .4 to .8 loses 6 of 156 questions of clapnq (evals/notebook.md).
OTHER_WORD_SHARE = 0.75
_UNLIKE, _ALIKE = 0.2, 0.6
# A sentence that holds the kind of thing asked for (a number for "how many") is worth this more.
TYPE_BONUS = 0.08
# The sentences with most of the question's words are scored, no more.
EMBEDDED = 64
# A table row needs its header to be understood, and a line without an end is a heading.
ROW_MALUS = 0.15
_CLOSED = re.compile(r"[.!?…:;。！？।؟|][\"'”’»)\]]*$")
# Shorter sentences are headings, labels and scraps.
_MIN_WORDS = 4

Weights = Mapping[str, float]


@dataclass(frozen=True)
class _Sentence:
    """A sentence with the stems that count as its own, and those that stand near it."""

    passage: Passage
    span: Span
    text: str
    own: frozenset[str]
    near: frozenset[str]

    @property
    def span_in_document(self) -> Span:
        return self.span.shifted(self.passage.span.start)


def find_evidence(
    question: Question,
    passages: Sequence[Passage],
    question_vector: Vectors,
    vectors: TextVectors,
    rarity: Weights,
    titled: bool = True,
) -> list[Evidence]:
    """Rank the sentences of some passages as evidence for a question.

    Args:
        question: what is asked.
        passages: where to look; each sentence is judged once.
        question_vector: the unit vector of the question's text, shape (d,).
        vectors: gives those of the question and its sentences, and of their words.
        rarity: weight of each word of the question; missing words weigh 1.
        titled: whether a word of the title or the heading counts in full, as for an answer; else as
            one of a neighbouring sentence.

    Returns:
        Evidence, best first. The score is `COSINE_SHARE` of the cosine and the rest of the weighted
        share of the question's words that the sentence has or says in another way. Sentences that
        are there for a machine are left out.
    """
    wanted = weights(question, rarity)
    sentences_read = _without_parts(_sentences(passages, titled))
    by_words = sorted(
        sentences_read, key=lambda item: overlap(wanted, item.own, item.near), reverse=True
    )[:EMBEDDED]
    if not by_words:
        return []
    asked = vectors.of_question(question.text)._replace(vector=question_vector)
    embedded = vectors.of_texts(by_words)
    scored = [
        _score(item, question, wanted, asked, sentence)
        for item, sentence in zip(by_words, embedded, strict=True)
    ]
    return sorted(scored, key=lambda item: item.score, reverse=True)


def _sentences(passages: Sequence[Passage], titled: bool) -> Iterator[_Sentence]:
    """Yield each sentence once, without headings, scraps and those that are there for a machine."""
    seen: set[str] = set()
    for passage in passages:
        spans = sentences(passage.text)
        own = [stems(span.of(passage.text)) for span in spans]
        above = stems(passage.above)
        misplaced = out_of_place(passage.text, passage.above)
        counted_above = above if titled else frozenset()
        for place, span in enumerate(spans):
            text = span.of(passage.text)
            if text in seen or len(words(text)) < _MIN_WORDS or is_command(text):
                continue
            if is_run_in_heading(text) or span in misplaced:
                continue
            seen.add(text)
            neighbours = own[max(0, place - 1) : place] + own[place + 1 : place + 2]
            near = above.union(*neighbours)
            yield _Sentence(passage, span, text, own[place] | counted_above, near)


def _without_parts(found: Iterable[_Sentence]) -> list[_Sentence]:
    """Leave out sentences that are a part of another, cut at the edge of a passage."""
    kept: list[_Sentence] = []
    spans_of: dict[str, list[Span]] = {}
    longest_first = sorted(found, key=lambda item: item.span.start - item.span.end)
    for item in longest_first:
        span = item.span_in_document
        longer = spans_of.setdefault(item.passage.document_id, [])
        if not any(span.overlaps(other) for other in longer):
            longer.append(span)
            kept.append(item)
    return kept


def _score(
    item: _Sentence,
    question: Question,
    wanted: Weights,
    asked: EmbeddedText,
    sentence: EmbeddedText,
) -> Evidence:
    cosine = float(sentence.vector @ asked.vector)
    share = overlap(wanted, item.own, item.near, likeness(asked, sentence))
    score = COSINE_SHARE * max(0.0, cosine) + (1 - COSINE_SHARE) * share
    if holds_answer(item.text, question.text, question.form.answer_type):
        score += TYPE_BONUS
    is_part = item.text.startswith("|") or not _CLOSED.search(item.text)
    if is_part and not question.form.is_list:
        score -= ROW_MALUS
    return Evidence(item.passage, item.span_in_document, item.text, score, share, cosine)


def weights(question: Question, rarity: Weights, formed: bool = True) -> dict[str, float]:
    """Return the stems that a question turns on with their weights, which sum to 1.

    `formed` says whether its form counts beside rarity.
    """
    raw: dict[str, float] = {}
    for word in words(question.text):
        if word not in STOP_WORDS:
            raw[stem(word)] = max(raw.get(stem(word), 0.0), rarity.get(word, 1.0))
    for word, factor in question.form.emphasis.items():
        if formed and word in raw:
            raw[word] *= factor
    total = sum(raw.values()) or 1.0
    return {word: weight / total for word, weight in raw.items()}


def likeness(asked: EmbeddedText, sentence: EmbeddedText) -> dict[str, float]:
    """Return how near in meaning, 0 to 1, any word of a sentence comes to each question stem."""
    rows = {stem(word): row for row, word in enumerate(asked.words) if word not in STOP_WORDS}
    columns = [place for place, word in enumerate(sentence.words) if word not in STOP_WORDS]
    if not rows or not columns:
        return {}
    cosines = asked.vectors[list(rows.values())] @ sentence.vectors[columns].T
    nearest = cosines.max(axis=1)
    shares = np.clip((nearest - _UNLIKE) / (_ALIKE - _UNLIKE), 0, 1)
    return dict(zip(rows, shares.tolist(), strict=True))


def overlap(
    wanted: Weights,
    own: frozenset[str],
    near: frozenset[str],
    alike: Weights = MappingProxyType({}),
) -> float:
    """Return the weighted share of the question's words that a sentence holds.

    Words near it, and others like them in it, count in part.

    >>> overlap({"export": 0.5, "quota": 0.5}, frozenset({"export"}), frozenset({"quota"}))
    0.675
    """
    total = 0.0
    for word, weight in wanted.items():
        nearby = CONTEXT_SHARE if word in near else 0.0
        otherwise = OTHER_WORD_SHARE * alike.get(word, 0.0)
        total += weight * (1.0 if word in own else max(nearby, otherwise))
    return total


def coverage(question: Question, evidence: Evidence, rarity: Weights) -> float:
    """Return the weighted share of the question's words that the passage and its title hold."""
    passage = evidence.passage
    own = stems(f"{passage.above} {passage.text}")
    return overlap(weights(question, rarity, formed=False), own, frozenset())
