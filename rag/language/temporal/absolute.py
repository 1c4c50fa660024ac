"""Times that are written with their year, by the ways they are written."""

from __future__ import annotations

import re
from datetime import date

from rag.language.dates import MONTH_NUMBERS
from rag.language.temporal.calendar import FISCAL_START, months, years
from rag.language.temporal.expressions import day_in, days_in, numeric_day, rule
from rag.language.temporal.vocabulary import (
    DASH,
    DAY,
    MEASURE,
    MONTH,
    ON_WEEKDAY,
    OPEN,
    SEASON,
    SEASONS,
    TO,
    YEAR,
    year_of,
)
from rag.schema import Window

# In the United States a financial year begins in October.
_US_FISCAL_START = 10


def _days(match: re.Match[str], today: date) -> Window | None:
    return days_in(year_of(match["y"]), match["m"], match["d"], match["e"])


def _full_day(match: re.Match[str], today: date) -> Window | None:
    return day_in(year_of(match["y"]), match["m"], match["d"])


def _year_first(match: re.Match[str], today: date) -> Window | None:
    return numeric_day(int(match["y"]), int(match["m"]), int(match["d"]))


def _numeric(match: re.Match[str], today: date) -> Window | None:
    """Return a day with its month in digits, None where it could be two days.

    With dots the day comes first.
    """
    first = int(match["d"])
    second = int(match["m"])
    year = int(match["y"])
    day_first = numeric_day(year, second, first)
    month_first = numeric_day(year, first, second)
    if first == second or (match["s"] == "." and second <= 12):
        return day_first
    if day_first and month_first:
        return None
    return day_first or month_first


def _month_year(match: re.Match[str], today: date) -> Window:
    return months(year_of(match["y"]), MONTH_NUMBERS[match["m"].lower()])


def _fiscal(match: re.Match[str], today: date) -> Window | None:
    """Return a financial year by its end; only Japan names it by its start."""
    first = _with_century(match["y"])
    last = match["z"]
    whose = (match["whose"] or "").lower()
    if last:
        is_next = (first + 1) % 100 == int(last) % 100
        return months(first, FISCAL_START, 12) if is_next else None
    if whose.startswith("japan"):
        return months(first, FISCAL_START, 12)
    return months(first - 1, _US_FISCAL_START if whose else FISCAL_START, 12)


def _with_century(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _years(match: re.Match[str], today: date) -> Window | None:
    """Return a financial year for 2024-25, six years for 2010-15, a month for 2025-10.

    2009-10 and 2010-12 could be two of these: None.
    """
    first = int(match["y"])
    short = int(match["z"])
    gap = short - first % 100
    if 1 <= short <= 12:
        return months(first, short) if gap <= 0 else None
    if gap == 1:
        return months(first, FISCAL_START, 12)
    return years(first, first + gap) if gap > 1 else None


def _season(match: re.Match[str], today: date) -> Window | None:
    """Return a season; the winter of one year is two, its January or its December."""
    name = match["season"].lower()
    if name == "winter" and not match["z"]:
        return None
    return months(int(match["y"]), SEASONS[name], 3)


def _decade(match: re.Match[str], today: date) -> Window:
    first = int(match["y"])
    return years(first, first + 9)


def _year(match: re.Match[str], today: date) -> Window:
    year = int(match["y"])
    return years(year, year)


_FULL_YEAR = r"(?P<y>(?:19|20)\d\d)"
_YEAR = rf"(?P<y>{YEAR})\b"
_MONTH = rf"(?P<m>{MONTH})"
_DAYS = rf"(?P<d>{DAY}){TO}(?P<e>{DAY})"
_DAY_RULES = (
    rule(rf"\b{OPEN}{_DAYS}\s+(?:of\s+)?{_MONTH}\b\.?,?\s+{_YEAR}", _days, "standalone"),
    rule(rf"\b{OPEN}{_MONTH}\.?\s+{_DAYS},?\s+{_YEAR}", _days, "standalone"),
    rule(
        rf"\b{ON_WEEKDAY}(?P<d>{DAY})(?:\s+of)?[\s-]+{_MONTH}\.?,?[\s-]+{_YEAR}",
        _full_day,
    ),
    rule(
        rf"\b{ON_WEEKDAY}{_MONTH}\.?\s+(?:the\s+)?(?P<d>{DAY})(?:,\s*|\s+){_YEAR}",
        _full_day,
    ),
    rule(
        rf"(?<!\d){_FULL_YEAR}\s?[-/年년]\s?(?P<m>\d{{1,2}})\s?[-/月월]\s?(?P<d>\d{{1,2}})(?!\d)",
        _year_first,
    ),
    rule(
        r"(?<![\d./-])(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)"
        rf"{_FULL_YEAR}(?!\d|[/.-]\d)",
        _numeric,
    ),
)
# The first letters spare most words the comparison with every form.
_WHOSE = r"(?P<whose>US|U\.S\.|American|federal|Japan(?:['’]s|ese)?)"
_FISCAL_YEAR = r"(?:FY|fiscal(?:\s+year)?|financial\s+year)"
_FISCAL = (
    rf"\b(?=[afju])(?:{_WHOSE}\s+)?{_FISCAL_YEAR}\s?['’]?"
    rf"(?P<y>(?:19|20)\d\d|\d\d)(?:(?:{DASH}|/)(?P<z>(?:20)?\d\d))?\b"
)
_PERIOD_RULES = (
    rule(rf"\b{_MONTH}\.?,?\s+(?:of\s+)?{_YEAR}(?!{DASH}\d\d\b)", _month_year),
    rule(_FISCAL, _fiscal, "period"),
    rule(
        rf"\b(?P<season>{SEASON})(?:\s+of)?\s+{_FULL_YEAR}(?:[-–/](?P<z>\d\d))?\b",
        _season,
        "period",
    ),
)
# A year is no figure, no part of one or of a date, and counts nothing: "2,025", "2025 tonnes".
_NOT_IN_FIGURE = r"(?<![\d.,/$€£¥₹])(?<!\b\d[-–])(?<!\b\d\d[-–])"
_NO_FIGURE_BEHIND = r"(?!,\d|\.\d|-\d\d?\b|/\d)"
_COUNTS_NOTHING = rf"(?!(?:{TO}\d[\d.,]{{0,12}})?\s{{0,3}}{MEASURE})"
_YEAR_RULES = (
    rule(rf"(?<![\d./-]){_FULL_YEAR}{DASH}(?P<z>\d\d)(?![\d-])", _years),
    rule(r"\b(?=[12t])(?:the\s+)?(?P<y>(?:19|20)\d0)['’]?s\b", _decade, "period"),
    rule(
        rf"{_NOT_IN_FIGURE}\b(?:(?:the|calendar)\s+years?\s+)?{_FULL_YEAR}\b"
        rf"{_NO_FIGURE_BEHIND}{_COUNTS_NOTHING}",
        _year,
    ),
)
ABSOLUTE = (*_DAY_RULES, *_PERIOD_RULES, *_YEAR_RULES)
