"""Put what a correction or an update says before what it says otherwise than its copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.language.near_duplicates import precedence, revision_mark
from rag.language.tokens import stems
from rag.schema import Evidence, Span

# Share of words that a sentence and its correction have in common.
_ALIKE = 0.6


def corrections_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return sentences in their order, each behind those that correct it."""
    kept = list(evidence)
    for item in evidence:
        # One that went before what it corrects has another score now.
        place = next(n for n, own in enumerate(kept) if _place(own) == _place(item))
        later = [other for other in kept[place + 1 :] if _corrects(other, item)]
        for other in later:
            kept.remove(other)
            kept.insert(place, replace(other, score=max(other.score, item.score)))
            place += 1
    return kept


def _corrects(one: Evidence, other: Evidence) -> bool:
    """Return whether a sentence stands in a revision of another's text, in its place."""
    if not (revision_mark(one.passage.title) and other.passage.copies):
        return False
    if one.passage.document_id not in (copy.document_id for copy in other.passage.copies):
        return False
    if _precedence(one) > _precedence(other):
        return False
    own, theirs = stems(one.text), stems(other.text)
    return len(own & theirs) >= _ALIKE * len(own | theirs)


def _place(item: Evidence) -> tuple[str, Span]:
    return item.passage.chunk_id, item.span


def _precedence(item: Evidence) -> tuple[object, ...]:
    passage = item.passage
    return precedence(passage.publisher, passage.published, passage.document_id, passage.title)
