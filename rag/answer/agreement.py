"""Compare a statement with its sources: amounts, dates, names, negations, directions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from rag.language.locale_names import month_numbers, weekdays
from rag.language.number_words import scale_words
from rag.language.opposites import (
    is_demonym_of,
    negated_stems,
    opposite_stems,
    plain_stems,
    single_words,
)
from rag.language.quantities import (
    MULTIPLE,
    SHARE,
    Amount,
    Day,
    amounts,
    days,
    names,
    vague_amounts,
    without_amounts,
)
from rag.language.tokens import STOP_WORDS, stem, words

# "A third" is 33 per cent; "doubled" is from 2.1 to 4.1.
_SHARE_TOLERANCE = Decimal("0.7")
_RATIO_TOLERANCE = Decimal("0.05")
# "Dozens" may stand for any number up to this many times the least.
_VAGUE_SPAN = 50
_HUNDRED = Decimal(100)
_SINGLE = re.compile(
    (
        rf"\b(?:only one|a single|one|1)\s+(?!(?:of|day|more|another|and"
        rf"|{'|'.join(scale_words())})\b)[a-z]"
    ),
    re.IGNORECASE,
)
_OPENER = re.compile(r"[\"'“‘(]*([^\W\d_][\w’'-]*)")


@dataclass(frozen=True)
class SourceText:
    """The text that a statement is compared with.

    `quote` is its supporting sentences; `context` (titles, publishers, days of publication) may
    supply names and dates, never
    numbers; `vocabulary` is every passage of the turn, which tells common words from names at a
    sentence's start.
    """

    quote: str
    context: str = ""
    vocabulary: str = ""


def disagreement(statement: str, source: SourceText) -> str:
    """Return the first thing in a statement that its source lacks or contradicts, "" without one.

    >>> disagreement("It cost half a million dollars.", SourceText("It cost two million dollars."))
    'does not say the number 500000 dollar'
    """
    checks = (
        _dates,
        _months_and_weekdays,
        _numbers,
        _vague_numbers,
        _single,
        _names,
        _negation,
        _direction,
    )
    return next((fault for check in checks if (fault := check(statement, source))), "")


def _dates(statement: str, source: SourceText) -> str:
    known, years = days(source.quote), _years(f"{source.quote} {source.context}")
    for day in days(statement):
        if not any(_same_day(day, other, years) for other in known):
            return "does not say the date " + "-".join(str(part) for part in day if part)
    return ""


def _same_day(asked: Day, known: Day, years: set[int]) -> bool:
    if asked.agrees_with(known):
        return True
    if known.year is not None or asked.year not in years:
        return False
    return Day(None, asked.month, asked.day).agrees_with(known)


def _months_and_weekdays(statement: str, source: SourceText) -> str:
    """Compare months and weekdays alone ("in May", "on Friday").

    A date of the context has its month.
    """
    known = set(words(f"{source.quote} {source.context}"))
    months = {month_numbers()[word] for word in known if word in month_numbers()}
    months |= {int(month) for month in re.findall(r"\b\d{4}-(\d\d)-\d\d\b", source.context)}
    for name in _capitalised(statement):
        month = month_numbers().get(name.lower())
        is_other_month = month is not None and month not in months
        is_other_day = name.lower() in weekdays() and name.lower() not in known
        if is_other_month or is_other_day:
            return f"does not say {name}"
    return ""


def _numbers(statement: str, source: SourceText) -> str:
    """Compare amounts, with units where both have one; a bare year may be the context's."""
    known = amounts(source.quote, with_ones=True)
    years = _years(f"{source.quote} {source.context}")
    for amount in sorted(amounts(statement)):
        if not amount.unit and amount.value in years:
            continue
        if not _is_backed(amount, known):
            unit = f" {amount.unit}" if amount.unit else ""
            return f"does not say the number {amount.value:f}{unit}"
    return ""


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


def _vague_numbers(statement: str, source: SourceText) -> str:
    """Compare "dozens" with the same word or with a number that it may stand for."""
    there = vague_amounts(source.quote)
    known = [amount.value for amount in amounts(source.quote)]
    for word, least in vague_amounts(statement).items():
        if word in there or any(least <= value <= least * _VAGUE_SPAN for value in known):
            continue
        return f"does not say {word}"
    return ""


def _single(statement: str, source: SourceText) -> str:
    """Compare "one firm" with a source that speaks of one."""
    if _SINGLE.search(statement) and not single_words() & set(words(source.quote)):
        return "does not speak of one"
    return ""


def _names(statement: str, source: SourceText) -> str:
    known = set(words(f"{source.quote} {source.context}"))
    for name in sorted(_claimed_names(statement, source)):
        if not all(_is_known_name(part, known) for part in words(name)):
            return f"does not say the name {name}"
    return ""


def _is_known_name(word: str, known: set[str]) -> bool:
    """Return whether a source has a name; months and weekdays are compared as dates."""
    is_date = word in month_numbers() or word in weekdays()
    return word in known or is_date or word in ("us", "i") or is_demonym_of(word, known)


def _claimed_names(statement: str, source: SourceText) -> Iterable[str]:
    """Return names inside a statement, and the word that opens it if no passage writes it small."""
    bare = without_amounts(statement)
    yield from names(bare)
    opener = _OPENER.match(bare)
    if not opener or not opener[1][0].isupper():
        return
    word = words(opener[1])
    small = set(re.findall(r"\b[a-z][\w-]*", source.vocabulary))
    if not word or word[0] in STOP_WORDS or word[0] in small or vague_amounts(word[0]):
        return
    if stem(word[0]) not in {stem(other) for other in small}:
        yield opener[1]


def _negation(statement: str, source: SourceText) -> str:
    """Compare negations: a word negated on one side must not stand plain on the other."""
    denied, claimed = negated_stems(statement), plain_stems(statement)
    denied_there, claimed_there = negated_stems(source.quote), plain_stems(source.quote)
    if denied and not denied & denied_there and denied & claimed_there:
        return "does not deny it"
    if not denied and denied_there & claimed - claimed_there:
        return "denies it"
    return ""


def _direction(statement: str, source: SourceText) -> str:
    claimed = {stem(word) for word in words(statement)}
    there = {stem(word) for word in words(source.quote)}
    for pair in opposite_stems():
        for one, other in (pair, pair[::-1]):
            is_one_sided = claimed & one and not claimed & other
            is_other_there = there & other and not there & one
            if is_one_sided and is_other_there:
                return "says the opposite"
    return ""


def _capitalised(text: str) -> list[str]:
    return re.findall(r"(?<=[\w,;] )[A-Z][a-z]+", text)


def _years(text: str) -> set[int]:
    return {int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)}
