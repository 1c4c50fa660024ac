"""Words: the one place that decides what counts as a word, and what two words have in common."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from rag.language.lexicon import load
from rag.schema import Span

_WORD = re.compile(r"[^\W_]+(?:[.,’'-][^\W_]+)*")

STOP_WORDS = frozenset(load("stop_words")["words"])


def words(text: str) -> list[str]:
    """Return the words in lower case, numbers with their separators: "1,500" is one."""
    return [_plain(match.group()) for match in _WORD.finditer(text)]


def placed_words(text: str) -> list[tuple[str, Span]]:
    """Return the `words` of a text, each with its span."""
    return [(_plain(match.group()), Span(*match.span())) for match in _WORD.finditer(text)]


def content_words(text: str) -> list[str]:
    """Return the stems of the words that carry meaning, in order, with repeats."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


def fingerprint(text: str) -> str:
    """Return the words alone: equal for texts that differ in case and punctuation only."""
    return " ".join(words(text))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the Snowball stem, with British and American spellings joined.

    >>> [stem(word) for word in ("licences", "licensing", "exported", "organised", "organizes")]
    ['licens', 'licens', 'export', 'organiz', 'organiz']
    """
    stemmed = str(_stemmer().stemWord(word))
    if stemmed.endswith("enc"):
        return stemmed[:-1] + "s"
    return stemmed[:-1] + "z" if stemmed.endswith("nis") else stemmed


@cache
def _stemmer() -> Any:  # noqa: ANN401 - PyStemmer ships no types
    import Stemmer

    return Stemmer.Stemmer("english")


def _plain(word: str) -> str:
    word = word.lower().replace("’", "'")
    return word.removesuffix("'s")
