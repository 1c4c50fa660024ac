"""Notes and raised text in Markdown."""

from __future__ import annotations

import re

from rag.readers.raised import note_mark, write_raised

_DEFINITION = re.compile(
    r"^ {0,3}\[\^[^\[\]\s]{1,40}\]:[ \t]*(.*(?:\n(?: {2,}|\t)[ \t]*\S.*){0,50})\n?", re.MULTILINE
)
_REFERENCE = re.compile(r"\[\^([^\[\]\s]{1,40})\]")
_RAISED = re.compile(
    r"<sup\b[^<>]{0,200}>(?P<tag>[^\n]{0,300}?)</sup>|(?<=\w)\^(?P<sign>[\w+\u2212-]{1,6})\^",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]{0,300}>")
_LINK = re.compile(r"\[([^\[\]]{1,40})\]\(#[^()\s]{0,200}\)")
_AROUND = 40  # characters before and behind that tell what raised text is


def write_notes(body: str) -> str:
    r"""Put the notes of a text at its end, and write marks and exponents as other readers do.

    >>> write_notes("In 2024[^1] it was 10<sup>6</sup>.\n\n[^1]: Of all.\n\nMore.")
    'In 2024[note 1] it was 10^6.\n\n\nMore.\n\nOf all.'
    """
    notes = [match[1] for match in _DEFINITION.finditer(body)]
    body = "\n\n".join((_DEFINITION.sub("", body).rstrip("\n") if notes else body, *notes))
    body = _REFERENCE.sub(lambda match: note_mark(match[1]), body)
    return _RAISED.sub(_written, body)


def _written(match: re.Match[str]) -> str:
    text = _TAG.sub("", match["tag"] if match["tag"] is not None else match["sign"])
    plain = _LINK.sub(r"\1", text)
    start, end = match.span()
    before = match.string[max(0, start - _AROUND) : start].rpartition("\n")[2]
    behind = match.string[end : end + _AROUND]
    is_linked = plain != text or "#" in (match["tag"] or "")
    return write_raised(before, plain, behind, is_linked)
