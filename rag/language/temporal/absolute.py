"""Times that say their year themselves, by the ways they are written."""

from __future__ import annotations

import re
from datetime import date

from rag.language.dates import MONTH_NUMBERS
from rag.language.temporal.calendar import FISCAL_START, months, years
from rag.language.temporal.points import day_in, days_in, numeric_day, rule
from rag.language.temporal.vocabulary import (
    DASH,
    DAY,
    MEASURE,
    MONTH,
    ON_WEEKDAY,
    OPEN,
    SEASONS,
    TO,
    YEAR,
    year_of,
)
from rag.schema import Window


def _days(match: re.Match[str], today: date) -> Window | None:
    return days_in(year_of(match["y"]), match["m"], match["d"], match["e"])


def _full_day(match: re.Match[str], today: date) -> Window | None:
    return day_in(year_of(match["y"]), match["m"], match["d"])


def _year_first(match: re.Match[str], today: date) -> Window | None:
    return numeric_day(int(match["y"]), int(match["m"]), int(match["d"]))


def _numeric(match: re.Match[str], today: date) -> Window | None:
    """Day and month in digits: with dots the day comes first.

    Else only where one order is possible or both agree.
    """
    first, second, year = int(match["d"]), int(match["m"]), int(match["y"])
    orders = {(first, second), (second, first)}
    if match["s"] == "." and second <= 12:
        orders = {(first, second)}
    found = [window for number, month in orders if (window := numeric_day(year, month, number))]
    return found[0] if len(found) == 1 else None


def _month_year(match: re.Match[str], today: date) -> Window:
    return months(year_of(match["y"]), MONTH_NUMBERS[match["m"].lower()])


def _fiscal(match: re.Match[str], today: date) -> Window | None:
    """Return a financial year by its end; only Japan names it by its start."""
    first = _century(match["y"])
    if match["z"]:
        return (
            months(first, FISCAL_START, 12) if (first + 1) % 100 == int(match["z"]) % 100 else None
        )
    whose = (match["whose"] or "").lower()
    if whose.startswith("japan"):
        return months(first, FISCAL_START, 12)
    return months(first - 1, FISCAL_START if not whose else 10, 12)


def _century(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _years(match: re.Match[str], today: date) -> Window | None:
    """2024-25 is a financial year, 2010-15 six years, 2025-10 a month.

    2009-10 and 2010-12 could be two of these.
    """
    first, short = int(match["y"]), int(match["z"])
    gap, is_month = short - first % 100, 1 <= short <= 12
    if is_month:
        return months(first, short) if gap <= 0 else None
    return (
        months(first, FISCAL_START, 12)
        if gap == 1
        else years(first, first + gap)
        if gap > 1
        else None
    )


def _season(match: re.Match[str], today: date) -> Window | None:
    name, year = match["season"].lower(), int(match["y"])
    if name == "winter" and not match["z"]:
        return None  # January or December of it
    return months(year, SEASONS[name], 3)


ABSOLUTE = (
    rule(
        (
            rf"\b{OPEN}(?P<d>{DAY}){TO}(?P<e>{DAY})\s+(?:of\s+)?(?P<m>{MONTH})\b\.?(?:,?\s"
            rf"+(?P<y>{YEAR})\b)"
        ),
        _days,
        "standalone",
    ),
    rule(
        rf"\b{OPEN}(?P<m>{MONTH})\.?\s+(?P<d>{DAY}){TO}(?P<e>{DAY}),?\s+(?P<y>{YEAR})\b",
        _days,
        "standalone",
    ),
    rule(
        rf"\b{ON_WEEKDAY}(?P<d>{DAY})(?:\s+of)?[\s-]+(?P<m>{MONTH})\.?,?[\s-]+(?P<y>{YEAR})\b",
        _full_day,
    ),
    rule(
        rf"\b{ON_WEEKDAY}(?P<m>{MONTH})\.?\s+(?:the\s+)?(?P<d>{DAY})(?:,\s*|\s+)(?P<y>{YEAR})\b",
        _full_day,
    ),
    rule(
        r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?[-/年년]\s?(?P<m>\d{1,2})\s?[-/月월]\s?(?P<d>\d{1,2})(?!\d)",
        _year_first,
    ),
    rule(
        (
            r"(?<![\d./-])(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<y>(?:19"
            r"|20)\d\d)(?!\d|[/.-]\d)"
        ),
        _numeric,
    ),
    rule(rf"\b(?P<m>{MONTH})\.?,?\s+(?:of\s+)?(?P<y>{YEAR})\b(?!{DASH}\d\d\b)", _month_year),
    rule(
        rf"\b(?=[afju])(?:(?P<whose>US|U\.S\.|American|federal|Japan(?:['’]s"
        rf"|ese)?)\s+)?(?:FY|fiscal(?:\s+year)?|financial\s+year)\s?['’]?"
        rf"(?P<y>(?:19|20)\d\d|\d\d)(?:(?:{DASH}|/)(?P<z>(?:20)?\d\d))?\b",
        _fiscal,
        "period",
    ),
    rule(
        (
            r"\b(?P<season>spring|summer|autumn|fall|winter)(?:\s+of)?\s+(?P<y>(?:19"
            r"|20)\d\d)(?:[-–/](?P<z>\d\d))?\b"
        ),
        _season,
        "period",
    ),
    rule(rf"(?<![\d./-])(?P<y>(?:19|20)\d\d){DASH}(?P<z>\d\d)(?![\d-])", _years),
    rule(
        r"\b(?=[12t])(?:the\s+)?(?P<y>(?:19|20)\d0)['’]?s\b",
        lambda m, _: years(int(m["y"]), int(m["y"]) + 9),
        "period",
    ),
    rule(
        (
            rf"(?<![\d.,/$€£¥₹])(?<!\b\d[-–])(?<!\b\d\d[-–])\b(?:(?:the"
            rf"|calendar)\s+years?\s+)?(?P<y>(?:19|20)\d\d)\b(?!,\d|\.\d|-\d\d?\b"
            rf"|/\d)(?!(?:{TO}\d[\d.,]{{0,12}})?\s{{0,3}}{MEASURE})"
        ),
        lambda m, _: years(int(m["y"]), int(m["y"])),
    ),
)
