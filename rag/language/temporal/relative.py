"""Times that depend on the reader's day, and words for a time that have no one meaning."""

from __future__ import annotations

import re
from datetime import date

from rag.language.dates import MONTH_NUMBERS
from rag.language.temporal.calendar import around, day, months, moved
from rag.language.temporal.points import day_in, days_in, last_begun, rule
from rag.language.temporal.vocabulary import (
    DAY,
    MONTH,
    NUMBER,
    ON_WEEKDAY,
    OPEN,
    SEASONS,
    TO,
    UNIT,
    WEEKDAY,
    WEEKDAYS,
    steps,
    unit_of,
)
from rag.schema import Window

_YEAR_AHEAD = (
    r"(?:\s*(?:of|,)?\s*(?:the\s+)?(?:'|’|\d|FY\s?\d|last\s|this\s|next\s|fiscal|financial))"
)


def _yearless_days(match: re.Match[str], today: date) -> Window | None:
    return last_begun(lambda year: days_in(year, match["m"], match["d"], match["e"]), today)


def _yearless_day(match: re.Match[str], today: date) -> Window | None:
    number = match["d"]
    by_on = re.search(
        r"\bon\s$", match.string[max(0, match.start() - 4) : match.start()], re.IGNORECASE
    )
    if match["first"] and number.isdigit() and int(number) >= 20 and not by_on:
        return None  # "Oct 25": a day or a year
    return last_begun(lambda year: day_in(year, match["m"], number), today)


def _bare_month(match: re.Match[str], today: date) -> Window | None:
    return last_begun(lambda year: months(year, MONTH_NUMBERS[match["m"].lower()]), today)


def _bare_part(match: re.Match[str], today: date) -> Window | None:
    words = {"first": 1, "second": 2, "third": 3, "fourth": 4}
    number, length = (
        words.get(match["n"].lower()) or int(match["n"]),
        3 if match["p"].lower().startswith("q") else 6,
    )
    return (
        last_begun(lambda year: months(year, (number - 1) * length + 1, length), today)
        if number * length <= 12
        else None
    )


def _relative_month(match: re.Match[str], today: date) -> Window:
    month, this = MONTH_NUMBERS[match["m"].lower()], today.year
    shift = {"this": 0, "next": int(month <= today.month)}.get(
        match["which"].lower(), -int(month >= today.month)
    )
    return months(this + shift, month)


def _relative_season(match: re.Match[str], today: date) -> Window | None:
    first = SEASONS[match["season"].lower()]
    if match["which"].lower() == "this":
        return months(today.year, first, 3)
    found = (months(today.year - back, first, 3) for back in range(3))
    return next((window for window in found if window.end and window.end < today), None)


def _weekday(match: re.Match[str], today: date) -> Window:
    number, which = WEEKDAYS.index(match["w"].lower()), (match["which"] or "").lower()
    back = (today.weekday() - number) % 7
    if which == "next":
        return day(moved(today, 7 - back, "day"))
    if which == "this":
        return day(moved(today, number - today.weekday(), "day"))
    return day(moved(today, -(back or 7) if which else -back, "day"))


def _named_day(match: re.Match[str], today: date) -> Window:
    text = re.sub(r"\s+", " ", match.group().lower())
    by = {
        "yesterday": -1,
        "last night": -1,
        "tomorrow": 1,
        "the day before yesterday": -2,
        "the day after tomorrow": 2,
    }
    return day(moved(today, by.get(text, 0), "day"))


def _calendar_unit(match: re.Match[str], today: date) -> Window:
    unit, _ = unit_of(match["unit"])
    which = match["which"].lower()
    if unit == "weekend":  # last and next count from this week's
        saturday = moved(around(today, "week").start or today, 5, "day")
        return around(
            moved(
                saturday, {"this": 0, "current": 0, "next": 1, "coming": 0}.get(which, -1), "week"
            ),
            "weekend",
        )
    return around(
        moved(
            today,
            {"this": 0, "current": 0, "next": 1, "coming": 1, "following": 1}.get(which, -1),
            unit,
        ),
        unit,
    )


def _rolling(match: re.Match[str], today: date) -> Window:
    count, unit = steps(match["n"], match["unit"])
    return Window(moved(today, -count, unit), today)


def _ahead(match: re.Match[str], today: date) -> Window:
    count, unit = steps(match["n"], match["unit"])
    return Window(today, moved(today, count, unit))


def _ago(match: re.Match[str], today: date) -> Window:
    """The unit that long ago: its week, month or year; a decade ago is the year ten years back."""
    count, unit = steps(match["n"], match["unit"])
    return around(moved(today, -count, unit), "year" if unit == "decade" else unit)


def _to_date(match: re.Match[str], today: date) -> Window:
    unit, _ = unit_of(match["unit"] if "unit" in match.re.groupindex and match["unit"] else "year")
    return Window(around(today, unit).start, today)


def _unknown(match: re.Match[str], today: date) -> None:
    return None


RELATIVE = (
    rule(
        rf"\b{OPEN}(?P<d>{DAY}){TO}(?P<e>{DAY})\s+(?:of\s+)?(?P<m>{MONTH})\b",
        _yearless_days,
        "standalone",
        "year",
    ),
    rule(
        (
            rf"\b{ON_WEEKDAY}(?P<d>{DAY})(?:\s+of)?\s+(?P<m>{MONTH})\b(?P<first>(?!))?(?![-'’"
            rf"]\w|\s+(?:of\s+)?(?:last|this|next)\s+year)"
        ),
        _yearless_day,
        "date",
        "year",
    ),
    rule(
        (
            rf"\b{ON_WEEKDAY}(?P<first>(?P<m>{MONTH})\.?\s+(?:the\s"
            rf"+)?(?P<d>{DAY}))\b(?![-'’,.]?\d|\s+(?:of\s+)?(?:last|this|next)\s+year)"
        ),
        _yearless_day,
        "date",
        "year",
    ),
    rule(
        rf"\b(?P<which>last|past|this|next)\s+(?P<m>{MONTH})\b(?!['’-]\w)",
        _relative_month,
        "standalone",
    ),
    rule(
        r"\b(?P<which>last|this)\s+(?P<season>spring|summer|autumn|fall|winter)\b",
        _relative_season,
        "standalone",
    ),
    rule(
        (
            rf"\b(?P<m>{MONTH})\b\.?(?!['’]s?\w|-(?!(?:{MONTH})\b)|\s+of\s+the\s|\s+(?:of\s+"
            rf"|in\s+)?(?:last|this|next)\s+year)"
        ),
        _bare_month,
        "date",
        "year",
    ),
    rule(rf"\b(?P<p>[QH])(?P<n>[1-4])\b(?!{_YEAR_AHEAD})", _bare_part, "date", "year"),
    rule(
        (
            r"\bthe\s+(?P<n>first|second|third|fourth)\s+(?P<p>quarter|half)\b(?!\s+of\b"
            r"|[\s-]+(?:\d|'))"
        ),
        _bare_part,
        "period",
        "year",
    ),
    rule(
        r"\bthe\s+day\s+(?:before\s+yesterday|after\s+tomorrow)\b|\byesterday\b"
        r"|\btomorrow\b|\blast\s+night\b|\btonight\b|\bthis\s+(?:morning|afternoon"
        r"|evening)\b"
        r"|\b(?:earlier|later)\s+today\b",
        _named_day,
        "standalone",
    ),
    rule(
        (
            r"\b(?:this\s+)?year[\s-]to[\s-]date\b|\bYTD\b"
            r"|(?<=\bso far )this\s+(?P<unit>week|month|quarter|year)\b"
        ),
        _to_date,
        "standalone",
    ),
    rule(
        (
            rf"\b(?:(?:the|these)\s+)?(?:last|past|previous"
            rf"|preceding)\s+(?P<n>{NUMBER})\s+(?P<unit>{UNIT})s?\b(?!\s+of\b)"
        ),
        _rolling,
        "standalone",
    ),
    rule(
        rf"\b(?:the\s+last|(?:the\s+)?past)\s+(?P<n>(?!))?(?P<unit>{UNIT})\b(?!\s+of\b)",
        _rolling,
        "standalone",
    ),
    rule(
        (
            rf"\b(?:the\s+)?(?:next|coming|following)\s+(?P<n>{NUMBER})\s"
            rf"+(?P<unit>{UNIT})s?\b(?!\s+of\b)"
        ),
        _ahead,
        "standalone",
    ),
    rule(rf"\b(?P<n>{NUMBER})\s+(?P<unit>{UNIT})s?\s+ago\b", _ago, "standalone"),
    rule(
        (
            r"\b(?:the\s+)?(?P<which>last|this|next|previous|preceding|current"
            r"|coming)\s+(?P<unit>(?:fiscal|financial)\s+year|week(?:end)?|month|quarter"
            r"|year|decade)\b(?!\s+of\b)"
        ),
        _calendar_unit,
        "standalone",
    ),
    rule(
        r"\bthe\s+weekend\b(?!\s+of\b)",
        lambda _, today: around(today, "weekend"),
        "standalone",
        "week",
    ),
    rule(
        r"(?<=\band )(?:now|today)\b|(?<=\bto )(?:now|today|date)\b",
        lambda _, today: day(today),
        "container",
    ),
    rule(
        (
            r"\bthe\s+(?P<unit>week|month|quarter|year)\b(?!\s+(?:of|before|after|following"
            r"|beginning|starting|ended|ending|to|up|that)\b)"
        ),
        lambda m, today: around(today, unit_of(m["unit"])[0]),
        "container",
    ),
    rule(rf"\b(?P<which>last|past|this|next)\s+(?P<w>{WEEKDAY})\b", _weekday, "standalone"),
    rule(rf"\b(?P<which>(?!))?(?P<w>{WEEKDAY})\b", _weekday, "date", "week"),
)
_FEW = r"(?:few|several|many|some)"
VAGUE = (
    rule(
        (
            r"(?<!most )\brecently\b|\blately\b|\bof\s+late\b|\bhistorically\b"
            r"|(?<!how )(?<!as )\bsoon\b(?!\s+as\b)|\b(?:the\s+)?near\s+future\b"
        ),
        _unknown,
        "standalone",
    ),
    rule(
        rf"\brecent\s+(?:times|{UNIT}s)\b|\b(?:the\s+)?coming\s+{UNIT}s\b", _unknown, "standalone"
    ),
    rule(
        (
            rf"\b(?:the\s+)?(?:last|past|next|coming)\s+{_FEW}\s+{UNIT}s\b"
            rf"|\b(?:a\s+)?{_FEW}\s+{UNIT}s\s+ago\b|\bthe\s+other\s+{UNIT}\b"
        ),
        _unknown,
        "standalone",
    ),
    rule(
        (
            r"(?<!how )\blong\s+ago\b|\bages\s+ago\b|\b(?:some|a\s+(?:long"
            r"|short))\s+time\s+ago\b|\ba\s+while\s+(?:ago|back)\b"
        ),
        _unknown,
        "standalone",
    ),
    rule(
        (
            r"\b(?:since|before|after|until|by|over|on|at|around)\s+(?:Christmas|Easter"
            r"|Diwali|Ramadan|Thanksgiving|(?:the\s+)?(?:Lunar\s+"
            r"|Chinese\s+)?New\s+Year(?:['’]s\s+(?:Eve|Day))?)\b"
        ),
        _unknown,
        "standalone",
    ),
    rule(r"\b(?:the\s+)?turn\s+of\s+the\s+(?:year|century|millennium)\b", _unknown, "standalone"),
)
