"""What the collection says on a subject, sentence by sentence: deeper than for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.evidence.select import COSINE_SHARE, find_evidence
from rag.language.numbered_references import counts_instead
from rag.language.temporal import read_time
from rag.language.tokens import content_words, words
from rag.models.embeddings import EmbeddedText, Embedder, Vectors
from rag.query.understand import standalone
from rag.retrieval.hybrid import retrieve
from rag.schema import Evidence, Findings, Passage, Query, Window
from rag.storage import Library
from rag.storage.dense.index import VectorIndex

# Passages that are looked at. The documents of the best are read whole, because their other sentences are on the subject too.
PASSAGES, WHOLE, _WHOLE_PASSAGES = 60, 12, 60
# The sentences with most of the subject's words are embedded, no more: nine tenths of the time of a timeline go there.
EMBEDDED = 150


@dataclass(frozen=True)
class Survey:
    """Sentences on a subject, the best first, with their unit vectors (n, d) in the same order."""

    findings: Findings
    vectors: Vectors


def subject(query: Query, history: Sequence[str] = ()) -> Query:
    """The query without the period that its question names: what happened "in 2025" need not say so in every sentence."""
    rest = read_time(query.question, query.today).rest
    return (
        replace(query, text=standalone(rest, history))
        if query.mentioned and content_words(rest)
        else query
    )


def without_date_filter(query: Query) -> Query:
    """The query without its restriction to days of publication; its as-of day stays."""
    return replace(query, scope=replace(query.scope, window=Window()))


def survey(library: Library, index: VectorIndex, embedder: Embedder, query: Query) -> Survey:
    """The sentences on a subject within the query's scope."""
    found, dense = retrieve(library, index, embedder, query, PASSAGES)
    rarity = library.fulltext.rarity(words(query.text))
    by_words = [
        item
        for passages in _readings(library, found, query)
        for item in find_evidence(
            query.text, passages, np.zeros(1, np.float32), _unread, rarity, titled=False
        )
        if not counts_instead(query.text, item.text)
    ]
    kept = sorted(by_words, key=lambda item: -item.score)[:EMBEDDED]
    vectors = embedder.embed([item.text for item in kept])
    cosines: Sequence[float] = (
        (vectors @ embedder.embed_question(query.text)).tolist() if kept else []
    )
    scored = [_with_cosine(item, cosine) for item, cosine in zip(kept, cosines, strict=True)]
    order = sorted(range(len(scored)), key=lambda place: -scored[place].score)
    findings = Findings(query, tuple(found), tuple(scored[place] for place in order), rarity, dense)
    return Survey(findings, vectors[order] if order else vectors)


def _readings(library: Library, found: Sequence[Passage], query: Query) -> Iterable[list[Passage]]:
    """What is read of each document, the nearest document first."""
    by_document: dict[str, list[Passage]] = {}
    for passage in found:
        by_document.setdefault(passage.document_id, []).append(passage)
    for place, (document_id, passages) in enumerate(by_document.items()):
        yield (
            passages
            if place >= WHOLE
            else library.chunks.passages_of(document_id, query.scope, _WHOLE_PASSAGES)
        )


def _unread(texts: Sequence[str]) -> list[EmbeddedText]:
    """In place of an embedder, where sentences are ranked by their words first."""
    nothing = np.zeros(1, np.float32)
    return [EmbeddedText(nothing, (), np.zeros((0, 1), np.float32)) for _ in texts]


def _with_cosine(item: Evidence, cosine: float) -> Evidence:
    return replace(item, score=item.score + COSINE_SHARE * max(0.0, cosine), similarity=cosine)
