"""Words of `lexicon/conflicts.toml`, by their stems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from rag.language.lexicon import load
from rag.language.opposites import opposite_stems
from rag.language.temporal.vocabulary import phrases
from rag.language.tokens import stem

LEXICON = load("conflicts")


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of some words or phrases, each as a whole and in any case."""
    return re.compile(rf"(?<![\w-]){phrases(list(words))}(?![\w-])", re.IGNORECASE)


@cache
def canonical(stemmed: str) -> str:
    """Return one stem for all that stand for each other: "product" for "output".

    >>> canonical("output") == canonical("produc")
    True
    """
    return _representatives().get(stemmed, stemmed)


@cache
def sides() -> Sequence[Mapping[str, int]]:
    """Return for each contrast the side that a stem is on."""
    return [
        {stem(word): number for number, side in enumerate(row) for word in side}
        for row in LEXICON["contrasts"]
    ]


@cache
def steps() -> Mapping[str, int]:
    """Return the step in the life of a thing that a stem is a word for."""
    return {stem(word): number for number, row in enumerate(LEXICON["steps"]) for word in row}


@cache
def counted() -> Mapping[str, int]:
    """Return the kind of thing that a stem counts."""
    return {stem(word): number for number, row in enumerate(LEXICON["counted"]) for word in row}


@cache
def direction(stemmed: str) -> str:
    """Return "up" for a stem that says that something grew, "down" that it fell, "" for others."""
    up, down = opposite_stems()[0]
    if stemmed in up:
        return "up"
    return "down" if stemmed in down else ""


@cache
def _representatives() -> Mapping[str, str]:
    """Return for each stem of a row of synonyms the row's first."""
    rows: list[Iterable[str]] = [*LEXICON["steps"]]
    rows += [side for contrast in LEXICON["contrasts"] for side in contrast]
    rows += [*LEXICON["synonyms"], *LEXICON["irregular"]]
    found: dict[str, str] = {}
    for row in rows:
        stems = [stem(word) for word in row]
        known = next((found[word] for word in stems if word in found), stems[0])
        found |= {word: found.get(word, known) for word in stems}
    up, down = opposite_stems()[0]
    found |= dict.fromkeys(up, "up") | dict.fromkeys(down, "down")
    return found
