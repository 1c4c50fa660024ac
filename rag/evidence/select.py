"""The sentences of the passages that answer a question best; what is shown first, and the whole answer without a model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from rag.language.injection import is_command
from rag.language.sentences import sentences
from rag.language.tokens import STOP_WORDS, stem, words
from rag.query.answer_type import answer_pattern, asked_verb, became, factors, holding
from rag.schema import Evidence, Passage, Span

# Share of the cosine beside word overlap; .2 to .5 are within noise of each other on squad2 and clapnq (evals/README.md).
COSINE_SHARE = 0.3
# What a word of a neighbouring sentence counts against one of the sentence itself. One of the title or the heading counts in full: under
# "Delaware River" each sentence is about it, and what else it says decides. At .35 clapnq lost .06, our own questions .06. Not so the verb
# after "who": a headline says that something was confirmed, one sentence says who did it.
CONTEXT_SHARE = 0.35
# A word of the question that the sentence says in another way ("filmed", "shot") counts up to this. Of a question's words the nearest other
# word of a sentence lies at a cosine of .19 (median; 95 of 100 below .55), the same word at .87 (95 of 100 above .65).
OTHER_WORD_SHARE = 0.75
_UNLIKE, _ALIKE = 0.4, 0.8
# A sentence that holds the kind of thing asked for (a number for "how many") is worth this much more.
TYPE_BONUS = 0.08
# The sentences with most of the question's words are embedded, no more: each costs milliseconds.
EMBEDDED = 24
# A question in the text asks, it does not answer.
_QUESTION_MALUS = 0.2
# A table row needs its header to be understood, and a line without an end is a heading.
_ROW_MALUS = 0.15
_CLOSED = re.compile(r"[.!?…:;。！？।؟|][\"'”’»)\]]*$")
# Shorter sentences are headings, labels and scraps.
_MIN_WORDS = 4
Vectors = npt.NDArray[np.float32]
# A text's unit vector, its words and their unit vectors, as `rag.models.embeddings` reads it.
EmbeddedText = tuple[Vectors, tuple[str, ...], Vectors]
Read = Callable[[Sequence[str]], Sequence[EmbeddedText]]


@dataclass(frozen=True)
class _Sentence:
    """A sentence with the stems that count as its own, and those that stand near it."""

    passage: Passage
    span: Span
    text: str
    inside: frozenset[str]
    near: frozenset[str]


def find_evidence(
    question: str,
    passages: Sequence[Passage],
    question_vector: Vectors,
    read: Read,
    rarity: Mapping[str, float],
    titled: bool = True,
) -> list[Evidence]:
    """Rank the sentences of some passages as evidence for a question.

    Args:
        question: what is asked.
        passages: where to look; each sentence is judged once.
        question_vector: its unit vector, shape (d,).
        read: vectors of texts and of their words.
        rarity: weight of each word of the question; missing words weigh 1.
        titled: whether a word of the title or the heading counts in full, as for an answer; else as one of a neighbouring sentence.

    Returns:
        best first; the score is `COSINE_SHARE` of the cosine and the rest of the weighted share of the question's words that the sentence
        has or says in another way.
        Sentences that speak to an assistant are left out.
    """
    wanted = weights(question, rarity)
    found = _whole(_sentences(passages, asked_verb(question), holding(question), titled))
    found = sorted(found, key=lambda item: -overlap(wanted, item.inside, item.near))[:EMBEDDED]
    if not found:
        return []
    (_, asked_words, word_vectors), *readings = read([question, *(item.text for item in found)])
    asked = (question_vector, asked_words, word_vectors)
    kind = answer_pattern(question)
    ranked = [
        _evidence(item, wanted, asked, reading, kind)
        for item, reading in zip(found, readings, strict=True)
    ]
    return sorted(ranked, key=lambda item: -item.score)


def _sentences(
    passages: Sequence[Passage], verb: str, holds: frozenset[str], titled: bool
) -> Iterator[_Sentence]:
    """Each sentence once, without headings, scraps and those that speak to an assistant; what became of something says the stems of `holds`."""
    seen: set[str] = set()
    for passage in passages:
        spans = sentences(passage.text)
        stems = [_stems(span.of(passage.text)) for span in spans]
        above = _stems(f"{passage.title} {passage.heading}")
        for place, span in enumerate(spans):
            text = span.of(passage.text)
            if text in seen or len(words(text)) < _MIN_WORDS or is_command(text):
                continue
            seen.add(text)
            near = above.union(*(stems[n] for n in (place - 1, place + 1) if 0 <= n < len(spans)))
            told = holds if became(text) else frozenset()
            yield _Sentence(
                passage,
                span,
                text,
                stems[place] | told | (above - {verb} if titled else frozenset()),
                near,
            )


def _whole(found: Iterable[_Sentence]) -> list[_Sentence]:
    """The sentences without those that are a part of another, cut at the edge of a passage."""
    kept: list[_Sentence] = []
    by_document: dict[str, list[Span]] = {}
    for item in sorted(found, key=lambda item: item.span.start - item.span.end):
        span = item.span.shifted(item.passage.span.start)
        longer = by_document.setdefault(item.passage.document_id, [])
        if not any(other.start < span.end and span.start < other.end for other in longer):
            longer.append(span)
            kept.append(item)
    return kept


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text))


def _evidence(
    item: _Sentence,
    wanted: Mapping[str, float],
    asked: EmbeddedText,
    reading: EmbeddedText,
    kind: re.Pattern[str] | None,
) -> Evidence:
    cosine = float(reading[0] @ asked[0])
    share = overlap(wanted, item.inside, item.near, likeness(asked, reading))
    score = (
        COSINE_SHARE * max(0.0, cosine)
        + (1 - COSINE_SHARE) * share
        + (TYPE_BONUS if kind and kind.search(item.text) else 0.0)
        - _QUESTION_MALUS * item.text.endswith("?")
        - _ROW_MALUS * (item.text.startswith("|") or not _CLOSED.search(item.text))
    )
    return Evidence(
        item.passage, item.span.shifted(item.passage.span.start), item.text, score, share, cosine
    )


def weights(question: str, rarity: Mapping[str, float], formed: bool = True) -> dict[str, float]:
    """The stems that a question turns on with their weights, which sum to 1; `formed` is whether its form counts beside rarity."""
    raw: dict[str, float] = {}
    for word in words(question):
        if word not in STOP_WORDS:
            raw[stem(word)] = max(raw.get(stem(word), 0.0), rarity.get(word, 1.0))
    for word, factor in factors(question).items():
        if formed and word in raw:
            raw[word] *= factor
    total = sum(raw.values()) or 1.0
    return {word: weight / total for word, weight in raw.items()}


def likeness(asked: EmbeddedText, told: EmbeddedText) -> dict[str, float]:
    """By stem of the question's words, how near any word of a sentence comes in meaning: 0 to 1."""
    (_, question, question_vectors), (_, sentence, sentence_vectors) = asked, told
    rows = {stem(word): row for row, word in enumerate(question) if word not in STOP_WORDS}
    columns = [column for column, word in enumerate(sentence) if word not in STOP_WORDS]
    if not rows or not columns:
        return {}
    nearest = (question_vectors[list(rows.values())] @ sentence_vectors[columns].T).max(axis=1)
    return dict(
        zip(rows, np.clip((nearest - _UNLIKE) / (_ALIKE - _UNLIKE), 0, 1).tolist(), strict=True)
    )


def overlap(
    wanted: Mapping[str, float],
    inside: frozenset[str],
    near: frozenset[str],
    alike: Mapping[str, float] = MappingProxyType({}),
) -> float:
    """The weighted share of the question's words that a sentence holds; words near it, and others like them in it, count in part.

    >>> overlap({"export": 0.5, "quota": 0.5}, frozenset({"export"}), frozenset({"quota"}))
    0.675
    """
    return sum(
        weight
        * (
            1.0
            if word in inside
            else max(CONTEXT_SHARE * (word in near), OTHER_WORD_SHARE * alike.get(word, 0.0))
        )
        for word, weight in wanted.items()
    )


def coverage(question: str, evidence: Evidence, rarity: Mapping[str, float]) -> float:
    """The weighted share of the question's words that the evidence's passage and its title hold."""
    inside = frozenset(
        stem(word)
        for word in words(
            f"{evidence.passage.title} {evidence.passage.heading} {evidence.passage.text}"
        )
    )
    return overlap(weights(question, rarity, formed=False), inside, frozenset())
