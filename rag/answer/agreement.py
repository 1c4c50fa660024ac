"""Whether a statement says anything its sources do not: a number, unit, date, name, negation or direction."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.language.dates import MONTH_NUMBERS
from rag.language.quantities import Amount, Day, amounts, days, names
from rag.language.tokens import STOP_WORDS, stem, words

_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_NEGATIONS = frozenset(
    "no not never none neither nor without cannot can't won't didn't doesn't isn't aren't wasn't weren't hasn't haven't".split()
)
# Capitalised words that name nobody: months and weekdays are checked as dates, currencies as units.
_NO_NAMES = frozenset({*MONTH_NUMBERS, *_WEEKDAYS, "rs", "us", "usd", "eur", "inr", "i"})
_DEMONYMS = ("n", "an", "ian", "ese", "i", "ish")
# How many words after a negation it reaches.
_REACH = 4
# A statement that moves one way needs a source that moves that way.
_OPPOSITES = (
    ("rise rose risen rising increase increased increases grew grow growth up higher climbed gained gain jumped surged soared",
     "fall fell fallen falling decrease decreased decreases fewer drop dropped decline declined down lower shrank slumped plunged sank"),
    ("allow allowed allows permit permitted permits legal", "ban banned bans prohibit prohibited prohibits forbid forbidden forbids bar barred illegal"),
    ("approve approved approves accept accepted confirm confirmed", "reject rejected rejects refuse refused deny denied denies"),
    ("suspend suspended lift lifted ended end abolished abolish revoked revoke repealed", "impose imposed introduced introduce extended extend tightened tighten"),
    ("before", "after"),
    ("above exceeded exceed more over", "below under less"),
)  # fmt: skip
_SIDES = tuple(
    (frozenset(stem(word) for word in one.split()), frozenset(stem(word) for word in other.split()))
    for one, other in _OPPOSITES
)


@dataclass(frozen=True)
class SourceText:
    """What a statement is held against.

    `quote` is its supporting sentences; `context` (titles, publishers, days of publication) may supply names and dates, never numbers;
    `vocabulary` is every passage of the turn, which tells common words from names at a sentence's start.
    """

    quote: str
    context: str = ""
    vocabulary: str = ""


def disagreement(statement: str, source: SourceText) -> str:
    """The first thing in a statement that its source lacks or contradicts, in words for the reader; "" when there is none."""
    checks = (_dates, _months_and_weekdays, _numbers, _single, _names, _negation, _direction)
    return next((fault for check in checks if (fault := check(statement, source))), "")


def _dates(statement: str, source: SourceText) -> str:
    known, years = days(source.quote), _years(f"{source.quote} {source.context}")
    for day in days(statement):
        if not any(_same_day(day, other, years) for other in known):
            return "does not say the date " + "-".join(str(part) for part in day if part)
    return ""


def _same_day(asked: Day, known: Day, years: set[int]) -> bool:
    if asked.agrees_with(known):
        return True
    return (
        known.year is None
        and asked.year in years
        and Day(None, asked.month, asked.day).agrees_with(known)
    )


def _months_and_weekdays(statement: str, source: SourceText) -> str:
    """A month or weekday of its own ("in May", "on Friday") must stand in the quote, or be the month of a date there."""
    known = set(words(f"{source.quote} {source.context}"))
    months = {MONTH_NUMBERS[word] for word in known if word in MONTH_NUMBERS} | {
        int(m) for m in re.findall(r"\b\d{4}-(\d\d)-\d\d\b", source.context)
    }
    for name in _capitalised(statement):
        month = MONTH_NUMBERS.get(name.lower())
        if (month and month not in months) or (
            name.lower() in _WEEKDAYS and name.lower() not in known
        ):
            return f"does not say {name}"
    return ""


def _numbers(statement: str, source: SourceText) -> str:
    """Every amount must stand in the quote with the same unit, where both name one; a bare year may come from the context."""
    known, years = amounts(source.quote), _years(f"{source.quote} {source.context}")
    for amount in sorted(amounts(statement)):
        if not any(_same_amount(amount, other) for other in known) and not (
            not amount.unit and amount.value in years
        ):
            return f"does not say the number {amount.value:f}{' ' + amount.unit if amount.unit else ''}"
    return ""


def _same_amount(asked: Amount, known: Amount) -> bool:
    return asked.value == known.value and (
        not asked.unit or not known.unit or asked.unit == known.unit
    )


def _single(statement: str, source: SourceText) -> str:
    """Whether "one firm" has a source that speaks of one."""
    claims = re.search(
        r"\b(?:only one|a single|one|1)\s+(?!of\b|day\b|more\b|another\b)[a-z]",
        statement,
        re.IGNORECASE,
    )
    if claims and not {"one", "1", "single", "first", "sole", "a", "an"} & set(words(source.quote)):
        return "does not speak of one"
    return ""


def _names(statement: str, source: SourceText) -> str:
    known = set(words(f"{source.quote} {source.context}"))
    for name in sorted(_claimed_names(statement, source)):
        parts = words(name)
        if not all(
            part in known or part in _NO_NAMES or _demonym_known(part, known) for part in parts
        ):
            return f"does not say the name {name}"
    return ""


def _demonym_known(name: str, known: set[str]) -> bool:
    """Whether the source has the country to a nationality or the reverse: "India" and "Indian"."""
    return any(
        name + ending in known or (name.endswith(ending) and name.removesuffix(ending) in known)
        for ending in _DEMONYMS
        if len(name) >= 4
    )


def _claimed_names(statement: str, source: SourceText) -> Iterable[str]:
    """Names inside the statement, and the word that opens it unless the passages write it small."""
    yield from names(statement)
    opener = re.match(r"[\"'“‘(]*([^\W\d_][\w’'-]*)", statement)
    if opener and opener[1][0].isupper():
        word = words(opener[1])
        small = set(re.findall(r"\b[a-z][\w-]*", source.vocabulary))
        if (
            word
            and word[0] not in STOP_WORDS
            and word[0] not in small
            and stem(word[0]) not in {stem(other) for other in small}
        ):
            yield opener[1]


def _negation(statement: str, source: SourceText) -> str:
    """A word negated on one side must not stand plain on the other, when the sides share it."""
    denied, claimed = _negated(statement), _plain(statement)
    denied_there, claimed_there = _negated(source.quote), _plain(source.quote)
    if denied and not denied & denied_there and denied & claimed_there:
        return "does not deny it"
    if not denied and denied_there & claimed - claimed_there:
        return "denies it"
    return ""


def _negated(text: str) -> set[str]:
    """Stems that a negation reaches."""
    found = words(text)
    places = [place for place, word in enumerate(found) if word in _NEGATIONS]
    return {
        stem(word)
        for place in places
        for word in found[place + 1 : place + 1 + _REACH]
        if word not in STOP_WORDS
    }


def _plain(text: str) -> set[str]:
    """Stems of content words that no negation reaches."""
    return {stem(word) for word in words(text) if word not in STOP_WORDS} - _negated(text)


def _direction(statement: str, source: SourceText) -> str:
    said, there = (
        {stem(word) for word in words(statement)},
        {stem(word) for word in words(source.quote)},
    )
    for pair in _SIDES:
        for one, other in (pair, pair[::-1]):
            if said & one and not said & other and there & other and not there & one:
                return "says the opposite"
    return ""


def _capitalised(text: str) -> list[str]:
    return re.findall(r"(?<=[\w,;] )[A-Z][a-z]+", text)


def _years(text: str) -> set[int]:
    return {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)}
