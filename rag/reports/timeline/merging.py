"""Sentences that tell of one event, joined: copies and retellings are one row, reports whose figures differ are not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.language.quantities import figures
from rag.reports.timeline.event_sentences import Dated
from rag.schema import Window

# Two sentences of the same day tell the same event when their cosine reaches the first; of a longer time or days that only overlap, the
# second.
SAME_DAY, OVERLAPPING = 0.5, 0.7
# A sentence that sums up several events is like each of them only in part.
_MIXED_LESS = 0.2
# Days between the publication of an event and of its retelling.
_RETOLD_DAYS = 3
# A document that dates its news a few days back needs no row for its publication that says about the same.
_NEWS_DAYS, SAME_NEWS = 7, 0.5


class TimelineEvent(NamedTuple):
    """The sentences that tell of one event: the one to quote, and those of other documents by their days of publication."""

    face: Dated
    others: tuple[Dated, ...]
    worth: float


def events(found: Sequence[Dated], vectors: npt.NDArray[np.float32]) -> list[TimelineEvent]:
    """Sentences that tell of the same event as one, the worthiest first.

    Args:
        found: dated sentences.
        vectors: their unit vectors, shape (n, d).
    """
    groups: list[list[int]] = []
    own = [place for place, item in enumerate(found) if item.words]
    alike = vectors @ vectors.T
    news = [
        place
        for place, item in enumerate(found)
        if item.words
        or not any(
            alike[place, other] >= SAME_NEWS and _tells_news_of(found[other], item) for other in own
        )
    ]
    for place in sorted(news, key=lambda place: (not found[place].words, -found[place].worth)):
        group = next((group for group in groups if _belongs(place, group, found, alike)), None)
        if group is None:
            groups.append([place])
        else:
            group.append(place)
    return sorted(
        (_event([found[place] for place in group]) for group in groups),
        key=lambda event: -event.worth,
    )


def differ(one: str, other: str) -> bool:
    """Whether two sentences give other figures for the same unit, so that they cannot tell the same.

    >>> differ("Exports rose 30.8 per cent.", "Exports rose by 32% in June."), differ("It sold 3,188 tonnes.", "China sold 3,188 t.")
    (True, False)
    """
    sides = [figures(text) for text in (one, other)]
    for unit in {amount.unit for amount in sides[0]} & {amount.unit for amount in sides[1]}:
        here, there = ({amount.value for amount in side if amount.unit == unit} for side in sides)
        if not here & there:
            return True
    return False


def _event(group: Sequence[Dated]) -> TimelineEvent:
    """One event: the sentence with the finest date of its own is its face; of each other document the best sentence is kept."""
    face, *rest = sorted(
        group, key=lambda item: (not item.words, length(item.when), item.is_denial, -item.worth)
    )
    others = {
        item.evidence.passage.document_id: item
        for item in sorted(rest, key=lambda item: item.worth)
    }
    others.pop(face.evidence.passage.document_id, None)
    by_day = sorted(others.values(), key=lambda item: item.evidence.passage.published or date.max)
    return TimelineEvent(face, tuple(by_day), max(item.worth for item in group))


def _belongs(
    place: int, group: Sequence[int], found: Sequence[Dated], alike: npt.NDArray[np.float32]
) -> bool:
    """Whether a sentence tells of the event of some others; one whose figures differ from theirs does not, so that a conflict stays seen."""
    one = found[place]
    same = any(_is_same(one, found[other], float(alike[place, other])) for other in group)
    return same and not any(
        differ(one.evidence.text, found[other].evidence.text) for other in group
    )


def _is_same(one: Dated, other: Dated, cosine: float) -> bool:
    """Whether two sentences are alike enough for their days to tell of one event."""
    if not (one.words and other.words):
        return cosine >= OVERLAPPING and abs(_first(one) - _first(other)) <= _RETOLD_DAYS
    enough = (
        SAME_DAY - _MIXED_LESS * bool(one.mixed or other.mixed)
        if one.when == other.when and not length(one.when)
        else OVERLAPPING
    )
    return cosine >= enough and (one.when.contains(other.when) or other.when.contains(one.when))


def _tells_news_of(dated: Dated, undated: Dated) -> bool:
    """Whether a sentence with a date of its own stands in the document of one without, and its date is that of the document's news."""
    same = dated.evidence.passage.document_id == undated.evidence.passage.document_id
    return same and abs(_first(dated) - _first(undated)) <= _NEWS_DAYS


def _first(item: Dated) -> int:
    return (item.when.start or date.min).toordinal()


def length(window: Window) -> int:
    """How many days there are from the first to the last."""
    return (window.end - window.start).days if window.start and window.end else 0
