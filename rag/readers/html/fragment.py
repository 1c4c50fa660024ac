"""Markup in which all text is the document: a fragment without a page around it, and a page that is one preformatted text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from rag.readers.federal_register.page_matter import break_lines, drop_page_marks, is_register
from rag.readers.line_wrapping import unwrap_lines
from rag.readers.page import Page
from rag.schema import Removal

_PAGE = re.compile(
    r"<(?:!doctype|html|head|body|main|article|nav|header|footer|aside)\b", re.IGNORECASE
)
_DECLARATION = r"^\s*<\?xml[^>]*\?>"  # lxml refuses text with one
_MOST = 0.9  # of a page's letters stand in its preformatted text


def with_whole_text(page: Page, markup: str) -> Page:
    """The page as read, with all of its text as blocks where its markup is nothing but the document."""
    if "<pre" not in markup.lower() and _PAGE.search(markup):
        return page
    import lxml.html

    from rag.readers.html.hidden import remove_hidden

    tree = lxml.html.document_fromstring(re.sub(_DECLARATION, "", markup))
    remove_hidden(tree)
    blocks = _preformatted(tree) or (() if _PAGE.search(markup) else _fragment(tree))
    return replace(page, blocks=blocks) if blocks else page


def read_all_text(markup: str) -> Page:
    """All text of some markup that a browser would show, as of a mail, whose furniture looks like that of no page."""
    import lxml.html

    from rag.readers.html.hidden import remove_hidden
    from rag.readers.html.outline import outline

    if not markup.strip():
        return Page(blocks=())
    tree = lxml.html.document_fromstring(f"<div>{re.sub(_DECLARATION, '', markup)}</div>")
    hidden = remove_hidden(tree)
    removals = (Removal.of("hidden text", hidden.texts),) if hidden.texts else ()
    blocks = tuple(piece.text for piece in outline(tree))
    return Page(blocks, characters=len(markup), removals=removals, suspicious=hidden.suspicious)


def _preformatted(tree: Any) -> tuple[str, ...]:  # noqa: ANN401 - lxml ships no types
    """The paragraphs of the one element that holds nearly all text."""
    found = tree.find(".//body//pre")
    text = found.text_content() if found is not None else ""
    return (
        tuple(unwrap_lines(text))
        if text and len(text) >= _MOST * len(tree.find(".//body").text_content().strip())
        else ()
    )


def _fragment(tree: Any) -> tuple[str, ...]:  # noqa: ANN401
    from rag.readers.html.outline import outline

    drop_page_marks(tree)
    if is_register(line.strip() for line in tree.text_content().split("\n")):
        break_lines(tree)
    return tuple(piece.text for piece in outline(tree))
