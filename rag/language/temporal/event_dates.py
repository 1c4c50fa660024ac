"""When the event of a sentence happened, as far as the sentence itself says.

The other days that it names are not it.

A day is the event's where it stands as an adverb of the main clause: "on 9 October 2025", "in
June", "since 4 April", "yesterday", or
"9 October 2025:" at the start. It is not the event's where it ends something ("until", "by",
"before"), names a thing ("the 2020 Act",
"No. 18 of 2025", "the controls announced in October"), is compared with ("than in 2024") or stands
in a clause of its own ("the ban that
it imposed in December"). In doubt there is none: a wrong day is worse than the day of publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from rag.language.temporal.absolute import ABSOLUTE
from rag.language.temporal.calendar import moved
from rag.language.temporal.modifiers import modified
from rag.language.temporal.points import Point, find_points
from rag.language.temporal.ranges import joined
from rag.language.temporal.relative import RELATIVE, VAGUE
from rag.language.temporal.vocabulary import CLOSES
from rag.schema import Window

# The preposition right before a time. "In" and "during" lead the time of an event, "from" and
# "since" its beginning.
_AT = re.compile(r"\b(?:on(?:\s+or\s+about)?|in|during|throughout|around|at)\s+$", re.IGNORECASE)
_FROM = re.compile(
    (
        r"\b(?:from|since|as\s+(?:of|at|from)|(?:effective|starting|beginning)(?:\s+(?:on"
        r"|from|in))?)\s+$"
    ),
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:until|till|through|to|by|before|after|following|than|of|for|with|versus"
    r"|against|between|and|the|its|their|that|same|dated|prior\s+to|ahead\s+of)\s+$"
    r"|['’]s\s+$",
    re.IGNORECASE,
)
_SAID = re.compile(r"\b(?:said|told|met|began|[a-z]{2,20}ed)\s+$")
_DATED_TO = re.compile(r"\b(?:dates?|dated)\s[^,;.]{1,60}\sto\s+$")
_OPENING = re.compile(r"[\s\"'“‘([*_>•#-]*$")
_LABEL = re.compile(r"\s?[:.,–—|*)-]|$")
# A clause of its own between the last comma and the time.
_ASIDE = re.compile(
    r"\b(?:which|who|whom|whose|where|when|after|before|until|because|since|than|if"
    r"|unless|compared|versus|as\s+(?:it|they|he|she))\b"
    r"|(?<!said\s)(?<!says\s)(?<!told\s)(?<!ound\s)(?<!irmed\s)(?<!unced\s)(?<!orted\s"
    r")(?<!howed\s)\bthat\b"
    r"|\(",
    re.IGNORECASE,
)
_FROM_FIGURE = re.compile(r"\b(?:from|against)\s(?:\w{2,10}\s){0,2}[$€£¥₹]?\d(?:[^,;]|,\d){0,40}$")
_VERBED = (
    r"(?!show|report)(?:\w{2,20}ed|made|set|put|laid|begun|given|taken|drawn|won|sold|built|held)"
)
# "…, announced on 9 October," and "the controls announced on 9 October are": the thing's day.
_COMMA_VERBED = re.compile(
    rf"^\s*(?:as\s)?(?:(?:first|originally|\w+ly)\s)?{_VERBED}\b", re.IGNORECASE
)
_THING = (
    r"(?:controls?|curbs|restrictions?|rules?|regulations?|guidelines|licen[cs]es?"
    r"|licensing|permits?|bans?|measures|quotas?|dut(?:y|ies)|tariffs?|laws?|acts?"
    r"|orders?|notices?"
    r"|announcements?|decisions?|agreements?|deals?|contracts?|schemes?|plans?"
    r"|programmes?|missions?|lists?|editions?|figures|data|statements?|reports?|metals"
    r"|minerals|elements|earths|items|goods|products"
    r"|framework|accord|treaty|pact|memorandum|understandings?|truce|talks|summit"
    r"|request|panel|fund|reserve)"
)
_WHERE = (
    r"(?:\s(?:in|at|by|with|between|into)\s(?:the\s)?[\w’'.]{2,20}(?:\s[A-Z][\w’'.]{1,20}){0,3})?"
)
# Verbs that need an object, so that without one they are participles; "the list appeared on" is a
# sentence.
_MADE = (
    r"(?:announced|introduced|issued|imposed|listed|published|adopted|signed|released"
    r"|approved|agreed|launched|unveiled|granted|licensed|controlled|enacted|passed"
    r"|reached"
    r"|proposed|promised|planned|banned|drafted|filed|concluded|ordered|established"
    r"|created|awarded|suspended|revoked|produced|made|set|put|taken|drawn|sold)"
)
_THING_MADE = re.compile(rf"\b(?i:{_THING})\s(?:first\s|\w+ly\s)?{_MADE}{_WHERE}\s+$")
# "the controls it had announced on 9 October".
_CONTACT = re.compile(
    rf"(?<!\band)(?<!\bbut)(?<!\bthat)(?<!\bas)\s(?:it|they|he|she)\s(?:(?:had|has"
    rf"|have)\s)?{_VERBED}{_WHERE}\s+$"
)
_ENDS_VERBED = re.compile(rf"\b(?!said\b){_VERBED}{_WHERE}\s+$")
_FINITE = re.compile(
    r"\s(?:is|are|was|were|has|have|had|will|would|may|can|must|should|do|does|did"
    r"|stands?|remains?|took|takes?|appl(?:y|ies|ied)|came|comes?|covers?|says?"
    r"|\w{2,20}ed)\b"
)
_AHEAD = re.compile(
    (
        r"\b(?:will|shall|would|due|expected|scheduled|plans?|planned|set\sto|(?:is|are|was"
        r"|were)\sto|next|appl(?:y|ies)|takes?\seffect|starts?|begins?|comes?\sinto"
        r"|enters?\sinto|opens?|closes?)\b"
    ),
    re.IGNORECASE,
)
# Characters before a time in which its clause is looked for.
_REACH = 300
# How long a stretch is says nothing about its day.
_ROLLING = re.compile(
    (
        r"\b(?:past|to[\s-]date|so\sfar|(?:last|previous|preceding|next|coming"
        r"|following)\s+(?!week|month|quarter|year|decade|fiscal|financial)\w+\s+\w+)\b"
    ),
    re.IGNORECASE,
)
_VAGUE_PART = re.compile(r"\b(?:early|mid|late|beginning|start|middle|end|close)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PAIR = re.compile(r",|\b(?:and|until|till|through|to)\b")
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
        context: what stands before the sentence; a year named there makes a date without its own
        uncertain.

    >>> sentence = "On Thursday it paused the ban until 10 November 2026."
    >>> [found.window.to_dict() for found in event_times(sentence, date(2025, 10, 31))]
    [{'start': '2025-10-30', 'end': '2025-10-30'}]
    """
    text = sentence[:2000]
    points = _points(text, published)
    ranked = sorted(
        (rank, place)
        for place, point in enumerate(points)
        if (rank := _rank(text, point)) is not None
    )
    found = [
        (points[place], _resolved(text, points[place], published, context)) for _, place in ranked
    ]
    return [EventTime(window, point.start, point.end) for point, window in found if window]


def _points(text: str, published: date | None) -> list[Point]:
    """The times of a sentence with what modifies them.

    Vague parts ("mid-October") count as the whole, because they have no days.
    """
    rules = (*VAGUE, *ABSOLUTE, *RELATIVE) if published else ABSOLUTE
    plain = find_points(text, published or date.max, rules)
    found = []
    for point, stop in zip(plain, [0, *(point.end for point in plain)], strict=False):
        changed = modified(text, point, stop)
        vague = _VAGUE_PART.search(text, changed.start, point.start)
        found.append(changed._replace(window=point.window) if vague else changed)
    return [point for point in _ranges(text, found) if point.window and point.kind != "container"]


def _ranges(text: str, points: list[Point]) -> Iterable[Point]:
    """Join two ends of one period, "from 2010 to 2014", but not two times in a row."""
    for point in joined(text, points):
        parts = [other for other in points if point.start <= other.start < point.end]
        between = text[parts[0].end : parts[-1].start] if len(parts) > 1 else ""
        is_list = _PAIR.search(between) and not text[point.start : point.end].lower().startswith(
            ("between", "from")
        )
        yield from parts if is_list else [point]


def _rank(text: str, point: Point) -> int | None:
    """How sure it is that a time is the event's, 0 the surest; None when it is something else's."""
    before, after = text[max(0, point.start - _REACH) : point.start], text[point.end :]
    one_day = point.window is not None and point.window.start == point.window.end
    if re.match(r"['’]s?\b|-\w", after) or _ROLLING.search(
        f"{before[-10:]}{text[point.start : point.end]}"
    ):
        return None
    if _OPENING.fullmatch(before) and point.start < _REACH:
        return 0 if one_day or _LABEL.match(after) or point.kind == "standalone" else None
    preposition = _AT.search(before) or _FROM.search(before)
    if one_day and _DATED_TO.search(before):
        return 1
    if preposition is None:
        is_adverb = point.kind == "standalone" or (
            one_day and (_SAID.search(before) or (point.cycle == "week" and CLOSES.match(after)))
        )
        return (
            1 if is_adverb and not _BOUND.search(before) and not _is_aside(before, after) else None
        )
    word = preposition.group().split()[0].lower()
    if (word == "on" and not one_day) or (word == "at" and point.kind == "date" and not one_day):
        return None
    lead = before[: preposition.start()]
    if _OPENING.fullmatch(lead) and point.start < _REACH:
        return 0
    return None if _is_aside(lead, after) else 2 if word in ("since", "as") else 1


def _is_aside(lead: str, after: str) -> bool:
    """Return whether a time stands in a clause or a phrase about something else."""
    clause = re.split(r"[,;:—–)]\s", lead)
    inner = clause[-1]
    if _ASIDE.search(inner) or _FROM_FIGURE.search(inner):
        return True
    if (
        len(clause) > 1
        and _COMMA_VERBED.match(inner)
        and not re.search(rf"\b{_VERBED}\b", clause[-2])
    ):
        return True
    return bool(
        _THING_MADE.search(f"{lead} ")
        or _CONTACT.search(f" {inner} ")
        or (_ENDS_VERBED.search(f"{lead} ") and _FINITE.match(after))
    )


def _resolved(text: str, point: Point, published: date | None, context: str) -> Window | None:
    """The window of a point; of a date without its year only where the year is beyond doubt."""
    window = point.window
    if window is None or window.start is None or window.end is None:
        return None
    if not point.cycle or published is None:
        return window
    if window.end < published and _AHEAD.search(text, 0, point.start):
        window = Window(moved(window.start, 1, point.cycle), moved(window.end, 1, point.cycle))
    start, end = window.start or published, window.end or published
    distance = max((published - end).days, (start - published).days)
    named = {int(year) for year in _YEAR.findall(f"{context} {text}")}
    if distance > _LONGEST_BACK_DAYS or (
        named and start.year not in named and distance > _NEAR_DAYS
    ):
        return None
    return window
