"""Recognise a question about the collection itself: what it holds, of whom, since when."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of
from rag.language.temporal import TimeReading, periods_in, read_time
from rag.language.temporal.calendar import hull
from rag.language.tokens import content_words
from rag.schema import CollectionRequest, CollectionTopic, Kind

_PUNCTUATION = re.compile(r"[?!.,;:…\"“”]+(?=\s|$)|(?<=\s)[\"“”]|^[\"“”]")
_COURTESY = re.compile(
    r"^(?:please|hello|hi|hey)\s|\s(?:please|exactly|overall|so far)(?=\s|$)", re.I
)
_AT_END = re.compile(rf"\s{any_of(load('collection_questions')['groups']['here'])}\s$", re.I)
# What is left of "of 2025".
_DANGLING = re.compile(r"(?:\s(?:of|from|in|on|at|by|for|since|during|between|dated))+$", re.I)
# Characters of a question that is about the collection.
_LONGEST = 200
_OF_A_TIME = re.compile(r"\b(?:of|from)\b(?!.*\b(?:to|until|till|and|on|onwards?)\b)", re.I)
_OF = r"\b(?:from|by|of|in)\s(?:the\s)?"


class _Form(NamedTuple):
    asks: CollectionTopic
    pattern: re.Pattern[str]


def read_collection_request(
    question: str, publishers: Callable[[], Sequence[str]] = tuple
) -> CollectionRequest | None:
    """Read what a question asks of the collection; None when it asks something else.

    Args:
        question: without the words that name its time.
        publishers: gives the names of those in the collection, where the question needs them.

    >>> read_collection_request("What do you have on tin?").subject
    'tin'
    >>> read_collection_request("How many documents did the ministry publish?")
    """
    if len(question) > _LONGEST:
        return None
    plain = _PUNCTUATION.sub("", question)
    plain = " ".join(_COURTESY.sub(" ", plain).split())
    for text in dict.fromkeys((plain, _DANGLING.sub("", plain))):
        for form in _forms():
            match = form.pattern.fullmatch(f"{text} ")
            request = match and _request(form.asks, match, text, publishers)
            if request:
                return request
    return None


def read_publication_time(question: str, today: date, as_of: date | None = None) -> TimeReading:
    """Return the times of a question about documents, where "of 2012" and "from 2012" are in it.

    >>> read_publication_time("List the documents from 2012", date(2026, 1, 1)).window.end
    datetime.date(2012, 12, 31)
    """
    plain = _OF_A_TIME.sub(lambda match: "in".ljust(len(match[0])), question)
    time = read_time(plain, today, as_of)
    place = plain.find(time.expression)
    expression = question[place : place + len(time.expression)]
    if time.window:
        return time._replace(expression=" ".join(expression.split()))
    return time._replace(window=hull(periods_in(question)))


def _request(
    asks: CollectionTopic,
    match: re.Match[str],
    text: str,
    publishers: Callable[[], Sequence[str]],
) -> CollectionRequest | None:
    """Return the request of a form that fits; None where its subject is a mere pronoun."""
    groups = match.groupdict()
    subject = _AT_END.sub("", groups.get("subject") or groups.get("publisher") or "").strip()
    if subject and not content_words(subject):
        return None
    rest, named = _without_publishers(f"of {subject}", publishers()) if subject else ("", ())
    if groups.get("publisher") and not named:
        return None
    return CollectionRequest(asks, rest, named, _kinds(text))


def _without_publishers(text: str, publishers: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return a subject without the publishers that it names, and those."""
    named = []
    for name in sorted(publishers, key=len, reverse=True):
        pattern = _OF + re.escape(re.sub(r"^the\s", "", name, flags=re.I)) + r"(?!\w)"
        text, times = re.subn(pattern, "", text, flags=re.I)
        if times:
            named.append(name)
    rest = re.sub(
        rf"^\s*(?:of|{any_of(load('collection_questions')['groups']['about'])})\s", "", text
    )
    rest = re.sub(r"^\s*(?:the|an?)\s", "", rest, flags=re.I)
    return (rest.strip() if content_words(rest) else ""), tuple(named)


def _kinds(text: str) -> tuple[Kind, ...]:
    rows = load("collection_questions")["kinds"].items()
    found: list[Kind] = [
        kind for kind, names in rows if re.search(rf"\b{any_of(names)}\b", text, re.I)
    ]
    return tuple(found)


@cache
def _forms() -> tuple[_Form, ...]:
    rows = load("collection_questions")["forms"]
    return tuple(_Form(row["asks"], _compiled(form)) for row in rows for form in row["forms"])


def _compiled(form: str) -> re.Pattern[str]:
    """Compile a form; each of its parts takes the blank behind it."""
    return re.compile("".join(_parts(form)), re.IGNORECASE)


def _parts(form: str) -> Iterator[str]:
    groups = load("collection_questions")["groups"]
    for token in form.split():
        optional = "?" if token.endswith("?") else ""
        name = token.removesuffix("?").strip("{}")
        if not token.startswith("{"):
            yield rf"(?:{re.escape(name)}\s){optional}"
        elif name in ("subject", "publisher"):
            yield rf"(?P<{name}>.+?\s)"
        else:
            yield rf"(?:{any_of(groups[name])}\s){optional}"
