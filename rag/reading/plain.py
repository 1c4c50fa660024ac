"""Plain text as scrapers leave it: a headline, lines about the page, then the body."""

from __future__ import annotations

import re

from rag.dates import MONTH_NUMBERS, dating
from rag.reading.clean import is_date_line
from rag.reading.junk import is_byline
from rag.reading.page import Page
from rag.schema import Dating

_MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_UPDATED = re.compile(r"^(?:[•·|-]\s*)?(?:last\s+)?(?:updated|modified)\b", re.IGNORECASE)
# "NEW DELHI, Oct 27 (Meridian Wire) - …"
_AGENCY = re.compile(
    rf"^[A-Z][A-Za-z.' ]{{2,40}}(?:,\s*[A-Z][A-Za-z. ]+)?,?\s+(?P<day>(?:{_MONTH})\.?\s+\d{{1,2}}|\d{{1,2}}\s+(?:{_MONTH})\.?)?,?\s*(?:\d{{4}}\s*)?\((?P<agency>[^)]{{2,40}})\)\s*[-–—:]+\s*",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"^(?:by\s+)?(?P<name>[A-Z][^(),|]{1,50}?)\s+(?:\|\s+)?(?:web\s+|news\s+|digital\s+)?(?:desk|bureau|staff|newsroom|news service|correspondent|reporter)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^(?:source|publisher|published by|publication|outlet)\s*:?\s+(?P<name>[A-Z][^.\n]{2,60}?)\.?$", re.IGNORECASE)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?\s*(?:by\s+)?(?P<name>[A-Z][^.|,·\n]{2,60})", re.IGNORECASE)
_BY_FOR = re.compile(r"^by\s+[^|,]{3,60}[|,]\s*(?P<name>[A-Z][^|,•\d]{2,50})\s*(?:[|,•].*)?$", re.IGNORECASE)
_SECTIONS = "commodities|metals|asia|europe|africa|americas|world|trade|markets|economy|politics|policy|national|foreign|energy|mining|sports?|city|tech|science"
_HEADER_LINES = 14


def read_plain(text: str, origin: str) -> Page:
    """Read one plain text. The first line is the title when it is short and the text goes on after it."""
    blocks = tuple(_reflowed(text))
    head = blocks[:_HEADER_LINES]
    publisher = _publisher(blocks)
    return Page(
        blocks=tuple(_AGENCY.sub("", block) for block in blocks),
        title=_title(head, publisher) if len(blocks) > 1 else None,
        publisher=publisher,
        published=_published(head),
        updated=next((found for line in head if _UPDATED.match(line) and (found := dating(line, "dateline"))), None),
    )


def _reflowed(text: str) -> list[str]:
    """Lines as blocks; lines of a hard-wrapped paragraph joined."""
    blocks: list[str] = []
    for part in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        wrapped = (
            len(lines) > 2
            and all(55 <= len(line) <= 100 for line in lines[:-1])
            and not any(re.search(r"[.!?]['\"”’]?$", line) for line in lines[:1])
        )
        blocks.extend([" ".join(lines)] if wrapped else lines)
    return blocks


def _title(head: tuple[str, ...], publisher: str | None) -> str | None:
    """The first line that reads as a headline: two words or more, short, no date; without the publisher's name behind it."""
    for line in head[:4]:
        if len(line.split()) >= 2 and 8 <= len(line) <= 200 and not is_date_line(line) and not is_byline(line) and not _AGENCY.match(line):
            suffix = re.search(r"\s+[-–—|]\s+([^-–—|]{2,60})$", line)
            return line[: suffix.start()] if suffix and publisher and suffix.group(1).lower() == publisher.lower() else line
    return None


def _published(head: tuple[str, ...]) -> Dating | None:
    """The first line that is a date or carries one beside a byline; an agency's dateline last."""
    plain = [line for line in head if not _UPDATED.match(line)]
    for line in (*plain, *head):
        short = is_date_line(line) or is_byline(line) or (len(line) < 120 and not re.search(r"[a-z]{3,}\.$", line))
        if short and (found := dating(line, "dateline")):
            return found
    opening = next((line for line in head if _AGENCY.match(line)), "")
    return dating(opening[:80], "dateline")


def _publisher(blocks: tuple[str, ...]) -> str | None:
    """Who published: the agency of a dateline, a desk's byline, a labelled line or the copyright line at the end."""
    head, tail = blocks[:_HEADER_LINES], blocks[-8:]
    for lines, pattern in ((head, _DESK), (blocks, _LABELLED), (head, _BY_FOR), (head, _AGENCY), (tail, _COPYRIGHT), (head, _COPYRIGHT)):
        for line in lines:
            found = pattern.search(line) if len(line) < 160 or pattern is _AGENCY else None
            if found:
                return _trimmed(found.groupdict().get("name") or found.groupdict().get("agency") or "")
    return None


def _trimmed(name: str) -> str | None:
    """A name without legal forms, years and the section of a desk ("Business Today Markets" -> "Business Today")."""
    name = re.sub(r"[\s,]*\b(?:19|20)\d\d\b.*$", "", name.strip(" .,-|"))
    name = re.sub(r"\s*(?:[|·•–—-]\s*)?(?:all rights reserved|ltd|limited|inc)\.?$", "", name, flags=re.IGNORECASE)
    return re.sub(rf"\s+(?:{_SECTIONS})$", "", name, flags=re.IGNORECASE).strip() or None if len(name.split()) > 2 else name or None
