"""Compare the numbers of a statement with those of its source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import permutations

from rag.answer.agreement.counts import is_counted, is_elapsed
from rag.answer.agreement.dates import years_of
from rag.answer.agreement.source import SourceText
from rag.language.number_words import scale_words
from rag.language.numbered_references import numbers_of_acts
from rag.language.opposites import single_words
from rag.language.quantities import MULTIPLE, SHARE, Amount, amounts, find_amounts, vague_amounts
from rag.language.tokens import words

# "A third" is 33 per cent; "doubled" is from 2.1 to 4.1.
_SHARE_TOLERANCE = Decimal("0.7")
_RATIO_TOLERANCE = Decimal("0.05")
# "Dozens" may stand for any number up to this many times the least.
_VAGUE_SPAN = 50
_PHYSICAL = ("mass", "length", "area", "volume", "energy", "power")
_HUNDRED = Decimal(100)
_THINGS = re.compile(r"\s[a-z]{2,}s\b")
_SINGLE = re.compile(
    (
        rf"\b(?:only one|a single|one|1)\s+(?!(?:of|day|more|another|and"
        rf"|{'|'.join(scale_words())})\b)[a-z]"
    ),
    re.IGNORECASE,
)


def numbers(statement: str, source: SourceText) -> str:
    """Compare amounts, with units where both have one.

    A bare year and the number of an act may be the context's; a count may be that of a list, and a
    time "later" that between two dates.
    """
    known = amounts(source.quote, with_ones=True)
    years = years_of(f"{source.quote} {source.context}")
    acts = {Decimal(number) for number in numbers_of_acts(source.context) if number.isdigit()}
    things = _counted_things(source.quote)
    for amount in sorted(amounts(statement)):
        if not amount.unit and amount.value in years | acts:
            continue
        if is_elapsed(amount, statement, source) or is_counted(amount, statement, source):
            continue
        is_other_thing = _is_physical(amount) and amount.value in things and amount not in known
        if is_other_thing or not _is_backed(amount, known):
            unit = f" {amount.unit}" if amount.unit else ""
            return f"does not say the number {amount.value:f}{unit}"
    return ""


def _is_physical(amount: Amount) -> bool:
    """Return whether an amount is in a unit of measure: no share, point or money."""
    return amount.measure is not None and amount.measure.kind in _PHYSICAL


def _counted_things(text: str) -> set[Decimal]:
    """Return the numbers of things that are no unit: "40 bags" says nothing of 40 tonnes."""
    found = find_amounts(text)
    return {
        placed.amount.value
        for placed in found
        if not placed.amount.unit and _THINGS.match(text, placed.end)
    }


def _is_backed(asked: Amount, known: Iterable[Amount]) -> bool:
    known = list(known)
    if any(_same_amount(asked, other) for other in known):
        return True
    return asked.unit in (MULTIPLE, SHARE) and _is_ratio(asked.value, known)


def _same_amount(asked: Amount, known: Amount) -> bool:
    """Return whether two amounts are one: "40 kt" and "40,000 t", "doubled" and "100 per cent"."""
    units = {asked.unit, known.unit}
    if MULTIPLE in units:
        return _as_multiple(asked) == _as_multiple(known)
    one, other = asked.measure, known.measure
    if one is None or other is None:
        return asked.value == known.value
    if not one.measures_like(other):
        return False
    if SHARE in units:
        return abs(asked.base_value - known.base_value) <= _SHARE_TOLERANCE
    return asked.base_value == known.base_value


def _as_multiple(amount: Amount) -> Decimal | None:
    """Return how many times as much a change makes: a rise by 100 per cent two, a fall by half 0.5.

    Shares of less than a whole are taken for a fall, since "rose by half" is no multiple that has a
    word.
    """
    if amount.unit == MULTIPLE:
        return amount.value
    measure = amount.measure
    if measure is None or measure.kind != "share":
        return None
    share = amount.base_value / _HUNDRED
    return (1 + share if share >= 1 else 1 - share).normalize()


def _is_ratio(asked: Decimal, known: Iterable[Amount]) -> bool:
    """Return whether two amounts of a source are in a ratio: "from 20 to 40" has doubled."""
    for first, last in permutations(known, 2):
        if {first.unit, last.unit, ""} != {first.unit or last.unit, ""}:
            continue
        if not first.value or _is_year(first) or _is_year(last):
            continue
        ratio = last.value / first.value
        if abs(ratio - asked) <= _RATIO_TOLERANCE * asked:
            return True
    return False


def _is_year(amount: Amount) -> bool:
    return not amount.unit and 1900 <= amount.value < 2100


def vague_numbers(statement: str, source: SourceText) -> str:
    """Compare "dozens" with the same word or with a number that it may stand for."""
    there = vague_amounts(source.quote)
    known = [amount.value for amount in amounts(source.quote)]
    for word, least in vague_amounts(statement).items():
        if word in there or any(least <= value <= least * _VAGUE_SPAN for value in known):
            continue
        return f"does not say {word}"
    return ""


def single(statement: str, source: SourceText) -> str:
    """Compare "one firm" with a source that speaks of one."""
    if _SINGLE.search(statement) and not single_words() & set(words(source.quote)):
        return "does not speak of one"
    return ""
