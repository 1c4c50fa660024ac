"""Dates of the event of a sentence, as far as the sentence itself says.

A day is the event's where it stands as an adverb of the main clause: "on 9 October 2025", "in
June", "since 4 April", "yesterday", or "9 October 2025:" at the start. It is not the event's where
it ends something ("until", "by", "before"), names a thing ("the 2020 Act", "No. 18 of 2025", "the
controls announced in October"), is compared with ("than in 2024") or stands in a clause of its own
("the ban that it imposed in December"). In doubt there is none: a wrong day is worse than the day
of publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from rag.language.lexicon import load
from rag.language.temporal.absolute import ABSOLUTE
from rag.language.temporal.asides import is_aside
from rag.language.temporal.calendar import moved
from rag.language.temporal.expressions import TimeExpression, find_expressions, with_stops
from rag.language.temporal.modifiers import modified
from rag.language.temporal.ranges import joined
from rag.language.temporal.relative import RELATIVE
from rag.language.temporal.vague import VAGUE
from rag.language.temporal.vocabulary import CLOSES, phrases
from rag.schema import Window

_LEXICON = load("event_dates")
_PREPOSITIONS = _LEXICON["prepositions"]
_ROLLING_WORDS = _LEXICON["rolling"]

# The preposition right before a time.
_AT = re.compile(rf"\b{phrases(_PREPOSITIONS['at'])}\s+$", re.IGNORECASE)
_FROM = re.compile(rf"\b{phrases(_PREPOSITIONS['from'])}\s+$", re.IGNORECASE)
_OTHER = re.compile(rf"(?:\b{phrases(_PREPOSITIONS['other'])}|['’]s)\s+$", re.IGNORECASE)
_REPORTED = re.compile(rf"\b(?:{phrases(_LEXICON['reporting']['verbs'])}|[a-z]{{2,20}}ed)\s+$")
_DATED_TO = re.compile(r"\b(?:dates?|dated)\s[^,;.]{1,60}\sto\s+$")
_OPENING = re.compile(r"[\s\"'“‘([*_>•#-]*$")
_LABEL = re.compile(r"\s?[:.,–—|*)-]|$")
_PART_OF_WORD = re.compile(r"['’]s?\b|-\w")
_AHEAD = re.compile(rf"\b{phrases(_LEXICON['ahead']['words'])}\b", re.IGNORECASE)
_NUMBER_OF_UNITS = (
    rf"{phrases(_ROLLING_WORDS['before_number'])}\s+"
    rf"(?!{'|'.join(_ROLLING_WORDS['units'])})\w+\s+\w+"
)
_ROLLING = re.compile(
    rf"\b(?:{phrases(_ROLLING_WORDS['words'])}|{_NUMBER_OF_UNITS})\b", re.IGNORECASE
)
_VAGUE_PART = re.compile(r"\b(?:early|mid|late|beginning|start|middle|end|close)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LISTED = re.compile(r",|\b(?:and|until|till|through|to)\b")
_RANGE_OPENINGS = ("between", "from")

# Characters of a sentence that are read, and before a time in which its clause is looked for.
_LONGEST, _REACH = 2000, 300
# Characters before a time in which it is looked for whether it counts from a day.
_ROLLING_REACH = 10
# A date without its year is the last one before publication; further back than this it may as well
# lie ahead.
_LONGEST_BACK_DAYS = 240
# Where the text speaks of another year, only a day this near to publication is of the year of
# publication.
_NEAR_DAYS = 60


class EventTime(NamedTuple):
    """The days on which an event happened, and where in the sentence the words for it stand."""

    window: Window
    start: int
    end: int


def event_times(sentence: str, published: date | None, context: str = "") -> list[EventTime]:
    """Return when the event of a sentence happened, the surest first; empty if it does not say.

    Args:
        sentence: one sentence.
        published: the day it was published, which "on Friday" and "last month" count from; None
            reads only times with their year.
        context: the text before the sentence; a year named there makes a date without its own
            uncertain.

    >>> sentence = "On Thursday it paused the ban until 10 November 2026."
    >>> [found.window.to_dict() for found in event_times(sentence, date(2025, 10, 31))]
    [{'start': '2025-10-30', 'end': '2025-10-30'}]
    """
    text = sentence[:_LONGEST]
    ranked = [(_rank(text, time), time) for time in _times(text, published)]
    certain = [(rank, time) for rank, time in ranked if rank is not None]
    found: list[EventTime] = []
    for _, time in sorted(certain, key=lambda pair: pair[0]):
        window = _resolved(text, time, published, context)
        if window:
            found.append(EventTime(window, time.start, time.end))
    return found


def _times(text: str, published: date | None) -> list[TimeExpression]:
    """Return the times of a sentence with what modifies them.

    A vague part ("mid-October") counts as all of its period, because it has no days.
    """
    rules = (*VAGUE, *ABSOLUTE, *RELATIVE) if published else ABSOLUTE
    found = []
    for time, stop in with_stops(find_expressions(text, published or date.max, rules)):
        changed = modified(text, time, stop)
        if _VAGUE_PART.search(text, changed.start, time.start):
            changed = changed._replace(window=time.window)
        found.append(changed)
    return [time for time in _ranges(text, found) if time.window and time.kind != "container"]


def _ranges(text: str, times: list[TimeExpression]) -> Iterable[TimeExpression]:
    """Join two ends of one period, "from 2010 to 2014", but not two times in a row."""
    for time in joined(text, times):
        parts = [other for other in times if time.start <= other.start < time.end]
        between = text[parts[0].end : parts[-1].start] if len(parts) > 1 else ""
        opens_range = text[time.start : time.end].lower().startswith(_RANGE_OPENINGS)
        is_list = _LISTED.search(between) and not opens_range
        yield from parts if is_list else [time]


def _rank(text: str, time: TimeExpression) -> int | None:
    """Return how sure it is that a time is the event's, 0 the surest; None for another's."""
    before = text[max(0, time.start - _REACH) : time.start]
    after = text[time.end :]
    with_words_before = text[max(0, time.start - _ROLLING_REACH) : time.end]
    if _PART_OF_WORD.match(after) or _ROLLING.search(with_words_before):
        return None
    if _opens_sentence(before, time):
        is_label = _LABEL.match(after)
        return 0 if is_label or _is_day(time) or time.kind == "standalone" else None
    if _is_day(time) and _DATED_TO.search(before):
        return 1
    preposition = _AT.search(before) or _FROM.search(before)
    if preposition is None:
        return 1 if _is_bare_adverb(time, before, after) else None
    return _rank_behind(preposition, time, before, after)


def _rank_behind(
    preposition: re.Match[str], time: TimeExpression, before: str, after: str
) -> int | None:
    """Return the rank of a time behind a preposition; of a beginning it is lower."""
    word = preposition.group().split()[0].lower()
    needs_day = word == "on" or (word == "at" and time.kind == "date")
    if needs_day and not _is_day(time):
        return None
    lead = before[: preposition.start()]
    if _opens_sentence(lead, time):
        return 0
    if is_aside(lead, after):
        return None
    return 2 if word in ("since", "as") else 1


def _is_bare_adverb(time: TimeExpression, before: str, after: str) -> bool:
    """Return whether a time without a preposition is an adverb: "yesterday", "said Friday"."""
    if time.kind != "standalone":
        ends_clause = time.cycle == "week" and CLOSES.match(after)
        if not _is_day(time) or not (_REPORTED.search(before) or ends_clause):
            return False
    return not _OTHER.search(before) and not is_aside(before, after)


def _is_day(time: TimeExpression) -> bool:
    return time.window is not None and time.window.start == time.window.end


def _opens_sentence(lead: str, time: TimeExpression) -> bool:
    return time.start < _REACH and _OPENING.fullmatch(lead) is not None


def _resolved(
    text: str, time: TimeExpression, published: date | None, context: str
) -> Window | None:
    """Return the window of a time; of a date without its year only where that is beyond doubt."""
    window = time.window
    if window is None or window.start is None or window.end is None:
        return None
    if not time.cycle or published is None:
        return window
    start, end = window.start, window.end
    if end < published and _AHEAD.search(text, 0, time.start):
        start = moved(start, 1, time.cycle)
        end = moved(end, 1, time.cycle)
    distance = max((published - end).days, (start - published).days)
    named = {int(year) for year in _YEAR.findall(f"{context} {text}")}
    is_of_another_year = bool(named) and start.year not in named
    longest = _NEAR_DAYS if is_of_another_year else _LONGEST_BACK_DAYS
    return Window(start, end) if distance <= longest else None
