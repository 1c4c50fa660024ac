"""Words that turn a sentence round: negations, and pairs of words that say the opposite."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache

from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of
from rag.language.phrases import says_any
from rag.language.tokens import STOP_WORDS, stem, words

# How many words after a negation it reaches.
_NEGATION_WORDS = 4
# What did not start until a day started on it.
_NOT_UNTIL = r"not(?=(?:\s\w+){1,4}\suntil\b)"
_CLAUSE_END = re.compile(r"[,;:.|](?:\s|$)")

Sides = tuple[frozenset[str], frozenset[str]]


@cache
def negations() -> frozenset[str]:
    """Return the words that negate what follows, in lower case."""
    return frozenset(load("opposites")["negations"])


@cache
def opposite_stems() -> tuple[Sides, ...]:
    """Return the pairs of opposite words as two sets of stems each."""
    return tuple((_stems(row["one"]), _stems(row["other"])) for row in load("opposites")["pair"])


@cache
def single_words() -> frozenset[str]:
    """Return the words by which a text speaks of one thing."""
    return frozenset(load("opposites")["single"])


def negated_stems(text: str) -> set[str]:
    """Return the stems of content words that a negation reaches within its clause."""
    reached: set[str] = set()
    for part in _CLAUSE_END.split(_without_idioms(text)):
        reached |= _reached(words(part))
    return reached


def negated_heads(text: str) -> set[str]:
    """Return the stems of the first content word behind each negation."""
    heads: set[str] = set()
    for part in _CLAUSE_END.split(_without_idioms(text)):
        found = words(part)
        for place, word in enumerate(found):
            if word in negations():
                behind = (stem(other) for other in found[place + 1 :] if other not in STOP_WORDS)
                heads |= set(list(behind)[:1])
    return heads


def has_negation(text: str) -> bool:
    """Return whether a text negates something: not "No. 5", nor "no later than"."""
    return not negations().isdisjoint(words(_without_idioms(text).lower()))


def implies_negation(text: str) -> str:
    """Return the word of a text that denies without a negation, "withheld" or "yet to", or ""."""
    return says_any(load("opposites")["implied"], text)


def can_be_denied(source: str) -> bool:
    """Return whether a source denies something, by any word that a denial may rest on."""
    if has_negation(source) or implies_negation(source):
        return True
    return bool(says_any(load("opposites")["implied_by_source"], source))


@cache
def opposites() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return the pairs of opposites as words and phrases."""
    rows = load("opposites")["pair"]
    return tuple((tuple(row["one"]), tuple(row["other"])) for row in rows)


@cache
def conditionals() -> tuple[str, ...]:
    """Return the verbs that say what only would or could be."""
    return tuple(load("opposites")["conditionals"])


@cache
def intentions() -> tuple[str, ...]:
    """Return the words that say, before "to" and a verb, what somebody only means to do."""
    return tuple(load("opposites")["intentions"])


@cache
def hedges() -> tuple[str, ...]:
    """Return the words by which a statement says that something only would or could be."""
    return tuple(load("opposites")["hedges"])


def _without_idioms(text: str) -> str:
    return _idioms().sub(" ", text)


@cache
def _idioms() -> re.Pattern[str]:
    phrases = any_of(load("opposites")["no_negation"])
    return re.compile(rf"\b(?:Nos?\.?\s?\d+|{phrases}|{_NOT_UNTIL})", re.IGNORECASE)


def _reached(found: list[str]) -> set[str]:
    places = [place for place, word in enumerate(found) if word in negations()]
    reached: set[str] = set()
    for place in places:
        following = found[place + 1 : place + 1 + _NEGATION_WORDS]
        reached |= {stem(word) for word in following if word not in STOP_WORDS}
    return reached


def plain_stems(text: str) -> set[str]:
    """Return the stems of content words that no negation reaches."""
    return {stem(word) for word in words(text) if word not in STOP_WORDS} - negated_stems(text)


def is_demonym_of(name: str, known: AbstractSet[str]) -> bool:
    """Return whether some words have the country to a nationality, "India", or the reverse.

    Names of fewer than four letters are left alone; too many words end as they do.
    """
    if len(name) < 4:
        return False
    for ending in load("opposites")["demonym_endings"]:
        if name + ending in known:
            return True
        if name.endswith(ending) and name.removesuffix(ending) in known:
            return True
    return False


def _stems(found: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in found)
