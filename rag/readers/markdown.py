"""Markdown with or without front matter: structure kept, inline marks dropped."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from rag.language.dates import dating
from rag.language.injection import is_command
from rag.readers.markdown_hidden import without_hidden
from rag.readers.markdown_notes import write_notes
from rag.readers.page import Page, removals_of
from rag.schema import KINDS, Dating

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
# Bounded, and without the opening sign inside: a line of 20,000 brackets or stars is read in one
# pass.
_INLINE = (
    (re.compile(r"!\[([^\[\]]{0,500})\]\[[^\[\]]{0,200}\]"), ""),
    (re.compile(r"!\[([^\[\]]{0,500})\]\([^()]{0,2000}\)"), ""),
    (re.compile(r"\[([^\[\]]{1,1000})\]\([^()]{0,2000}(?:\([^()]{0,500}\)[^()]{0,500})?\)"), r"\1"),
    (re.compile(r"\[([^\[\]]{1,1000})\]\[[^\[\]]{0,200}\]"), r"\1"),
    (re.compile(r"(\*\*|__)(?=[^\s*_])(.{1,1000}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]{1,1000}?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"`([^`]{1,2000})`"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^<>\n]{0,2000}>"), ""),
    (re.compile(r"<(https?://[^<>\s]{1,2000})>"), r"\1"),
)
_RULE = re.compile(r"\|?[\s:|-]{3,}\|?|[=~`]{3,}\w*|(?:\*\s*){3,}|(?:_\s*){3,}")
_STARTS_BLOCK = re.compile(r"^(?:#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s|\|)")
_HEADING = re.compile(r"#{1,6}\s")
# Python writes out no number of more than 4,300 digits, and YAML reads 0xff… and 1:1:1… of any
# length.
_LONGEST_NUMBER = 1000  # bits


def read_markdown(text: str, origin: str) -> Page:
    """Read one Markdown text; front matter that is no mapping is left in the text."""
    front, body = _front_matter(text)
    body, comments = _without_comments(body)
    body, unseen = without_hidden(write_notes(body))
    blocks = tuple(_blocks(body))
    heading = next((block for block in blocks if _HEADING.match(block)), None)
    title = _string(front.get("title")) or (heading.lstrip("# ") if heading else None)
    stated_kind = _string(front.get("kind") or front.get("type")) or ""
    kind = re.sub("[ _]", "-", stated_kind.lower())
    return Page(
        blocks=tuple(
            block for block in blocks if block is not heading or block.lstrip("# ") != title
        ),
        title=title,
        publisher=_string(front.get("publisher") or front.get("outlet") or front.get("source")),
        published=_dating(front, "date", "published", "published_at", "pubdate"),
        updated=_dating(front, "updated", "modified", "lastmod", "last_updated"),
        url=_string(front.get("url") or front.get("canonical") or front.get("canonical_url")),
        language=_string(front.get("language") or front.get("lang")),
        authors=_names(front.get("author") or front.get("authors")),
        kind=next((known for known in KINDS if known == kind), None),
        removals=removals_of({"hidden text": (*comments, *unseen)}),
        suspicious=tuple(text for text in (*comments, *unseen) if is_command(text)),
    )


def _without_comments(body: str) -> tuple[str, list[str]]:
    """Split off the comments; one that is never closed is text."""
    kept, comments, start = [], [], 0
    while (opening := body.find("<!--", start)) >= 0 and (
        closing := body.find("-->", opening + 4)
    ) >= 0:
        kept.append(body[start:opening])
        comments.append(" ".join(body[opening + 4 : closing].split()))
        start = closing + 3
    return "".join((*kept, body[start:])), comments


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    import yaml

    match = _FRONT.match(text)
    if not match:
        return {}, text
    try:
        loaded = yaml.safe_load(match.group(1))
    except (
        yaml.YAMLError,
        ValueError,
        RecursionError,
    ):  # "title: a: b", "date: 2025-13-45", brackets without end
        loaded = _line_by_line(match.group(1))
    if not isinstance(loaded, dict) or not loaded:
        return {}, text
    return {str(key).lower(): value for key, value in loaded.items()}, text[match.end() :]


def _line_by_line(front: str) -> dict[str, str]:
    """Return the "key: value" lines of front matter that is no YAML, without quotation marks."""
    pairs = (
        re.match(r"([A-Za-z][\w-]{0,40})\s*:\s+(.{1,2000})$", line) for line in front.split("\n")
    )
    return {pair.group(1): pair.group(2).strip().strip("\"'") for pair in pairs if pair}


def _dating(front: dict[str, Any], *names: str) -> Dating | None:
    for name in names:
        value = front.get(name)
        written = value.isoformat() if isinstance(value, date | datetime) else _string(value)
        if found := dating(written, "front matter"):
            return found
    return None


def _blocks(body: str) -> list[str]:
    """Return paragraphs with wrapped lines joined; headings, items and rows stand alone."""
    blocks: list[str] = []
    open_paragraph = False
    quoting = False
    for raw in body.split("\n"):
        quoted = raw.lstrip().startswith(">")
        line = re.sub(r"^(?:\s*>)+", "", raw).strip()
        if not line or _RULE.fullmatch(line):
            open_paragraph = False
            continue
        starts = bool(_STARTS_BLOCK.match(line)) or (quoted and not quoting)
        if open_paragraph and not starts:
            blocks[-1] += " " + line
        else:
            blocks.append(line)
        open_paragraph = not (_HEADING.match(line) or line.startswith("|"))
        quoting = quoted
    return [plain for block in blocks if (plain := _plain(block))]


def _plain(block: str) -> str:
    """Drop inline marks; unify headings to two signs or more and items to "- "."""
    for pattern, replacement in _INLINE:
        block = pattern.sub(replacement, block)
    block = re.sub(r"^#(?=\s)", "##", block)
    block = re.sub(r"(?<=\S)\s#{1,6}$", "", block)
    return re.sub(r"\\([\\`*_{}\[\]()#+.!|-])", r"\1", re.sub(r"^[*+]\s+", "- ", block)).strip()


def _string(value: object) -> str | None:
    if isinstance(value, int) and value.bit_length() > _LONGEST_NUMBER:
        return None
    if not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def _names(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(name for name in map(_string, items) if name)
