"""Whatever a document wrote stays text in Markdown and in a spreadsheet: no markup, no link, no formula."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote as percent_encoded

# What Markdown, or the HTML inside it, could take for markup. "~" strikes through, "$" is mathematics on some pages.
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~$&])")
# What some renderers turn into links by themselves.
_ADDRESS = re.compile(r"\b((?:https?|ftp|mailto|javascript|data)(?=:)|www(?=\.))", re.IGNORECASE)
# What opens a line: a list, a rule, a numbered item.
_LINE_START = re.compile(r"^(\d{0,9})(?=[-=.])")
# A spreadsheet takes a cell that begins with one of these, or its full-width form, for a formula.
_FORMULA = re.compile(r"[\s'\"]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_SAFE_IN_URL = ":/?#[]@!$&'()*+,;=%-._~"
# Format characters that scripts need inside words.
_JOINERS = "\u200c\u200d"


def markdown_text(text: str) -> str:
    r"""A text that Markdown shows as it is, on one line.

    >>> print(markdown_text("*Buy* [here](http://evil.example) | <b>now</b>"))
    \*Buy\* \[here\]\(http\://evil.example\) \| \<b\>now\</b\>
    """
    escaped = _MARKUP.sub(r"\\\1", " ".join(_visible(text).split()))
    return _LINE_START.sub(r"\1\\", _ADDRESS.sub(lambda match: match[1] + "\\", escaped))


def csv_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before what could begin one.

    >>> csv_text("=1+1"), csv_text("China said so.")
    ("'=1+1", 'China said so.')
    """
    text = _visible(text)
    return f"'{text}" if _FORMULA.match(text) else text


def web_link(url: str) -> str:
    """A web address without what could end its link; "" for any other."""
    return (
        percent_encoded(url, safe=_SAFE_IN_URL)
        if re.match(r"https?://", url, re.IGNORECASE)
        else ""
    )


def _visible(text: str) -> str:
    """The text without characters that show nothing and could turn or hide what stands around them."""
    return "".join(
        char
        for char in text
        if char in "\n\t "
        or char in _JOINERS
        or unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs")
    )
