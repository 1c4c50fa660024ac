"""Numbers, dates and names of a text in one normal form, so that a statement's can be looked up in its source."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from rag.language.dates import MONTH_NUMBERS

_UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "k": 10**3, "lakh": 10**5, "million": 10**6, "mn": 10**6, "m": 10**6, "crore": 10**7, "cr": 10**7,
    "billion": 10**9, "bn": 10**9, "b": 10**9, "trillion": 10**12, "tn": 10**12,
}  # fmt: skip
_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_AND = r"\s+and\s+"
_UNITS_OF_MEASURE = {
    "%": r"per\s?cent|percent|%|percentage points?",
    "tonne": r"(?:metric )?(?:tonnes?|tons?)|t|mt",
    "kilogram": r"kilograms?|kilos?|kg",
    "gram": r"grams?|g",
    "dollar": r"(?:US |Australian |A)?dollars?",
    "euro": r"euros?",
    "rupee": r"rupees?",
    "yuan": r"yuan|renminbi",
    "yen": r"yen",
    "pound": r"pounds?",
    "kilometre": r"kilomet(?:re|er)s?|km",
    "year": r"years?",
    "month": r"months?",
    "week": r"weeks?",
    "day": r"days?",
}
_UNIT_BEHIND = re.compile(
    rf"\s?(?:of\s)?({'|'.join(_UNITS_OF_MEASURE.values())})(?!\w)", re.IGNORECASE
)
_CURRENCIES = {
    "$": "dollar", "US$": "dollar", "A$": "dollar", "USD": "dollar", "AUD": "dollar", "€": "euro", "EUR": "euro", "£": "pound",
    "¥": "yen", "CNY": "yuan", "₹": "rupee", "Rs": "rupee", "INR": "rupee",
}  # fmt: skip
_DATE = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})\b\.?(?:,?\s+(?P<y1>(?:19|20)\d\d)\b)?"
    rf"|(?P<m2>{_MONTH})\b\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?![\d.,]\d)(?:,?\s+(?P<y2>(?:19|20)\d\d)\b)?"
    rf"|(?P<m3>{_MONTH})\b\.?,?\s+(?:of\s+)?(?P<y3>(?:19|20)\d\d)\b"
    r"|(?P<y4>(?:19|20)\d\d)-(?P<m4>\d\d)-(?P<d4>\d\d))",
    re.IGNORECASE,
)
_NUMBER_WORD = "|".join([*_UNITS, *_TENS])
_NUMBER = re.compile(
    rf"(?<![\w.])(?P<figure>\d{{1,3}}(?:[,\u202f\u00a0]\d{{2,3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:[\s-]*(?P<scale>{'|'.join(_SCALES)})\b)?"
    rf"|\b(?P<words>(?:{_NUMBER_WORD})(?:[\s-]+(?:and\s+)?(?:{_NUMBER_WORD}|hundred|thousand|million|billion|crore|lakh))*)\b",
    re.IGNORECASE,
)
_REFERENCES = re.compile(
    r"\bNos?\.?\s\d+(?:(?:,|,?\sand|\sto)?\s\d+)*|\b(?:19|20)\d\d\b(?![,.]\d)", re.IGNORECASE
)
# Characters around a number or a name that are looked at; a text of 300 KB on one line took a minute without.
_NEAR = 80


class Amount(NamedTuple):
    """A number and the unit it is given in: "tonne", "%", "dollar", …; "" when it has none that is known."""

    value: Decimal
    unit: str = ""


class Day(NamedTuple):
    """A date as far as it is given: any part may be None."""

    year: int | None
    month: int | None
    day: int | None

    def agrees_with(self, other: Day) -> bool:
        """Whether every part given here stands in `other` too."""
        return all(mine is None or mine == theirs for mine, theirs in zip(self, other, strict=True))


def days(text: str) -> list[Day]:
    """Dates of a text: "April 4" -> Day(None, 4, 4), "April 2025" -> Day(2025, 4, None)."""
    return [_day(match) for match in _DATE.finditer(text)]


def numbers(text: str) -> set[Decimal]:
    """Numbers of a text outside its dates: "1.2bn" -> 1200000000, "seven" -> 7, "Rs 7,280 crore" -> 72800000000.

    One is left out: "one" is a pronoun more often than a count.
    """
    return {amount.value for amount in amounts(text)}


def amounts(text: str) -> set[Amount]:
    """Numbers as in `numbers`, with their units: "3,188 t" and "3,188 tonnes" -> Amount(3188, "tonne")."""
    bare = _DATE.sub(" ; ", text)
    found = set()
    for match in _NUMBER.finditer(bare):
        for value in _values(match):
            if value != 1:
                found.add(
                    Amount(
                        value,
                        _unit(
                            bare[max(0, match.start() - _NEAR) : match.start()],
                            bare[match.end() : match.end() + _NEAR],
                        ),
                    )
                )
    return found


def figures(text: str) -> set[Amount]:
    """Amounts as in `amounts`, without the numbers of acts ("No. 18 of 2025") and years, which count nothing."""
    return amounts(_REFERENCES.sub(" ; ", text))


def names(text: str) -> set[str]:
    """Capitalised words of a text that do not open a sentence, without possessives."""
    found = set()
    for match in re.finditer(r"[A-Z][\w’'&-]*", text):
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
                MONTH_NUMBERS.get(month.lower()) or int(month),
                int(day) if day else None,
            )
    raise ValueError(f"no month in {match.group()!r}")


def _values(match: re.Match[str]) -> list[Decimal]:
    if match["words"]:
        return (
            [_spelled(part) for part in re.split(_AND, match["words"])]
            if _is_list(match["words"])
            else [_spelled(match["words"])]
        )
    try:
        figure = Decimal(re.sub(r"[,\s\u202f\u00a0]", "", match["figure"]))
    except InvalidOperation:
        return []
    return [(figure * (_SCALES[match["scale"].lower()] if match["scale"] else 1)).normalize()]


def _is_list(text: str) -> bool:
    """Whether "and" joins two numbers ("six and seven") rather than the parts of one ("two hundred and five")."""
    first = re.split(_AND, text)[0].lower()
    return bool(re.search(_AND, text)) and not re.search(
        r"hundred|thousand|million|billion|crore|lakh", first
    )


def _unit(before: str, after: str) -> str:
    """The unit that stands right behind a number, or the currency sign right before it."""
    behind = _UNIT_BEHIND.match(after)
    if behind:
        return next(
            unit
            for unit, pattern in _UNITS_OF_MEASURE.items()
            if re.fullmatch(pattern, behind[1], re.IGNORECASE)
        )
    ahead = re.search(r"(US\$|A\$|\$|€|£|¥|₹|Rs\.?|USD|EUR|INR|CNY|AUD)\s?$", before)
    return _CURRENCIES[ahead[1].rstrip(".")] if ahead else ""


def _spelled(text: str) -> Decimal:
    """Number words: "two hundred and five" -> 205."""
    total, current = 0, 0
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in _UNITS:
            current += _UNITS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
    return Decimal(total + current).normalize()
