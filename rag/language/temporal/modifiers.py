"""Words before a point that narrow or move it: "early", "two days after", "within"."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.language.dates import MONTH_NUMBERS
from rag.language.temporal.calendar import Unit, around, day, month_count, months, moved, part
from rag.language.temporal.points import Point, day_in
from rag.language.temporal.vocabulary import (
    DAY,
    MONTH,
    NUMBER,
    REACH,
    SEASONS,
    UNIT,
    number_of,
    steps,
)
from rag.schema import Window

_ORDINALS = {
    "first": 0,
    "1st": 0,
    "second": 1,
    "2nd": 1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "4th": 3,
    "last": -1,
    "final": -1,
}
_THIRDS = {
    "beginning": 0,
    "start": 0,
    "early": 0,
    "middle": 1,
    "mid": 1,
    "end": 2,
    "close": 2,
    "late": 2,
}
_EDGES = {"beginning": 0, "start": 0, "end": -1, "close": -1}
_THIRD = re.compile(
    (
        r"\b(?:(?:the\s+)?(?P<noun>beginning|start|middle|end|close)\s+of\s+(?:the\s+)?"
        r"|(?P<word>early|mid|late)(?:-|\s+)(?:in\s+)?(?:the\s+)?)$"
    ),
    re.IGNORECASE,
)
_PART = re.compile(
    (
        rf"\b(?:the\s+)?(?P<nth>{'|'.join(_ORDINALS)})\s+(?:(?P<n>{NUMBER})\s+)?(?P<unit>half"
        rf"|quarter|month|week|day)s?\s+of\s+(?:the\s+)?$"
    ),
    re.IGNORECASE,
)
_LETTER = re.compile(
    r"\b(?:(?P<p>[QH])(?P<n>[1-4])|(?P<m>[1-4])(?P<q>[QH]))(?:\s+of\s+|,?\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"\b(?P<nth>first|second|third|fourth)[\s-]quarter\s+$", re.IGNORECASE)
_MONTH_IN = re.compile(
    (
        rf"\b(?:the\s+)?(?:(?P<d>{DAY})(?:\s+of)?\s+(?P<m>{MONTH})"
        rf"|(?P<only>{MONTH})\.?(?:\s+(?P<e>{DAY}))?),?\s+(?:of\s+|in\s+)?$"
    ),
    re.IGNORECASE,
)
_OFFSET = re.compile(
    (
        rf"\b(?P<the>the\s+)?(?:(?:first\s+)?(?P<n>{NUMBER})\s+)?(?P<unit>{UNIT})(?P<s>s?)\s"
        rf"+(?P<side>before|after|following)\s+(?:the\s+)?$"
    ),
    re.IGNORECASE,
)
_WITHIN = re.compile(
    rf"\bwithin\s+(?P<n>{NUMBER})\s+(?P<unit>{UNIT})s?\s+(?:of|after)\s+$", re.IGNORECASE
)
_SEASON_IN = re.compile(r"\b(?P<season>spring|summer|autumn|fall)\s+of\s+$", re.IGNORECASE)
_WEEK_OF = re.compile(r"\b(?:the\s+)?week\s+(?:of|beginning|starting)\s+$", re.IGNORECASE)
_ENDED = re.compile(
    (
        rf"\b(?:the\s+)?(?:(?P<n>{NUMBER})\s+)?(?P<unit>{UNIT})s?\s+(?:(?:that\s+)?ended"
        rf"|ending|up\s+to|to)\s+(?:on\s+)?$"
    ),
    re.IGNORECASE,
)

Modifier = Callable[[re.Match[str], Point, Window], Point | None]


def modified(text: str, point: Point, stop: int) -> Point:
    """A point with all that modifies it; `stop` is where the text before it belongs to another."""
    if point.window is None:
        return point
    for pattern, change in _MODIFIERS:
        before = text[max(stop, point.start - REACH) : point.start]
        match = pattern.search(before)
        changed = change(match, point, point.window) if match else None
        if match and changed:
            return modified(
                text, changed._replace(start=point.start - len(before) + match.start()), stop
            )
    return point


def _third(match: re.Match[str], point: Point, window: Window) -> Point | None:
    name = (match["noun"] or match["word"]).lower()
    narrowed = part(window, _THIRDS[name], 3)
    end = (window.start, window.end)[_EDGES[name]] if name in _EDGES else None
    return _narrowed(point, narrowed)._replace(edge=day(end) if end else None) if narrowed else None


def _part(match: re.Match[str], point: Point, window: Window) -> Point | None:
    place, unit = _ORDINALS[match["nth"].lower()], match["unit"].lower()
    if unit in ("half", "quarter") and not match["n"]:
        return _equal_part(point, window, place, unit)
    if (place not in (0, -1) and match["n"]) or not window.start or not window.end:
        return None
    count, name = (number_of(match["n"]) if match["n"] else 1), _unit(unit)
    if place < 0:
        start = moved(moved(window.end, 1, "day"), -count, name)
        return _narrowed(point, Window(start, window.end)) if start >= window.start else None
    start = moved(window.start, place * count, name)
    end = moved(moved(start, count, name), -1, "day")
    return _narrowed(point, Window(start, end)) if end <= window.end else None


def _letter(match: re.Match[str], point: Point, window: Window) -> Point | None:
    place, letter = int(match["n"] or match["m"]) - 1, (match["p"] or match["q"]).lower()
    return _equal_part(point, window, place, "quarter" if letter == "q" else "half")


def _quarter(match: re.Match[str], point: Point, window: Window) -> Point | None:
    return _equal_part(point, window, _ORDINALS[match["nth"].lower()], "quarter")


def _equal_part(point: Point, window: Window, place: int, unit: str) -> Point | None:
    """A quarter is one of a year; a half may be one of anything."""
    of = 4 if unit == "quarter" else 2
    if unit == "quarter" and month_count(window) != 12:
        return None
    narrowed = part(window, place % of if place < 0 else place, of)
    return _narrowed(point, narrowed) if narrowed else None


def _month_in(match: re.Match[str], point: Point, window: Window) -> Point | None:
    """The month or day before "last year"; a year in figures is read with its month already."""
    if (
        point.kind != "standalone"
        or month_count(window) != 12
        or not window.start
        or window.start.month != 1
    ):
        return None
    name, number = match["m"] or match["only"], match["d"] or match["e"]
    year = window.start.year
    found = day_in(year, name, number) if number else months(year, MONTH_NUMBERS[name.lower()])
    return point._replace(window=found, kind="date") if found else None


def _season_in(match: re.Match[str], point: Point, window: Window) -> Point | None:
    if month_count(window) != 12 or not window.start or window.start.month != 1:
        return None
    return _narrowed(point, months(window.start.year, SEASONS[match["season"].lower()], 3))


def _offset(match: re.Match[str], point: Point, window: Window) -> Point | None:
    """A week before a time moves it, the week before it is all the days between.

    The weeks before it have no length.
    """
    if (
        (match["s"] and not match["n"])
        or not (match["the"] or match["n"])
        or not window.start
        or not window.end
    ):
        return None
    count, unit = steps(match["n"], match["unit"])
    back = match["side"].lower() == "before"
    start, end = (
        moved(day_, -count if back else count, unit) for day_ in (window.start, window.end)
    )
    if match["the"]:
        start, end = (
            (start, moved(window.start, -1, "day")) if back else (moved(window.end, 1, "day"), end)
        )
    return point._replace(window=Window(start, end), kind="standalone", edge=None)


def _ended(match: re.Match[str], point: Point, window: Window) -> Point | None:
    """The unit that ends with a time: "the year ended 31 March 2025"."""
    if not window.end:
        return None
    count, unit = steps(match["n"], match["unit"])
    return point._replace(
        window=Window(moved(moved(window.end, 1, "day"), -count, unit), window.end),
        kind="standalone",
        edge=None,
    )


def _within(match: re.Match[str], point: Point, window: Window) -> Point | None:
    count, unit = steps(match["n"], match["unit"])
    return (
        point._replace(
            window=Window(window.start, moved(window.end, count, unit)), kind="standalone"
        )
        if window.end
        else None
    )


def _week_of(match: re.Match[str], point: Point, window: Window) -> Point | None:
    one_day = window.start and window.start == window.end
    return (
        point._replace(window=around(window.start, "week"), kind="period")
        if window.start and one_day
        else None
    )


def _narrowed(point: Point, window: Window) -> Point:
    return point._replace(
        window=window, kind="standalone" if point.kind == "standalone" else "period"
    )


def _unit(name: str) -> Unit:
    units: dict[str, Unit] = {"quarter": "quarter", "month": "month", "week": "week"}
    return units.get(name, "day")


_MODIFIERS: tuple[tuple[re.Pattern[str], Modifier], ...] = (
    (_WITHIN, _within),
    (_OFFSET, _offset),
    (_WEEK_OF, _week_of),
    (_ENDED, _ended),
    (_THIRD, _third),
    (_PART, _part),
    (_LETTER, _letter),
    (_QUARTER, _quarter),
    (_MONTH_IN, _month_in),
    (_SEASON_IN, _season_in),
)
