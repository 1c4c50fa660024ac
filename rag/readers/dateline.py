"""Lines that date the page itself, as against a headline or a sentence with an event's day."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.language.dates import DAY_WORDS, dating, days_in
from rag.language.lexicon import load
from rag.readers.cleaning.copyright import copyright_holder
from rag.readers.cleaning.date_line import is_date_line, words_beside_date
from rag.readers.cleaning.junk_lines import is_byline, is_sentence
from rag.readers.cleaning.phrases import NAMES, one_of
from rag.schema import Dating

_DATES = load("page_dates")
_ABROAD = _DATES["abroad"]
_MARK = r"(?:[•·|-]\s*)?"
_LABEL = re.compile(rf"{_MARK}{one_of(_DATES['published'])}\b")
# Such a word opens many a headline too ("Data", "Stand"), so that the date stands near it.
_LABEL_ABROAD = re.compile(rf"{_MARK}{one_of(_ABROAD['published'])}(?!\w)\D{{0,12}}(?=\d)")
_UPDATE = re.compile(
    _MARK + one_of((*_DATES["updated"], *_DATES["reviewed"], *_ABROAD["updated"])) + r"(?!\w)"
)
# The start of a line that a machine wrote: "2025-10-31 11:14 Source: ...".
_STAMP = re.compile(r"\d{4}[-/年]\d\d?[-/月]\d\d?日?\s{1,3}\d\d?:\d\d")
# "28.01.2022 – 29.01.2022" says when something takes place.
_RANGE = re.compile(r"\d{4}\s?[–—-]\s?\d{1,2}[. ]")
_PLACE = rf"{NAMES}(?:, {NAMES}){{0,2}}"
_ONLY_PLACE = re.compile(_PLACE)
# "LONDON, 5 March 2026 - ", "Oslo, Norway, Oct 31, 2025 (Meridian Wire): ".
_AGENCY = r"(?: ?\([A-Z][^()]{1,40}\))?"
_OPENING = re.compile(rf"{_PLACE}[,:]? \(?(?P<date>{DAY_WORDS})\)?{_AGENCY} ?[-–—:]{{1,2}} ?(?=\S)")
_LONGEST_LINE = 160  # characters of a line that dates a page, and of the opening of a text
_LONGEST_SHOWN = 80
_LONGEST_LABEL = 2  # words
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def line_dating(line: str, language: str | None = None) -> Dating | None:
    """Return the date of a line that dates the page.

    The line is a date, or its date stands after a label, a byline or a place, or between bars.

    >>> line_dating("By Jane Roe | 12 November 2025").day
    datetime.date(2025, 11, 12)
    >>> line_dating("What the 9 October 2025 controls mean")
    """
    found = dating(line, "dateline", language=language) if len(line) <= _LONGEST_LINE else None
    if not found:
        return None
    if is_date_line(line) or _is_labelled(line) or _is_labelled_abroad(line) or _follows_name(line):
        return found
    if copyright_holder(line) or _RANGE.search(line):
        return None
    parts = re.split(r"\s*[|·•–—]\s*", line)
    part = next((part for part in parts if is_date_line(part)), None)
    own = dating(part, "dateline", language=language)
    if not own:
        return None
    at = found.at if found.day == own.day else own.at
    return Dating(own.day, own.source, line[:_LONGEST_SHOWN], at)


def _is_labelled(line: str) -> bool:
    labelled = _STAMP.match(line) or _LABEL.match(line) or _LABEL_ABROAD.match(line)
    return bool(labelled) and not is_sentence(line)


def _is_labelled_abroad(line: str) -> bool:
    """Return whether a date has only a word or two beside it, in letters that are not Latin."""
    others = words_beside_date(line) if len(line) <= _LONGEST_SHOWN else None
    return bool(others) and len(others or ()) <= _LONGEST_LABEL and not _LATIN.search(line)


def is_update(line: str) -> bool:
    """Return whether a line opens with "Updated" or the like, in any language of pages."""
    return bool(_UPDATE.match(line))


def first_line_dating(lines: Iterable[str], language: str | None = None) -> Dating | None:
    """Return the date of the first line that dates the page; an update does when nothing else."""
    ordered = sorted(lines, key=lambda line: (is_update(line), not _is_labelled(line)))
    datings = (line_dating(line, language) for line in ordered)
    return next((found for found in datings if found), None)


def opening_dating(line: str) -> Dating | None:
    """Return the date of a place line that opens a text, with or without an agency.

    >>> opening_dating("LONDON, 5 March 2026 - Ministers met on Thursday.").text
    'LONDON, 5 March 2026 -'
    """
    match = _OPENING.match(line[:_LONGEST_LINE])
    return dating(match.group().strip(), "dateline") if match else None


def _follows_name(line: str) -> bool:
    """Return whether only a byline or a place stands before the date.

    Such are "By Jane Roe, 31 October 2025" and "Oslo, Norway, 31 October 2025".
    """
    found = days_in(line)
    if not found or is_sentence(line):
        return False
    match = found[0].match
    before = line[: match.start()]
    name = before.rstrip(" ,|·•–—-")
    if is_byline(name):
        return True
    is_separated = bool(re.search(r"[,|·•–—-]\s*$", before))
    is_last = line.endswith(match.group())
    return is_separated and is_last and bool(_ONLY_PLACE.fullmatch(name))
