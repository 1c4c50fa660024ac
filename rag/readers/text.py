"""Plain text as scrapers leave it: a headline, lines about the page, then the body."""

from __future__ import annotations

import re

from rag.language.dates import MONTH_NUMBERS, dating
from rag.language.sentences import sentences
from rag.readers.cleaning.junk_lines import NAMES, copyright_holder, is_byline, is_sentence
from rag.readers.cleaning.passes import is_date_line
from rag.readers.dateline import line_dating, opening_dating
from rag.readers.line_wrapping import unwrap_lines
from rag.readers.page import Page
from rag.schema import Dating

_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_UPDATED = re.compile(r"^(?:[•·|-]\s*)?(?:last\s+)?(?:updated|modified)\b", re.IGNORECASE)
_DAY = rf"(?i:(?:{_MONTH})\.?\s\d{{1,2}}|\d{{1,2}}\s(?:{_MONTH})\.?)"
# "NEW DELHI, Oct 27 (Meridian Wire) - …", looked for in a line's first characters only.
_AGENCY = re.compile(
    rf"(?:{NAMES})(?:, {NAMES})?,? ?(?:{_DAY})?,? ?(?:\d{{4}} ?)?\((?P<agency>[A-Z][^)]{{1,40}})\) ?[-–—:]+ ?"
)
_AGENCY_PREFIX = 160
_DESK = re.compile(
    rf"(?:(?i:by) )?(?P<name>{NAMES}) (?:\| )?(?i:(?:web |news |digital )?(?:desk|bureau|staff|newsroom|news service|correspondent|reporter))\b"
)
_LABELLED = re.compile(
    r"(?i:(?:source|publisher|published by|publication|outlet)\s*:\s*|published by\s+)(?P<name>[A-Z][^.\n]{2,60}?)\.?$"
)
_BY_FOR = re.compile(rf"(?i:by) {NAMES} ?[|,] ?(?P<name>[A-Z][^|,•\d]{{2,50}})(?:[|,•].*)?$")
_SECTIONS = "commodities|metals|asia|europe|africa|americas|world|trade|markets|economy|politics|policy|national|foreign|energy|mining|sports?|city|tech|science"
_HEADER_LINES = 14
_LONGEST_HEADLINE = 90  # characters of a headline that ends in a full stop


def read_text(text: str, origin: str) -> Page:
    """Read one plain text. The first line is the title when it is short and the text goes on after it."""
    blocks = tuple(unwrap_lines(text))
    head = blocks[:_HEADER_LINES]
    publisher = _publisher(blocks)
    title = _title(head, publisher) if len(blocks) > 1 else None
    return Page(
        blocks=tuple(rest for block in blocks if (rest := _without_agency(block))),
        title=title,
        publisher=publisher,
        published=_published(head, title),
        updated=next(
            (
                found
                for line in head
                if _UPDATED.match(line) and (found := dating(line, "dateline"))
            ),
            None,
        ),
    )


def _title(head: tuple[str, ...], publisher: str | None) -> str | None:
    """The first line that reads as a headline: two words or more, short, no date; without the publisher's name behind it."""
    for line in head[:4]:
        if _is_text(line):
            return None
        if (
            len(line.split()) >= 2
            and 8 <= len(line) <= 200
            and not is_date_line(line)
            and not is_byline(line)
        ):
            suffix = re.search(r"\s+[-–—|]\s+([^-–—|]{2,60})$", line)
            return (
                line[: suffix.start()]
                if suffix and publisher and suffix.group(1).lower() == publisher.lower()
                else line
            )
    return None


def _is_text(line: str) -> bool:
    """Whether a line opens the report itself: with a dateline, or with a sentence that goes on."""
    return (
        bool(_agency(line) or opening_dating(line))
        or len(sentences(line)) > 1
        or (is_sentence(line) and len(line) > _LONGEST_HEADLINE)
    )


def _published(head: tuple[str, ...], title: str | None) -> Dating | None:
    """The first line that dates the page, never the headline; an agency's or a place's dateline last."""
    lines = [line for line in head if not (title and line.startswith(title))]
    for line in sorted(lines, key=lambda line: bool(_UPDATED.match(line))):
        if found := line_dating(line):
            return found
    opening = next((line for line in head if _agency(line)), "")
    return dating(opening[:80], "dateline") or next(
        (found for line in lines if (found := opening_dating(line))), None
    )


def _agency(line: str) -> re.Match[str] | None:
    return _AGENCY.match(line[:_AGENCY_PREFIX])


def _without_agency(line: str) -> str:
    found = _agency(line)
    return line[found.end() :] if found else line


def _publisher(blocks: tuple[str, ...]) -> str | None:
    """Who published: a desk's byline, a labelled line, a byline's second part, the agency of a dateline or the copyright line."""
    head, tail = blocks[:_HEADER_LINES], blocks[-8:]
    for lines, pattern in ((head, _DESK), (blocks, _LABELLED), (head, _BY_FOR)):
        for line in lines:
            if (
                len(line) < 160
                and not (pattern is not _LABELLED and is_sentence(line))
                and (found := pattern.match(line))
            ):
                return _trimmed(found["name"])
    agency = next((found["agency"] for line in head if (found := _agency(line))), None)
    holder = next(
        (name for line in (*tail, *head) if len(line) < 160 and (name := copyright_holder(line))),
        None,
    )
    return _trimmed(agency or holder or "")


def _trimmed(name: str) -> str | None:
    """A name without legal forms, years and the section of a desk ("Business Today Markets" -> "Business Today")."""
    name = re.sub(r"[\s,]{0,9}\b(?:19|20)\d\d\b.*$", "", name.strip(" .,-|"))
    name = re.sub(
        r"\s*(?:[|·•–—-]\s*)?(?:all rights reserved|ltd|limited|inc)\.?$",
        "",
        name,
        flags=re.IGNORECASE,
    )
    return (
        re.sub(rf"\s+(?:{_SECTIONS})$", "", name, flags=re.IGNORECASE).strip() or None
        if len(name.split()) > 2
        else name or None
    )
