"""Markup in which all text is the document.

Such are a fragment without a page around it, the HTML of a mail, and a page that is one
preformatted text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from rag.readers.federal_register.page_matter import break_lines, drop_page_marks, is_register
from rag.readers.line_wrapping import unwrap_lines
from rag.readers.page import Page, removals_of

_PAGE = re.compile(
    r"<(?:!doctype|html|head|body|main|article|nav|header|footer|aside)\b", re.IGNORECASE
)
_PREFORMATTED_SHARE = 0.9  # of a page's characters stand in its preformatted text


def read_markup(text: str, origin: str) -> Page:
    """Read a page, or a fragment of one, of which all text is the document.

    Raises:
        ReadingError: no tree can be made of the markup.
    """
    from rag.readers.html.reader import read_html

    return with_all_text(read_html(text, origin), text)


def with_all_text(page: Page, markup: str) -> Page:
    """Return the page with all of its text where its markup is nothing but the document."""
    is_page = _PAGE.search(markup) is not None
    if is_page and "<pre" not in markup.lower():
        return page
    from rag.readers.html.hidden import remove_hidden
    from rag.readers.html.raised_marks import write_raised_marks
    from rag.readers.html.tree import parse_html

    tree = parse_html(markup)
    remove_hidden(tree)
    write_raised_marks(tree)
    blocks = _preformatted(tree)
    if not blocks and not is_page:
        blocks = _fragment(tree)
    return replace(page, blocks=blocks) if blocks else page


def read_all_text(markup: str) -> Page:
    """Read all text that a browser would show, as of a mail, which has no menus and margins."""
    from rag.readers.html.hidden import remove_hidden
    from rag.readers.html.outline import outline
    from rag.readers.html.raised_marks import write_raised_marks
    from rag.readers.html.tree import parse_html, without_declaration

    if not markup.strip():
        return Page(blocks=())
    tree = parse_html(f"<div>{without_declaration(markup)}</div>")
    hidden = remove_hidden(tree)
    write_raised_marks(tree)
    return Page(
        blocks=tuple(piece.text for piece in outline(tree)),
        characters=len(markup),
        removals=removals_of({"hidden text": hidden.texts}),
        suspicious=hidden.suspicious,
    )


def _preformatted(tree: Any) -> tuple[str, ...]:
    """Return the paragraphs of the one element that holds nearly all text."""
    found = tree.find(".//body//pre")
    if found is None:
        return ()
    text = found.text_content()
    shown = tree.find(".//body").text_content().strip()
    if not text or len(text) < _PREFORMATTED_SHARE * len(shown):
        return ()
    return tuple(unwrap_lines(text))


def _fragment(tree: Any) -> tuple[str, ...]:
    from rag.readers.html.outline import outline

    drop_page_marks(tree)
    if is_register(line.strip() for line in tree.text_content().split("\n")):
        break_lines(tree)
    return tuple(piece.text for piece in outline(tree))
