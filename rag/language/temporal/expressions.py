"""Periods that a question restricts itself to, and the day to answer as of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from rag.language.temporal.absolute import ABSOLUTE
from rag.language.temporal.calendar import hull, moved
from rag.language.temporal.modifiers import modified
from rag.language.temporal.points import Point, find_points
from rag.language.temporal.ranges import joined
from rag.language.temporal.relative import RELATIVE, VAGUE
from rag.language.temporal.vocabulary import CLOSES, REACH
from rag.schema import Window

_SINCE = r"since|from|starting(?:\s+(?:in|on|from))?"
_AFTER = r"after|following|later\s+than"
_BEFORE = (
    r"before|(?:leading|running)\s+up\s+to|(?:run|lead)-?up\s+to|prior\s+to|ahead\s+of"
    r"|earlier\s+than"
)
_UNTIL = r"until|till|up\s+to|by|through|no\s+later\s+than"
_IN = r"(?:in|over)\s+the\s+course\s+of|in|during|on|throughout|over|within|around|at|dated"
_BOUND = re.compile(
    rf"\b(?:(?P<since>{_SINCE})|(?P<after>{_AFTER})|(?P<before>{_BEFORE})|(?P<until>{_UNTIL})|(?P<in>(?:{_IN})(?:\s+(?:all|most|much)\s+of)?))"
    r"(?P<the>\s+the)?\s+$",
    re.IGNORECASE,
)
# "after the truce of", "before China's": what the date names is the bound.
_THING = re.compile(
    r"\b(?:(?P<since>since)|(?P<after>after|following)|(?P<before>before|prior\s+to)|(?P<until>until|till))"
    r"\s+(?:the|an?|its|their|this|that|[\w.]{1,30}['’]s)\s+(?:[\w'’-]{1,30}\s+){0,4}?(?<!\bin\s)(?<!\bon\s)(?<!\bat\s)(?<!\bby\s)(?<!\bduring\s)(?<!\bfrom\s)$",
    re.IGNORECASE,
)
# "What was announced 9 October 2025?"
_VERB = re.compile(r"\b[a-z]{2,20}ed\s+$")
_COMPARED = re.compile(
    r"\b(?:compar\w{1,5}\b.{0,60}\s(?:with|to|and)|versus|vs\.?|than)\s+$", re.IGNORECASE
)
_AS_OF = re.compile(
    r"\b(?:as\s+(?:of|at|on)|as\s+(?:things|matters)\s+stood\s+(?:on|at|in)|(?:known|knew|know)\s+(?:on|at|by|as\s+of))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_THEN_KNOWN = re.compile(
    r"\s?,?\s+what\s+(?:was|were|had\s+been|did\s+\w{1,20})\s+(?:then\s+)?(?:publicly\s+)?kno",
    re.IGNORECASE,
)


class TimeReading(NamedTuple):
    """The times that a question names, and what was not understood.

    `rest` is the question with every time that was read left blank.
    """

    window: Window = Window()
    expression: str = ""
    as_of: date | None = None
    as_of_expression: str = ""
    unclear: tuple[str, ...] = ()
    rest: str = ""


def read_time(question: str, today: date, as_of: date | None = None) -> TimeReading:
    """The times that a question names, read on a day.

    Args:
        question: as the reader wrote it; digits of other scripts count.
        today: the reader's day, which "last week" counts from.
        as_of: the day the reader set to answer as of; it takes the place of `today` and of one
            that the question names.
    """
    text = _plain_digits(question)
    points = _points(text, as_of or today)
    known = next(
        (found for point in points if (found := _as_of(text, point, as_of or today))), None
    )
    if known and known.day and not as_of:
        points = _points(text, known.day)  # "as of 1 June 2025, … last month" is May
    day = known.day if known and not as_of else None
    windows, unclear = _restrictions(
        text,
        [point for point in points if not (known and known.holds(point))],
        as_of or day or today,
    )
    window = hull([bound.window for bound in windows if bound.window])
    if not window.start and window.end and window.end >= (as_of or day or today):
        window = Window()
    return TimeReading(
        window,
        " … ".join(bound.words(question) for bound in windows) if window else "",
        day,
        known.words(question) if known and day else "",
        tuple(
            bound.words(question)
            for bound in ([known] if known and not known.day else []) + unclear
        ),
        _blank(text, points),
    )


def periods_in(text: str) -> list[Window]:
    """Every day, month, quarter and year that a text names with its year."""
    points = find_points(text, date.max, ABSOLUTE)
    return [
        window
        for point, stop in _with_stops(points)
        if (window := modified(text, point, stop).window)
    ]


class _Bound(NamedTuple):
    """A restriction and where its words stand; `window` is None where it was not understood."""

    start: int
    end: int
    window: Window | None

    def words(self, question: str) -> str:
        """What the reader wrote."""
        return " ".join(question[self.start : self.end].split())

    def holds(self, point: Point) -> bool:
        """Whether a point belongs to these words."""
        return self.start <= point.start < self.end

    @property
    def day(self) -> date | None:
        """The last day."""
        return self.window.end if self.window else None


def _points(text: str, today: date) -> list[Point]:
    """Points with what modifies them, those that belong together joined."""
    found = [
        modified(text, point, stop)
        for point, stop in _with_stops(find_points(text, today, (*VAGUE, *ABSOLUTE, *RELATIVE)))
    ]
    return [point for point in joined(text, found) if point.kind != "container"]


def _with_stops(points: list[Point]) -> Iterable[tuple[Point, int]]:
    """Each point with where the one before it ends."""
    return zip(points, [0, *(point.end for point in points)], strict=False)


def _as_of(text: str, point: Point, today: date) -> _Bound | None:
    """The words that ask for what was known on a day; a day ahead is not understood."""
    before = text[max(0, point.start - REACH) : point.start]
    match = _AS_OF.search(before) or (
        _BOUND.search(before) if _THEN_KNOWN.match(text, point.end) else None
    )
    window = point.edge or point.window
    if not match or not window or not window.start or not window.end:
        return None
    known = Window(window.start, min(window.end, today)) if window.start <= today else None
    return _Bound(point.start - len(before) + match.start(), point.end, known)


def _restrictions(text: str, points: list[Point], today: date) -> tuple[list[_Bound], list[_Bound]]:
    """What restricts a question, and what would if it were understood."""
    found = [(point, _bound(text, point, today)) for point in points]
    windows = [bound for _, bound in found if bound and bound.window is not None]
    if windows:
        windows += [
            bound for point, other in found if not other and (bound := _compared(text, point))
        ]
    return sorted(windows), [bound for _, bound in found if bound and bound.window is None]


def _bound(text: str, point: Point, today: date) -> _Bound | None:
    """Return what a point restricts a question to, None for a point that names a thing."""
    before = text[max(0, point.start - REACH) : point.start]
    plain = _BOUND.search(before)
    if plain and _is_a_name(text, point, plain):
        return None
    thing = _THING.search(before) if not plain or plain["the"] else None
    if plain and plain["the"] and point.kind == "date":
        plain = None
    match = thing or plain
    if not match:
        alone = point.kind == "standalone" or (
            _VERB.search(before) and CLOSES.match(text, point.end)
        )
        return _Bound(point.start, point.end, point.window) if alone else None
    if point.window is None:
        return _Bound(point.start, point.end, None)
    window = _of_thing(match, point.window, today) if thing else _of(match, point)
    return _Bound(point.start - len(before) + match.start(), point.end, window) if window else None


def _is_a_name(text: str, point: Point, plain: re.Match[str] | None) -> bool:
    """Whether a month alone stands behind "by" and before a capital, as in "by June Carter"."""
    return bool(
        plain
        and plain["until"]
        and point.cycle == "year"
        and re.match(r"\s[A-Z][a-z]", text[point.end : point.end + 3])
    )


def _of(match: re.Match[str], point: Point) -> Window:
    """Return the window that a preposition makes of a point, or of the edge of one."""
    window = point.window or Window()
    if match["in"]:
        return window
    window = point.edge or window
    if match["since"]:
        return Window(window.start, None)
    if match["after"]:
        return Window(moved(window.end, 1, "day") if window.end else None, None)
    return Window(
        None, moved(window.start, -1, "day") if match["before"] and window.start else window.end
    )


def _of_thing(match: re.Match[str], window: Window, today: date) -> Window | None:
    """Return the same for something that happened on some day of a longer window."""
    if not window.start or not window.end or window.start > today:
        return None
    one_day = window.start == window.end
    groups = match.groupdict()
    if groups["since"]:
        return Window(window.start, None)
    if groups["after"]:
        return Window(moved(window.end, 1, "day") if one_day else window.start, None)
    return Window(
        None, moved(window.start, -1, "day") if groups["before"] and one_day else window.end
    )


def _compared(text: str, point: Point) -> _Bound | None:
    before = text[max(0, point.start - REACH) : point.start]
    return (
        _Bound(point.start, point.end, point.window)
        if point.window and _COMPARED.search(before)
        else None
    )


def _plain_digits(text: str) -> str:
    """Digits of any script as 0 to 9, every character in its place."""
    return (
        text
        if text.isascii()
        else "".join(str(int(char)) if char.isdecimal() else char for char in text)
    )


def _blank(text: str, points: list[Point]) -> str:
    """The text without the points that were understood."""
    ends = [0, *(point.end for point in points if point.window)]
    starts = [*(point.start for point in points if point.window), len(text)]
    return " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))
