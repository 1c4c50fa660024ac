"""One form for the names of a thing: "American" and "United States", "EU" and "European Union"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of
from rag.language.locale_names import currency_names

# Longer runs of capitals are headings.
_MOST_INITIALS = 10
_FILLERS = ("of", "for", "and", "the", "on", "in", "to", "de")
_NAME = re.compile(r"[A-Z][\w’'-]+(?:\s(?:(?:of|for|the|de)\s){0,2}[A-Z][\w’'-]+)+")
_CAPITALISED_RUN = re.compile(
    rf"[A-Z][\w’'-]+(?:\s(?:{'|'.join(_FILLERS)}|&))*(?:\s[A-Z][\w’'-]+(?:\s(?:{'|'.join(_FILLERS)})(?=\s[A-Z]))*)+"
)


@lru_cache(maxsize=4096)
def with_one_name(text: str) -> str:
    """Return a text in which names that stand for one another are one.

    >>> with_one_name("American and Chinese officials met.")
    'US and China officials met.'
    """
    return _pattern().sub(lambda match: _first_names()[match.group()], text)


@lru_cache(maxsize=256)
def short_forms(text: str) -> Mapping[str, frozenset[str]]:
    """Return the words of each capitalised run of a text by its initials, in lower case.

    >>> sorted(short_forms("the Ministry of External Affairs")["MEA"])
    ['affairs', 'external', 'ministry']
    """
    found: dict[str, frozenset[str]] = {}
    for match in _CAPITALISED_RUN.finditer(text):
        parts = [part for part in match.group().split() if part[0].isupper()]
        for start in range(max(0, len(parts) - _MOST_INITIALS), len(parts) - 1):
            run = parts[start:]
            key = "".join(part[0] for part in run)
            found[key] = found.get(key, frozenset()) | {part.lower() for part in run}
    return found


def as_written(name: str, text: str) -> str:
    """Return a name of `with_one_name` as the text writes it: "US" -> "American"."""
    found = (match.group() for match in _pattern().finditer(text))
    return next((form for form in found if _first_names()[form] == name), name)


def capitalised_runs(text: str) -> list[str]:
    """Return the names of several words: "the Secretary of Trade" -> ["Secretary of Trade"]."""
    return [match.group().removeprefix("The ") for match in _NAME.finditer(text)]


@cache
def _first_names() -> Mapping[str, str]:
    rows: list[list[str]] = load("same_names")["names"]
    return {name: row[0] for row in rows for name in row}


@cache
def _pattern() -> re.Pattern[str]:
    # "Australian dollars" is a unit.
    money = any_of({name.split()[-1] for name in currency_names()})
    return re.compile(rf"(?<![\w]){any_of(_first_names())}(?!\w|\s{money}\b)")
