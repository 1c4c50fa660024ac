"""Whatever a document wrote stays text in an export: no markup, no link, no formula."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote as percent_encoded

# What Markdown, or the HTML inside it, could take for markup. "~" strikes through, "$" is
# mathematics on some pages.
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~$&])")
# What some renderers turn into links by themselves.
_ADDRESS = re.compile(r"\b((?:https?|ftp|mailto|javascript|data)(?=:)|www(?=\.))", re.IGNORECASE)
# What opens a line: a list, a rule, a numbered item.
_LINE_START = re.compile(r"^(\d{0,9})(?=[-=.])")
# A spreadsheet takes a cell that begins with one of these, or its full-width form, for a formula.
_FORMULA = re.compile(r"[\s'\"]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_SAFE_IN_URL = ":/?#[]@!$&'()*+,;=%-._~"
_SPACES = "\n\t "
# Format characters that scripts need inside words.
_JOINERS = "\u200c\u200d"
# Controls, format characters, private use and surrogates show nothing and could hide or turn text.
_HIDDEN_CATEGORIES = ("Cc", "Cf", "Co", "Cs")


def markdown_text(text: str) -> str:
    r"""Return a text that Markdown shows as it is, on one line.

    >>> print(markdown_text("*Buy* [here](http://evil.example) | <b>now</b>"))
    \*Buy\* \[here\]\(http\://evil.example\) \| \<b\>now\</b\>
    """
    line = " ".join(_visible(text).split())
    escaped = _MARKUP.sub(r"\\\1", line)
    unlinked = _ADDRESS.sub(r"\1\\", escaped)
    return _LINE_START.sub(r"\1\\", unlinked)


def csv_text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, by an apostrophe before it.

    >>> csv_text("=1+1"), csv_text("China said so.")
    ("'=1+1", 'China said so.')
    """
    text = _visible(text)
    return f"'{text}" if _FORMULA.match(text) else text


def web_link(url: str) -> str:
    """Return a web address without what could end its link; "" for any other."""
    if not re.match(r"https?://", url, re.IGNORECASE):
        return ""
    return percent_encoded(url, safe=_SAFE_IN_URL)


def _visible(text: str) -> str:
    """Return the text without characters that could turn or hide what stands around them."""
    return "".join(char for char in text if _is_visible(char))


def _is_visible(char: str) -> bool:
    if char in _SPACES or char in _JOINERS:
        return True
    return unicodedata.category(char) not in _HIDDEN_CATEGORIES
