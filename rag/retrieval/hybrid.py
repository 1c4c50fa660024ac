"""Rank passages for a query by dense and lexical search together.

What either finds is scored by both, as a passage and as a part of its document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.models.embeddings import Embedder, Vectors
from rag.retrieval.diversify import diversify, in_copies
from rag.retrieval.rerank import Reranker, rerank
from rag.schema import Hit, Passage, Question, Scope
from rag.storage import Library
from rag.storage.dense.index import VectorIndex

# Windows that each half contributes.
DEPTH = 200
# Shares chosen on scifact, mtrag, chroma_chunking and our own questions together
# (evals/notebook.md). Which window of a document is shown depends on the window's own words most,
# which document comes first on nearness and on the words of the whole text.
WINDOW_DENSE, DOCUMENT_DENSE = 0.35, 0.6
# Of what words count for a document, the share of the whole text's; the window's own has the rest.
WHOLE_TEXT = 0.7

Scores = npt.NDArray[np.float64]


class Ranking(NamedTuple):
    """Windows by fused score, cosines of those with a vector, and what searched the vectors."""

    hits: list[Hit]
    similarities: dict[int, float]
    dense: str


class DenseScores(NamedTuple):
    """Dense scores of some windows and the cosines of whole windows, each of shape (n,).

    -inf where a window has no vector.
    """

    scores: Scores
    cosines: Scores


def rank(
    library: Library,
    index: VectorIndex,
    embedder: Embedder | None,
    text: str,
    scope: Scope,
    depth: int = DEPTH,
) -> Ranking:
    """Rank the windows within `scope` that either half finds for a text, each by both halves.

    Without an embedder by words alone.
    """
    if embedder is None:
        numbers = sorted(hit.number for hit in library.fulltext.search_words(text, scope, depth))
        scores = _fused(library, text, numbers, np.full(len(numbers), -np.inf))
        return Ranking(_best_first(numbers, scores), {}, "none")
    vector = embedder.embed_question(text)
    found = index.search(vector, scope, depth)
    near = near_windows(library, index, vector, [hit.number for hit in found.hits])[:depth]
    by_words = library.fulltext.search_words(text, scope, depth)
    numbers = sorted({hit.number for hit in (*near, *by_words)})
    dense = dense_scores(library, index, vector, numbers)
    scores = _fused(library, text, numbers, dense.scores)
    cosines = {
        number: float(cosine)
        for number, cosine in zip(numbers, dense.cosines, strict=True)
        if np.isfinite(cosine)
    }
    return Ranking(_best_first(numbers, scores), cosines, found.how)


def _fused(library: Library, text: str, numbers: Sequence[int], dense: Scores) -> Scores:
    """Fuse the dense scores of some windows with those of their words and their texts' words."""
    entries = library.chunks.entries_of(numbers)
    return fuse(
        dense,
        library.fulltext.score_windows(text, numbers),
        library.fulltext.score_texts(text, entries),
        entries,
    )


def near_windows(
    library: Library, index: VectorIndex, vector: Vectors, chunks: Sequence[int]
) -> list[Hit]:
    """Rank the windows that hold some chunks, nearest to a unit vector first."""
    before = [number - 1 for number in chunks]
    numbers = sorted({*chunks, *library.chunks.windows(before)})
    scores = dense_scores(library, index, vector, numbers).scores
    return _best_first(numbers, scores)


def dense_scores(
    library: Library, index: VectorIndex, vector: Vectors, numbers: Sequence[int]
) -> DenseScores:
    """Score some windows against a unit vector.

    A window of two chunks has the direction of the sum of their vectors, so that nothing is
    embedded twice. It is ranked by its own cosine and that of its nearer chunk: the one finds the
    passage on the subject, the other the sentence that answers.
    """
    first = index.vectors_of(numbers)
    if not first.size:
        return DenseScores(np.full(len(numbers), -np.inf), np.full(len(numbers), -np.inf))
    joined = np.isin(numbers, list(library.chunks.windows(numbers)))
    second = index.vectors_of([number + 1 for number in numbers]) * joined[:, None]
    whole = first + second
    length = np.linalg.norm(whole, axis=1)
    cosines = np.where(length > 0, whole @ vector / np.maximum(length, 1e-9), -np.inf)
    return DenseScores(cosines + np.maximum(first @ vector, second @ vector), cosines)


def _best_first(numbers: Sequence[int], scores: Scores) -> list[Hit]:
    order = np.argsort(-scores, kind="stable")
    return [Hit(numbers[place], float(scores[place])) for place in order]


def fuse(dense: Scores, window_words: Scores, text_words: Scores, owners: Sequence[int]) -> Scores:
    """Fuse dense and lexical scores into one for each window, shape (n,).

    It is the document's best score, less what this window lacks to the document's best window.

    Args:
        dense: the dense score of each window; -inf where it has no vector, so that its words
            must speak for it.
        window_words: BM25 of each window.
        text_words: BM25 of the whole text that each window belongs to.
        owners: that text's number.
    """
    own = _share(window_words)
    whole = _share(text_words)
    near = np.where(np.isfinite(dense), _min_max(dense), own)
    window = WINDOW_DENSE * near + (1 - WINDOW_DENSE) * own
    document = DOCUMENT_DENSE * near + (1 - DOCUMENT_DENSE) * (
        (1 - WHOLE_TEXT) * own + WHOLE_TEXT * whole
    )
    return _best(document, owners) - (_best(window, owners) - window)


def _min_max(scores: Scores) -> Scores:
    """Scale finite scores to 0 to 1; all are 1 when they are equal."""
    known = scores[np.isfinite(scores)]
    low, high = (known.min(), known.max()) if len(known) else (0.0, 0.0)
    return (scores - low) / (high - low) if high > low else np.ones(len(scores))


def _share(scores: Scores) -> Scores:
    """Return scores as shares of the highest."""
    highest: float = scores.max(initial=0.0)
    return scores / max(highest, 1e-9)


def _best(scores: Scores, owners: Sequence[int]) -> Scores:
    """Return for each window the highest score among those of its owner."""
    _, place = np.unique(owners, return_inverse=True)
    best = np.full(len(scores), -np.inf)
    np.maximum.at(best, place, scores)
    of_each: Scores = best[place]
    return of_each


def retrieve(
    library: Library,
    index: VectorIndex,
    embedder: Embedder | None,
    query: Question,
    limit: int,
    reranker: Reranker | None = None,
) -> tuple[list[Passage], str]:
    """Return the best passages for a query, diversified, and what searched the vectors."""
    ranking = rank(library, index, embedder, query.text, query.scope)
    hits = rerank(ranking.hits, query.text, library, reranker) if reranker else ranking.hits
    sources = library.chunks.sources([hit.number for hit in hits])
    chosen = diversify(hits, sources, limit, library.chunks.whole_texts(in_copies(sources)))
    passages = library.chunks.passages(chosen, query.scope.as_of)
    return [
        replace(passage, similarity=ranking.similarities.get(hit.number))
        for passage, hit in zip(passages, chosen, strict=True)
    ], ranking.dense
