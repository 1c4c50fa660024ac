"""Two points that are the ends of one period: "between June and August 2024"."""

from __future__ import annotations

import re

from rag.language.temporal.calendar import moved
from rag.language.temporal.points import Point
from rag.language.temporal.vocabulary import CLOSES, DASH, REACH
from rag.schema import Window

_JOINS = re.compile(
    rf"\s*(?:{DASH}|,|,?\s(?:and|to|until|till|through)\s)\s*(?:the\s+)?", re.IGNORECASE
)
_OPENS = re.compile(
    r"\b(?:between|from|in|during|on|over|throughout)(?:\s+the)?\s+$", re.IGNORECASE
)
_DASHED = re.compile(rf"\s*{DASH}\s*")


def joined(text: str, points: list[Point]) -> list[Point]:
    """Points that are the two ends of one period, "between June and August 2024", as one.

    The part without a year takes the other's.
    """
    together: list[Point] = []
    opened = False
    for point in points:
        first = together[-1] if together else None
        if (
            not first
            or point.start - first.end > REACH
            or not _JOINS.fullmatch(text, first.end, point.start)
        ):
            together.append(point)
            opened = False
            continue
        opens = _OPENS.search(text[max(0, first.start - REACH) : first.start])
        alone = _DASHED.fullmatch(text, first.end, point.start) and CLOSES.match(text, point.end)
        window = _from_to(first, point) if opened or opens or alone else None
        if window:
            start = (
                first.start
                if opened or not opens
                else first.start - (min(first.start, REACH) - opens.start())
            )
            together[-1], opened = Point(start, point.end, window, "standalone"), True
        else:
            together.append(point)
            opened = False
    return together


def _from_to(first: Point, last: Point) -> Window | None:
    """From the start of one point to the end of another."""
    start, end = first.window, last.window
    if not (start and end and start.start and start.end and end.start and end.end):
        return None
    begin, until = start.start, end.end
    if first.cycle and not last.cycle:
        years = until.year - begin.year
        begin = moved(begin, years - (moved(begin, years, "year") > end.start), "year")
    elif last.cycle and end.start < begin:
        unit = last.cycle
        while until < begin:
            until = moved(until, 1, unit)
    days = (
        [begin, until]
        if first.cycle or last.cycle
        else [start.start, start.end, end.start, end.end]
    )
    return Window(min(days), max(days))
