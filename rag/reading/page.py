"""What every reader of a format hands over: the page as blocks, and what it says about itself."""

from __future__ import annotations

from dataclasses import dataclass

from rag.schema import Dating, Kind, Removal


@dataclass(frozen=True)
class Page:
    """One document as its format gives it, before cleaning.

    `blocks` are paragraphs, headings ("## …"), list items ("- …") and table rows ("| … |").
    """

    blocks: tuple[str, ...]
    title: str | None = None
    publisher: str | None = None
    published: Dating | None = None
    updated: Dating | None = None
    url: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    kind: Kind | None = None
    removals: tuple[Removal, ...] = ()
    suspicious: tuple[str, ...] = ()


def joined(blocks: tuple[str, ...]) -> str:
    """The blocks as one text: list items and table rows on lines of their own, anything else a paragraph."""
    text = ""
    for previous, block in zip(("", *blocks), blocks, strict=False):
        together = previous[:2] == block[:2] and block[:2] in ("- ", "| ")
        text += ("\n" if together else "\n\n" if text else "") + block
    return text
