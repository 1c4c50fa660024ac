"""Numbers in figures and in words: "1.2bn", "half a million", "a dozen", "doubled"."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from rag.language.number_tokens import NumberKind, NumberTokens, ParsedNumber
from rag.language.number_words import (
    group_words,
    groups_with_of,
    multiples,
    number_words,
    parts,
    scale_words,
    short_scales,
)
from rag.language.spelled_numbers import ARTICLES, HALF, spelled_number
from rag.language.tokens import STOP_WORDS

# "Twenty thirds" is no share.
_FIRST_NO_SHARE = 10
# "The first half" is a time, "the other half" a thing.
_NO_SHARE_AFTER = frozenset("first second third latter former other last final next".split())
# Millions right behind a figure or after a currency, "5m" and "$5 m"; metres elsewhere.
_SHORT_OF_METRES = "m"
# Characters before a figure in which its currency is looked for.
_SIGN_REACH = 4


class Number(NamedTuple):
    """A number of a text; `start` and `end` are into the text.

    `kind` is "count" for a number of things, "share" for a part of a whole, "multiple" for a number
    of times, and "half" for a half of what follows if that is a unit, or else of a whole.
    """

    value: Decimal
    start: int
    end: int
    kind: NumberKind = "count"


def find_numbers(text: str) -> list[Number]:
    """Return every number of a text in order, none inside another.

    >>> text = "half a million, two hundred and five, a dozen"
    >>> [int(found.value) for found in find_numbers(text)]
    [500000, 205, 12]
    """
    words = NumberTokens(text)
    tokens = words.tokens
    found: list[Number] = []
    place = 0
    while place < len(tokens):
        parsed = _number(words, place)
        if parsed is None:
            place += 1
            continue
        start = tokens[place].start
        end = tokens[parsed.after - 1].end
        found.append(Number(parsed.value.normalize(), start, end, parsed.kind))
        place = parsed.after
    return found


def _number(words: NumberTokens, place: int) -> ParsedNumber | None:
    """Return the number that begins at a token, None where none does."""
    token = words.tokens[place]
    word = token.word
    if token.figure is not None:
        return _figure(words, place, token.figure)
    if token.start and words.text[token.start - 1].isalnum():
        return None
    if word == "half":
        return _half(words, place)
    if word in ARTICLES:
        return _after_article(words, place)
    if word in multiples():
        return ParsedNumber(multiples()[word], place + 1, "multiple")
    if word in number_words():
        value = number_words()[word]
        return _part(words, place, value) or spelled_number(words, place + 1, value)
    return None


def _figure(words: NumberTokens, place: int, value: Decimal) -> ParsedNumber:
    """Return a number in figures with its scales: "1.2bn", "Rs 1 lakh crore", "3-billion"."""
    after = place + 1
    while scale := _scale_behind(words, after):
        value *= scale
        after += 1
    return ParsedNumber(value, after)


def _scale_behind(words: NumberTokens, place: int) -> int | None:
    """Return what the word behind figures multiplies them by, None if by nothing."""
    word = words.word_after(place)
    if not word:
        return None
    token = words.tokens[place]
    if words.text[token.end : token.end + 1].isalnum():
        return None
    if word in scale_words():
        return scale_words()[word]
    if word == _SHORT_OF_METRES and _is_metres(words, place):
        return None
    if word in short_scales():
        return short_scales()[word]
    return None if word in groups_with_of() else group_words().get(word)


def _is_metres(words: NumberTokens, place: int) -> bool:
    """Return whether an "m" stands apart from figures that no currency stands before."""
    figure = words.tokens[place - 1]
    if words.tokens[place].start == figure.end:
        return False
    before = words.text[max(0, figure.start - _SIGN_REACH) : figure.start].strip()
    return not before or before[-1].isalnum()


def _half(words: NumberTokens, place: int) -> ParsedNumber | None:
    """Return "half a million", "half a dozen"; a half of anything else is a share."""
    if place and words.tokens[place - 1].word in _NO_SHARE_AFTER:
        return None
    after = place + 1
    if words.word_after(after) in ARTICLES:
        after += 1
    noun = words.word_after(after)
    if noun in scale_words():
        return _scaled(words, after + 1, HALF * scale_words()[noun])
    if noun in group_words() and noun not in groups_with_of():
        return ParsedNumber(HALF * group_words()[noun], after + 1)
    return ParsedNumber(HALF, after, "half")


def _scaled(words: NumberTokens, after: int, value: Decimal) -> ParsedNumber:
    """Return a number with the scales behind it: "half a lakh crore"."""
    while (word := words.word_after(after)) in scale_words():
        value *= scale_words()[word]
        after += 1
    return ParsedNumber(value, after)


def _after_article(words: NumberTokens, place: int) -> ParsedNumber | None:
    """Return "a million", "a dozen", "a couple of", "a third of"."""
    noun = words.word_after(place + 1)
    if noun in scale_words():
        return spelled_number(words, place + 1, 1)
    if noun not in group_words():
        return _part(words, place, 1)
    if noun in groups_with_of() and words.word_after(place + 2) != "of":
        return None
    return ParsedNumber(Decimal(group_words()[noun]), place + 2)


def _part(words: NumberTokens, place: int, count: int) -> ParsedNumber | None:
    """Return "two-thirds" and "by a third" as a share of a whole; "a third country" is none."""
    noun = words.word_after(place + 1)
    if noun not in parts() or count >= _FIRST_NO_SHARE:
        return None
    is_plural = noun.endswith("s")
    if not is_plural and not _is_share(words, place):
        return None
    return ParsedNumber(Decimal(count) / parts()[noun], place + 2, "share")


def _is_share(words: NumberTokens, place: int) -> bool:
    """Return whether "a third" is a part: "a third of", "fell by a third in May"."""
    behind = words.word_after(place + 2)
    if behind == "of":
        return True
    is_difference = place > 0 and words.tokens[place - 1].word == "by"
    return is_difference and (not behind or behind in STOP_WORDS)
