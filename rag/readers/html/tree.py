"""Markup as a tree of lxml, whatever characters stand in it."""

from __future__ import annotations

import re
from typing import Any

from rag.readers.cleaning.normalise import without_escapes

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# The parser passes these on in text, and then refuses them where a text is set.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EMPTY = "<html></html>"


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
