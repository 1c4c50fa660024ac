"""Words that times are written in: numbers, units, months and years."""

from __future__ import annotations

import re

from rag.language.dates import MONTH_NUMBERS
from rag.language.locale_names import weekdays
from rag.language.number_words import number_words, ordinal_words, written_ordinal
from rag.language.temporal.calendar import Unit

# The first letters spare most words the comparison with 23 names: 3 ms on 1,000 characters without,
# 1 ms with.
MONTH = rf"(?=[adfjmnos])(?:{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})"
WEEKDAYS = weekdays()
WEEKDAY = "|".join(WEEKDAYS)
ONES = [word for word, value in number_words().items() if 1 <= value < 20]
TENS = [word for word, value in number_words().items() if value >= 20]
_ORDINALS = {**number_words(), **ordinal_words()}
_LAST_DAY = 31
_WRITTEN = "|".join(
    written_ordinal(number).replace("-", r"[\s-]") for number in range(_LAST_DAY, 0, -1)
)
# A written ordinal is a day between "the" and "of" alone: "the first October announcement" and
# "second of three" are none.
DAY = rf"(?:(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?|(?<=the\s)(?:{_WRITTEN})(?=\s+of\s))"
YEAR = r"(?:(?:19|20)\d\d|['’]\d\d)"
_SPELLED = rf"(?:{'|'.join(TENS)})(?:[\s-](?:{'|'.join(ONES[:9])}))?|(?:{'|'.join(reversed(ONES))})"
NUMBER = rf"(?:\d{{1,3}}|an?|(?:a\s+)?couple\s+of|{_SPELLED})"
UNIT = (
    r"(?:hour|day|week(?:end)?|fortnight|month|quarter|half[\s-]year|(?:fiscal|financial)\s+year"
    r"|year|decade)"
)
DASH = r"[-–—]"
OPEN = r"(?:(?:from|between)\s+)?"
TO = rf"(?:\s*{DASH}\s*|\s+(?:to|and|until|till|through)\s+)"
# A number before one of these counts things.
MEASURE = (
    r"(?:tonnes?|tons?|kg|kilograms?|kilometres?|km|miles?|met(?:re|er)s?|dollars?|euros?|rupees?"
    r"|yuan|yen|per\s?cent|percent|%|[mg]w|barrels?|cases|units|items|people)"
)
ON_WEEKDAY = (
    rf"(?:(?:{WEEKDAY}),?\s+)?(?:the\s+(?=\d{{1,2}}(?:st|nd|rd|th)|(?:{_WRITTEN})\s+of\s))?"
)
# How far before a point its preposition may stand.
REACH = 80
# The end of a clause.
CLOSES = re.compile(r"\s*(?:[?.!,;)]|$)")
# '69 is 2069, '70 is 1970.
_FIRST_YEAR_OF_1900S = 70
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


def number_of(text: str) -> int:
    """Return a number in digits or words: "twenty-one" -> 21, "a" -> 1, "couple of" -> 2."""
    text = text.lower()
    if text.isdigit():
        return int(text)
    if "couple" in text:
        return 2
    return sum(number_words().get(word, 1) for word in re.split(r"[\s-]+", text))


def day_of_month(text: str) -> int:
    """Return the number of a day in digits or words: "9th" -> 9, "twenty-first" -> 21."""
    digits = re.sub(r"\D", "", text)
    if digits:
        return int(digits)
    return sum(_ORDINALS[word] for word in re.split(r"[\s-]", text.lower()))


def unit_of(text: str) -> tuple[Unit, int]:
    """Return a unit and how many of it one is: "fortnight" -> two weeks.

    24 hours are a day, fewer count as one.
    """
    text = re.sub(r"\s+", " ", text.lower()).rstrip("s")
    if text in ("fiscal year", "financial year"):
        return "fiscal", 1
    units: dict[str, Unit] = {
        "week": "week",
        "weekend": "weekend",
        "month": "month",
        "quarter": "quarter",
        "year": "year",
        "decade": "decade",
    }
    if text.startswith("half"):
        return "month", 6
    return ("week", 2) if text == "fortnight" else (units.get(text, "day"), 1)


def steps(number: str | None, unit: str) -> tuple[int, Unit]:
    """Return how many of which unit: ("two", "fortnights") -> (4, "week")."""
    count = number_of(number) if number else 1
    if unit.lower().startswith("hour"):
        return -(-count // 24), "day"
    name, each = unit_of(unit)
    return count * each, name


def year_of(text: str) -> int:
    """Return a year of four digits, or of two behind an apostrophe: "'98" -> 1998."""
    digits = text.strip("'’")
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < _FIRST_YEAR_OF_1900S else 1900)
