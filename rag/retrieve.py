"""Query in, ranked passages out: dense and lexical search fused, copies joined, no document crowding out the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from rag.copies import precedence
from rag.embed import Embedder
from rag.index import VectorIndex
from rag.library import Hit, Library, Standing
from rag.schema import Passage, Query, Scope

# Each half contributes this many chunks to the fusion.
DEPTH = 200
# Share of the dense score in the sum of min-max-normalised scores; swept .2 to .8 on scifact (evals/README.md).
DENSE_SHARE = 0.4
PER_DOCUMENT = 3


class Ranking(NamedTuple):
    """Chunk numbers by fused score, the cosine of those the dense half saw, and what searched the vectors."""

    hits: list[Hit]
    similarities: dict[int, float]
    dense: str


def rank(library: Library, index: VectorIndex, embedder: Embedder, text: str, scope: Scope, depth: int = DEPTH) -> Ranking:
    """Rank the chunks within `scope` for a text, by both halves."""
    lexical = library.search_words(text, scope, depth)
    dense = index.search(embedder.embed_question(text), scope, depth)
    return Ranking(fuse(dense.hits, lexical, DENSE_SHARE), {hit.number: hit.score for hit in dense.hits}, dense.how)


def fuse(dense: Sequence[Hit], lexical: Sequence[Hit], dense_share: float) -> list[Hit]:
    """Weighted sum of min-max-normalised scores; a chunk that one half does not know gets 0 there.

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
    """The best passages for a query and what searched the vectors.

    A text that stands in several copies comes once, by the agency's own or the earliest of those found; a document gives at most
    three passages.
    """
    ranking = rank(library, index, embedder, query.text, query.scope)
    standings = library.standings([hit.number for hit in ranking.hits])
    face = _faces(standings.values())
    per_document: Counter[str] = Counter()
    chosen: list[Hit] = []
    for hit in ranking.hits:
        group, document_id, *_ = standings[hit.number]
        if face[group] == document_id and per_document[document_id] < PER_DOCUMENT:
            per_document[document_id] += 1
            chosen.append(hit)
        if len(chosen) == limit:
            break
    passages = library.passages(chosen, query.scope.as_of)
    return [
        replace(passage, similarity=ranking.similarities.get(hit.number)) for passage, hit in zip(passages, chosen, strict=True)
    ], ranking.dense


def _faces(standings: Iterable[Standing]) -> dict[str, str]:
    """The document that stands for each copy group."""
    ordered = sorted(set(standings), key=lambda item: precedence(item.publisher, item.published, item.document_id), reverse=True)
    return {item.group: item.document_id for item in ordered}
