"""Times in words for the reader."""

from __future__ import annotations

from datetime import date

from rag.language.temporal.calendar import month_count
from rag.schema import Window


def in_words(window: Window) -> str:
    """Return a period as one writes it.

    >>> in_words(Window(date(2025, 10, 1), date(2025, 10, 31)))
    '1–31 October 2025'
    """
    start, end = window.start, window.end
    if start and end:
        return _day(end) if start == end else f"{_start(start, end)}–{_day(end)}"
    if start:
        return f"{_day(start)} or later"
    return f"{_day(end)} or earlier" if end else "any day"


def in_iso(window: Window) -> str:
    """Return a closed period in ISO 8601: a day, a month, a year, or the ends of an interval.

    >>> in_iso(Window(date(2025, 4, 1), date(2025, 4, 30)))
    '2025-04'
    >>> in_iso(Window(date(2025, 4, 1), date(2025, 6, 30)))
    '2025-04/2025-06'
    """
    start, end = window.start, window.end
    if start is None or end is None:
        raise ValueError(f"an open period has no date: {window}")
    if start == end:
        return start.isoformat()
    count = month_count(window)
    if count == 0:
        return f"{start.isoformat()}/{end.isoformat()}"
    if count % 12 == 0 and start.month == 1:
        return f"{start.year}" if count == 12 else f"{start.year}/{end.year}"
    return f"{start:%Y-%m}" if count == 1 else f"{start:%Y-%m}/{end:%Y-%m}"


def _start(start: date, end: date) -> str:
    """Return the first day of a period without what it shares with the last."""
    if start.year != end.year:
        return _day(start)
    return f"{start.day}" if start.month == end.month else f"{start.day} {start:%B}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
