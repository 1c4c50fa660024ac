"""Amounts, dates and names of a text in one normal form."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from rag.language.locale_names import currency_noun, month_numbers
from rag.language.number_parser import Number, find_numbers
from rag.language.number_words import vague_numbers
from rag.language.units import MONEY, Unit, currency_ahead, unit_behind, unit_named

MULTIPLE = "times"
SHARE = "of a whole"
_MONTH = "|".join(sorted(month_numbers(), key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DATE_FORMS = (
    rf"(?P<d1>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?(?P<m1>{_MONTH})\b\.?(?:,?\s+(?P<y1>{_YEAR})\b)?",
    rf"(?P<m2>{_MONTH})\b\.?\s+(?P<d2>\d{{1,2}}){_ORDINAL}\b(?![\d.,]\d)"
    rf"(?:,?\s+(?P<y2>{_YEAR})\b)?",
    rf"(?P<m3>{_MONTH})\b\.?,?\s+(?:of\s+)?(?P<y3>{_YEAR})\b",
    rf"(?P<y4>{_YEAR})-(?P<m4>\d\d)-(?P<d4>\d\d)",
)
_DATE = re.compile(rf"\b(?:{'|'.join(_DATE_FORMS)})", re.IGNORECASE)
_REFERENCES = re.compile(
    r"\bNos?\.?\s\d+(?:(?:,|,?\sand|\sto)?\s\d+)*|\b(?:19|20)\d\d\b(?![,.]\d)", re.IGNORECASE
)
# Characters around a number or a name that are looked at; a text of 300 KB on one line took a
# minute without.
_NEAR = 80


class Amount(NamedTuple):
    """A number and the name of its unit in `lexicon/units.toml`, "" where none is known."""

    value: Decimal
    unit: str = ""

    @property
    def measure(self) -> Unit | None:
        """The unit, None when there is none."""
        return unit_named(self.unit) if self.unit else None

    @property
    def base_value(self) -> Decimal:
        """The number in the base unit of its kind: 40 kt and 40,000 t are both 40,000,000 kg."""
        measure = self.measure
        return (self.value * measure.factor).normalize() if measure else self.value


class Day(NamedTuple):
    """A date as far as it is given: any part may be None."""

    year: int | None
    month: int | None
    day: int | None

    def agrees_with(self, other: Day) -> bool:
        """Return whether every part given here stands in `other` too."""
        return all(mine is None or mine == theirs for mine, theirs in zip(self, other, strict=True))


def days(text: str) -> list[Day]:
    """Return the dates of a text: "April 4" -> Day(None, 4, 4), "May 25" -> Day(None, 5, 25)."""
    return [_day(match) for match in _DATE.finditer(text)]


class Measured(NamedTuple):
    """An amount and where it stands, its currency sign and its unit included."""

    amount: Amount
    start: int
    end: int
    in_words: bool


def numbers(text: str) -> set[Decimal]:
    """Return the numbers of a text outside its dates: "1.2bn" -> 1200000000, "5 lakh" -> 500000.

    One is left out: "one" is a pronoun more often than a count. So is a number of times.
    """
    found = amounts(text)
    return {amount.value for amount in found if amount.unit != MULTIPLE and amount.value != 1}


def amounts(text: str, with_ones: bool = False) -> set[Amount]:
    """Return the numbers of a text with their units.

    Args:
        text: any text; its dates count nothing.
        with_ones: include "one day" and "a single tonne"; a bare one is left out always.

    >>> amounts("3,188 tonnes"), amounts("It doubled.")
    ({Amount(value=Decimal('3188'), unit='tonne')}, {Amount(value=Decimal('2'), unit='times')})
    """
    return {
        found.amount
        for found in find_amounts(_without_dates(text))
        if not _is_pronoun(found, with_ones)
    }


def find_amounts(text: str) -> list[Measured]:
    """Return the amounts of a text in order, the numbers of dates among them."""
    found = (_measured(text, number) for number in find_numbers(text))
    return [measured for measured in found if measured]


def find_figures(text: str) -> list[Measured]:
    """Return the amounts of a text in order, none of a date, a year or the name of an act.

    One is left out, as in `numbers`.
    """
    bare = _REFERENCES.sub(_blank, _DATE.sub(_blank, text))
    return [found for found in find_amounts(bare) if not _is_pronoun(found, with_ones=False)]


def placed_days(text: str) -> list[tuple[Day, int, int]]:
    """Return the dates of a text, each with where it starts and ends."""
    return [(_day(match), match.start(), match.end()) for match in _DATE.finditer(text)]


# Before the number of a name: "COVID-19", "F-35".
_IN_NAME = re.compile(r"[^\W\d_]-\Z")


def without_amounts(text: str) -> str:
    """Return a text with a comma in place of each amount, so that "Mt" and "US$" are no names.

    >>> without_amounts("It paid US$5 for COVID-19 tests.")
    'It paid ,  for COVID-19 tests.'
    """
    for found in reversed(find_amounts(text)):
        if not _IN_NAME.search(text, 0, found.start):
            text = f"{text[: found.start]}, {text[found.end :]}"
    return text


def without_days(text: str) -> str:
    """Return a text with a comma in place of each date."""
    return _DATE.sub(",", text)


def vague_amounts(text: str) -> dict[str, int]:
    """Return the words of a text that stand for many, with the least number each may mean."""
    found = re.findall(r"[a-z]+", text.lower())
    return {word: vague_numbers()[word] for word in found if word in vague_numbers()}


def figures(text: str) -> set[Amount]:
    """Return the amounts of a text as written, without numbers of acts ("No. 18") and years."""
    return amounts(_REFERENCES.sub(" ; ", text))


def in_base_unit(amount: Amount) -> Amount:
    """Return an amount in the base unit of its kind; "" is the unit of a bare number.

    Amounts that say the same are equal here: "40 kt" and "40,000 tonnes". Of a currency the noun
    counts alone.
    """
    measure = amount.measure
    if measure is None:
        return amount
    if measure.kind == MONEY:
        return Amount(amount.value, currency_noun(measure.codes[0]))
    return Amount(amount.base_value, measure.kind)


def names(text: str) -> set[str]:
    """Return the capitalised words of a text that do not open a sentence, without possessives."""
    found = set()
    for match in re.finditer(r"(?<![^\W_])[A-Z][\w’'&-]*", text):
        before = text[max(0, match.start() - _NEAR) : match.start()].rstrip(" \"'“‘(")
        if before and before[-1] not in ".!?:\n":
            found.add(re.sub(r"[’']s$", "", match.group()))
    return found


def _day(match: re.Match[str]) -> Day:
    parts = match.groupdict()
    for n in "1234":
        month = parts[f"m{n}"]
        if month:
            year, day = parts.get(f"y{n}"), parts.get(f"d{n}")
            return Day(
                int(year) if year else None,
                month_numbers().get(month.lower()) or int(month),
                int(day) if day else None,
            )
    raise ValueError(f"no month in {match.group()!r}")


def _blank(match: re.Match[str]) -> str:
    """Return as many characters as were matched, which end a sentence and name nothing."""
    return ";".ljust(len(match.group()))


def _without_dates(text: str) -> str:
    return _DATE.sub(" ; ", text)


def _is_pronoun(found: Measured, with_ones: bool) -> bool:
    """Return whether a one is no number: bare, or in words where these are not asked for."""
    if found.amount.value != 1:
        return False
    return not found.amount.unit or (found.in_words and not with_ones)


def _measured(text: str, number: Number) -> Measured | None:
    """Return a number with its unit: the one right behind it, or the currency right before."""
    if number.kind == "share":
        return _amount(text, number, SHARE)
    if number.kind == "multiple":
        return _amount(text, number, MULTIPLE)
    behind = unit_behind(text[number.end : number.end + _NEAR])
    if behind:
        unit, length = behind
        return _amount(text, number._replace(end=number.end + length), unit.name)
    if number.kind == "half":
        is_prefix = text.startswith("-", number.end)  # "half-hearted"
        return None if is_prefix else _amount(text, number, SHARE)
    ahead = currency_ahead(text[max(0, number.start - _NEAR) : number.start])
    if not ahead:
        return _amount(text, number, "")
    currency, length = ahead
    found = _amount(text, number, currency.name)
    return found._replace(start=number.start - length)


def _amount(text: str, number: Number, unit: str) -> Measured:
    in_words = not text[number.start].isdigit()
    return Measured(Amount(number.value, unit), number.start, number.end, in_words)
