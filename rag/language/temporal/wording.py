"""Times in words for the reader."""

from __future__ import annotations

from datetime import date

from rag.language.temporal.calendar import month_count
from rag.schema import Window


def in_words(window: Window) -> str:
    """A period as one writes it.

    >>> in_words(Window(date(2025, 10, 1), date(2025, 10, 31)))
    '1–31 October 2025'
    """
    start, end = window.start, window.end
    if start is None or end is None:
        return (
            f"{_day(start)} or later" if start else f"{_day(end)} or earlier" if end else "any day"
        )
    if start == end:
        return _day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{_day(end)}"
    return (
        f"{start.day} {start:%B}–{_day(end)}"
        if start.year == end.year
        else f"{_day(start)}–{_day(end)}"
    )


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
    if not (count := month_count(window)):
        return f"{start.isoformat()}/{end.isoformat()}"
    if count % 12 == 0 and start.month == 1:
        return f"{start.year}" if count == 12 else f"{start.year}/{end.year}"
    return f"{start:%Y-%m}" if count == 1 else f"{start:%Y-%m}/{end:%Y-%m}"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B} {day.year}" if day else ""
