"""What a question asks for, without a model: the day it is asked on, a period it names, the newest or any, and what it follows."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.dates import DAY_PATTERN, MONTH_NUMBERS, day_of
from rag.schema import Query, Scope, Window
from rag.text import content_words

_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_MONTH_YEAR = re.compile(rf"\b(?P<month>{_MONTH})\.?,?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_QUARTER = re.compile(
    r"\b(?:q(?P<q>[1-4])|(?P<word>first|second|third|fourth) quarter)(?:\s+of)?\s+(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\d.,-])(?P<year>(?:19|20)\d\d)(?![\d,]|\.\d|-\d)")
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|current(?:ly)?|now|today|at present|these days|so far|still|up to date)\b", re.IGNORECASE
)
_AS_OF = re.compile(r"\bas (?:of|at|on)\s+$", re.IGNORECASE)
_FOLLOWS = re.compile(
    r"^(?:and|but|so|also|then|what about|how about|why\s*\?|how so|which ones?\b|the (?:first|second|third|last) one)\b", re.IGNORECASE
)
_POINTS_BACK = re.compile(r"\b(?:it|its|they|them|their|that|this|those|these|he|she|his|her|there|one|ones|same)\b", re.IGNORECASE)
_WORD_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def understand(question: str, today: date, scope: Scope = Scope(), history: Sequence[str] = ()) -> Query:
    """Turn a question into a query.

    Args:
        question: as the reader wrote it.
        today: the reader's day; `scope.as_of` takes its place when given.
        scope: what the reader set; it is never widened by what the question says.
        history: earlier questions, oldest first.
    """
    as_of = scope.as_of or _as_of(question)
    return Query(
        question=question,
        text=standalone(question, history),
        today=as_of or today,
        scope=replace(scope, as_of=as_of),
        mentioned=Window() if _as_of(question) else mentioned_window(question),
        latest=bool(_LATEST.search(question)),
    )


def standalone(question: str, history: Sequence[str]) -> str:
    """The question with the words of the one before it, when it cannot stand alone.

    >>> standalone("And for gallium?", ["Which announcement suspended the October controls?"])
    'And for gallium? Which announcement suspended the October controls?'
    """
    if not history:
        return question
    own = content_words(question)
    leans = _FOLLOWS.match(question.strip()) or _POINTS_BACK.search(question)
    return f"{question} {history[-1]}" if not own or (leans and len(own) <= 4) else question


def mentioned_window(question: str) -> Window:
    """The period that a question restricts itself to, or an empty window.

    A period counts when a preposition introduces it: "in 1995", "since March 2025", "between June 2024 and May 2025",
    "on 9 October 2025", "before 2012". The date in "the 2022 World Cup" names a thing and restricts nothing.

    >>> mentioned_window("What was announced in October 2025?").to_dict()
    {'start': '2025-10-01', 'end': '2025-10-31'}
    """
    points = sorted(_points(question), key=lambda point: point[0])
    for place, (start, end, window) in enumerate(points):
        before = question[:start].lower().rstrip()
        following = points[place + 1] if place + 1 < len(points) else None
        if (
            following
            and re.fullmatch(r"\s*(?:and|to|until|till|through|-|–)\s*", question[end : following[0]])
            and re.search(r"\b(?:between|from|in|during)$", before)
        ):
            ends = [day for period in (window, following[2]) for day in (period.start, period.end) if day]
            return Window(min(ends), max(ends))
        if re.search(r"\b(?:since|from|after)$", before):
            return Window(window.start if not before.endswith("after") else _next_day(window.end), None)
        if re.search(r"\b(?:before|until|till|up to|by)$", before):
            return Window(None, _previous_day(window.start) if before.endswith("before") else window.end)
        if re.search(r"\b(?:in|during|on|of|throughout|over|early|late|mid)(?: the)?$", before) and not re.search(
            r"\b(?:announcement|order|no|law|act|regulation|list)\b[\w .]*\bof$", before
        ):
            return window
    return Window()


def periods_in(text: str) -> list[Window]:
    """Every day, month and year that a text speaks of."""
    return [window for _, _, window in _points(text)]


def _points(text: str) -> list[tuple[int, int, Window]]:
    """Dates in a text, most exact reading first, none inside another: start, end and the days covered."""
    found: list[tuple[int, int, Window]] = []

    def add(match: re.Match[str], window: Window | None) -> None:
        if window and not any(start < match.end() and match.start() < end for start, end, _ in found):
            found.append((match.start(), match.end(), window))

    for match in DAY_PATTERN.finditer(text):
        day = day_of(match)
        add(match, Window(day, day) if day else None)
    for match in _QUARTER.finditer(text):
        quarter = int(match["q"] or _WORD_QUARTERS[match["word"].lower()])
        add(match, Window(date(int(match["year"]), quarter * 3 - 2, 1), _month_end(int(match["year"]), quarter * 3)))
    for match in _MONTH_YEAR.finditer(text):
        year, month = int(match["year"]), MONTH_NUMBERS[match["month"].lower()]
        add(match, Window(date(year, month, 1), _month_end(year, month)))
    for match in _YEAR.finditer(text):
        year = int(match["year"])
        add(match, Window(date(year, 1, 1), date(year, 12, 31)))
    return found


def _as_of(question: str) -> date | None:
    for start, _, window in _points(question):
        if _AS_OF.search(question[:start]):
            return window.end
    return None


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _next_day(day: date | None) -> date | None:
    return date.fromordinal(day.toordinal() + 1) if day and day < date.max else day


def _previous_day(day: date | None) -> date | None:
    return date.fromordinal(day.toordinal() - 1) if day and day > date.min else day
