"""Pages of official publishers: who published them, of what kind they are, and an act's own day.

Their marks are rows of `official_pages.toml`: hosts, and openings that stand nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from rag.language.dates import dating
from rag.language.lexicon import load
from rag.readers.cleaning.phrases import one_of
from rag.readers.page import Page
from rag.schema import Dating

_TABLE = load("official_pages")
_DAYS = _TABLE["days"]
_OPENS = re.compile(rf"\W{{0,3}}{one_of(_DAYS['opening'])}\s")
_CLOSES = re.compile(rf"\W{{0,3}}{one_of(_DAYS['closing'])}(?!\w)")
_IN_TITLE = re.compile(rf"\s{one_of(_DAYS['opening'])}\s(?=.{{0,4}}\d)")
_ACT = re.compile(rf"(?<!\w){one_of(_DAYS['acts'])}(?!\w)")
_MADE = re.compile(r"(?i:the\s)?(?P<day>\d{1,2})(?:st|nd|rd|th)\s+(?:day\s+)?of\s+(?=[A-Z])")
_ROWS: tuple[tuple[dict[str, Any], re.Pattern[str] | None], ...] = tuple(
    (row, re.compile(rf"\W{{0,2}}{one_of(row['openings'])}") if row["openings"] else None)
    for row in _TABLE["publishers"]
)
# "02023R0777 — EN — 04.05.2024 — 001.001" and "L_2023151EN.01000101.xml" name a file, no act.
_FILE_NUMBER = re.compile(
    r"(?:CELEX[:_])?[0-9]{4,5}[A-Z]{1,2}\d{4}(?!\w)|[LC]_\d{6,9}[A-Z]{2}\.", re.I
)
_FIRST, _LAST = 12, 16  # blocks in which an act says its day
_LONGEST_LINE, _LONGEST_TITLE = 160, 400  # characters


def official(page: Page, title: str, url: str) -> Page:
    """Return a page with what the marks of its publisher say of it, where it says nothing else.

    Args:
        page: as its format gives it.
        title: its title.
        url: its address; "" if it states none.
    """
    row = _row(page, title, url)
    is_weak = page.published is None or page.published.source == "file metadata"
    act_day = act_dating(title, page.blocks, page.language) if is_weak else None
    is_named = any(letter.isalpha() for letter in page.publisher or "")
    return replace(
        page,
        title=_act_name(page.blocks) if _FILE_NUMBER.match(title) else page.title,
        publisher=page.publisher if is_named else row.get("name"),
        kind=page.kind or row.get("kind"),
        published=act_day or page.published,
    )


def _act_name(blocks: Sequence[str]) -> str | None:
    """Return the name of an act over the lines it stands in: its number, its day, its subject."""
    lines = [block.lstrip("# ") for block in blocks[:_FIRST]]
    start = next((number for number, line in enumerate(lines) if _ACT.search(line)), None)
    if start is None:
        return None
    name = [lines[start]]
    for line in lines[start + 1 :]:
        if len(line) > _LONGEST_TITLE or not (_OPENS.match(line) or line[:1].islower()):
            break
        name.append(line)
    return " ".join(name)


def act_dating(title: str, blocks: Sequence[str], language: str | None) -> Dating | None:
    """Return the day that an act bears: "of 14 June 2023", "Done at Lumo, 14 June 2023".

    >>> act_dating("Regulation 7", ["of 14 June 2023", "on small harbours"], None).day
    datetime.date(2023, 6, 14)
    """
    first = [block.lstrip("# ") for block in blocks[:_FIRST]]
    named = [line for line in (title, *first) if len(line) <= _LONGEST_TITLE and _ACT.search(line)]
    if named:
        openings = [line for line in first if len(line) <= _LONGEST_LINE and _OPENS.match(line)]
        inside = [line[match.start() :] for line in named if (match := _IN_TITLE.search(line))]
        if found := _first_dating([*inside, *openings], language):
            return found
    closing = [block.lstrip("# ") for block in (*blocks[:_FIRST], *blocks[-_LAST:])]
    short = (line for line in closing if len(line) <= _LONGEST_LINE)
    return _first_dating([line for line in short if _CLOSES.match(line)], language)


def _first_dating(lines: Sequence[str], language: str | None) -> Dating | None:
    plain = (_MADE.sub(r"\g<day> ", line) for line in lines)
    datings = (dating(line, "dateline", None, language) for line in plain)
    return next((found for found in datings if found), None)


def _row(page: Page, title: str, url: str) -> dict[str, Any]:
    """Return the first row of the table whose host or openings the page has; {} for none."""
    host = f".{_host(url)}"
    opening = [title, *(block.lstrip("# ") for block in page.blocks[:_FIRST])]
    for row, marks in _ROWS:
        is_at_home = any(host.endswith(f".{known}") for known in row["hosts"])
        if is_at_home or (marks and any(marks.match(line) for line in opening)):
            return row
    return {}


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
