"""Sentences that report one event, joined.

Copies and retellings are one row, reports whose figures differ are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.language.quantities import figures, in_base_unit
from rag.reports.timeline.event_sentences import DatedSentence
from rag.schema import Window

# Two sentences of the same day report the same event when their cosine reaches the first; of a
# longer time or days that only overlap, the second.
SAME_DAY = 0.5
OVERLAPPING = 0.7
# A sentence that sums up several events is like each of them only in part.
_SEVERAL_EVENTS_DISCOUNT = 0.2
# Days between the publication of an event and of its retelling.
_RETELLING_DAYS = 3
# A document that dates its news a few days back needs no row for its publication that says about
# the same.
_NEWS_DAYS = 7
SAME_NEWS = 0.5


class TimelineEvent(NamedTuple):
    """The sentences that report one event.

    `main` is the one to quote, `others` are of other documents, by their days of publication.
    """

    main: DatedSentence
    others: tuple[DatedSentence, ...]
    quality: float


def merge_events(
    found: Sequence[DatedSentence], vectors: npt.NDArray[np.float32]
) -> list[TimelineEvent]:
    """Join sentences that report the same event; return the events, the best quotes first.

    Args:
        found: dated sentences.
        vectors: their unit vectors, shape (n, d).
    """
    cosines = vectors @ vectors.T
    places = [place for place in range(len(found)) if not _is_redundant(place, found, cosines)]
    places.sort(key=lambda place: (not found[place].words, -found[place].quality))
    groups: list[list[int]] = []
    for place in places:
        for group in groups:
            if _belongs(place, group, found, cosines):
                group.append(place)
                break
        else:
            groups.append([place])
    merged = [_event([found[place] for place in group]) for group in groups]
    return sorted(merged, key=lambda event: -event.quality)


def figures_conflict(one: str, other: str) -> bool:
    """Return whether two sentences give other figures for one unit, so that they cannot agree.

    >>> figures_conflict("Exports rose 30.8 per cent.", "Exports rose by 32% in June.")
    True
    >>> figures_conflict("It sold 3,188 tonnes.", "China sold 3,188 t.")
    False
    """
    sides = _values_by_unit(one), _values_by_unit(other)
    shared = sides[0].keys() & sides[1].keys()
    return any(sides[0][unit].isdisjoint(sides[1][unit]) for unit in shared)


def length_in_days(window: Window) -> int:
    """Return how many days there are from the first to the last; 0 for an open period."""
    return (window.end - window.start).days if window.start and window.end else 0


def _values_by_unit(text: str) -> dict[str, set[object]]:
    values: dict[str, set[object]] = {}
    for amount in map(in_base_unit, figures(text)):
        values.setdefault(amount.unit, set()).add(amount.value)
    return values


def _is_redundant(
    place: int, found: Sequence[DatedSentence], cosines: npt.NDArray[np.float32]
) -> bool:
    """Return whether an undated sentence repeats a dated one of its document."""
    if found[place].words:
        return False
    return any(
        other.words and cosines[place, there] >= SAME_NEWS and _dates_news_of(other, found[place])
        for there, other in enumerate(found)
    )


def _event(group: Sequence[DatedSentence]) -> TimelineEvent:
    """Make an event of its sentences.

    The one with the finest date of its own is the main one; of each other document the best is
    kept.
    """
    main, *rest = sorted(group, key=_preference)
    best = {item.evidence.passage.document_id: item for item in sorted(rest, key=_quality)}
    best.pop(main.evidence.passage.document_id, None)
    by_day = sorted(best.values(), key=lambda item: item.evidence.passage.published or date.max)
    return TimelineEvent(main, tuple(by_day), max(item.quality for item in group))


def _preference(item: DatedSentence) -> tuple[bool, int, bool, float]:
    return not item.words, length_in_days(item.when), item.is_denial, -item.quality


def _quality(item: DatedSentence) -> float:
    return item.quality


def _belongs(
    place: int,
    group: Sequence[int],
    found: Sequence[DatedSentence],
    cosines: npt.NDArray[np.float32],
) -> bool:
    """Return whether a sentence reports the event of a group.

    One whose figures differ from those of the group does not, so that a conflict stays seen.
    """
    one = found[place]
    is_same = any(_is_same(one, found[other], float(cosines[place, other])) for other in group)
    if not is_same:
        return False
    texts = [found[other].evidence.text for other in group]
    return not any(figures_conflict(one.evidence.text, text) for text in texts)


def _is_same(one: DatedSentence, other: DatedSentence, cosine: float) -> bool:
    """Return whether two sentences are alike enough for their days to be of one event."""
    if not (one.words and other.words):
        distance = abs(_first_day(one) - _first_day(other))
        return cosine >= OVERLAPPING and distance <= _RETELLING_DAYS
    enough = OVERLAPPING
    if one.when == other.when and not length_in_days(one.when):
        enough = SAME_DAY
        if one.others or other.others:
            enough -= _SEVERAL_EVENTS_DISCOUNT
    nested = one.when.contains(other.when) or other.when.contains(one.when)
    return nested and cosine >= enough


def _dates_news_of(dated: DatedSentence, undated: DatedSentence) -> bool:
    """Return whether a dated sentence gives the day of an undated one's news."""
    document_id = undated.evidence.passage.document_id
    if dated.evidence.passage.document_id != document_id:
        return False
    return abs(_first_day(dated) - _first_day(undated)) <= _NEWS_DAYS


def _first_day(item: DatedSentence) -> int:
    return (item.when.start or date.min).toordinal()
