"""Markdown with or without front matter: structure kept, inline marks dropped."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from typing import Any

from rag.language.injection import is_command
from rag.readers.dateline import first_line_dating
from rag.readers.hidden_text import is_suspicious
from rag.readers.markdown_hidden import without_hidden
from rag.readers.page import Page, removals_of
from rag.readers.people import byline_names
from rag.readers.stated import fields_of, stated_in

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML_FRONT = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_JSON_FRONT = re.compile(r"\A(\{[ \t]*\n.*?\n\})[ \t]*(?:\n|\Z)", re.DOTALL)
_OPENING = 12  # blocks in which a line may date the text
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


def read_markdown(text: str, origin: str) -> Page:
    """Read one Markdown text; front matter that is no mapping is left in the text."""
    front, body = _front_matter(text)
    body, comments = _without_comments(body)
    body, unseen = without_hidden(body)
    blocks = tuple(_blocks(body))
    heading = next((block for block in blocks if _HEADING.match(block)), None)
    stated = stated_in(front, "front matter")
    title = stated.get("title") or (heading.lstrip("# ") if heading else None)
    lines = [block for block in blocks[:_OPENING] if not block.startswith(("#", "|"))]
    page = Page(
        blocks=tuple(
            block for block in blocks if block is not heading or block.lstrip("# ") != title
        ),
        title=title,
        published=first_line_dating(lines, stated.get("language")),
        authors=byline_names(lines),
        removals=removals_of({"hidden text": (*comments, *unseen)}),
        suspicious=(*filter(is_command, comments), *filter(is_suspicious, unseen)),
    )
    return replace(page, **stated)


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
    """Return the fields of front matter in YAML, TOML or JSON, and the text behind it."""
    for opening, load in ((_FRONT, _yaml), (_TOML_FRONT, _toml), (_JSON_FRONT, _json)):
        match = opening.match(text)
        loaded = load(match.group(1)) if match else None
        if match and isinstance(loaded, dict) and loaded:
            named = {str(key): value for key, value in loaded.items()}
            return fields_of(named), text[match.end() :]
    return {}, text


def _yaml(front: str) -> object:
    import yaml

    try:
        return yaml.safe_load(front)
    except (
        yaml.YAMLError,
        ValueError,
        RecursionError,
    ):  # "title: a: b", "date: 2025-13-45", brackets without end
        return _line_by_line(front)


def _toml(front: str) -> object:
    try:
        return tomllib.loads(front)
    except (ValueError, RecursionError):
        return None


def _json(front: str) -> object:
    try:
        return json.loads(front)
    except (ValueError, RecursionError):
        return None


def _line_by_line(front: str) -> dict[str, str]:
    """Return the "key: value" lines of front matter that is no YAML, without quotation marks."""
    pairs = (
        re.match(r"([A-Za-z][\w-]{0,40})\s*:\s+(.{1,2000})$", line) for line in front.split("\n")
    )
    return {pair.group(1): pair.group(2).strip().strip("\"'") for pair in pairs if pair}


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
