"""Sentences that say how something stands: in force, suspended, repealed, only proposed."""

from __future__ import annotations

import re
from functools import cache

from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of


def says_stands(sentence: str) -> bool:
    """Return whether a sentence says of something that it applies, or does not yet.

    >>> says_stands("Order 5 is in force."), says_stands("Order 5 repealed Order 4.")
    (True, False)
    """
    found = _pattern("applies", "pending", "unknown").search(sentence)
    return bool(found) and not _leaves_open(sentence)


def says_state(sentence: str) -> bool:
    """Return whether a sentence says how something stands: in force, suspended, ended or pending.

    >>> says_state("The ban is suspended."), says_state("The ban hurts.")
    (True, False)
    """
    found = _pattern("applies", "ended", "pending", "unknown", "asked").search(sentence)
    return bool(found) and not _leaves_open(sentence)


def asks_state(question: str) -> bool:
    """Return whether a question asks how something stands, by a yes or no or by its status.

    >>> asks_state("Is the ban on nets still in force?"), asks_state("Who lifted the ban on nets?")
    (True, False)
    """
    asked = _pattern("asked").search(question)
    return bool(asked and _yes_or_no().match(question))


def _leaves_open(sentence: str) -> bool:
    """Return whether a sentence asks, or says what would be so if something else were."""
    is_conditional = sentence.startswith(tuple(load("states")["conditions"]))
    return is_conditional or sentence.rstrip('"”’ ').endswith("?")


@cache
def _pattern(*kinds: str) -> re.Pattern[str]:
    words = [word for kind in kinds for word in load("states")[kind]]
    return re.compile(rf"\b{any_of(words)}\b", re.IGNORECASE)


@cache
def _yes_or_no() -> re.Pattern[str]:
    openings = any_of(load("states")["openings"])
    return re.compile(rf"\W*(?:and\s|but\s|so\s)?{openings}\b", re.IGNORECASE)
