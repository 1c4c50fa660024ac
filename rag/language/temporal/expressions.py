"""A time that a text names, and the rules by which one is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal, NamedTuple

from rag.language.dates import MONTH_NUMBERS
from rag.language.temporal.calendar import day
from rag.language.temporal.vocabulary import day_of_month
from rag.schema import Window

# A `date` restricts behind a preposition and names a thing behind "the"; a `period` restricts
# behind a preposition; a `standalone` time by itself ("last week"); a `container` ("the year")
# only as what a part is of.
Kind = Literal["date", "period", "standalone", "container"]
Cycle = Literal["", "year", "week"]
# Return the window of a match on a day; None for what has no meaning or several.
Reader = Callable[[re.Match[str], date], Window | None]

# How many years a date without its own is looked for, so that 29 February is found across 1900.
_YEARS_BACK = 9


class TimeExpression(NamedTuple):
    """A stretch of a text that names a time; `start` and `end` are into the text.

    `window` is None where it was seen and not understood. `cycle` is what was inferred, the year or
    the week, "" when nothing was. `edge` is the one day that "the end of" a period is.
    """

    start: int
    end: int
    window: Window | None
    kind: Kind
    cycle: Cycle = ""
    edge: Window | None = None


class Rule(NamedTuple):
    """One way of writing a time, and how its window is read."""

    pattern: re.Pattern[str]
    read: Reader
    kind: Kind = "date"
    cycle: Cycle = ""


def rule(pattern: str, read: Reader, kind: Kind = "date", cycle: Cycle = "") -> Rule:
    """Return a rule whose pattern is given as text; case does not matter."""
    return Rule(re.compile(pattern, re.IGNORECASE), read, kind, cycle)


def find_expressions(text: str, today: date, rules: Iterable[Rule]) -> list[TimeExpression]:
    """Return what the rules find in the order of the text, none inside another.

    Where two overlap, that of the earlier rule is kept.
    """
    is_covered = bytearray(len(text) + 1)
    found = []
    for each in rules:
        for match in each.pattern.finditer(text):
            start, end = match.span()
            if any(is_covered[start:end]):
                continue
            is_covered[start:end] = b"\1" * (end - start)
            window = each.read(match, today)
            found.append(TimeExpression(start, end, window, each.kind, each.cycle))
    return sorted(found)


def with_stops(times: list[TimeExpression]) -> Iterable[tuple[TimeExpression, int]]:
    """Return each time with where the one before it ends, 0 for the first."""
    ends = [time.end for time in times]
    return zip(times, [0, *ends[:-1]], strict=True) if times else ()


def numeric_day(year: int, month: int, number: int) -> Window | None:
    """Return a day of a year, None when the calendar has none."""
    try:
        return day(date(year, month, number))
    except ValueError:
        return None


def day_in(year: int, month: str, number: str) -> Window | None:
    """Return a day by its month's name and its number, "9", "9th" or "ninth".

    None when the calendar has none.
    """
    return numeric_day(year, MONTH_NUMBERS[month.lower()], day_of_month(number))


def days_in(year: int, month: str, first: str, last: str) -> Window | None:
    """Return some days of a month in a row, None when the calendar has none."""
    start = day_in(year, month, first)
    end = day_in(year, month, last)
    if not (start and end and start.start and end.end):
        return None
    return Window(start.start, end.end) if start.start <= end.end else None


def last_begun(of_year: Callable[[int], Window | None], today: date) -> Window | None:
    """Return the window of a date without its year: in the last year in which it has begun."""
    oldest = max(today.year - _YEARS_BACK, 0)
    for year in range(today.year, oldest, -1):
        window = of_year(year)
        if window and window.start and window.start <= today:
            return window
    return None
