"""Render excerpts as HTML: paragraphs, lists and tables, with the words that answer marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from rag.language.layout import Block, read_layout
from rag.schema import Span

# "5. What is left" over a list of bullets or one that begins anew: its heading, no item of it.
_NUMBERED_HEADING = re.compile(r"\d[\d.]*[.)]?\s[^\n]+\n\n(?=[-*•–]\s|1[.)]\s)")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z]{1,3})[.)]\s")
_CUT = '<p class="dl-cut">…</p>'


def excerpt(statement: Mapping[str, Any]) -> str:
    """Render a quoted statement from its JSON form, its lead-in first where that stands apart."""
    highlights = [(span["start"], span["end"]) for span in statement.get("highlights", ())]
    parts = []
    for citation in statement["citations"]:
        text, start = citation["quote"], citation["start"]
        inside = [(first - start, last - start) for first, last in highlights]
        parts.append("".join(_blocks(text, inside)))
    is_cut = statement["text"].endswith(" …")
    return _CUT.join(parts) + (_CUT if is_cut else "")


def marked(
    text: str, start: int, end: int, spans: Sequence[tuple[int, int]], first: int = -1
) -> str:
    """Render a stretch of a text with the spans inside it marked; of two that overlap the first.

    The mark that begins at `first` is where the reader starts.
    """
    html = ""
    place = start
    for span_start, span_end in sorted(spans):
        mark_start = max(span_start, start)
        mark_end = min(span_end, end)
        if mark_start >= mark_end or mark_start < place:
            continue
        html += escape(text[place:mark_start])
        html += _mark(text[mark_start:mark_end], is_first=mark_start == first)
        place = mark_end
    return html + escape(text[place:end])


def _mark(quoted: str, is_first: bool) -> str:
    css = ' class="first"' if is_first else ""
    return f"<mark{css}>{escape(quoted)}</mark>"


def _blocks(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Render the blocks of a quote; a single paragraph stands in quotation marks."""
    heading = _NUMBERED_HEADING.match(text)
    if heading:
        end = heading.end()
        yield f"<p>{marked(text, 0, len(heading.group().rstrip()), spans)}</p>"
        yield from _blocks(text[end:], [(first - end, last - end) for first, last in spans])
        return
    blocks = read_layout(text)
    is_prose = all(block.kind == "paragraph" for block in blocks)
    for place, block in enumerate(blocks):
        if block.kind == "table":
            yield _table(text, block, spans)
        elif block.kind == "list":
            items = (marked(text, *unit, spans) for unit in block.units)
            is_numbered = _NUMBER.match(block.units[0].of(text))
            css = ' class="dl-numbered"' if is_numbered else ""
            yield f"<ul{css}>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
        else:
            opening = "“" if is_prose and place == 0 else ""
            closing = "”" if is_prose and place == len(blocks) - 1 else ""
            yield f"<p>{opening}{marked(text, *block.span, spans)}{closing}</p>"


def _table(text: str, block: Block, spans: Sequence[tuple[int, int]]) -> str:
    """Render the rows of a table, the first as its header."""
    rows = []
    for number, row in enumerate(block.units):
        tag = "th" if number == 0 else "td"
        cells = (f"<{tag}>{marked(text, *cell, spans)}</{tag}>" for cell in _cells(text, row))
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _cells(text: str, row: Span) -> Iterator[Span]:
    """Yield the cells of a row "| a | b |", without the spaces around them."""
    start = row.start + 1
    for cell in row.of(text).removeprefix("|").removesuffix("|").split("|"):
        left = len(cell) - len(cell.lstrip())
        yield Span(start + left, start + max(left, len(cell.rstrip())))
        start += len(cell) + 1
