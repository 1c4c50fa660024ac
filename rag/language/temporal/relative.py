"""Times that count from the reader's day: "last week", "two years ago", "on Friday"."""

from __future__ import annotations

import re
from datetime import date

from rag.language.dates import MONTH_NUMBERS
from rag.language.temporal.calendar import around, day, months, moved
from rag.language.temporal.expressions import rule
from rag.language.temporal.vocabulary import (
    MONTH,
    NUMBER,
    SEASON,
    SEASONS,
    TIMES,
    UNIT,
    WEEKDAY,
    WEEKDAYS,
    phrases,
    steps,
    unit_of,
)
from rag.language.temporal.yearless import YEARLESS_DAYS, YEARLESS_PERIODS
from rag.schema import Window

_SHIFTS: dict[str, int] = TIMES["shifts"]
_WEEKEND_SHIFTS: dict[str, int] = _SHIFTS | TIMES["weekend_shifts"]
_NAMED_DAYS: dict[str, int] = TIMES["named_days"]
_SATURDAY = 5


def _relative_month(match: re.Match[str], today: date) -> Window:
    """Return the last or the next month of a name; today's own is neither."""
    month = MONTH_NUMBERS[match["m"].lower()]
    which = match["which"].lower()
    if which == "this":
        return months(today.year, month)
    if which == "next":
        return months(today.year + (month <= today.month), month)
    return months(today.year - (month >= today.month), month)


def _relative_season(match: re.Match[str], today: date) -> Window | None:
    """Return this year's season, or the last one that is over."""
    first = SEASONS[match["season"].lower()]
    if match["which"].lower() == "this":
        return months(today.year, first, 3)
    for back in range(3):
        window = months(today.year - back, first, 3)
        if window.end and window.end < today:
            return window
    return None


def _bare_weekday(match: re.Match[str], today: date) -> Window:
    return day(moved(today, -_days_since(match["w"], today), "day"))


def _relative_weekday(match: re.Match[str], today: date) -> Window:
    """Return the last or the next such day, never today; "this Friday" is this week's."""
    back = _days_since(match["w"], today)
    which = match["which"].lower()
    if which == "next":
        return day(moved(today, 7 - back, "day"))
    if which == "this":
        number = WEEKDAYS.index(match["w"].lower())
        return day(moved(today, number - today.weekday(), "day"))
    return day(moved(today, -(back or 7), "day"))


def _days_since(weekday: str, today: date) -> int:
    return (today.weekday() - WEEKDAYS.index(weekday.lower())) % 7


def _named_day(match: re.Match[str], today: date) -> Window:
    name = " ".join(match.group().lower().split())
    return day(moved(today, _NAMED_DAYS[name], "day"))


def _calendar_unit(match: re.Match[str], today: date) -> Window:
    unit, _ = unit_of(match["unit"])
    which = match["which"].lower()
    if unit != "weekend":
        return around(moved(today, _SHIFTS[which], unit), unit)
    monday = around(today, "week").start or today
    saturday = moved(monday, _SATURDAY, "day")
    return around(moved(saturday, _WEEKEND_SHIFTS[which], "week"), "weekend")


def _rolling(match: re.Match[str], today: date) -> Window:
    count, unit = steps(match["n"], match["unit"])
    return Window(moved(today, -count, unit), today)


def _rolling_one(match: re.Match[str], today: date) -> Window:
    count, unit = steps(None, match["unit"])
    return Window(moved(today, -count, unit), today)


def _ahead(match: re.Match[str], today: date) -> Window:
    count, unit = steps(match["n"], match["unit"])
    return Window(today, moved(today, count, unit))


def _ago(match: re.Match[str], today: date) -> Window:
    """Return the week, month or year that long ago; a decade ago is the year ten years back."""
    count, unit = steps(match["n"], match["unit"])
    return around(moved(today, -count, unit), "year" if unit == "decade" else unit)


def _to_date(match: re.Match[str], today: date) -> Window:
    unit, _ = unit_of(match["unit"] or "year")
    return Window(around(today, unit).start, today)


def _current_unit(match: re.Match[str], today: date) -> Window:
    unit, _ = unit_of(match["unit"])
    return around(today, unit)


def _weekend(match: re.Match[str], today: date) -> Window:
    return around(today, "weekend")


def _today(match: re.Match[str], today: date) -> Window:
    return day(today)


_NOT_OF = r"(?!\s+of\b)"
_COUNTED = rf"(?P<n>{NUMBER})\s+(?P<unit>{UNIT})s?\b"
_WHICH = r"(?P<which>last|past|this|next)"
_BACK = phrases(TIMES["spans"]["back"])
_AHEAD = phrases(TIMES["spans"]["ahead"])
_CALENDAR_UNIT = phrases(TIMES["units_by_use"]["calendar"])
_TO_DATE_UNIT = phrases(TIMES["units_by_use"]["to_date"])
# "The year before the truce", "the week ending 9 May", "the month that".
_NOT_LIMITED = r"(?!\s+(?:of|before|after|following|beginning|starting|ended|ending|to|up|that)\b)"
_COUNTED_RULES = (
    rule(rf"\b(?:(?:the|these)\s+)?{_BACK}\s+{_COUNTED}{_NOT_OF}", _rolling, "standalone"),
    rule(
        rf"\b(?:the\s+last|(?:the\s+)?past)\s+(?P<unit>{UNIT})\b{_NOT_OF}",
        _rolling_one,
        "standalone",
    ),
    rule(rf"\b(?:the\s+)?{_AHEAD}\s+{_COUNTED}{_NOT_OF}", _ahead, "standalone"),
    rule(rf"\b(?P<n>{NUMBER})\s+(?P<unit>{UNIT})s?\s+ago\b", _ago, "standalone"),
)
_UNIT_RULES = (
    rule(
        rf"\b(?:the\s+)?(?P<which>{phrases(_SHIFTS)})\s+(?P<unit>{_CALENDAR_UNIT})\b{_NOT_OF}",
        _calendar_unit,
        "standalone",
    ),
    rule(rf"\bthe\s+weekend\b{_NOT_OF}", _weekend, "standalone", "week"),
    rule(r"(?<=\band )(?:now|today)\b|(?<=\bto )(?:now|today|date)\b", _today, "container"),
    rule(rf"\bthe\s+(?P<unit>{_TO_DATE_UNIT})\b{_NOT_LIMITED}", _current_unit, "container"),
)
_WEEKDAY_RULES = (
    rule(rf"\b{_WHICH}\s+(?P<w>{WEEKDAY})\b", _relative_weekday, "standalone"),
    rule(rf"\b(?P<w>{WEEKDAY})\b", _bare_weekday, "date", "week"),
)
RELATIVE = (
    *YEARLESS_DAYS,
    rule(rf"\b{_WHICH}\s+(?P<m>{MONTH})\b(?!['’-]\w)", _relative_month, "standalone"),
    rule(rf"\b(?P<which>last|this)\s+(?P<season>{SEASON})\b", _relative_season, "standalone"),
    *YEARLESS_PERIODS,
    rule(rf"\b{phrases(_NAMED_DAYS)}\b", _named_day, "standalone"),
    rule(
        r"\b(?:this\s+)?year[\s-]to[\s-]date\b|\bYTD\b"
        rf"|(?<=\bso far )this\s+(?P<unit>{_TO_DATE_UNIT})\b",
        _to_date,
        "standalone",
    ),
    *_COUNTED_RULES,
    *_UNIT_RULES,
    *_WEEKDAY_RULES,
)
