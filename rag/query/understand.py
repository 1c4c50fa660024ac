"""What a question asks for, without a model: the day it is asked on, a period it names, the newest or any, and what it follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.language.temporal import TimeReading, read_time
from rag.language.tokens import content_words, words
from rag.schema import Query, Scope, TimeExpressions

_LATEST = re.compile(
    r"\b(?:(?<!at the )latest|newest|most recent(?:ly)?|current(?:ly)?(?! accounts?\b)|now(?! that\b)|nowadays|today|at present|presently"
    r"|at the moment|these days|so far|still(?! (?:images?|life)\b)|no longer|any ?more|any longer|up[ -]to[ -]date|any (?:news|updates?)|what(?:['’]s| is) new|recently|lately|of late"
    r"|recent (?:times|days|weeks|months|years|decades)|(?:past|last) (?:few|several) (?:days|weeks|months|years))\b",
    re.IGNORECASE,
)
# What asks for the newest of whatever it is about. "Still" and "current" themselves are said by texts too: without them two of our
# questions lost an answer.
_WHATEVER = r"(?:\s+(?:news|updates?|states?|status|situation|positions?|standing|developments?|information|word)\b)"
_ANY_NEWS = re.compile(
    r"\b(?:(?<!at the )(?:latest|newest|most recent(?:ly)?)|any (?:news|updates?)|what(?:['’]s| is) new|up[ -]to[ -]date|nowadays|today|at present|presently"
    rf"|at the moment|these days|so far|lately|of late)\b{_WHATEVER}?|\b(?:current|recent){_WHATEVER}",
    re.IGNORECASE,
)
# Of the words that a time is named by, those that no text need hold to be of that time.
_RELATIVE = re.compile(
    r"\b(?:last|past|previous|this|next|coming|recent|ago|since|before|after|until|within|during|between|yesterday|today|days?|weeks?|weekend|fortnight|months?|quarters?"
    r"|years?|decades?)\b",
    re.IGNORECASE,
)
_PAPER = re.compile(r"\b(?:India|USA|Russia|Japan|China) Today\b")
_FOLLOWS = re.compile(
    r"^(?:and|but|so|also|then|what about|how about|why\s*\?|how so|which ones?\b|the (?:first|second|third|last) one)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|that|this|those|these|he|she|his|her|there|one|ones|same|other|others|another|more|else)\b",
    re.IGNORECASE,
)
_NTH = re.compile(
    r"\bthe (first|second|third|fourth|fifth|last) (?:one|of (?:them|these|those))\b", re.IGNORECASE
)
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
# Words of its own with which a question is taken to go on with the last one: any question, and one that points back. Swept 2 to 6 on mtrag.
_SHORT, _LEANING = 3, 6
# Questions back that "Why?" after "And for gallium?" may reach.
_MEMORY = 5


def understand(
    question: str,
    today: date,
    scope: Scope = Scope(),
    history: Sequence[str] = (),
    said: Sequence[str] = (),
    ignore_time: bool = False,
) -> Query:
    """Turn a question into a query.

    Args:
        question: as the reader wrote it.
        today: the reader's day; `scope.as_of` takes its place when given.
        scope: what the reader set; it is never widened by what the question says.
        history: earlier questions, oldest first.
        said: the sentences of the last answer, in their order.
        ignore_time: whether the periods and days that the question names restrict nothing.
    """
    read = read_time(question, today, scope.as_of)
    latest = bool(_LATEST.search(_PAPER.sub("", read.rest)))
    text = standalone(question, history, said)
    timing = [
        match.group()
        for match in (*_ANY_NEWS.finditer(_PAPER.sub("", text)), *_RELATIVE.finditer(read.heard))
    ]
    if ignore_time:
        read = TimeReading()
    as_of = scope.as_of or read.as_of
    return Query(
        question=question,
        text=text,
        today=as_of or today,
        scope=replace(scope, as_of=as_of),
        timing=frozenset(words(" ".join(timing))),
        mentioned=read.window,
        latest=latest,
        heard=TimeExpressions(read.heard, read.as_of_heard),
        unclear=read.unclear,
    )


def standalone(question: str, history: Sequence[str], said: Sequence[str] = ()) -> str:
    """The question with the words of what it leans on, when it cannot stand alone: the sentence it counts to, or the last question.

    >>> standalone("And for gallium?", ["Which announcement suspended the October controls?"])
    'And for gallium? Which announcement suspended the October controls?'
    """
    if not history:
        return question
    nth = _NTH.search(question)
    if nth and (one := said[_PLACES[nth[1].lower()] :][:1]):
        return f"{question} {one[0]}"
    if not _is_short(question) and not (
        may_lean(question) and len(content_words(question)) <= _LEANING
    ):
        return question
    last = history[-1]
    return f"{question} {standalone(last, history[-_MEMORY:-1]) if _is_short(last) else last}"


def may_lean(question: str) -> bool:
    """Whether a question may go on with the one before it."""
    return bool(
        _is_short(question) or _FOLLOWS.match(question.strip()) or _POINTS_BACK.search(question)
    )


def _is_short(question: str) -> bool:
    """Whether it has few words of its own; a bare keyword begins a subject of its own."""
    own = content_words(question)
    return not own or (len(own) <= _SHORT and len(own) < len(words(question)))
