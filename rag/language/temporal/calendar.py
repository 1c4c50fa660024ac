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
_SATURDAY = 5
_LAST_MONTH = MAXYEAR * 12 + 11


def months(year: int, month: int, count: int = 1) -> Window:
    """Return `count` full months from the first of one; a month 13 is next year's January.

    >>> months(2025, 11, 3).to_dict()
    {'start': '2025-11-01', 'end': '2026-01-31'}
    """
    first = year * 12 + month - 1
    return Window(_first(first), _last(first + count - 1))


def years(first: int, last: int) -> Window:
    """Return full years, both included."""
    return Window(date(first, 1, 1), date(last, 12, 31))


def day(when: date) -> Window:
    """Return the window of one day."""
    return Window(when, when)


def around(when: date, unit: Unit) -> Window:
    """Return the calendar unit that holds a day; of weekends the one that has begun last."""
    match unit:
        case "week":
            monday = moved(when, -when.weekday(), "day")
            return Window(monday, moved(monday, 6, "day"))
        case "weekend":
            days_since = (when.weekday() - _SATURDAY) % 7
            saturday = moved(when, -days_since, "day")
            return Window(saturday, moved(saturday, 1, "day"))
        case "month":
            return months(when.year, when.month)
        case "quarter":
            quarter = (when.month - 1) // 3
            return months(when.year, quarter * 3 + 1, 3)
        case "fiscal":
            is_before_start = when.month < FISCAL_START
            return months(when.year - is_before_start, FISCAL_START, 12)
        case "year":
            return years(when.year, when.year)
        case "decade":
            first = when.year // 10 * 10
            return years(max(MINYEAR, first), min(MAXYEAR, first + 9))
    return day(when)


def moved(when: date, count: int, unit: Unit) -> date:
    """Return the day so many units later, on the last of its month where that has no such day.

    It stops at the ends of the calendar.

    >>> moved(date(2025, 5, 31), -3, "month")
    datetime.date(2025, 2, 28)
    """
    if unit in _DAYS_OF:
        ordinal = when.toordinal() + count * _DAYS_OF[unit]
        not_too_early = max(ordinal, date.min.toordinal())
        return date.fromordinal(min(not_too_early, date.max.toordinal()))
    month = when.year * 12 + when.month - 1
    month += count * _MONTHS_OF[unit]
    if month > _LAST_MONTH:
        return date.max
    same_day = _first(month) + timedelta(when.day - 1)
    return min(_last(month), same_day)


def month_count(window: Window) -> int:
    """Return how many full months a window is, 0 when its ends are no ends of months."""
    start, end = window.start, window.end
    if start is None or end is None:
        return 0
    if start.day != 1 or end != months(end.year, end.month).end:
        return 0
    years_between = end.year - start.year
    return years_between * 12 + end.month - start.month + 1


def part(window: Window, number: int, of: int) -> Window | None:
    """Return the `number`th of so many equal parts of a closed window, counted from 0.

    Parts are full months where these divide evenly; thirds of a month are 1-10, 11-20 and the rest.
    """
    start, end = window.start, window.end
    if start is None or end is None or not 0 <= number < of:
        return None
    count = month_count(window)
    if count and count % of == 0:
        length = count // of
        return months(start.year, start.month + number * length, length)
    if count == 1:
        return _part_of_month(start, end, number, of)
    length = (end - start).days + 1
    if length < of:
        return None
    first = moved(start, length * number // of, "day")
    last = moved(start, length * (number + 1) // of - 1, "day")
    return Window(first, last)


def _part_of_month(start: date, end: date, number: int, of: int) -> Window:
    step = 30 // of
    first = moved(start, number * step, "day")
    is_last = number == of - 1
    return Window(first, end if is_last else moved(first, step - 1, "day"))


def hull(windows: list[Window]) -> Window:
    """Return the smallest window that holds all of some; an open end stays open.

    A window that is open at its end and one that is open at its start are one restriction where
    they overlap ("after May and before July"); where they do not, there is none.
    """
    later = [window.start for window in windows if window.start and not window.end]
    earlier = [window.end for window in windows if window.end and not window.start]
    if later and earlier:
        start, end = max(later), min(earlier)
        if start > end:
            return Window()
        closed = [window for window in windows if window.start and window.end]
        windows = [Window(start, end), *closed]
    starts = [window.start for window in windows if window.start]
    ends = [window.end for window in windows if window.end]
    all_start = windows and len(starts) == len(windows)
    all_end = windows and len(ends) == len(windows)
    return Window(min(starts) if all_start else None, max(ends) if all_end else None)


def _first(number: int) -> date:
    """Return the first day of a month that is counted from the year 0."""
    number = min(max(number, 12), _LAST_MONTH)
    return date(number // 12, number % 12 + 1, 1)


def _last(number: int) -> date:
    first = _first(number)
    _, days = calendar.monthrange(first.year, first.month)
    return first.replace(day=days)
