"""Plain text as scrapers leave it: a headline, lines about the page, then the body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.language.dates import MONTH_NUMBERS, dating
from rag.language.lexicon import load
from rag.language.sentences import sentences
from rag.readers.cleaning.copyright import copyright_holder
from rag.readers.cleaning.date_line import is_date_line
from rag.readers.cleaning.junk_lines import is_byline, is_sentence
from rag.readers.cleaning.phrases import NAMES, one_of
from rag.readers.dateline import line_dating, opening_dating
from rag.readers.line_wrapping import unwrap_lines
from rag.readers.page import Page
from rag.schema import Dating

_BYLINES = load("bylines")
_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_DAY = rf"(?i:(?:{_MONTH})\.?\s\d{{1,2}}|\d{{1,2}}\s(?:{_MONTH})\.?)"
_UPDATED = re.compile(rf"^(?:[•·|-]\s*)?{one_of(load('page_dates')['updated'])}\b")
# "OSLO, Oct 27 (Meridian Wire) - …"
_AGENCY_NAME = r"\((?P<agency>[A-Z][^)]{1,40})\)"
_AGENCY = re.compile(
    rf"(?:{NAMES})(?:, {NAMES})?,? ?(?:{_DAY})?,? ?(?:\d{{4}} ?)?{_AGENCY_NAME} ?[-–—:]+ ?"
)
_DESK = re.compile(rf"(?:(?i:by) )?(?P<name>{NAMES}) (?:\| )?{one_of(_BYLINES['desks'])}\b")
_LABEL = rf"(?:{one_of(_BYLINES['publisher_labels'])}\s*:\s*|(?i:published by)\s+)"
_LABELLED = re.compile(rf"{_LABEL}(?P<name>[A-Z][^.\n]{{2,60}}?)\.?$")
_BY_FOR = re.compile(rf"(?i:by) {NAMES} ?[|,] ?(?P<name>[A-Z][^|,•\d]{{2,50}})(?:[|,•].*)?$")
_SUFFIX = re.compile(r"\s+[-–—|]\s+([^-–—|]{2,60})$")
_FROM_YEAR = re.compile(r"[\s,]{0,9}\b(?:19|20)\d\d\b.*$")
_LEGAL_FORM = re.compile(
    r"\s*(?:[|·•–—-]\s*)?(?:all rights reserved|ltd|limited|inc)\.?$", re.IGNORECASE
)
_DESK_SECTION = re.compile(rf"\s+{one_of(_BYLINES['desk_sections'])}$")
_HEAD, _FOOT = 14, 8  # lines that may be about the page
_TITLE_LINES = 4
_SHORTEST_TITLE, _LONGEST_TITLE = 8, 200  # characters
_LONGEST_SENTENCE = 90  # characters of a headline that ends in a full stop
_LONGEST_LINE = 160  # characters of a line about the page, and of an agency's opening


def read_text(text: str, origin: str) -> Page:
    """Read one plain text; the first line is the title when it is short and text follows it."""
    blocks = tuple(unwrap_lines(text))
    head = blocks[:_HEAD]
    publisher = _publisher(blocks)
    title = _title(head, publisher) if len(blocks) > 1 else None
    updates = (dating(line, "dateline") for line in head if _UPDATED.match(line))
    without_agency = (_without_agency(block) for block in blocks)
    return Page(
        blocks=tuple(block for block in without_agency if block),
        title=title,
        publisher=publisher,
        published=_published(head, title),
        updated=next((found for found in updates if found), None),
    )


def _title(head: tuple[str, ...], publisher: str | None) -> str | None:
    """Return the first line that reads as a headline, without the publisher's name behind it."""
    for line in head[:_TITLE_LINES]:
        if _is_text(line):
            return None
        if _is_headline(line):
            suffix = _SUFFIX.search(line)
            is_publisher = suffix and publisher and suffix.group(1).lower() == publisher.lower()
            return line[: suffix.start()] if suffix and is_publisher else line
    return None


def _is_headline(line: str) -> bool:
    """Return whether a line has two words or more, is short, and is no date and no byline."""
    if len(line.split()) < 2 or not _SHORTEST_TITLE <= len(line) <= _LONGEST_TITLE:
        return False
    return not is_date_line(line) and not is_byline(line)


def _is_text(line: str) -> bool:
    """Return whether a line opens the report: with a dateline, or a sentence that goes on."""
    if _agency(line) or opening_dating(line) or len(sentences(line)) > 1:
        return True
    return is_sentence(line) and len(line) > _LONGEST_SENTENCE


def _published(head: tuple[str, ...], title: str | None) -> Dating | None:
    """Return the date of the first line that dates the page, never of the headline.

    Lines that date an update come after the others, and an agency's or a place's dateline last.
    """
    lines = [line for line in head if not (title and line.startswith(title))]
    ordered = sorted(lines, key=lambda line: bool(_UPDATED.match(line)))
    agency_line = next((line for line in head if _agency(line)), "")

    def candidates() -> Iterator[Dating | None]:
        yield from map(line_dating, ordered)
        yield dating(agency_line[:80], "dateline")
        yield from map(opening_dating, lines)

    return next((found for found in candidates() if found), None)


def _agency(line: str) -> re.Match[str] | None:
    return _AGENCY.match(line[:_LONGEST_LINE])


def _without_agency(line: str) -> str:
    found = _agency(line)
    return line[found.end() :] if found else line


def _publisher(blocks: tuple[str, ...]) -> str | None:
    """Return who published the text.

    The name stands in a desk's byline, a labelled line, a byline's second part, an agency's
    dateline or the copyright line.
    """
    head, foot = blocks[:_HEAD], blocks[-_FOOT:]
    headers = [line for line in head if not is_sentence(line)]
    for lines, pattern in ((headers, _DESK), (blocks, _LABELLED), (headers, _BY_FOR)):
        short = (line for line in lines if len(line) < _LONGEST_LINE)
        found = next((match for match in map(pattern.match, short) if match), None)
        if found:
            return _trimmed(found["name"])
    agencies = (match["agency"] for match in map(_agency, head) if match)
    agency = next(agencies, None)
    if agency:
        return _trimmed(agency)
    short = (line for line in (*foot, *head) if len(line) < _LONGEST_LINE)
    holder = next((name for name in map(copyright_holder, short) if name), None)
    return _trimmed(holder or "")


def _trimmed(name: str) -> str | None:
    """Return a name without legal forms, years and the section of a desk.

    "Business Today Markets" becomes "Business Today".
    """
    name = _FROM_YEAR.sub("", name.strip(" .,-|"))
    name = _LEGAL_FORM.sub("", name)
    if len(name.split()) > 2:
        name = _DESK_SECTION.sub("", name).strip()
    return name or None
