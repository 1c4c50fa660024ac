"""Which of the ranked windows become passages: no text twice, no copy beside its face, no document or publisher crowding out the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rag.language.near_duplicates import precedence
from rag.schema import Hit
from rag.storage import Standing

PER_DOCUMENT = 3
# A publisher keeps to half the places while others have windows with this share of the best score:
# those are about the question, too.
RELEVANT = 0.5


def diversify(hits: Sequence[Hit], standings: Mapping[int, Standing], limit: int) -> list[Hit]:
    """At most `limit` windows of those given, best first.

    A text that stands in several copies comes once, by the agency's own or the earliest of those
    found. A document gives at most three windows, and a publisher half of `limit` while others have
    relevant ones; a window without a known publisher crowds nobody out.
    """
    candidates = list(_few_a_document(_faces_only(apart(hits, standings), standings), standings))
    taken: list[Hit] = []
    per_publisher: Counter[str] = Counter()
    for hit in candidates:
        publisher = standings[hit.number].publisher
        crowds = publisher is not None and per_publisher[publisher] >= max(1, limit // 2)
        if not crowds and hit.score >= RELEVANT * candidates[0].score:
            per_publisher.update([publisher] if publisher else [])
            taken.append(hit)
        if len(taken) == limit:
            break
    others = [hit for hit in candidates if hit not in taken]
    chosen = {*taken, *others[: limit - len(taken)]}
    return [hit for hit in candidates if hit in chosen]


def apart(hits: Iterable[Hit], standings: Mapping[int, Standing]) -> Iterator[Hit]:
    """The windows that share no chunk with a better one."""
    taken: set[int] = set()
    for hit in hits:
        own = {hit.number, hit.number + 1} if standings[hit.number].is_joined else {hit.number}
        if not own & taken:
            taken |= own
            yield hit


def _faces_only(hits: Iterable[Hit], standings: Mapping[int, Standing]) -> Iterator[Hit]:
    """The windows of those documents that stand for their copy groups."""
    ordered = sorted(
        set(standings.values()),
        key=lambda item: precedence(item.publisher, item.published, item.document_id),
        reverse=True,
    )
    face = {item.group: item.document_id for item in ordered}
    return (
        hit
        for hit in hits
        if face[standings[hit.number].group] == standings[hit.number].document_id
    )


def _few_a_document(hits: Iterable[Hit], standings: Mapping[int, Standing]) -> Iterator[Hit]:
    """The best three windows of each document."""
    seen: Counter[str] = Counter()
    for hit in hits:
        document_id = standings[hit.number].document_id
        seen[document_id] += 1
        if seen[document_id] <= PER_DOCUMENT:
            yield hit
