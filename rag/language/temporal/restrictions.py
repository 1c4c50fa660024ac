"""Prepositions that make a restriction of a time: "since", "before", "as of"."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from rag.language.temporal.calendar import moved
from rag.language.temporal.expressions import TimeExpression
from rag.language.temporal.vocabulary import CLOSES, REACH, TIMES, phrases
from rag.schema import Window

_PREPOSITIONS = {name: phrases(words) for name, words in TIMES["prepositions"].items()}
_BOUNDS = "|".join(
    rf"(?P<{name}>{_PREPOSITIONS[name]})" for name in ("since", "after", "before", "until")
)
_IN = rf"(?P<in>{_PREPOSITIONS['in']}(?:\s+(?:all|most|much)\s+of)?)"
_PREPOSITION = re.compile(rf"\b(?:{_BOUNDS}|{_IN})(?P<the>\s+the)?\s+$", re.IGNORECASE)
# "After the truce of", "before China's": what the time names is the bound.
_THINGS = TIMES["prepositions_of_things"]
_BOUNDS_OF_THINGS = "|".join(
    rf"(?P<{name}>{phrases(_THINGS[name])})" for name in ("since", "after", "before", "until")
)
_DETERMINER = r"(?:the|an?|its|their|this|that|[\w.]{1,30}['’]s)"
_NOT_BEHIND = "".join(rf"(?<!\b{word}\s)" for word in _THINGS["not_before_time"])
_PREPOSITION_OF_THING = re.compile(
    rf"\b(?:{_BOUNDS_OF_THINGS})\s+{_DETERMINER}\s+(?:[\w'’-]{{1,30}}\s+){{0,4}}?{_NOT_BEHIND}$",
    re.IGNORECASE,
)
# "What was announced 9 October 2025?"
_VERB = re.compile(r"\b[a-z]{2,20}ed\s+$")
_COMPARED = re.compile(
    r"\b(?:compar\w{1,5}\b.{0,60}\s(?:with|to|and)|versus|vs\.?|than)\s+$", re.IGNORECASE
)
_KNOWN = rf"{phrases(TIMES['as_of']['verbs'])}\s+{phrases(TIMES['as_of']['verb_prepositions'])}"
_AS_OF = re.compile(
    rf"\b(?:{phrases(TIMES['as_of']['prepositions'])}|{_KNOWN})\s+(?:the\s+)?$", re.IGNORECASE
)
_THEN_KNOWN = re.compile(
    r"\s?,?\s+what\s+(?:was|were|had\s+been|did\s+\w{1,20})\s+(?:then\s+)?(?:publicly\s+)?kno",
    re.IGNORECASE,
)


class Restriction(NamedTuple):
    """A time with its preposition; `window` is None where it was not understood."""

    start: int
    end: int
    window: Window | None

    def words(self, question: str) -> str:
        """Return what the reader wrote."""
        return " ".join(question[self.start : self.end].split())

    def holds(self, time: TimeExpression) -> bool:
        """Return whether a time belongs to these words."""
        return self.start <= time.start < self.end

    @property
    def day(self) -> date | None:
        """The last day."""
        return self.window.end if self.window else None


def known_on(text: str, time: TimeExpression, today: date) -> Restriction | None:
    """Return the words that ask for what was known at a time, None where none do.

    A time ahead is not understood, one that has begun ends with `today`.
    """
    before = _before(text, time)
    match = _AS_OF.search(before)
    if not match and _THEN_KNOWN.match(text, time.end):
        match = _PREPOSITION.search(before)
    window = time.edge or time.window
    if not match or not window or not window.start or not window.end:
        return None
    known = Window(window.start, min(window.end, today)) if window.start <= today else None
    return _restriction(time, before, match, known)


def restrictions(
    text: str, times: list[TimeExpression], today: date
) -> tuple[list[Restriction], list[Restriction]]:
    """Return what restricts a question in its order, and what would if it were understood."""
    found = [(time, _restriction_of(text, time, today)) for time in times]
    understood = [each for _, each in found if each and each.window is not None]
    unclear = [each for _, each in found if each and each.window is None]
    if understood:
        free = (time for time, each in found if each is None)
        compared = (_compared(text, time) for time in free)
        understood += [each for each in compared if each]
    return sorted(understood), unclear


def _before(text: str, time: TimeExpression) -> str:
    return text[max(0, time.start - REACH) : time.start]


def _restriction(
    time: TimeExpression, before: str, match: re.Match[str], window: Window | None
) -> Restriction:
    start = time.start - len(before) + match.start()
    return Restriction(start, time.end, window)


def _restriction_of(text: str, time: TimeExpression, today: date) -> Restriction | None:
    """Return what a time restricts a question to, None for a time that names a thing."""
    before = _before(text, time)
    plain = _PREPOSITION.search(before)
    if plain and _is_name(text, time, plain):
        return None
    thing = _PREPOSITION_OF_THING.search(before) if not plain or plain["the"] else None
    names_thing = plain and plain["the"] and time.kind == "date"
    match = thing or (None if names_thing else plain)
    if match is None:
        is_alone = _stands_alone(text, time, before)
        return Restriction(time.start, time.end, time.window) if is_alone else None
    if time.window is None:
        return Restriction(time.start, time.end, None)
    if match is thing:
        window = _bound_by_thing(match, time.window, today)
    else:
        window = _bound(match, time.window, time.edge)
    return _restriction(time, before, match, window) if window else None


def _is_name(text: str, time: TimeExpression, plain: re.Match[str]) -> bool:
    """Return whether a month alone is a name, as in "by June Carter"."""
    is_month = plain["until"] and time.cycle == "year"
    return bool(is_month and re.match(r"\s[A-Z][a-z]", text[time.end : time.end + 3]))


def _stands_alone(text: str, time: TimeExpression, before: str) -> bool:
    """Return whether a time restricts without a preposition: "last week", "announced 9 October"."""
    if time.kind == "standalone":
        return True
    return bool(_VERB.search(before) and CLOSES.match(text, time.end))


def _bound(match: re.Match[str], window: Window, edge: Window | None) -> Window:
    """Return what a preposition makes of a window, or of the edge of one."""
    if match["in"]:
        return window
    window = edge or window
    if match["since"]:
        return Window(window.start, None)
    if match["after"]:
        return Window(moved(window.end, 1, "day") if window.end else None, None)
    if match["before"] and window.start:
        return Window(None, moved(window.start, -1, "day"))
    return Window(None, window.end)


def _bound_by_thing(match: re.Match[str], window: Window, today: date) -> Window | None:
    """Return the same for a thing that happened on some day of a window, None for one ahead."""
    if not window.start or not window.end or window.start > today:
        return None
    is_one_day = window.start == window.end
    if match["since"]:
        return Window(window.start, None)
    if match["after"]:
        return Window(moved(window.end, 1, "day") if is_one_day else window.start, None)
    if match["before"] and is_one_day:
        return Window(None, moved(window.start, -1, "day"))
    return Window(None, window.end)


def _compared(text: str, time: TimeExpression) -> Restriction | None:
    """Return a time that another is compared with: "in May compared with June"."""
    if not time.window or not _COMPARED.search(_before(text, time)):
        return None
    return Restriction(time.start, time.end, time.window)
