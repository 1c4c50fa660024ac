"""Numbers that are spelled out: "two hundred and five thousand"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rag.language.number_tokens import NumberTokens, ParsedNumber
from rag.language.number_words import group_words, groups_with_of, number_words, scale_words

ARTICLES = ("a", "an")
HALF = Decimal("0.5")
_TEN, _HUNDRED = 10, 100


def spelled_number(words: NumberTokens, after: int, first: int) -> ParsedNumber:
    """Return the number that begins with a word.

    Args:
        words: the text.
        after: the place behind the first word of the number.
        first: the value of that word.
    """
    number = _Sum(Decimal(first), after, _open_place(first))
    while number.add_next(words):
        pass
    return ParsedNumber(number.total + number.current, number.after)


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


def _after_and(words: NumberTokens, place: int, open_place: int) -> ParsedNumber | None:
    """Return what "and" adds: "and five" behind "hundred", "and a half"; None for a list."""
    word = words.word_after(place + 1)
    if word in ARTICLES and words.word_after(place + 2) == "half":
        return ParsedNumber(HALF, place + 3)
    if open_place < _HUNDRED or word not in number_words():
        return None
    value = number_words()[word]
    if value >= open_place:
        return None
    after = place + 2
    one = number_words().get(words.word_after(after), _TEN)
    if _open_place(value) and one < _TEN:
        return ParsedNumber(Decimal(value + one), after + 1)
    return ParsedNumber(Decimal(value), after)
