"""Between which values a figure lies, by its words: "about 30", "at least 50", "10 to 15"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from rag.answer.conflicts.wording import LEXICON
from rag.language.quantities import Measured
from rag.language.temporal.vocabulary import phrases

_WORDS = LEXICON["bounds"]
# "About 30" may be 27 or 33; a rounded figure is at most this far from the exact one.
_ABOUT = Decimal("0.1")
# Below this "20" is not a rounded 23.
_EXACT_BELOW = 100
# "A third" is 33 per cent.
_SHARE_TOLERANCE = Decimal("0.7")
_MOST = Decimal("1e30")
_REACH = 40


class Bounds(NamedTuple):
    """The least and the most that a figure may be, in the base unit of its kind."""

    low: Decimal
    high: Decimal

    def meet(self, other: Bounds) -> bool:
        """Return whether both may be one value."""
        return self.low <= other.high and other.low <= self.high


def _right_before(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b{phrases(words)}\s+(?:the\s+|a\s+|an\s+)?\W*$", re.IGNORECASE)


_IS_ABOUT = _right_before(_WORDS["about"])
_IS_LEAST = _right_before(_WORDS["least"])
_IS_MOST = _right_before(_WORDS["most"])
_JOIN = re.compile(rf"\s*{phrases(_WORDS['joins'])}\s*(?:about\s+|some\s+)?", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+\W*$", re.IGNORECASE)


def bounds_of(text: str, figure: Measured) -> Bounds:
    """Return the bounds of a figure by the words right before it."""
    value = figure.amount.base_value
    before = text[max(0, figure.start - _REACH) : figure.start]
    if _IS_LEAST.search(before):
        return Bounds(value, _MOST)
    if _IS_MOST.search(before):
        return Bounds(Decimal(0), value)
    if _IS_ABOUT.search(before):
        return Bounds(value * (1 - _ABOUT), value * (1 + _ABOUT))
    return Bounds(value, value)


def is_range(text: str, first: Measured, last: Measured) -> bool:
    """Return whether two figures are the ends of one range or a choice: "10 to 15", "3 or 4"."""
    between = text[first.end : last.start]
    if not _JOIN.fullmatch(between):
        return False
    if "and" in between.lower():
        return bool(_BETWEEN.search(text[max(0, first.start - _REACH) : first.start]))
    return True


def is_rounded(one: Measured, other: Measured) -> bool:
    """Return whether either figure is the other one rounded: 31 for 30.8, 2 million for 1.96."""
    return _rounds(one, other) or _rounds(other, one)


def _rounds(short: Measured, exact: Measured) -> bool:
    """Return whether the first figure is the second to as many digits as it has."""
    value = short.amount.value
    if not value:
        return False
    factor = short.amount.base_value / value
    difference = abs(value - exact.amount.base_value / factor)
    exponent = value.normalize().as_tuple().exponent
    step = Decimal(1).scaleb(int(exponent))
    if value < _EXACT_BELOW:
        step = min(step, Decimal(1))
    if "share" in _kinds(short, exact) and short.amount.unit != exact.amount.unit:
        return difference * factor <= _SHARE_TOLERANCE
    return difference <= step / 2 and difference <= value * _ABOUT


def _kinds(*figures: Measured) -> set[str]:
    measures = (figure.amount.measure for figure in figures)
    return {measure.kind for measure in measures if measure}
