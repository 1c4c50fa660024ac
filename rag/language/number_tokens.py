"""Figures and words of a text, and the numbers that are put together from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal, NamedTuple

_FIGURE = r"(?<![\w.])(?:\d{1,3}(?:[,\u202f\u00a0]\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_TOKEN = re.compile(rf"(?P<figure>{_FIGURE})|[^\W\d_]+")
_GROUPING = re.compile(r"[,\u202f\u00a0]")
# What may stand between two words of one number.
_GAP = " \t\r\n\u00a0-"


NumberKind = Literal["count", "half", "share", "multiple"]


class Token(NamedTuple):
    """A word in lower case, or a figure with its value; `start` and `end` are into the text."""

    word: str
    start: int
    end: int
    figure: Decimal | None


class ParsedNumber(NamedTuple):
    """A value and the place of the token after it."""

    value: Decimal
    after: int
    kind: NumberKind = "count"


@dataclass(frozen=True)
class NumberTokens:
    """The figures and words of a text in order; a place counts them from 0."""

    text: str

    @cached_property
    def tokens(self) -> list[Token]:
        """Every figure and word."""
        return list(_tokens(self.text))

    def word_after(self, place: int) -> str:
        """Return the word at a place if only spaces and hyphens stand before it, "" if not."""
        if not 0 < place < len(self.tokens):
            return ""
        token = self.tokens[place]
        if token.figure is not None:
            return ""
        gap = self.text[self.tokens[place - 1].end : token.start]
        return "" if gap.strip(_GAP) else token.word


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        figure = match["figure"]
        value = Decimal(_GROUPING.sub("", figure)) if figure else None
        yield Token(match.group().lower(), match.start(), match.end(), value)
