"""Words for numbers, as `lexicon/numbers.toml` lists them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from rag.language.lexicon import load


@cache
def number_words() -> Mapping[str, int]:
    """Return the value of each single number word, "seven" and "seventy"."""
    words: dict[str, int] = load("numbers")["words"]
    return words


@cache
def ordinal_words() -> Mapping[str, int]:
    """Return the value of each single ordinal, "seventh" and "twentieth"."""
    words: dict[str, int] = load("numbers")["ordinals"]
    return words


def written_ordinal(number: int) -> str:
    """Return an ordinal below a hundred in words: 21 -> "twenty-first"."""
    by_value = {value: word for word, value in ordinal_words().items()}
    if number in by_value:
        return by_value[number]
    ones = number % 10
    tens = {value: word for word, value in number_words().items()}
    return f"{tens[number - ones]}-{by_value[ones]}"


@cache
def vague_numbers() -> Mapping[str, int]:
    """Return the least number that each vague word may stand for: "dozens" -> 24."""
    return {word: row["least"] for row in load("numbers")["vague"] for word in row["words"]}


@cache
def scale_words() -> Mapping[str, int]:
    """Return what each noun of a scale multiplies a number by: "crore" -> 10,000,000."""
    return {word: row["value"] for row in load("numbers")["scale"] for word in row["words"]}


@cache
def group_words() -> Mapping[str, int]:
    """Return the size of each noun for a number of things: "dozen" -> 12."""
    return {word: row["value"] for row in load("numbers")["group"] for word in row["words"]}


@cache
def short_scales() -> Mapping[str, int]:
    """Return what each abbreviation of a scale multiplies figures by: "bn" -> 1,000,000,000."""
    rows = load("numbers")["scale"]
    return {word: row["value"] for row in rows for word in row.get("short", ())}


@cache
def groups_with_of() -> frozenset[str]:
    """Return the nouns for a number of things that take "of": "couple"."""
    rows = [row for row in load("numbers")["group"] if row.get("of")]
    return frozenset(word for row in rows for word in row["words"])


@cache
def multiples() -> Mapping[str, Decimal]:
    """Return what each word for a number of times multiplies by: "doubled" -> 2."""
    rows = load("numbers")["multiple"]
    return {word: Decimal(row["value"]) for row in rows for word in row["words"]}


@cache
def parts() -> Mapping[str, int]:
    """Return into how many parts each noun divides, its plural too: "thirds" -> 3."""
    singular: dict[str, int] = load("numbers")["parts"]
    plural = {f"{word}s": number for word, number in singular.items()}
    return {**singular, **plural, "halves": 2}
