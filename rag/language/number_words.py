"""Numbers in figures and in words: "1.2bn", "half a million", "a dozen", "doubled"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple

from rag.language.lexicon import load

_FIGURE = r"(?<![\w.])(?:\d{1,3}(?:[,\u202f\u00a0]\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_TOKEN = re.compile(rf"(?P<figure>{_FIGURE})|[^\W\d_]+")
_GROUPING = re.compile(r"[,\u202f\u00a0]")
_ARTICLES = ("a", "an")
_TEN, _HUNDRED = 10, 100
# "The first half" is a time, "the other half" a thing.
_NO_SHARE_AFTER = frozenset("first second third latter former other last final next".split())
# Millions right behind a figure or after a currency, "5m" and "$5 m"; metres elsewhere.
_SHORT_OF_METRES = "m"

NumberKind = Literal["count", "half", "share", "multiple"]


class Number(NamedTuple):
    """A number of a text and where it stands.

    `kind` is "count" for a number of things, "share" for a part of a whole, "multiple" for a number
    of times and
    "half" for a half of what follows, if that is a unit, or else of a whole.
    """

    value: Decimal
    start: int
    end: int
    kind: NumberKind = "count"


class _Token(NamedTuple):
    """A word in lower case, or a figure with its value."""

    word: str
    start: int
    end: int
    figure: Decimal | None


class _Read(NamedTuple):
    """A value and the place of the token after it."""

    value: Decimal
    after: int
    kind: NumberKind = "count"


def find_numbers(text: str) -> list[Number]:
    """Return every number of a text in order, none inside another.

    >>> text = "half a million, two hundred and five, a dozen"
    >>> [int(found.value) for found in find_numbers(text)]
    [500000, 205, 12]
    """
    tokens = _tokens(text)
    found: list[Number] = []
    place = 0
    while place < len(tokens):
        read = _read(text, tokens, place)
        if read is None:
            place += 1
            continue
        start, end = tokens[place].start, tokens[read.after - 1].end
        found.append(Number(read.value.normalize(), start, end, read.kind))
        place = read.after
    return found


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
    tens = {value: word for word, value in number_words().items()}
    return f"{tens[number - number % _TEN]}-{by_value[number % _TEN]}"


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
def _short_scales() -> Mapping[str, int]:
    rows = load("numbers")["scale"]
    return {word: row["value"] for row in rows for word in row.get("short", ())}


@cache
def _groups_with_of() -> frozenset[str]:
    rows = [row for row in load("numbers")["group"] if row.get("of")]
    return frozenset(word for row in rows for word in row["words"])


@cache
def _multiples() -> Mapping[str, Decimal]:
    rows = load("numbers")["multiple"]
    return {word: Decimal(row["value"]) for row in rows for word in row["words"]}


@cache
def _parts() -> Mapping[str, int]:
    """Return into how many parts each noun divides, its plural too: "thirds" -> 3."""
    parts: Mapping[str, int] = load("numbers")["parts"]
    return {**parts, **{f"{word}s": number for word, number in parts.items()}, "halves": 2}


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        figure = match["figure"]
        value = Decimal(_GROUPING.sub("", figure)) if figure else None
        found.append(_Token(match.group().lower(), *match.span(), value))
    return found


def _read(text: str, tokens: list[_Token], place: int) -> _Read | None:
    """Return the number that begins at a token, None where none does."""
    token = tokens[place]
    if token.figure is not None:
        return _figure(text, tokens, place, token.figure)
    if token.start and text[token.start - 1].isalnum():
        return None
    word = token.word
    if word == "half":
        return _half(text, tokens, place)
    if word in _ARTICLES:
        return _after_article(text, tokens, place)
    if word in _multiples():
        return _Read(_multiples()[word], place + 1, "multiple")
    if word in number_words():
        part = _part(text, tokens, place, number_words()[word])
        return part or _spelled(text, tokens, place, Decimal(number_words()[word]), place + 1)
    return None


def _figure(text: str, tokens: list[_Token], place: int, value: Decimal) -> _Read:
    """Return a number in figures with its scales: "1.2bn", "Rs 1 lakh crore", "3-billion"."""
    after = place + 1
    while (word := _next(text, tokens, after)) and (scale := _scale_of(text, tokens, after, word)):
        value *= scale
        after += 1
    return _Read(value, after)


def _scale_of(text: str, tokens: list[_Token], place: int, word: str) -> int | None:
    """Return what a word behind figures multiplies by; an "m" that stands apart is metres."""
    token = tokens[place]
    if text[token.end : token.end + 1].isalnum():
        return None
    if word in scale_words():
        return scale_words()[word]
    if word == _SHORT_OF_METRES and token.start > tokens[place - 1].end:
        before = text[max(0, tokens[place - 1].start - 4) : tokens[place - 1].start].strip()
        return _short_scales()[word] if before and not before[-1].isalnum() else None
    if word in _short_scales():
        return _short_scales()[word]
    return group_words().get(word) if word not in _groups_with_of() else None


def _half(text: str, tokens: list[_Token], place: int) -> _Read | None:
    """Return "half a million", "half a dozen"; a half of anything else is a share."""
    if place and tokens[place - 1].word in _NO_SHARE_AFTER:
        return None
    half, after = Decimal("0.5"), place + 1
    if _next(text, tokens, after) in _ARTICLES:
        after += 1
    noun = _next(text, tokens, after)
    if noun and noun in scale_words():
        return _scaled(text, tokens, after + 1, half * scale_words()[noun])
    if noun and noun in group_words() and noun not in _groups_with_of():
        return _Read(half * group_words()[noun], after + 1)
    return _Read(half, after, "half")


def _after_article(text: str, tokens: list[_Token], place: int) -> _Read | None:
    """Return "a million", "a dozen", "a couple of", "a third of"."""
    noun = _next(text, tokens, place + 1)
    if not noun:
        return None
    if noun in scale_words():
        return _spelled(text, tokens, place, Decimal(1), place + 1)
    if noun in group_words():
        needs_of = noun in _groups_with_of()
        if needs_of and _next(text, tokens, place + 2) != "of":
            return None
        return _Read(Decimal(group_words()[noun]), place + 2)
    return _part(text, tokens, place, 1)


def _part(text: str, tokens: list[_Token], place: int, count: int) -> _Read | None:
    """Return "two-thirds" and "a third of" as a share of a whole; "a third country" is none."""
    noun = _next(text, tokens, place + 1)
    if not noun or noun not in _parts() or count >= _TEN:
        return None
    is_plural = noun.endswith("s")
    if not is_plural and _next(text, tokens, place + 2) != "of":
        return None
    return _Read(Decimal(count) / _parts()[noun], place + 2, "share")


def _spelled(
    text: str, tokens: list[_Token], place: int, current: Decimal, after: int
) -> _Read | None:
    """Return a number in words from its first word on: "two hundred and five thousand"."""
    total = Decimal(0)
    open_place = _open_place(int(current))
    while word := _next(text, tokens, after):
        if word == "and":
            joined = _after_and(text, tokens, after, open_place)
            if joined is None:
                break
            current, after = current + joined.value, joined.after
            open_place = 0
            continue
        if word in number_words() and number_words()[word] < open_place:
            current += number_words()[word]
            open_place = _open_place(number_words()[word])
        elif word == "hundred":
            current, open_place = current * _HUNDRED, _HUNDRED
        elif word in scale_words():
            total, current = total + current * scale_words()[word], Decimal(0)
            open_place = scale_words()[word]
        elif word in group_words() and word not in _groups_with_of():
            current *= group_words()[word]
            after += 1
            break
        else:
            break
        after += 1
    return _Read(total + current, after)


def _open_place(value: int) -> int:
    """Return below what a number word may follow another: a unit follows "twenty", none "seven"."""
    return _TEN if value >= 2 * _TEN and value % _TEN == 0 else 0


def _after_and(text: str, tokens: list[_Token], place: int, open_place: int) -> _Read | None:
    """Return what "and" adds to a number, "and five" behind "hundred", "and a half".

    None for a list.
    """
    word = _next(text, tokens, place + 1)
    if word in _ARTICLES and _next(text, tokens, place + 2) == "half":
        return _Read(Decimal("0.5"), place + 3)
    if not word or open_place < _HUNDRED or word not in number_words():
        return None
    value = Decimal(number_words()[word])
    if value >= open_place:
        return None
    after = place + 2
    unit = _next(text, tokens, after)
    if _open_place(int(value)) and unit in number_words() and number_words()[unit] < _TEN:
        return _Read(value + number_words()[unit], after + 1)
    return _Read(value, after)


def _scaled(text: str, tokens: list[_Token], after: int, value: Decimal) -> _Read:
    """Return a number with a further scale behind it: "half a lakh crore"."""
    while (word := _next(text, tokens, after)) and word in scale_words():
        value *= scale_words()[word]
        after += 1
    return _Read(value, after)


def _next(text: str, tokens: list[_Token], place: int) -> str:
    """Return the word at a place if only spaces and hyphens stand before it, "" if not."""
    if not 0 < place < len(tokens) or tokens[place].figure is not None:
        return ""
    gap = text[tokens[place - 1].end : tokens[place].start]
    return "" if gap.strip(" \t\r\n\u00a0-") else tokens[place].word
