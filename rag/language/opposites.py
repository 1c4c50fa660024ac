"""Words that turn a sentence round: negations, and pairs of words that say the opposite."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache

from rag.language.lexicon import load
from rag.language.tokens import STOP_WORDS, stem, words

# How many words after a negation it reaches.
_NEGATION_WORDS = 4

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
    """Return the stems of content words that a negation reaches."""
    found = words(text)
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
