"""Words before a time that narrow or move it: "early", "two days after", "within"."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from rag.language.temporal.calendar import around, moved
from rag.language.temporal.expressions import TimeExpression
from rag.language.temporal.parts import MODIFIERS_BY_PART
from rag.language.temporal.vocabulary import NUMBER, REACH, UNIT, steps
from rag.schema import Window

# Return the time with what the match makes of its window, None where it makes nothing of it.
_Change = Callable[[re.Match[str], TimeExpression, Window], TimeExpression | None]


class _Modifier(NamedTuple):
    """Words at the end of what stands before a time, and how they change it."""

    pattern: re.Pattern[str]
    change: _Change


def modified(text: str, time: TimeExpression, stop: int) -> TimeExpression:
    """Return a time with all that modifies it.

    Args:
        text: where it stands.
        time: as the rules found it.
        stop: where the text before it belongs to another time.
    """
    changed: TimeExpression | None = time
    while changed:
        time = changed
        changed = _modified_once(text, time, stop)
    return time


def _modified_once(text: str, time: TimeExpression, stop: int) -> TimeExpression | None:
    if time.window is None:
        return None
    reach = max(stop, time.start - REACH)
    before = text[reach : time.start]
    for modifier in _MODIFIERS:
        match = modifier.pattern.search(before)
        changed = modifier.change(match, time, time.window) if match else None
        if match and changed:
            return changed._replace(start=time.start - len(before) + match.start())
    return None


def _within(match: re.Match[str], time: TimeExpression, window: Window) -> TimeExpression | None:
    if not window.end:
        return None
    count, unit = steps(match["n"], match["unit"])
    longer = Window(window.start, moved(window.end, count, unit))
    return time._replace(window=longer, kind="standalone")


def _offset(match: re.Match[str], time: TimeExpression, window: Window) -> TimeExpression | None:
    """Return the time moved by "a week before" it, or all the days between for "the week before".

    "The weeks before" have no length.
    """
    has_no_length = match["s"] and not match["n"]
    is_counted = match["the"] or match["n"]
    if has_no_length or not is_counted or not window.start or not window.end:
        return None
    count, unit = steps(match["n"], match["unit"])
    is_before = match["side"].lower() == "before"
    shift = -count if is_before else count
    start = moved(window.start, shift, unit)
    end = moved(window.end, shift, unit)
    if match["the"] and is_before:
        end = moved(window.start, -1, "day")
    elif match["the"]:
        start = moved(window.end, 1, "day")
    return time._replace(window=Window(start, end), kind="standalone", edge=None)


def _week_of(match: re.Match[str], time: TimeExpression, window: Window) -> TimeExpression | None:
    if not window.start or window.start != window.end:
        return None
    return time._replace(window=around(window.start, "week"), kind="period")


def _ended(match: re.Match[str], time: TimeExpression, window: Window) -> TimeExpression | None:
    """Return the unit that ends with a time: "the year ended 31 March 2025"."""
    if not window.end:
        return None
    count, unit = steps(match["n"], match["unit"])
    start = moved(moved(window.end, 1, "day"), -count, unit)
    return time._replace(window=Window(start, window.end), kind="standalone", edge=None)


def _modifier(pattern: str, change: _Change) -> _Modifier:
    return _Modifier(re.compile(rf"\b{pattern}$", re.IGNORECASE), change)


_COUNTED = rf"(?P<n>{NUMBER})\s+(?P<unit>{UNIT})s?"
_MODIFIERS = (
    _modifier(rf"within\s+{_COUNTED}\s+(?:of|after)\s+", _within),
    _modifier(
        rf"(?P<the>the\s+)?(?:(?:first\s+)?(?P<n>{NUMBER})\s+)?(?P<unit>{UNIT})(?P<s>s?)\s+"
        r"(?P<side>before|after|following)\s+(?:the\s+)?",
        _offset,
    ),
    _modifier(r"(?:the\s+)?week\s+(?:of|beginning|starting)\s+", _week_of),
    _modifier(
        rf"(?:the\s+)?(?:(?P<n>{NUMBER})\s+)?(?P<unit>{UNIT})s?\s+"
        r"(?:(?:that\s+)?ended|ending|up\s+to|to)\s+(?:on\s+)?",
        _ended,
    ),
    *(_modifier(pattern, change) for pattern, change in MODIFIERS_BY_PART),
)
