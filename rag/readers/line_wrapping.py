"""Lines of plain text as paragraphs: those that were broken for width are joined."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from rag.readers.cleaning.date_line import is_date_line
from rag.readers.cleaning.junk_lines import ends_sentence, is_byline, is_junk

_NARROWEST, _WIDEST = 55, 100  # characters of a hard-wrapped line
_FEWEST_OPEN, _SHORTEST_OPEN = (
    3,
    30,
)  # lines with a space at their end, and the characters of half of them, before these say anything


class TextLine(NamedTuple):
    """A line of plain text.

    `text` has no outer spaces and runs of spaces as one, `indent` counts the characters before it,
    `open` says that a space stands at its end.
    """

    text: str
    indent: int
    open: bool

    @property
    def right(self) -> int:
        """Return the column in which it ends."""
        return self.indent + len(self.text)


def unwrap_lines(text: str) -> list[str]:
    """Return paragraphs, headings and items of a text; lines broken for width are joined."""
    parts = [
        [_line(line) for line in part.split("\n") if line.strip()]
        for part in re.split(r"\n\s*\n", text)
    ]
    if _ends_open(parts):
        return [block for lines in parts for block in _flowed(lines)]
    longest = _third(len(line.text) for lines in parts for line in lines)
    edges = _edges(parts)
    return [
        block
        for lines in parts
        if lines
        for block in _paragraphs(lines, longest, edges[_indent(lines)])
    ]


def _edges(parts: list[list[TextLine]]) -> dict[int, int]:
    """Return the column in which the lines of each indent are wrapped."""
    ends: dict[int, list[int]] = {}
    for lines in parts:
        if lines:
            ends.setdefault(_indent(lines), []).extend(line.right for line in lines)
    return {indent: _third(rights) for indent, rights in ends.items()}


def _indent(lines: list[TextLine]) -> int:
    return min(line.indent for line in lines)


def _third(lengths: Iterable[int]) -> int:
    """Return the third greatest; 0 for fewer.

    Three lines as long show where a text is wrapped.
    """
    greatest = sorted(lengths, reverse=True)[:3]
    return greatest[2] if len(greatest) == 3 else 0


def _paragraphs(lines: list[TextLine], longest: int, edge: int) -> list[str]:
    texts = [line.text for line in lines]
    if _is_wrapped(texts, longest):
        return [" ".join(texts)]
    if _NARROWEST <= edge <= _WIDEST and sum(line.indent > 1 for line in lines) > 1:
        return _column(lines, edge)
    return texts


def _column(lines: list[TextLine], edge: int) -> list[str]:
    """Return the paragraphs of a set-in column.

    Each begins set in further, or where its first word would still have fitted above.
    """
    blocks = [lines[0].text]
    for above, line in pairwise(lines):
        full = above.right + 1 + len(line.text.split()[0]) > edge
        if full and line.indent <= above.indent:
            blocks[-1] += " " + line.text
        else:
            blocks.append(line.text)
    return blocks


def _line(raw: str) -> TextLine:
    raw = raw.rstrip("\r")
    return TextLine(" ".join(raw.split()), len(raw) - len(raw.lstrip()), raw.endswith(" "))


def _ends_open(parts: list[list[TextLine]]) -> bool:
    """Return whether a space at a line's end says that the paragraph goes on.

    Then many lines have one, and few paragraphs end with one.
    """
    inner = sorted(len(line.text) for lines in parts for line in lines[:-1] if line.open)
    last = [lines[-1].open for lines in parts if lines]
    return (
        len(inner) >= _FEWEST_OPEN
        and inner[len(inner) // 2] >= _SHORTEST_OPEN
        and sum(last) <= len(last) // 5
    )


def _flowed(lines: list[TextLine]) -> list[str]:
    """Return the paragraphs of a text whose open lines go on in the next one."""
    blocks = [lines[0].text] if lines else []
    for above, line in pairwise(lines):
        if above.open:
            blocks[-1] += " " + line.text
        else:
            blocks.append(line.text)
    return blocks


def _is_wrapped(lines: list[str], width: int) -> bool:
    if (
        len(lines) < 2
        or not all(_NARROWEST <= len(line) <= _WIDEST for line in lines[:-1])
        or ends_sentence(lines[0])
    ):
        return False
    return len(lines) > 2 or _runs_on(lines[0], lines[1], width)


def _runs_on(line: str, following: str, width: int) -> bool:
    """Return whether a line was broken for width.

    Then the next begins in lower case, or its first word would not have fitted.
    """
    if is_date_line(following) or is_byline(following) or is_junk(following):
        return False
    fitted = len(line) + 1 + len(following.split()[0]) <= width
    return following[0].islower() or (_NARROWEST <= width <= _WIDEST and not fitted)
