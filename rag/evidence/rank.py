"""Rank documents by retrieval and by their best sentence, and sentences by both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from rag.evidence.reading import read_evidence
from rag.evidence.revised import corrections_first
from rag.evidence.select import COSINE_SHARE, find_evidence
from rag.evidence.sentence_vectors import BY_WORDS, NO_VECTOR, KeptVectors
from rag.language.identification import words_of_no_weight
from rag.language.tokens import words
from rag.models.embeddings import Embedder
from rag.models.reader import Reader
from rag.schema import Evidence, Passage, Question
from rag.storage import Library

# What a document's best sentence counts beside its retrieval score: .5 to 1.2 do alike on news and
# our own questions (evals/notebook.md). Either alone puts the right article first less often: the
# one knows the whole text, the other the answer.
EVIDENCE_WEIGHT = 1.1
# Documents that are read whole, and the most passages of one.
WHOLE_DOCUMENTS, PASSAGES_OF_ONE = 2, 80


class RankedEvidence(NamedTuple):
    """Passages and sentences in the order of showing, and the weights of the question's words."""

    passages: list[Passage]
    evidence: list[Evidence]
    rarity: dict[str, float]


def rank_by_evidence(
    library: Library,
    embedder: Embedder | None,
    question: Question,
    passages: Sequence[Passage],
    reader: Reader | None = None,
) -> RankedEvidence:
    """Read the sentences of some passages and put both in the order of what their documents say.

    Without an embedder by their words alone.
    """
    asked = words(question.text)
    rarity = library.fulltext.rarity(asked)
    rarity |= dict.fromkeys(question.timing, 0.0)
    read = with_whole_documents(library, question, passages)
    if embedder:
        vector = embedder.embed_question(question.text)
        kept = KeptVectors(library, embedder)
        evidence = find_evidence(question, read, vector, kept, rarity)
    else:
        rarity |= dict.fromkeys(words_of_no_weight(question.language).intersection(asked), 0.0)
        by_words = find_evidence(question, read, NO_VECTOR, BY_WORDS, rarity)
        evidence = list(map(_near_by_words, by_words))
    if reader:
        evidence = read_evidence(reader, question, evidence)
    ranked, told = rank_together(passages, evidence)
    return RankedEvidence(ranked, corrections_first(told), rarity)


def _near_by_words(item: Evidence) -> Evidence:
    """Let the share of words of a sentence stand for its cosine, too."""
    score = item.score + COSINE_SHARE * item.overlap
    return replace(item, score=score, similarity=item.overlap)


def with_whole_documents(
    library: Library, question: Question, passages: Sequence[Passage]
) -> list[Passage]:
    """Return some passages, with all of the first documents that they are of."""
    best: dict[str, Passage] = {}
    for passage in passages:
        best.setdefault(passage.document_id, passage)
    known = {passage.chunk_id for passage in passages}
    whole = [
        replace(passage, score=first.score, similarity=first.similarity)
        for first in list(best.values())[:WHOLE_DOCUMENTS]
        for passage in library.chunks.passages_of(
            first.document_id, question.scope, PASSAGES_OF_ONE
        )
        if passage.chunk_id not in known
    ]
    return [*passages, *whole]


def rank_together(
    passages: Sequence[Passage], evidence: Sequence[Evidence]
) -> tuple[list[Passage], list[Evidence]]:
    """Rank passages by score and best evidence, evidence by score and best passage of a document.

    So the first sentence stands in the first document. Scores stay as they are; a document without
    evidence counts as the weakest.
    """
    best_sentence = _best((item.passage.document_id, item.score) for item in evidence)
    best_passage = _best((passage.document_id, passage.score) for passage in passages)
    weakest = min(best_sentence.values(), default=0.0)

    def of_passage(passage: Passage) -> float:
        sentence = best_sentence.get(passage.document_id, weakest)
        return passage.score + EVIDENCE_WEIGHT * sentence

    def of_sentence(item: Evidence) -> float:
        return best_passage[item.passage.document_id] + EVIDENCE_WEIGHT * item.score

    return (
        sorted(passages, key=of_passage, reverse=True),
        sorted(evidence, key=of_sentence, reverse=True),
    )


def _best(scores: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return the highest score of each document."""
    best: dict[str, float] = {}
    for document_id, score in scores:
        best[document_id] = max(score, best.get(document_id, score))
    return best
