"""A time that a question names, and the rules by which one is found."""

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
# only as the whole that a part is of.
Kind = Literal["date", "period", "standalone", "container"]


class Point(NamedTuple):
    """A stretch of a question that names a time.

    `window` is None when it was seen and not understood.

    `cycle` is what was inferred, the year or the week, "" when nothing was. `edge` is the one day
    that "the end of" a period is.
    """

    start: int
    end: int
    window: Window | None
    kind: Kind
    cycle: Literal["", "year", "week"] = ""
    edge: Window | None = None


class Rule(NamedTuple):
    """One way of writing a time; `read` gives None for what has no or several meanings."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], date], Window | None]
    kind: Kind = "date"
    cycle: Literal["", "year", "week"] = ""


def rule(
    pattern: str,
    read: Callable[[re.Match[str], date], Window | None],
    kind: Kind = "date",
    cycle: Literal["", "year", "week"] = "",
) -> Rule:
    """A rule whose pattern is given as text; case does not matter."""
    return Rule(re.compile(pattern, re.IGNORECASE), read, kind, cycle)


def find_points(text: str, today: date, rules: Iterable[Rule]) -> list[Point]:
    """What the rules find, an earlier rule first, none inside another, in the order of the text."""
    covered = bytearray(len(text) + 1)
    found = []
    for each in rules:
        for match in each.pattern.finditer(text):
            start, end = match.span()
            if 1 not in covered[start:end]:
                covered[start:end] = b"\1" * (end - start)
                found.append(Point(start, end, each.read(match, today), each.kind, each.cycle))
    return sorted(found)


def numeric_day(year: int, month: int, number: int) -> Window | None:
    """A day of a year, None when the calendar has none."""
    try:
        return day(date(year, month, number))
    except ValueError:
        return None


def day_in(year: int, month: str, number: str) -> Window | None:
    """A day of a year by its month's name and its number, "9", "9th" or "ninth".

    None when the calendar has none.
    """
    return numeric_day(year, MONTH_NUMBERS[month.lower()], day_of_month(number))


def days_in(year: int, month: str, first: str, last: str) -> Window | None:
    """Some days of a month in a row, None when the calendar has none."""
    start, end = day_in(year, month, first), day_in(year, month, last)
    return (
        Window(start.start, end.end)
        if start and end and start.start and end.end and start.start <= end.end
        else None
    )


def last_begun(of_year: Callable[[int], Window | None], today: date) -> Window | None:
    """What a yearless date means: of the last years the latest one that has begun."""
    found = (of_year(today.year - back) for back in range(9) if today.year - back >= 1)
    return next(
        (window for window in found if window and window.start and window.start <= today), None
    )
