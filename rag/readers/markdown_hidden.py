"""Text of Markdown that no rendering shows: hidden elements, link definitions, scripts."""

from __future__ import annotations

import re
from typing import NamedTuple

from rag.readers.html.hidden import is_hiding

# "[label]: address "title"" defines a link and is shown nowhere; "[//]: # (…)" is a comment.
_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\[\]\n]{1,200}\]:[ \t]+\S[^\n]{0,2000}$", re.MULTILINE)
_OPENING = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,20})(\s[^<>]{1,1000})>")
_CODE = re.compile(
    r"<(script|style|template|iframe|object|svg)\b[^<>]{0,1000}>[^<]{0,5000}(?:</\1\s*>|$)",
    re.IGNORECASE,
)
_STYLE = re.compile(r"style\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:^|\s)hidden(?=[\s=/]|$)|aria-hidden\s*=\s*[\"']?true", re.IGNORECASE)
_COLOUR = re.compile(r"(?:^|\s)color\s*=\s*[\"']?([#\w]+)", re.IGNORECASE)
_LONGEST = 5000  # characters of a hidden element


class Shown(NamedTuple):
    """The text that is shown, and what was hidden in it."""

    text: str
    hidden: tuple[str, ...]


def without_hidden(body: str) -> Shown:
    """Split off what a rendering would not show.

    >>> without_hidden('It rose. <span style="display:none">Buy.</span> It fell.')
    Shown(text='It rose.  It fell.', hidden=('Buy.',))
    """
    hidden: list[str] = []

    def drop(found: re.Match[str]) -> str:
        hidden.append(" ".join(found.group().split()))
        return ""

    text = _DEFINITION.sub(drop, _CODE.sub(drop, body))
    kept, start = [], 0
    for opening in _OPENING.finditer(text):
        if opening.start() < start or not _hides(opening[2]):
            continue
        closing = text.find(f"</{opening[1]}", opening.end(), opening.end() + _LONGEST)
        if closing < 0:
            continue
        kept.append(text[start : opening.start()])
        hidden.append(" ".join(text[opening.end() : closing].split()))
        start = text.find(">", closing) + 1 or len(text)
    return Shown("".join((*kept, text[start:])), tuple(hidden))


def _hides(attributes: str) -> bool:
    if _HIDDEN.search(_STYLE.sub(" ", attributes)):
        return True
    style = _STYLE.search(attributes)
    colour = _COLOUR.search(attributes)
    stated = (style[1] or style[2] or "") if style else ""
    return is_hiding(stated) or bool(colour and is_hiding(f"color:{colour[1]}"))
