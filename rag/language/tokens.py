"""Words: the one place that decides what counts as a word, and what two words have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from rag.language.lexicon import load
from rag.language.segmentation import function_words, segments, unspaced_characters
from rag.schema import Span

_UNSPACED = unspaced_characters()
_WORD = re.compile(
    rf"(?P<unspaced>[{_UNSPACED}]+)|[^\W_{_UNSPACED}]+(?:[.,’'-][^\W_{_UNSPACED}]+)*"
)

STOP_WORDS = frozenset(load("stop_words")["words"]) | function_words()
# Stop words that are names in capitals: US, IT, WHO.
_NAMES = frozenset(
    word.upper()
    for word in STOP_WORDS.difference(load("stop_words")["emphasised"])
    if word[1:] and word.isascii()
)


def words(text: str) -> list[str]:
    """Return the words in lower case, numbers with their separators: "1,500" is one.

    Scripts without spaces give pairs of characters (`rag.language.segmentation`).
    A stop word in capitals is a name and keeps them, unless the whole text is in capitals.

    >>> words("The US told us"), words("TELL US WHO")
    (['the', 'US', 'told', 'us'], ['tell', 'us', 'who'])
    """
    names = _names_in(text)
    found: list[str] = []
    for match in _WORD.finditer(text):  # without their places: most of what is read asks for these
        if match.lastgroup:
            found += [segment.text for segment in segments(match.group())]
        else:
            found.append(_plain(match.group(), names))
    return found


def placed_words(text: str) -> list[tuple[str, Span]]:
    """Return the `words` of a text, each with its span."""
    names = _names_in(text)
    return [placed for match in _WORD.finditer(text) for placed in _words_at(match, names)]


def _names_in(text: str) -> frozenset[str]:
    """Return the stop words that are names in capitals: none where all stands in capitals."""
    return frozenset() if text.isupper() else _NAMES


def _words_at(match: re.Match[str], names: frozenset[str]) -> list[tuple[str, Span]]:
    """Return the word at a match, or the segments of a run in a script without spaces."""
    if match["unspaced"]:
        return list(segments(match.group(), match.start()))
    return [(_plain(match.group(), names), Span(*match.span()))]


def content_words(text: str) -> list[str]:
    """Return the stems of the words that carry meaning, in order, with repeats."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


def stems(text: str) -> frozenset[str]:
    """Return the stems of all words of a text, those that carry no meaning included."""
    return frozenset(stem(word) for word in words(text))


def runs_of_three(tokens: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return each three words in a row, by which texts that share whole phrases are known.

    >>> runs_of_three(["the", "ferry", "is", "late"])
    [('the', 'ferry', 'is'), ('ferry', 'is', 'late')]
    """
    return list(zip(tokens, tokens[1:], tokens[2:], strict=False))


def fingerprint(text: str) -> str:
    """Return the words alone: equal for texts that differ in case and punctuation only."""
    return " ".join(words(text)).lower()


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


def _plain(word: str, names: frozenset[str]) -> str:
    word = word.replace("’", "'").removesuffix("'s").removesuffix("'S")
    return word if word in names else word.lower()
