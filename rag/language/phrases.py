"""Phrases in any inflection: whether a text says one of some."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rag.language.tokens import stem, words


@lru_cache(maxsize=8192)
def stemmed(text: str) -> str:
    """Return the stems of all words with a space around each, to look for phrases in.

    >>> stemmed("It was lifted."), stemmed("lifting") in stemmed("It was lifted.")
    (' it was lift ', True)
    """
    return f" {' '.join(stem(word.lower()) for word in words(text))} "


def says_any(phrases: Iterable[str], text: str, unless: Iterable[str] = ()) -> str:
    """Return the first of some phrases that a text says in any inflection, or "".

    Args:
        phrases: phrases, each in any one of its inflections.
        text: any text.
        unless: longer phrases that do not count where they stand.
    """
    there = stemmed(text)
    for longer in unless:
        there = there.replace(stemmed(longer), "  ")
    return next((phrase for phrase in phrases if stemmed(phrase) in there), "")
