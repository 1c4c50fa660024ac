"""Full dates in figures and in the languages of the world, as a page prints its own.

A name of a month counts in the page's language, and without one where every language that has it
means the same month. Figures count where only one reading is possible: behind dots the day is
first, and elsewhere the custom of the page's country decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import NamedTuple

from rag.language.lexicon import load
from rag.language.locale_names import is_day_first, month_of, uses_dots

_FORMS = load("calendar")["page_dates"]
# A word, with the vowel signs that are no letters to `re`.
_WORD = r"[^\W\d_][^\s\d,;:|()<>/–—-]{1,24}"
_NAME = rf"(?P<name>{_WORD}(?:\s{_WORD})??)"
_DAY, _YEAR = r"(?P<day>\d{1,2})", r"(?P<year>\d{4})(?!\d)"
_START = r"(?<![\w./-])"
_SUFFIX = rf"(?:{'|'.join(map(re.escape, _FORMS['behind_days']))})?"
_BETWEEN = rf"[.,]?\s+(?:(?:{'|'.join(_FORMS['between'])})\s+|{'|'.join(_FORMS['joined'])})?"
_BEHIND_YEAR = rf"\.?(?:\s?(?:{'|'.join(_FORMS['behind_years'])}))?"
_WITH_NAME = (
    rf"{_START}{_DAY}{_SUFFIX}{_BETWEEN}{_NAME}{_BETWEEN}{_YEAR}",
    rf"(?<!\w){_NAME}\.?\s+{_DAY}{_SUFFIX}{_BETWEEN}{_YEAR}",
    rf"{_START}(?P<year>\d{{4}}){_BEHIND_YEAR},?\s+{_NAME}\s+{_DAY}(?!\d)",
    rf"{_START}(?P<year>\d{{4}}){_BEHIND_YEAR}\s+{_DAY}\.?\s+{_NAME}(?!\w)",
)
_NAMED = tuple(re.compile(form) for form in _WITH_NAME)
_WITH_NUMBER = re.compile(
    rf"{_START}{_DAY}\s(?:{'|'.join(_FORMS['month_words'])})\s(?P<month>\d{{1,2}})"
    rf"(?:,|\s(?:{'|'.join(_FORMS['year_words'])}))?\s{_YEAR}",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    rf"{_START}(?P<year>\d{{4}})\.\s?(?P<month>\d{{1,2}})\.\s?{_DAY}(?!\d|\.\d)"
)
_FIGURES = re.compile(
    rf"{_START}(?P<one>\d{{1,2}})(?P<sign>[./-])\s?(?P<two>\d{{1,2}})(?P=sign)\s?"
    r"(?P<year>\d{4}|\d\d)(?![\w/:-]|\.\d)"
)
_MOST_FIGURES_OF_MONTH = 12
# Thai years count from 543 BC.
_BUDDHIST, _FIRST_BUDDHIST_YEAR = 543, 2400


class WrittenDay(NamedTuple):
    """A date and where it stands; `day` is None where it may be read in more than one way."""

    day: date | None
    match: re.Match[str]


def written_days(text: str, language: str | None = None) -> Iterator[WrittenDay]:
    """Yield the dates of a text that no English name of a month and no ISO form writes.

    Args:
        text: a line or a field.
        language: the page's, such as "de" or "en-GB"; None if it is not known.

    >>> [str(found.day) for found in written_days("Publié le 1er janv. 2024")]
    ['2024-01-01']
    >>> [str(found.day) for found in written_days("02/05/2019", "en-GB")]
    ['2019-05-02']
    >>> [found.day for found in written_days("02/05/2019", "en")]
    [None]
    """
    found = (*_named(text, language), *_numbered(text, language))
    yield from sorted(found, key=lambda written: written.match.start())


def _named(text: str, language: str | None) -> Iterator[WrittenDay]:
    for match in chain.from_iterable(form.finditer(text) for form in _NAMED):
        if month := month_of(match["name"], language):
            yield WrittenDay(_day(match["year"], month, match["day"]), match)


def _numbered(text: str, language: str | None) -> Iterator[WrittenDay]:
    for form in (_WITH_NUMBER, _YEAR_FIRST):
        for match in form.finditer(text):
            yield WrittenDay(_day(match["year"], int(match["month"]), match["day"]), match)
    for match in _FIGURES.finditer(text):
        if len(match["year"]) == len("2024") or _is_short_year(match, language):
            yield WrittenDay(_day_of_figures(match, language), match)


def _is_short_year(match: re.Match[str], language: str | None) -> bool:
    """Return whether "13.07.22" is a date: in languages that write theirs with dots."""
    return match["sign"] == "." and len(match.group()) == len("13.07.22") and uses_dots(language)


def _day_of_figures(match: re.Match[str], language: str | None) -> date | None:
    one, two = int(match["one"]), int(match["two"])
    year = match["year"] if len(match["year"]) > len("22") else f"20{match['year']}"
    is_first = _is_first_the_day(one, two, match["sign"], language)
    if is_first is None:
        return None
    return _day(year, two, one) if is_first else _day(year, one, two)


def _is_first_the_day(one: int, two: int, sign: str, language: str | None) -> bool | None:
    if sign == "." or one == two or one > _MOST_FIGURES_OF_MONTH:
        return True
    return False if two > _MOST_FIGURES_OF_MONTH else is_day_first(language)


def _day(year: str, month: int, day: int | str) -> date | None:
    number = int(year)
    if number > _FIRST_BUDDHIST_YEAR:
        number -= _BUDDHIST
    try:
        return date(number, month, int(day))
    except ValueError:
        return None
