"""Query in, ranked passages out: dense and lexical search fused, copies joined, no document crowding out the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from rag.embed import Embedder, Vectors
from rag.index import VectorIndex
from rag.library import Hit, Library
from rag.schema import Passage, Query, Scope
from rag.variety import varied

# Each half contributes this many chunks to the fusion.
DEPTH = 200
# Share of the dense score in the sum of min-max-normalised scores; swept .2 to .8 on scifact (evals/README.md).
DENSE_SHARE = 0.4


class Ranking(NamedTuple):
    """Windows by fused score, the cosine of those that the dense half saw, and what searched the vectors."""

    hits: list[Hit]
    similarities: dict[int, float]
    dense: str


class Near(NamedTuple):
    """Windows by nearness to a question: `hits` by the sum that ranks them, `similarities` the cosine of the whole window."""

    hits: list[Hit]
    similarities: dict[int, float]


def rank(library: Library, index: VectorIndex, embedder: Embedder, text: str, scope: Scope, depth: int = DEPTH) -> Ranking:
    """Rank the windows within `scope` for a text, by both halves."""
    vector = embedder.embed_question(text)
    found = index.search(vector, scope, depth)
    near = near_windows(library, index, vector, [hit.number for hit in found.hits])
    lexical = library.search_words(text, scope, depth)
    return Ranking(fuse(near.hits, lexical, DENSE_SHARE), near.similarities, found.how)


def near_windows(library: Library, index: VectorIndex, vector: Vectors, chunks: Sequence[int]) -> Near:
    """The windows that hold some chunks, nearest to a unit vector first.

    A window of two chunks has the direction of the sum of their vectors, so that nothing is embedded twice. It is ranked by its own cosine
    and that of its nearer chunk: the one finds the passage on the subject, the other the sentence that answers.
    """
    if not chunks:
        return Near([], {})
    joined = library.windows({*chunks, *(number - 1 for number in chunks)})
    starts = sorted({*chunks, *(number - 1 for number in chunks if number - 1 in joined)})
    first = index.vectors_of(starts)
    second = index.vectors_of([number + 1 for number in starts]) * np.isin(starts, list(joined))[:, None]
    whole = first + second
    cosines = whole @ vector / np.maximum(np.linalg.norm(whole, axis=1), 1e-9)
    scores = cosines + np.maximum(first @ vector, second @ vector)
    order = np.argsort(-scores, kind="stable")
    return Near([Hit(starts[place], float(scores[place])) for place in order], dict(zip(starts, cosines.tolist(), strict=True)))


def fuse(dense: Sequence[Hit], lexical: Sequence[Hit], dense_share: float) -> list[Hit]:
    """Weighted sum of min-max-normalised scores; a window that one half does not know gets 0 there.

    >>> fuse([Hit(1, .9), Hit(2, .5)], [Hit(2, 8.0), Hit(3, 4.0)], .5)
    [Hit(number=1, score=0.5), Hit(number=2, score=0.5), Hit(number=3, score=0.0)]
    """
    total: dict[int, float] = {}
    for hits, share in ((dense, dense_share), (lexical, 1 - dense_share)):
        for number, score in normalised(hits).items():
            total[number] = total.get(number, 0.0) + share * score
    return [Hit(number, score) for number, score in sorted(total.items(), key=lambda item: (-item[1], item[0]))]


def normalised(hits: Sequence[Hit]) -> dict[int, float]:
    """Scores moved to 0 to 1; all 1 when they are equal."""
    if not hits:
        return {}
    low = min(hit.score for hit in hits)
    width = max(hit.score for hit in hits) - low
    return {hit.number: (hit.score - low) / width if width else 1.0 for hit in hits}


def retrieve(library: Library, index: VectorIndex, embedder: Embedder, query: Query, limit: int) -> tuple[list[Passage], str]:
    """The best passages for a query, varied, and what searched the vectors."""
    ranking = rank(library, index, embedder, query.text, query.scope)
    chosen = varied(ranking.hits, library.standings([hit.number for hit in ranking.hits]), limit)
    passages = library.passages(chosen, query.scope.as_of)
    return [
        replace(passage, similarity=ranking.similarities.get(hit.number)) for passage, hit in zip(passages, chosen, strict=True)
    ], ranking.dense
