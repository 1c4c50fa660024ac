"""Numbers in figures and in words: "1.2bn", "half a million", "a dozen", "doubled"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from rag.language.number_tokens import NumberTokens
from rag.language.number_words import (
    group_words,
    groups_with_of,
    multiples,
    number_words,
    parts,
    scale_words,
    short_scales,
)

_ARTICLES = ("a", "an")
_TEN, _HUNDRED = 10, 100
_HALF = Decimal("0.5")
# "The first half" is a time, "the other half" a thing.
_NO_SHARE_AFTER = frozenset("first second third latter former other last final next".split())
# Millions right behind a figure or after a currency, "5m" and "$5 m"; metres elsewhere.
_SHORT_OF_METRES = "m"
# Characters before a figure in which its currency is looked for.
_SIGN_REACH = 4

NumberKind = Literal["count", "half", "share", "multiple"]


class Number(NamedTuple):
    """A number of a text; `start` and `end` are into the text.

    `kind` is "count" for a number of things, "share" for a part of a whole, "multiple" for a number
    of times, and "half" for a half of what follows if that is a unit, or else of a whole.
    """

    value: Decimal
    start: int
    end: int
    kind: NumberKind = "count"


class _Parsed(NamedTuple):
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


def _number(words: NumberTokens, place: int) -> _Parsed | None:
    """Return the number that begins at a token, None where none does."""
    token = words.tokens[place]
    word = token.word
    if token.figure is not None:
        return _figure(words, place, token.figure)
    if token.start and words.text[token.start - 1].isalnum():
        return None
    if word == "half":
        return _half(words, place)
    if word in _ARTICLES:
        return _after_article(words, place)
    if word in multiples():
        return _Parsed(multiples()[word], place + 1, "multiple")
    if word in number_words():
        value = number_words()[word]
        return _part(words, place, value) or _spelled(words, place + 1, value)
    return None


def _figure(words: NumberTokens, place: int, value: Decimal) -> _Parsed:
    """Return a number in figures with its scales: "1.2bn", "Rs 1 lakh crore", "3-billion"."""
    after = place + 1
    while scale := _scale_behind(words, after):
        value *= scale
        after += 1
    return _Parsed(value, after)


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


def _half(words: NumberTokens, place: int) -> _Parsed | None:
    """Return "half a million", "half a dozen"; a half of anything else is a share."""
    if place and words.tokens[place - 1].word in _NO_SHARE_AFTER:
        return None
    after = place + 1
    if words.word_after(after) in _ARTICLES:
        after += 1
    noun = words.word_after(after)
    if noun in scale_words():
        return _scaled(words, after + 1, _HALF * scale_words()[noun])
    if noun in group_words() and noun not in groups_with_of():
        return _Parsed(_HALF * group_words()[noun], after + 1)
    return _Parsed(_HALF, after, "half")


def _scaled(words: NumberTokens, after: int, value: Decimal) -> _Parsed:
    """Return a number with the scales behind it: "half a lakh crore"."""
    while (word := words.word_after(after)) in scale_words():
        value *= scale_words()[word]
        after += 1
    return _Parsed(value, after)


def _after_article(words: NumberTokens, place: int) -> _Parsed | None:
    """Return "a million", "a dozen", "a couple of", "a third of"."""
    noun = words.word_after(place + 1)
    if noun in scale_words():
        return _spelled(words, place + 1, 1)
    if noun not in group_words():
        return _part(words, place, 1)
    if noun in groups_with_of() and words.word_after(place + 2) != "of":
        return None
    return _Parsed(Decimal(group_words()[noun]), place + 2)


def _part(words: NumberTokens, place: int, count: int) -> _Parsed | None:
    """Return "two-thirds" and "a third of" as a share of a whole; "a third country" is none."""
    noun = words.word_after(place + 1)
    if noun not in parts() or count >= _TEN:
        return None
    is_plural = noun.endswith("s")
    if not is_plural and words.word_after(place + 2) != "of":
        return None
    return _Parsed(Decimal(count) / parts()[noun], place + 2, "share")


def _spelled(words: NumberTokens, after: int, first: int) -> _Parsed:
    """Return a number in words, given the value of its first: "two hundred and five thousand"."""
    sum_ = _Sum(Decimal(first), after, _open_place(first))
    while sum_.add_next(words):
        pass
    return _Parsed(sum_.total + sum_.current, sum_.after)


@dataclass
class _Sum:
    """A number in words as far as it has been read.

    `total` is what scales have closed, `current` what the next scale multiplies. A number word
    below `open_place` may follow.
    """

    current: Decimal
    after: int
    open_place: int
    total: Decimal = Decimal(0)
    is_closed: bool = False

    def add_next(self, words: NumberTokens) -> bool:
        """Take in the word that follows; return False where the number ends before it."""
        word = words.word_after(self.after)
        if not word or self.is_closed:
            return False
        if word == "and":
            return self._add_joined(words)
        if not self._add(word):
            return False
        self.after += 1
        return True

    def _add(self, word: str) -> bool:
        value = number_words().get(word)
        if value is not None and value < self.open_place:
            self.current += value
            self.open_place = _open_place(value)
        elif word == "hundred":
            self.current *= _HUNDRED
            self.open_place = _HUNDRED
        elif word in scale_words():
            self.total += self.current * scale_words()[word]
            self.current = Decimal(0)
            self.open_place = scale_words()[word]
        elif word in group_words() and word not in groups_with_of():
            self.current *= group_words()[word]
            self.is_closed = True
        else:
            return False
        return True

    def _add_joined(self, words: NumberTokens) -> bool:
        joined = _after_and(words, self.after, self.open_place)
        if joined is None:
            return False
        self.current += joined.value
        self.after = joined.after
        self.open_place = 0
        return True


def _open_place(value: int) -> int:
    """Return below what a number word may follow another: a unit follows "twenty", none "seven"."""
    return _TEN if value >= 2 * _TEN and value % _TEN == 0 else 0


def _after_and(words: NumberTokens, place: int, open_place: int) -> _Parsed | None:
    """Return what "and" adds: "and five" behind "hundred", "and a half"; None for a list."""
    word = words.word_after(place + 1)
    if word in _ARTICLES and words.word_after(place + 2) == "half":
        return _Parsed(_HALF, place + 3)
    if open_place < _HUNDRED or word not in number_words():
        return None
    value = number_words()[word]
    if value >= open_place:
        return None
    after = place + 2
    one = number_words().get(words.word_after(after), _TEN)
    if _open_place(value) and one < _TEN:
        return _Parsed(Decimal(value + one), after + 1)
    return _Parsed(Decimal(value), after)
