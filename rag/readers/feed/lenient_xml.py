"""XML as feeds have it, broken or not.

What can be read is read, and nothing is looked up, expanded or fetched.
"""

from __future__ import annotations

import html
import re
from typing import Any

from rag.errors import UnsupportedFormat
from rag.readers.encodings import decode

# The first kilobytes hold the root element; what stands before it (declarations, entities,
# comments) is not read at all.
_HEAD = 4096
_BEFORE_ROOT = re.compile(
    r"(?:[^<]++|<\?[^>]*+>|(?><!--.*?-->)|<!(?!--)(?:[^<>\[]++|\[[^\]]*+\])*+>)*+(?=<\w)", re.DOTALL
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
# A declaration that can be read as ASCII is wrong when it says UTF-16.
_DECLARED = re.compile(
    r"<\?xml[^>]*\bencoding\s*=\s*[\"'](utf-?8|us-ascii|iso[-_]?8859[-_]\d+|latin\d?|windows"
    r"-\d+|cp\d+|koi8-\w|gb\w{4,5}|big5|shift_jis|euc-\w\w)[\"']",
    re.IGNORECASE,
)
# HTML's entities, which XML does not know, numbers of no character, and ampersands that nobody
# escaped; what CDATA holds stays as it is.
_AMPERSAND = re.compile(
    r"<!\[CDATA\[(?>.*?\]\]>|.*)|&(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?",
    re.DOTALL,
)


def root_name(data: bytes) -> str:
    """Return the root element's name in lower case without its prefix; "" for none.

    It stands in the first 4 KB.
    """
    head = _text(data[:_HEAD], cut=True)
    before = _BEFORE_ROOT.match(head)
    root = _ROOT.match(head, before.end()) if before else None
    return root.group(1).lower() if root else ""


def parse_loosely(data: bytes) -> Any:
    """Return the root element, of as much as can be read.

    Comments, entities and the declarations before it are left out.

    Raises:
        UnsupportedFormat: no element can be made of it.
    """
    import lxml.etree

    text = _text(data)
    start = _BEFORE_ROOT.match(text[:_HEAD])
    if start is None:
        raise UnsupportedFormat(
            f"the XML has no element in its first {_HEAD:,} characters; save its pages instead"
        )
    markup = _AMPERSAND.sub(_escaped, text[start.end() :])
    parser = lxml.etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = lxml.etree.fromstring(markup.encode("utf-8", "ignore"), parser)
    except lxml.etree.XMLSyntaxError as error:
        raise UnsupportedFormat(
            f"the XML cannot be parsed ({error}); save its pages instead"
        ) from None
    if root is None:
        raise UnsupportedFormat("the XML cannot be parsed; save its pages instead")
    return root


def _text(data: bytes, cut: bool = False) -> str:
    """Decode XML as declared, or by its default UTF-8, else as any other text.

    Data that is `cut` may end inside a character.
    """
    declared = _DECLARED.match(data[:200].decode("latin-1"))
    if cut:
        data = data.replace(b"\0", b"")
    for encoding in (declared.group(1) if declared else "utf-8-sig", "utf-8-sig"):
        try:
            return data.decode(encoding, "ignore" if cut else "strict")
        except (LookupError, ValueError):
            continue
    return decode(data)


def _escaped(match: re.Match[str]) -> str:
    """Return the reference "&nbsp;" as its character, "&" as "&amp;"; CDATA closed."""
    found = match.group()
    if not found.startswith("<"):
        return html.escape(html.unescape(found))
    return found if found.endswith("]]>") else found + "]]>"
