"""Query in, ranked passages out: what dense or lexical search finds is scored by both, as a passage and as a part of its document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.models.embeddings import Embedder, Vectors
from rag.retrieval.diversify import diversify
from rag.retrieval.rerank import Reranker, rerank
from rag.schema import Hit, Passage, Query, Scope
from rag.storage import Library
from rag.storage.dense.index import VectorIndex

# Windows that each half contributes.
DEPTH = 200
# Shares chosen on scifact, mtrag, chroma_chunking and our own questions together (evals/README.md).
# Which window of a document is shown depends on the window's own words most, which document comes
# first on nearness and on the words of the whole text.
WINDOW_NEARNESS, DOCUMENT_NEARNESS = 0.35, 0.6
# Of what words count for a document, the share of the whole text's; the window's own has the rest.
WHOLE_TEXT = 0.7

Scores = npt.NDArray[np.float64]


class Ranking(NamedTuple):
    """Windows by fused score, the cosine of those that have a vector, and what searched the vectors."""

    hits: list[Hit]
    similarities: dict[int, float]
    dense: str


class Nearness(NamedTuple):
    """Of some windows: the score that ranks them and the cosine of the whole window, each of shape (n,); -inf where there is no vector."""

    scores: Scores
    cosines: Scores


def rank(
    library: Library,
    index: VectorIndex,
    embedder: Embedder,
    text: str,
    scope: Scope,
    depth: int = DEPTH,
) -> Ranking:
    """Rank the windows within `scope` that either half finds for a text, each by both halves."""
    vector = embedder.embed_question(text)
    found = index.search(vector, scope, depth)
    near = near_windows(library, index, vector, [hit.number for hit in found.hits])[:depth]
    numbers = sorted({hit.number for hit in (*near, *library.search_words(text, scope, depth))})
    nearness = nearness_of(library, index, vector, numbers)
    entries = library.entries_of(numbers)
    scores = fuse(
        nearness.scores,
        library.score_windows(text, numbers),
        library.score_texts(text, entries),
        entries,
    )
    hits = [
        Hit(numbers[place], float(scores[place])) for place in np.argsort(-scores, kind="stable")
    ]
    cosines = {
        number: float(cosine)
        for number, cosine in zip(numbers, nearness.cosines, strict=True)
        if np.isfinite(cosine)
    }
    return Ranking(hits, cosines, found.how)


def near_windows(
    library: Library, index: VectorIndex, vector: Vectors, chunks: Sequence[int]
) -> list[Hit]:
    """The windows that hold some chunks, nearest to a unit vector first."""
    before = [number - 1 for number in chunks]
    numbers = sorted({*chunks, *library.windows(before)})
    scores = nearness_of(library, index, vector, numbers).scores
    return [
        Hit(numbers[place], float(scores[place])) for place in np.argsort(-scores, kind="stable")
    ]


def nearness_of(
    library: Library, index: VectorIndex, vector: Vectors, numbers: Sequence[int]
) -> Nearness:
    """How near some windows are to a unit vector.

    A window of two chunks has the direction of the sum of their vectors, so that nothing is
    embedded twice. It is ranked by its own cosine and that of its nearer chunk: the one finds the
    passage on the subject, the other the sentence that answers.
    """
    first = index.vectors_of(numbers)
    if not first.size:
        return Nearness(np.full(len(numbers), -np.inf), np.full(len(numbers), -np.inf))
    joined = np.isin(numbers, list(library.windows(numbers)))
    second = index.vectors_of([number + 1 for number in numbers]) * joined[:, None]
    whole = first + second
    length = np.linalg.norm(whole, axis=1)
    cosines = np.where(length > 0, whole @ vector / np.maximum(length, 1e-9), -np.inf)
    return Nearness(cosines + np.maximum(first @ vector, second @ vector), cosines)


def fuse(
    nearness: Scores, window_words: Scores, text_words: Scores, owners: Sequence[int]
) -> Scores:
    """One score for each window, shape (n,): its document's best, less what this window lacks to the best window of the document.

    Args:
        nearness: of each window to the question; -inf where it has no vector, so that its words
            must speak for it.
        window_words: BM25 of each window.
        text_words: BM25 of the whole text that each window belongs to.
        owners: that text's number.
    """
    own, all_ = _share(window_words), _share(text_words)
    near = np.where(np.isfinite(nearness), _spread(nearness), own)
    window = WINDOW_NEARNESS * near + (1 - WINDOW_NEARNESS) * own
    document = DOCUMENT_NEARNESS * near + (1 - DOCUMENT_NEARNESS) * (
        (1 - WHOLE_TEXT) * own + WHOLE_TEXT * all_
    )
    return _best(document, owners) - (_best(window, owners) - window)


def _spread(scores: Scores) -> Scores:
    """Finite scores moved to 0 to 1, all 1 when they are equal."""
    known = scores[np.isfinite(scores)]
    low, high = (known.min(), known.max()) if len(known) else (0.0, 0.0)
    return (scores - low) / (high - low) if high > low else np.ones(len(scores))


def _share(scores: Scores) -> Scores:
    """Scores as shares of the highest."""
    highest: float = scores.max(initial=0.0)
    return scores / max(highest, 1e-9)


def _best(scores: Scores, owners: Sequence[int]) -> Scores:
    """For each window the highest score among those of its owner."""
    _, place = np.unique(owners, return_inverse=True)
    best = np.full(len(scores), -np.inf)
    np.maximum.at(best, place, scores)
    of_each: Scores = best[place]
    return of_each


def retrieve(
    library: Library,
    index: VectorIndex,
    embedder: Embedder,
    query: Query,
    limit: int,
    reranker: Reranker | None = None,
) -> tuple[list[Passage], str]:
    """The best passages for a query, diversified, and what searched the vectors."""
    ranking = rank(library, index, embedder, query.text, query.scope)
    hits = rerank(ranking.hits, query.text, library, reranker) if reranker else ranking.hits
    chosen = diversify(hits, library.standings([hit.number for hit in hits]), limit)
    passages = library.passages(chosen, query.scope.as_of)
    return [
        replace(passage, similarity=ranking.similarities.get(hit.number))
        for passage, hit in zip(passages, chosen, strict=True)
    ], ranking.dense
