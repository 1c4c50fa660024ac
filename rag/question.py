"""What a question asks for, without a model: the day it is asked on, a period it names, the newest or any, and what it follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.schema import Heard, Query, Scope
from rag.text import content_words, words
from rag.when import Reading, read_time

_LATEST = re.compile(
    r"\b(?:(?<!at the )latest|newest|most recent(?:ly)?|current(?:ly)?(?! accounts?\b)|now(?! that\b)|nowadays|today|at present|presently"
    r"|at the moment|these days|so far|still(?! (?:images?|life)\b)|no longer|any ?more|any longer|up[ -]to[ -]date|any (?:news|updates?)|what(?:['’]s| is) new|recently|lately|of late"
    r"|recent (?:times|days|weeks|months|years|decades)|(?:past|last) (?:few|several) (?:days|weeks|months|years))\b",
    re.IGNORECASE,
)
_PAPER = re.compile(r"\b(?:India|USA|Russia|Japan|China) Today\b")
_FOLLOWS = re.compile(
    r"^(?:and|but|so|also|then|what about|how about|why\s*\?|how so|which ones?\b|the (?:first|second|third|last) one)\b", re.IGNORECASE
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|that|this|those|these|he|she|his|her|there|one|ones|same|other|others|another|more|else)\b", re.IGNORECASE
)
# Words of its own with which a question is taken to go on with the last one: any question, and one that points back. Swept 2 to 6 on mtrag.
_SHORT, _LEANING = 3, 6


def understand(question: str, today: date, scope: Scope = Scope(), history: Sequence[str] = (), ignore_time: bool = False) -> Query:
    """Turn a question into a query.

    Args:
        question: as the reader wrote it.
        today: the reader's day; `scope.as_of` takes its place when given.
        scope: what the reader set; it is never widened by what the question says.
        history: earlier questions, oldest first.
        ignore_time: whether the periods and days that the question names restrict nothing.
    """
    read = read_time(question, today, scope.as_of)
    latest = bool(_LATEST.search(_PAPER.sub("", read.rest)))
    if ignore_time:
        read = Reading()
    as_of = scope.as_of or read.as_of
    return Query(
        question=question,
        text=standalone(question, history),
        today=as_of or today,
        scope=replace(scope, as_of=as_of),
        mentioned=read.window,
        latest=latest,
        heard=Heard(read.heard, read.as_of_heard),
        unclear=read.unclear,
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
    is_short = len(own) <= _SHORT and len(own) < len(words(question))  # a bare keyword begins a subject of its own
    return f"{question} {history[-1]}" if not own or is_short or (leans and len(own) <= _LEANING) else question
