"""Lines that are a date and nothing else."""

from __future__ import annotations

import re

from rag.language.dates import MONTH_NUMBERS, days_in
from rag.language.lexicon import load
from rag.language.locale_names import folded_word, weekdays_everywhere
from rag.readers.cleaning.junk_lines import BULLET
from rag.readers.cleaning.phrases import one_of

_LONGEST = 90  # characters
_MOST_WORDS_OF_WEEKDAY = 2
_MONTH = rf"(?:{'|'.join(sorted({name[:3] for name in MONTH_NUMBERS}))})[a-z]*\.?"
_WEEKDAY = r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,?\s+"
_DAY_OF_MONTH = r"\d{1,2}(?:st|nd|rd|th)?"
_PLACE = r"(?:[A-Z][a-z]+(?: [A-Z][a-z]+)?(?:,\s+|\s+[|·]\s+)(?=[A-Z\d]))"
_ENGLISH = load("page_dates")["date_line"]
_LABELS = rf"(?:{one_of(_ENGLISH)}\b[\s:|on-]*)*"
_CLOCK_BEFORE = r"(?:\d{1,2}[:.]\d\d\s?(?:[ap]\.?m\.?)?\s?(?:[A-Z]{2,4})?,?\s)"
_DAY = "|".join(
    (
        rf"{_MONTH}\s+{_DAY_OF_MONTH}(?:,\s*|\s+)\d{{4}}",
        rf"{_DAY_OF_MONTH}\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}",
        r"\d{4}[-/]\d\d?[-/]\d\d?",
        r"\d{4}\s?[年년]\s?\d\d?\s?[月월]\s?\d\d?\s?[日일]",
    )
)
_CLOCK_AFTER = r"(?:T?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?)"
_ZONE = r"(?:[A-Z]{2,5}|GMT[+-]\d+|[+-]\d\d:?\d\d|Z)"
_DATE_LINE = re.compile(
    rf"^(?:[•·|]\s*)?{_PLACE}?{_LABELS}{_CLOCK_BEFORE}?(?:{_WEEKDAY})?(?:{_DAY})"
    rf"[\s,|·•at-]*{_CLOCK_AFTER}?[\s,(]*{_ZONE}?\)?[\s,|]*$",
    re.IGNORECASE,
)

_FIGURES = re.compile(r"\d{4}|\d\d?\.\d\d?\.\d\d")
_ABROAD = load("page_dates")["abroad"]
_LABEL = re.compile(
    rf"{one_of((*_ENGLISH, *_ABROAD['updated'], *_ABROAD['published']))}(?!\w)", re.IGNORECASE
)
_AROUND = frozenset(map(folded_word, _ABROAD["around"]))
_WORDS = re.compile(r"\d+|[^\W\d_][^\s\d,;:|()<>/+–—-]*")


def is_date_line(block: str) -> bool:
    """Return whether the block is a date, with or without a time and a word like "Updated".

    >>> is_date_line("Updated: 31 October 2025, 11:14 IST"), is_date_line("Oil fell on 31 October")
    (True, False)
    """
    if len(block) >= _LONGEST or not _FIGURES.search(block):
        return False
    line = BULLET.sub("", block)
    return bool(_DATE_LINE.match(line)) or _is_date_line_abroad(line)


def _is_date_line_abroad(line: str) -> bool:
    """Return whether nothing but a label, a weekday and an hour stand around a date.

    >>> is_date_line("Publié le 1er janv. 2024 à 10h15"), is_date_line("Table 2: 13.07.2022")
    (True, False)
    """
    # A full stop ends the sentence that an act's last line is: "May 14, 2003."
    if re.search(r"\d{4}\.$", line):
        return False
    return words_beside_date(line) == []


def words_beside_date(line: str) -> list[str] | None:
    """Return the words around the dates of a line that date nothing; None without a date.

    A label of publication, a weekday, an hour and its zone are none of them.
    """
    found = days_in(line)
    if not found or line.startswith(("#", "|")):
        return None
    rest = line
    for _, match in found:
        rest = rest.replace(match.group(), " ")
    words = _WORDS.findall(_LABEL.sub(" ", rest.strip(" |•·-:")))
    folded = (folded_word(word) for word in words if not word[0].isdigit())
    others = [word for word in folded if word not in _AROUND]
    if len(others) > _MOST_WORDS_OF_WEEKDAY:
        return others
    return [word for word in others if word not in weekdays_everywhere()]
