"""Passages read sentence by sentence, and the order that follows: a document by retrieval and by its best sentence, a sentence by both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rag.evidence.select import find_evidence
from rag.language.tokens import words
from rag.models.embeddings import Embedder
from rag.schema import Evidence, Passage, Query
from rag.storage import Library

# What a document's best sentence counts beside its retrieval score: .8 to 1.2 do alike on news and our own questions (evals/README.md).
# Either alone puts the right article first less often: the one knows the whole text, the other the answer.
EVIDENCE_WEIGHT = 0.8


class RankedEvidence(NamedTuple):
    """Passages and sentences in the order in which they are shown, and the weights of the question's words."""

    passages: list[Passage]
    evidence: list[Evidence]
    rarity: dict[str, float]


def rank_by_evidence(
    library: Library, embedder: Embedder, query: Query, passages: Sequence[Passage]
) -> RankedEvidence:
    """Read the sentences of some passages and put both in the order of what their documents say."""
    rarity = {**library.fulltext.rarity(words(query.text)), **dict.fromkeys(query.timing, 0.0)}
    vector = embedder.embed_question(query.text)
    return RankedEvidence(
        *ordered(
            passages, find_evidence(query.text, passages, vector, embedder.embed_words, rarity)
        ),
        rarity,
    )


def ordered(
    passages: Sequence[Passage], evidence: Sequence[Evidence]
) -> tuple[list[Passage], list[Evidence]]:
    """Passages by their score and their document's best evidence; evidence by its score and its document's best passage.

    So the first sentence stands in the first document. Scores stay as they are; a document without evidence counts as the weakest.
    """
    told = _best((item.passage.document_id, item.score) for item in evidence)
    found = _best((passage.document_id, passage.score) for passage in passages)
    weakest = min(told.values(), default=0.0)
    return (
        sorted(
            passages,
            key=lambda passage: (
                -(passage.score + EVIDENCE_WEIGHT * told.get(passage.document_id, weakest))
            ),
        ),
        sorted(
            evidence,
            key=lambda item: -(found[item.passage.document_id] + EVIDENCE_WEIGHT * item.score),
        ),
    )


def _best(scores: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The highest score of each document."""
    best: dict[str, float] = {}
    for document_id, score in scores:
        best[document_id] = max(score, best.get(document_id, score))
    return best
