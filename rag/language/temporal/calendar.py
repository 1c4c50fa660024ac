"""Days, weeks, months and years as windows, and the arithmetic between them."""

from __future__ import annotations

import calendar
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Literal

from rag.schema import Window

Unit = Literal["day", "week", "weekend", "month", "quarter", "fiscal", "year", "decade"]
_MONTHS_OF = {"month": 1, "quarter": 3, "fiscal": 12, "year": 12, "decade": 120}
_DAYS_OF = {"day": 1, "week": 7, "weekend": 7}
FISCAL_START = 4


def months(year: int, month: int, count: int = 1) -> Window:
    """`count` whole months from the first of one; months outside 1 to 12 lie in other years.

    >>> months(2025, 11, 3).to_dict()
    {'start': '2025-11-01', 'end': '2026-01-31'}
    """
    last = year * 12 + month - 1 + count - 1
    return Window(_first(year * 12 + month - 1), _last(last))


def years(first: int, last: int) -> Window:
    """Whole years, both included."""
    return Window(date(first, 1, 1), date(last, 12, 31))


def day(when: date) -> Window:
    """One day."""
    return Window(when, when)


def around(when: date, unit: Unit) -> Window:
    """The calendar unit that holds a day; of a weekend the one that has begun last."""
    match unit:
        case "week":
            monday = moved(when, -when.weekday(), "day")
            return Window(monday, moved(monday, 6, "day"))
        case "weekend":
            saturday = moved(when, -((when.weekday() - 5) % 7), "day")
            return Window(saturday, moved(saturday, 1, "day"))
        case "month":
            return months(when.year, when.month)
        case "quarter":
            return months(when.year, (when.month - 1) // 3 * 3 + 1, 3)
        case "fiscal":
            return months(when.year - (when.month < FISCAL_START), FISCAL_START, 12)
        case "year":
            return years(when.year, when.year)
        case "decade":
            return years(max(MINYEAR, when.year // 10 * 10), min(MAXYEAR, when.year // 10 * 10 + 9))
    return day(when)


def moved(when: date, count: int, unit: Unit) -> date:
    """The day so many units later, on the last of its month where that has no such day.

    It stops at the ends of the calendar.

    >>> moved(date(2025, 5, 31), -3, "month")
    datetime.date(2025, 2, 28)
    """
    if unit in _DAYS_OF:
        reach = when.toordinal() + count * _DAYS_OF[unit]
        return date.fromordinal(min(max(reach, 1), date.max.toordinal()))
    number = when.year * 12 + when.month - 1 + count * _MONTHS_OF[unit]
    return (
        min(_last(number), _first(number) + timedelta(when.day - 1))
        if number < MAXYEAR * 12 + 11
        else date.max
    )


def month_count(window: Window) -> int:
    """How many whole months a window is, 0 when it is none."""
    start, end = window.start, window.end
    if start is None or end is None or start.day != 1 or end != months(end.year, end.month).end:
        return 0
    return (end.year - start.year) * 12 + end.month - start.month + 1


def part(window: Window, number: int, of: int) -> Window | None:
    """The `number`th of so many equal parts of a closed window, counted from 0.

    Whole months where they divide evenly.
    """
    start, end = window.start, window.end
    if start is None or end is None or not 0 <= number < of:
        return None
    count = month_count(window)
    if count and count % of == 0:
        return months(start.year, start.month + number * count // of, count // of)
    if count == 1:
        step = 30 // of  # thirds of a month are 1-10, 11-20 and the rest
        first = moved(start, number * step, "day")
        return Window(first, end if number == of - 1 else moved(first, step - 1, "day"))
    length = (end - start).days + 1
    return (
        Window(
            moved(start, length * number // of, "day"),
            moved(start, length * (number + 1) // of - 1, "day"),
        )
        if length >= of
        else None
    )


def hull(windows: list[Window]) -> Window:
    """The smallest window that holds all of some; an open end stays open.

    A window that is open at its end and one that is open at its start are one restriction where
    they overlap ("after May and before
    July").
    """
    later = [window for window in windows if window.start and not window.end]
    earlier = [window for window in windows if window.end and not window.start]
    if later and earlier:
        start, end = max(w.start for w in later if w.start), min(w.end for w in earlier if w.end)
        if start > end:
            return Window()
        windows = [
            Window(start, end),
            *(window for window in windows if window.start and window.end),
        ]
    starts = [window.start for window in windows if window.start]
    ends = [window.end for window in windows if window.end]
    return Window(
        min(starts) if len(starts) == len(windows) and starts else None,
        max(ends) if len(ends) == len(windows) and ends else None,
    )


def _first(number: int) -> date:
    number = min(max(number, 12), MAXYEAR * 12 + 11)
    return date(number // 12, number % 12 + 1, 1)


def _last(number: int) -> date:
    first = _first(number)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
