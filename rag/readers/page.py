"""What every reader of a format hands over: the page as blocks, and what it says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from rag.errors import ReadingError
from rag.schema import Dating, Kind, Removal


@dataclass(frozen=True)
class Page:
    """One document as its format gives it, before cleaning.

    `blocks` are paragraphs, headings ("## …"), list items ("- …") and table rows ("| … |"). `characters` were read, markup
    included; 0 stands for those of the blocks. An `is_entry` of a feed links to a page and is not that page.
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


class Part(NamedTuple):
    """A document inside a file.

    `name` tells it from the others and stays the same when the file changes; `content` is the document as read, or bytes still to be
    read as a file of that name, or why it cannot be read.
    """

    name: str
    content: Page | bytes | ReadingError


def joined(blocks: tuple[str, ...]) -> str:
    """The blocks as one text: list items and table rows on lines of their own, anything else a paragraph."""
    text = ""
    for previous, block in zip(("", *blocks), blocks, strict=False):
        together = previous[:2] == block[:2] and block[:2] in ("- ", "| ")
        text += ("\n" if together else "\n\n" if text else "") + block
    return text
