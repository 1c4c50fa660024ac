"""Words before a period that name a part of it: "early", "the first half of", "Q3", "May"."""

from __future__ import annotations

import re

from rag.language.dates import MONTH_NUMBERS
from rag.language.temporal.calendar import day, month_count, months, moved, part
from rag.language.temporal.expressions import Kind, TimeExpression, day_in
from rag.language.temporal.vocabulary import (
    DAY,
    MONTH,
    NUMBER,
    PLACES,
    SEASONS,
    TIMES,
    number_of,
    phrases,
    unit_of,
)
from rag.schema import Window

_NOUNS: dict[str, int] = TIMES["thirds"]["nouns"]
_ADJECTIVES: dict[str, int] = TIMES["thirds"]["adjectives"]
_FIRST_THIRD, _LAST_THIRD = 0, 2
# How many equal parts of a period there are of each name, of a year for a quarter.
_EQUAL_PARTS = {"half": 2, "quarter": 4}
_LETTERS = {"h": "half", "q": "quarter"}


def _third_by_noun(
    match: re.Match[str], time: TimeExpression, window: Window
) -> TimeExpression | None:
    """Return the third that "the beginning of" names; its outer day is the edge."""
    third = _NOUNS[match["noun"].lower()]
    narrowed = part(window, third, 3)
    if not narrowed:
        return None
    edges = {_FIRST_THIRD: window.start, _LAST_THIRD: window.end}
    edge = edges.get(third)
    return _narrowed(time, narrowed)._replace(edge=day(edge) if edge else None)


def _third_by_adjective(
    match: re.Match[str], time: TimeExpression, window: Window
) -> TimeExpression | None:
    narrowed = part(window, _ADJECTIVES[match["word"].lower()], 3)
    return _narrowed(time, narrowed)._replace(edge=None) if narrowed else None


def _part(match: re.Match[str], time: TimeExpression, window: Window) -> TimeExpression | None:
    """Return "the first half of", "the last three days of"."""
    place = PLACES[match["nth"].lower()]
    name = match["unit"].lower()
    count = number_of(match["n"]) if match["n"] else 1
    if name in _EQUAL_PARTS and not match["n"]:
        return _equal_part(time, window, place, name)
    is_of_several = place > 0 and match["n"]
    if is_of_several or name == "half":
        return None
    narrowed = _counted_part(window, place, count, name)
    return _narrowed(time, narrowed) if narrowed else None


def _counted_part(window: Window, place: int, count: int, name: str) -> Window | None:
    """Return some units from the start of a window, or its last ones for place -1."""
    if not window.start or not window.end:
        return None
    unit, _ = unit_of(name)
    if place < 0:
        start = moved(moved(window.end, 1, "day"), -count, unit)
        return Window(start, window.end) if start >= window.start else None
    start = moved(window.start, place * count, unit)
    end = moved(moved(start, count, unit), -1, "day")
    return Window(start, end) if end <= window.end else None


def _letter(match: re.Match[str], time: TimeExpression, window: Window) -> TimeExpression | None:
    """Return the quarter or half that "Q3" or "3Q" names."""
    place = int(match["n"] or match["m"]) - 1
    letter = (match["p"] or match["q"]).lower()
    return _equal_part(time, window, place, _LETTERS[letter])


def _quarter(match: re.Match[str], time: TimeExpression, window: Window) -> TimeExpression | None:
    return _equal_part(time, window, PLACES[match["nth"].lower()], "quarter")


def _equal_part(
    time: TimeExpression, window: Window, place: int, name: str
) -> TimeExpression | None:
    """Return a quarter of a year, or a half of anything."""
    if name == "quarter" and month_count(window) != 12:
        return None
    of = _EQUAL_PARTS[name]
    narrowed = part(window, of - 1 if place < 0 else place, of)
    return _narrowed(time, narrowed) if narrowed else None


def _month_in(match: re.Match[str], time: TimeExpression, window: Window) -> TimeExpression | None:
    """Return the month or day before "last year"; a year in figures has been read with its own."""
    year = _calendar_year(window)
    if year is None or time.kind != "standalone":
        return None
    name = match["m"] or match["only"]
    number = match["d"] or match["e"]
    month = months(year, MONTH_NUMBERS[name.lower()])
    found = day_in(year, name, number) if number else month
    return time._replace(window=found, kind="date") if found else None


def _season_in(match: re.Match[str], time: TimeExpression, window: Window) -> TimeExpression | None:
    year = _calendar_year(window)
    if year is None:
        return None
    return _narrowed(time, months(year, SEASONS[match["season"].lower()], 3))


def _calendar_year(window: Window) -> int | None:
    is_year = month_count(window) == 12 and window.start and window.start.month == 1
    return window.start.year if is_year and window.start else None


def _narrowed(time: TimeExpression, window: Window) -> TimeExpression:
    kind: Kind = "standalone" if time.kind == "standalone" else "period"
    return time._replace(window=window, kind=kind)


_PART_UNIT = phrases(TIMES["units_by_use"]["part"])
# Winter of a year is two: its January or its December.
_SEASONS_OF_YEAR = phrases(season for season in SEASONS if season != "winter")
# Patterns that end right before the period, with what they make of it.
MODIFIERS_BY_PART = (
    (rf"(?:the\s+)?(?P<noun>{phrases(_NOUNS)})\s+of\s+(?:the\s+)?", _third_by_noun),
    (
        rf"(?P<word>{phrases(_ADJECTIVES)})(?:-|\s+)(?:in\s+)?(?:the\s+)?",
        _third_by_adjective,
    ),
    (
        rf"(?:the\s+)?(?P<nth>{phrases(PLACES)})\s+(?:(?P<n>{NUMBER})\s+)?"
        rf"(?P<unit>{_PART_UNIT})s?\s+of\s+(?:the\s+)?",
        _part,
    ),
    (
        r"(?:(?P<p>[QH])(?P<n>[1-4])|(?P<m>[1-4])(?P<q>[QH]))(?:\s+of\s+|,?\s+)?(?:the\s+)?",
        _letter,
    ),
    (r"(?P<nth>first|second|third|fourth)[\s-]quarter\s+", _quarter),
    (
        rf"(?:the\s+)?(?:(?P<d>{DAY})(?:\s+of)?\s+(?P<m>{MONTH})"
        rf"|(?P<only>{MONTH})\.?(?:\s+(?P<e>{DAY}))?),?\s+(?:of\s+|in\s+)?",
        _month_in,
    ),
    (rf"(?P<season>{_SEASONS_OF_YEAR})\s+of\s+", _season_in),
)
