"""Markup in which all text is the document: a fragment without a page around it, and a page that is one preformatted text."""

from __future__ import annotations

import re
from typing import Any

from rag.reading.outline import outline
from rag.reading.register import break_lines, is_register
from rag.reading.wrapped import reflowed

_PAGE = re.compile(r"<(?:!doctype|html|head|body|main|article|nav|header|footer|aside)\b", re.IGNORECASE)
_MOST = 0.9  # of a page's letters stand in its preformatted text


def whole_blocks(tree: Any, markup: str) -> tuple[str, ...]:  # noqa: ANN401 - lxml ships no types
    """The blocks of such markup; none for any other, whose text has to be found first."""
    text = tree.text_content()
    preformatted = tree.find(".//pre")
    if preformatted is not None and len(inside := preformatted.text_content()) >= _MOST * len(text.strip()):
        return tuple(reflowed(inside))
    if _PAGE.search(markup):
        return ()
    if is_register(line.strip() for line in text.split("\n")):
        break_lines(tree)
    return tuple(piece.text for piece in outline(tree))
