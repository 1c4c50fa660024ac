"""Choose which ranked windows become passages.

No text comes twice, no copy beside the document that stands for it, and no document or publisher
crowds out the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rag.language.near_duplicates import precedence
from rag.schema import Hit
from rag.storage import ChunkSource

PER_DOCUMENT = 3
# A publisher keeps to half the places while others have windows with this share of the best score:
# those are about the question, too.
RELEVANT = 0.5


def diversify(hits: Sequence[Hit], standings: Mapping[int, ChunkSource], limit: int) -> list[Hit]:
    """Choose at most `limit` of some windows, best first.

    A text that stands in several copies comes once, by the agency's own or the earliest of those
    found. A document gives at most three windows, and a publisher half of `limit` while others have
    relevant ones; a window without a known publisher crowds nobody out.
    """
    disjoint = apart(hits, standings)
    distinct = _without_copies(disjoint, standings)
    candidates = list(_best_of_each_document(distinct, standings))
    chosen: list[Hit] = []
    per_publisher: Counter[str] = Counter()
    for hit in candidates:
        publisher = standings[hit.number].publisher
        crowds = publisher is not None and per_publisher[publisher] >= max(1, limit // 2)
        if not crowds and hit.score >= RELEVANT * candidates[0].score:
            per_publisher.update([publisher] if publisher else [])
            chosen.append(hit)
        if len(chosen) == limit:
            break
    others = [hit for hit in candidates if hit not in chosen]
    kept = {*chosen, *others[: limit - len(chosen)]}
    return [hit for hit in candidates if hit in kept]


def apart(hits: Iterable[Hit], standings: Mapping[int, ChunkSource]) -> Iterator[Hit]:
    """Yield the windows that share no chunk with a better one."""
    taken: set[int] = set()
    for hit in hits:
        own = {hit.number, hit.number + 1} if standings[hit.number].is_joined else {hit.number}
        if not own & taken:
            taken |= own
            yield hit


def _without_copies(hits: Iterable[Hit], standings: Mapping[int, ChunkSource]) -> Iterator[Hit]:
    """Yield the windows of those documents that stand for their copy groups."""
    ordered = sorted(
        set(standings.values()),
        key=lambda item: precedence(item.publisher, item.published, item.document_id),
        reverse=True,
    )
    representative = {item.group: item.document_id for item in ordered}
    return (
        hit
        for hit in hits
        if representative[standings[hit.number].group] == standings[hit.number].document_id
    )


def _best_of_each_document(
    hits: Iterable[Hit], standings: Mapping[int, ChunkSource]
) -> Iterator[Hit]:
    """Yield the best three windows of each document."""
    seen: Counter[str] = Counter()
    for hit in hits:
        document_id = standings[hit.number].document_id
        seen[document_id] += 1
        if seen[document_id] <= PER_DOCUMENT:
            yield hit
