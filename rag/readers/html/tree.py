"""Markup as a tree of lxml, whatever characters stand in it."""

from __future__ import annotations

import re
from typing import Any

from rag.readers.cleaning.normalise import without_escapes

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# The parser passes these on in text, and then refuses them where a text is set.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EMPTY = "<html></html>"
_UNREAD = ("script", "style", "template", "noscript", "title", "a")


def parse_html(markup: str) -> Any:
    """Parse a page or a fragment; each character that XML cannot hold becomes a space.

    Text without a visible character gives an empty page.

    Raises:
        lxml.etree.ParserError: no element can be made of it, as of a comment alone.
    """
    import lxml.html

    readable = _NOT_IN_XML.sub(" ", without_escapes(without_declaration(markup)))
    return lxml.html.document_fromstring(readable if readable.strip() else _EMPTY)


def without_declaration(markup: str) -> str:
    """Drop the XML declaration at the start, which lxml refuses in text."""
    return _DECLARATION.sub("", markup)


def squeezed(text: str) -> str:
    """Make each run of white space one space."""
    return " ".join(text.split())


def keep_article_asides(tree: Any) -> None:
    """Make an aside that holds the headline a part like any other."""
    for heading in list(tree.iter("h1")):
        for element in heading.iterancestors("aside"):
            element.tag = "div"


def prose_size(element: Any) -> int:
    """Count the characters of an element that can be read outside links.

    Scripts are longer than many a page, and menus than many an article.
    """
    unread = sum(
        len(part.text_content()) for part in element.iter(*_UNREAD) if not _is_in_unread(part)
    )
    return len(element.text_content()) - unread


def _is_in_unread(element: Any) -> bool:
    return any(parent.tag in _UNREAD for parent in element.iterancestors())
