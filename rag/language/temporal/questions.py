"""Periods that a question restricts itself to, and the day to answer as of."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from rag.language.temporal.absolute import ABSOLUTE
from rag.language.temporal.calendar import hull
from rag.language.temporal.expressions import TimeExpression, find_expressions, with_stops
from rag.language.temporal.modifiers import modified
from rag.language.temporal.ranges import joined
from rag.language.temporal.relative import RELATIVE
from rag.language.temporal.restrictions import (
    Restriction,
    known_on,
    restrictions,
)
from rag.language.temporal.vague import VAGUE
from rag.schema import Window


class TimeReading(NamedTuple):
    """The times that a question names, and what was not understood.

    `rest` is the question with every time that was read left blank.
    """

    window: Window = Window()
    expression: str = ""
    as_of: date | None = None
    as_of_expression: str = ""
    unclear: tuple[str, ...] = ()
    rest: str = ""


def read_time(question: str, today: date, as_of: date | None = None) -> TimeReading:
    """Return the times that a question names, read on a day.

    Args:
        question: as the reader wrote it; digits of other scripts count.
        today: the reader's day, which "last week" counts from.
        as_of: the day the reader set to answer as of; it takes the place of `today` and of one
            that the question names.
    """
    text = _plain_digits(question)
    readers_day = as_of or today
    times = _times(text, readers_day)
    known = _first_known_on(text, times, readers_day)
    day = known.day if known and not as_of else None
    if day:
        readers_day = day
        times = _times(text, day)  # "as of 1 June 2025, … last month" is May
    others = [time for time in times if not (known and known.holds(time))]
    understood, unclear = restrictions(text, others, readers_day)
    window = _hull(understood, readers_day)
    if known and not known.day:
        unclear.insert(0, known)
    return TimeReading(
        window,
        _expression(understood, question) if window else "",
        day,
        known.words(question) if known and day else "",
        tuple(each.words(question) for each in unclear),
        _blank(text, times),
    )


def periods_in(text: str) -> list[Window]:
    """Return every day, month, quarter and year that a text names with its year."""
    found = with_stops(find_expressions(text, date.max, ABSOLUTE))
    windows = (modified(text, time, stop).window for time, stop in found)
    return [window for window in windows if window]


def _times(text: str, today: date) -> list[TimeExpression]:
    """Return the times of a text with what modifies them, the ends of one period joined."""
    plain = find_expressions(text, today, (*VAGUE, *ABSOLUTE, *RELATIVE))
    found = [modified(text, time, stop) for time, stop in with_stops(plain)]
    return [time for time in joined(text, found) if time.kind != "container"]


def _first_known_on(text: str, times: list[TimeExpression], today: date) -> Restriction | None:
    found = (known_on(text, time, today) for time in times)
    return next((known for known in found if known), None)


def _hull(understood: list[Restriction], today: date) -> Window:
    """Return the smallest window that holds all; one that only ends in the future is none."""
    window = hull([each.window for each in understood if each.window])
    only_ends = window.end and not window.start
    if only_ends and window.end and window.end >= today:
        return Window()
    return window


def _expression(understood: list[Restriction], question: str) -> str:
    return " … ".join(each.words(question) for each in understood)


def _plain_digits(text: str) -> str:
    """Return a text with digits of any script as 0 to 9, every character in its place."""
    if text.isascii():
        return text
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def _blank(text: str, times: list[TimeExpression]) -> str:
    """Return the text without the times that were understood."""
    understood = [time for time in times if time.window]
    ends = [0, *(time.end for time in understood)]
    starts = [*(time.start for time in understood), len(text)]
    return " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))
