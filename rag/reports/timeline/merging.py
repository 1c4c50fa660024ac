"""Merge the sentences that report one event.

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
    events = []
    for group in _groups(places, found, cosines):
        members = [found[place] for place in group]
        events.append(_event(members))
    return sorted(events, key=lambda event: -event.quality)


def _groups(
    places: Sequence[int], found: Sequence[DatedSentence], cosines: npt.NDArray[np.float32]
) -> list[list[int]]:
    """Return the places of sentences that report one event, each added to the first that fits."""
    groups: list[list[int]] = []
    for place in places:
        fitting = (group for group in groups if _belongs(place, group, found, cosines))
        group = next(fitting, None)
        if group is None:
            groups.append([place])
        else:
            group.append(place)
    return groups


def figures_conflict(one: str, other: str) -> bool:
    """Return whether two sentences give other figures for one unit, so that they cannot agree.

    >>> figures_conflict("Exports rose 30.8 per cent.", "Exports rose by 32% in June.")
    True
    >>> figures_conflict("It sold 3,188 tonnes.", "China sold 3,188 t.")
    False
    """
    values = _values_by_unit(one)
    other_values = _values_by_unit(other)
    shared_units = values.keys() & other_values.keys()
    return any(values[unit].isdisjoint(other_values[unit]) for unit in shared_units)


def length_in_days(window: Window) -> int:
    """Return how many days there are from the first to the last; 0 for an open period."""
    if window.start is None or window.end is None:
        return 0
    return (window.end - window.start).days


def _values_by_unit(text: str) -> dict[str, set[object]]:
    values: dict[str, set[object]] = {}
    for amount in figures(text):
        base = in_base_unit(amount)
        of_unit = values.setdefault(base.unit, set())
        of_unit.add(base.value)
    return values


def _is_redundant(
    place: int, found: Sequence[DatedSentence], cosines: npt.NDArray[np.float32]
) -> bool:
    """Return whether an undated sentence repeats a dated one of its document."""
    own = found[place]
    if own.words:
        return False
    for there, other in enumerate(found):
        is_alike = cosines[place, there] >= SAME_NEWS
        if other.words and is_alike and _dates_news_of(other, own):
            return True
    return False


def _event(group: Sequence[DatedSentence]) -> TimelineEvent:
    """Make an event of its sentences.

    The one with the finest date of its own is the main one; of each other document the best is
    kept.
    """
    main, *rest = sorted(group, key=_preference)
    best = {_document_id(item): item for item in sorted(rest, key=_quality)}
    best.pop(_document_id(main), None)
    by_day = sorted(best.values(), key=_publication_day)
    quality = max(item.quality for item in group)
    return TimelineEvent(main, tuple(by_day), quality)


def _document_id(item: DatedSentence) -> str:
    return item.evidence.passage.document_id


def _publication_day(item: DatedSentence) -> date:
    return item.evidence.passage.published or date.max


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
    is_nested = one.when.contains(other.when) or other.when.contains(one.when)
    return is_nested and cosine >= _least_cosine(one, other)


def _least_cosine(one: DatedSentence, other: DatedSentence) -> float:
    """Return from which cosine on two dated sentences report the same event."""
    is_same_day = one.when == other.when and not length_in_days(one.when)
    if not is_same_day:
        return OVERLAPPING
    if one.others or other.others:
        return SAME_DAY - _SEVERAL_EVENTS_DISCOUNT
    return SAME_DAY


def _dates_news_of(dated: DatedSentence, undated: DatedSentence) -> bool:
    """Return whether a dated sentence gives the day of an undated one's news."""
    if _document_id(dated) != _document_id(undated):
        return False
    distance = abs(_first_day(dated) - _first_day(undated))
    return distance <= _NEWS_DAYS


def _first_day(item: DatedSentence) -> int:
    return (item.when.start or date.min).toordinal()
