"""The values that every reader of a format returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rag.errors import ReadingError
from rag.schema import Dating, Kind, Removal

# Marks of blocks that stand on lines of their own, one below the other.
_ITEM_MARKS = ("- ", "| ")


@dataclass(frozen=True)
class Page:
    """One document as its format gives it, before cleaning.

    `blocks` are paragraphs, headings ("## …"), list items ("- …") and table rows ("| … |").
    `characters` were read, markup included; 0 stands for those of the blocks. An `is_entry` of a
    feed links to a page and is not that page. `bare_pages` are the pages without a text layer,
    counted from 1. `remarks` say what else a reader of the report should know,
    `incomplete` why the text may not be whole.
    """

    blocks: tuple[str, ...]
    title: str | None = None
    publisher: str | None = None
    published: Dating | None = None
    updated: Dating | None = None
    url: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    kind: Kind | None = None
    bare_pages: tuple[int, ...] = ()
    characters: int = 0
    is_entry: bool = False
    removals: tuple[Removal, ...] = ()
    suspicious: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    incomplete: str = ""


class DocumentPart(NamedTuple):
    """A document inside a file.

    `name` tells it from the others and stays the same when the file changes; it is "" for the only
    document of a file. `content` is the document as read, or bytes still to be read as a file of
    that name, or why it cannot be read.
    """

    name: str
    content: Page | bytes | ReadingError


def joined(blocks: tuple[str, ...]) -> str:
    r"""Join blocks to one text: items and table rows on lines of their own, the rest as paragraphs.

    >>> joined(("One.", "- a", "- b"))
    'One.\n\n- a\n- b'
    """
    text = ""
    for previous, block in zip(("", *blocks), blocks, strict=False):
        mark = block[:2]
        if mark in _ITEM_MARKS and previous[:2] == mark:
            text += "\n"
        elif text:
            text += "\n\n"
        text += block
    return text


def removals_of(texts_by_reason: Mapping[str, Sequence[str]]) -> tuple[Removal, ...]:
    """Return a removal for each reason that has texts."""
    return tuple(Removal.of(reason, texts) for reason, texts in texts_by_reason.items() if texts)


def table_row(cells: Sequence[str]) -> str:
    """Write cells as a row; a bar inside a cell becomes a slash.

    >>> table_row(["May", "7|8"])
    '| May | 7/8 |'
    """
    plain = (cell.replace("|", "/") for cell in cells)
    return f"| {' | '.join(plain)} |"
