"""Dates without their year, "9 October", "in May", "Q3": the last one that has begun."""

from __future__ import annotations

import re
from datetime import date

from rag.language.dates import MONTH_NUMBERS
from rag.language.temporal.calendar import months
from rag.language.temporal.expressions import day_in, days_in, last_begun, rule
from rag.language.temporal.vocabulary import DAY, MONTH, ON_WEEKDAY, OPEN, PLACES, TO
from rag.schema import Window

# "Oct 19" is a day; from here on the number behind a month may be a year too.
_FIRST_YEAR_LIKE_DAY = 20


def _days(match: re.Match[str], today: date) -> Window | None:
    return last_begun(lambda year: days_in(year, match["m"], match["d"], match["e"]), today)


def _day(match: re.Match[str], today: date) -> Window | None:
    return last_begun(lambda year: day_in(year, match["m"], match["d"]), today)


def _month_and_day(match: re.Match[str], today: date) -> Window | None:
    """Return the day of "October 9"; "Oct 25" is a day or a year, unless "on" stands before it."""
    number = match["d"]
    looks_like_year = number.isdigit() and int(number) >= _FIRST_YEAR_LIKE_DAY
    before = match.string[max(0, match.start() - 4) : match.start()]
    is_behind_on = re.search(r"\bon\s$", before, re.IGNORECASE)
    if looks_like_year and not is_behind_on:
        return None
    return _day(match, today)


def _month(match: re.Match[str], today: date) -> Window | None:
    month = MONTH_NUMBERS[match["m"].lower()]
    return last_begun(lambda year: months(year, month), today)


def _letter_part(match: re.Match[str], today: date) -> Window | None:
    length = 3 if match["p"].lower() == "q" else 6
    return _part(int(match["n"]) - 1, length, today)


def _named_part(match: re.Match[str], today: date) -> Window | None:
    length = 3 if match["p"].lower() == "quarter" else 6
    return _part(PLACES[match["n"].lower()], length, today)


def _part(place: int, length: int, today: date) -> Window | None:
    first = place * length + 1
    if first > 12:
        return None
    return last_begun(lambda year: months(year, first, length), today)


_RELATIVE_YEAR = r"(?:last|this|next)\s+year"
_YEAR_AHEAD = (
    r"\s*(?:of|,)?\s*(?:the\s+)?"
    r"(?:'|’|\d|FY\s?\d|last\s|this\s|next\s|fiscal|financial)"
)
_NO_MONTH_BEHIND = (
    rf"(?!['’]s?\w|-(?!(?:{MONTH})\b)|\s+of\s+the\s|\s+(?:of\s+|in\s+)?{_RELATIVE_YEAR})"
)
YEARLESS_DAYS = (
    rule(
        rf"\b{OPEN}(?P<d>{DAY}){TO}(?P<e>{DAY})\s+(?:of\s+)?(?P<m>{MONTH})\b",
        _days,
        "standalone",
        "year",
    ),
    rule(
        rf"\b{ON_WEEKDAY}(?P<d>{DAY})(?:\s+of)?\s+(?P<m>{MONTH})\b"
        rf"(?![-'’]\w|\s+(?:of\s+)?{_RELATIVE_YEAR})",
        _day,
        "date",
        "year",
    ),
    rule(
        rf"\b{ON_WEEKDAY}(?P<m>{MONTH})\.?\s+(?:the\s+)?(?P<d>{DAY})\b"
        rf"(?![-'’,.]?\d|\s+(?:of\s+)?{_RELATIVE_YEAR})",
        _month_and_day,
        "date",
        "year",
    ),
)
YEARLESS_PERIODS = (
    rule(rf"\b(?P<m>{MONTH})\b\.?{_NO_MONTH_BEHIND}", _month, "date", "year"),
    rule(rf"\b(?P<p>[QH])(?P<n>[1-4])\b(?!{_YEAR_AHEAD})", _letter_part, "date", "year"),
    rule(
        r"\bthe\s+(?P<n>first|second|third|fourth)\s+(?P<p>quarter|half)\b"
        r"(?!\s+of\b|[\s-]+(?:\d|'))",
        _named_part,
        "period",
        "year",
    ),
)
