"""Two times that are the ends of one period: "between June and August 2024"."""

from __future__ import annotations

import re
from datetime import date

from rag.language.temporal.calendar import moved
from rag.language.temporal.expressions import TimeExpression
from rag.language.temporal.vocabulary import CLOSES, DASH, REACH
from rag.schema import Window

_JOINS = re.compile(
    rf"\s*(?:{DASH}|,|,?\s(?:and|to|until|till|through)\s)\s*(?:the\s+)?", re.IGNORECASE
)
_OPENS = re.compile(
    r"\b(?:between|from|in|during|on|over|throughout)(?:\s+the)?\s+$", re.IGNORECASE
)
_DASHED = re.compile(rf"\s*{DASH}\s*")


def joined(text: str, times: list[TimeExpression]) -> list[TimeExpression]:
    """Return some times, those that are the two ends of one period as one.

    The end without a year takes the other's. A period that was joined may be joined further:
    "between June, July and August".
    """
    together: list[TimeExpression] = []
    is_open = False
    for time in times:
        period = _joined_pair(text, together[-1], time, is_open) if together else None
        if period:
            together[-1] = period
        else:
            together.append(time)
        is_open = period is not None
    return together


def _joined_pair(
    text: str, first: TimeExpression, last: TimeExpression, is_open: bool
) -> TimeExpression | None:
    """Return the period from one time to the next, with the preposition that opens it.

    Args:
        text: where both stand.
        first: the one that stands before, itself a period that was joined if `is_open`.
        last: the one that follows.
        is_open: whether no preposition is needed any more.
    """
    is_near = last.start - first.end <= REACH
    if not is_near or not _JOINS.fullmatch(text, first.end, last.start):
        return None
    reach = max(0, first.start - REACH)
    opening = _OPENS.search(text[reach : first.start])
    is_dashed = _DASHED.fullmatch(text, first.end, last.start) and CLOSES.match(text, last.end)
    if not (is_open or opening or is_dashed):
        return None
    window = _from_to(first, last)
    if window is None:
        return None
    start = reach + opening.start() if opening and not is_open else first.start
    return TimeExpression(start, last.end, window, "standalone")


def _from_to(first: TimeExpression, last: TimeExpression) -> Window | None:
    """Return the window from the start of one time to the end of another, None for open ones."""
    one, other = first.window, last.window
    if not (one and other and one.start and one.end and other.start and other.end):
        return None
    if not first.cycle and not last.cycle:
        days = [one.start, one.end, other.start, other.end]
        return Window(min(days), max(days))
    begin, until = one.start, other.end
    if not last.cycle:
        begin = _in_year_before(begin, other.start, until.year)
    elif other.start < begin:
        while until < begin:
            until = moved(until, 1, last.cycle)
    return Window(min(begin, until), max(begin, until))


def _in_year_before(begin: date, latest: date, year: int) -> date:
    """Return a day in a year, or in the year before where it would be after `latest`."""
    years = year - begin.year
    is_later = moved(begin, years, "year") > latest
    return moved(begin, years - is_later, "year")
