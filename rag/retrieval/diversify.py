"""Choose which ranked windows become passages.

No text comes twice, no copy beside the document that stands for it, and no document or publisher
crowds out the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from rag.language.near_duplicates import KnownText, precedence, revision_mark
from rag.schema import Hit
from rag.storage import ChunkSource

PER_DOCUMENT = 3
# A publisher keeps to half the places while others have windows with this share of the best score:
# those are about the question, too.
RELEVANT = 0.5


def diversify(
    hits: Sequence[Hit],
    standings: Mapping[int, ChunkSource],
    limit: int,
    texts: Mapping[int, str] = MappingProxyType({}),
) -> list[Hit]:
    """Choose at most `limit` of some windows, best first.

    A text that stands in several copies comes once, by its newest correction, the agency's own or
    the earliest of those found; of the others those windows that say something else than all of
    these say in their `texts`. A document gives at most three windows, and a publisher half of
    `limit` while others have relevant ones; a window without a known publisher crowds nobody out.
    """
    disjoint = apart(hits, standings)
    distinct = _without_copies(disjoint, standings, texts)
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


def in_copies(standings: Mapping[int, ChunkSource]) -> list[int]:
    """Return the windows of texts that stand in several documents among some."""
    owners = {(source.group, source.document_id) for source in standings.values()}
    documents = Counter(group for group, _ in owners)
    return [number for number, source in standings.items() if documents[source.group] > 1]


def _without_copies(
    hits: Iterable[Hit], standings: Mapping[int, ChunkSource], texts: Mapping[int, str]
) -> list[Hit]:
    """Return the windows of those documents that stand for their copy groups.

    Those of their copies follow that add something to them.
    """
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(standings[hit.number].group, []).append(hit)
    kept = [hit for group in groups.values() for hit in _of_group(group, standings, texts)]
    return sorted(kept, key=lambda hit: hit.score, reverse=True)


def _of_group(
    hits: Sequence[Hit], standings: Mapping[int, ChunkSource], texts: Mapping[int, str]
) -> list[Hit]:
    """Return the windows of a copy group that are kept, those of its first document before others.

    A correction is found wherever what it corrects is: its best window scores as the group's best.
    """
    ordered = sorted(hits, key=lambda hit: _precedence(standings[hit.number]))
    leader = standings[ordered[0].number]
    known: dict[str, KnownText] = {}
    kept: list[Hit] = []
    for hit in ordered:
        source, text = standings[hit.number], texts.get(hit.number, "")
        others = [one for document_id, one in known.items() if document_id != source.document_id]
        window = source.span.of(text)
        is_leader = source.document_id == leader.document_id
        if is_leader or all(one.lacks(window) for one in others):
            kept.append(hit)
            known.setdefault(source.document_id, KnownText(text))
    if revision_mark(leader.title):
        best = max(hit.score for hit in hits)
        kept[0] = kept[0]._replace(score=best)
    return kept


def _precedence(source: ChunkSource) -> tuple[Any, ...]:
    return precedence(source.publisher, source.published, source.document_id, source.title)


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
