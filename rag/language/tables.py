"""Rows of tables in a text, each with the header that it stands under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from rag.schema import Span

_PARTED = " | "
# "Fee in euros", "Length (m)", "Share, %".
_UNIT = re.compile(r"\bin\s+([^\d()|]{1,30})$|\(([^()|]{1,30})\)$|,\s+([^\d,|]{1,30})$")


def is_row(text: str, span: Span) -> bool:
    """Return whether a sentence is a row of a table."""
    return text.startswith("|", span.start) and text[span.start - 1 : span.start] in ("", "\n")


def headers_of_rows(
    text: str, spans: Sequence[Span], first: Span | None = None
) -> dict[Span, Span]:
    """Return the header of each row but the headers.

    Args:
        text: the text that the spans are of.
        spans: its sentences, in order.
        first: what the rows at the start stand under where the text begins within a table.

    >>> text = "| Port | Fee |" + chr(10) + "| Lumo | 12 |"
    >>> headers_of_rows(text, [Span(0, 14), Span(15, 28)])
    {Span(start=15, end=28): Span(start=0, end=14)}
    """
    found: dict[Span, Span] = {}
    header, end = first, 0
    for span in spans:
        if not is_row(text, span):
            header = None
        elif header is None or text[end : span.start].strip(" ") not in ("", "\n"):
            header = span
        else:
            found[span] = header
        end = span.end
    return found


def row_in_words(header: str, row: str) -> str:
    """Say a row with its header; a unit that a head names stands behind its figures.

    >>> row_in_words("| Port | Fee in euros |", "| Lumo | 12 |")
    'Port Lumo, Fee in euros 12 euros'
    """
    heads, cells = (_cells(line) for line in (header, row))
    return ", ".join(
        f"{head} {_with_unit(head, cell)}".strip()
        for head, cell in zip_longest(heads, cells[: len(heads)], fillvalue="")
        if cell
    )


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def _with_unit(head: str, cell: str) -> str:
    unit = _UNIT.search(head)
    name = next(filter(None, unit.groups()), "") if unit else ""
    is_bare = cell[-1:].isdigit() and cell.lstrip("-+")[:1].isdigit()
    return f"{cell} {name}" if name and is_bare else cell


def header_name(row: str) -> str:
    """Return a header as the last part of a heading: "Port | Fee"."""
    return row.strip("| ")


def is_header_name(name: str) -> bool:
    """Return whether a part of a heading is the header of a table."""
    return _PARTED in name
