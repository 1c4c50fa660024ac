"""Lines of plain text as paragraphs: those that were broken for width are joined."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from rag.reading.clean import is_date_line
from rag.reading.junk import ends_sentence, is_byline, is_junk

_NARROWEST, _WIDEST = 55, 100  # characters of a hard-wrapped line
_FEWEST_OPEN = 3  # lines with a space at their end before these say anything


class Line(NamedTuple):
    """A line without its outer spaces and with runs of spaces as one; its indent; whether a space stands at its end."""

    text: str
    indent: int
    open: bool


def reflowed(text: str) -> list[str]:
    """Paragraphs, headings and items of a text; lines of a hard-wrapped paragraph are joined."""
    parts = [[_line(line) for line in part.split("\n") if line.strip()] for part in re.split(r"\n\s*\n", text)]
    if _ends_open(parts):
        return [block for lines in parts for block in _flowed(lines)]
    longest = sorted((len(line.text) for lines in parts for line in lines), reverse=True)[:3]
    width = longest[2] if len(longest) == 3 else 0  # three lines as long show where a text is wrapped
    blocks = ([line.text for line in lines] for lines in parts)
    return [block for lines in blocks for block in ([" ".join(lines)] if _is_wrapped(lines, width) else lines)]


def _line(raw: str) -> Line:
    raw = raw.rstrip("\r")
    return Line(" ".join(raw.split()), len(raw) - len(raw.lstrip()), raw.endswith(" "))


def _ends_open(parts: list[list[Line]]) -> bool:
    """Whether a space at a line's end says that the paragraph goes on: many lines have one, and few paragraphs end with one."""
    inner = sum(line.open for lines in parts for line in lines[:-1])
    last = [lines[-1].open for lines in parts if lines]
    return inner >= _FEWEST_OPEN and sum(last) <= len(last) // 5


def _flowed(lines: list[Line]) -> list[str]:
    """The paragraphs of a text whose open lines go on in the next one."""
    blocks = [lines[0].text] if lines else []
    for above, line in pairwise(lines):
        if above.open and not is_date_line(line.text) and not is_byline(line.text):
            blocks[-1] += " " + line.text
        else:
            blocks.append(line.text)
    return blocks


def _is_wrapped(lines: list[str], width: int) -> bool:
    if len(lines) < 2 or not all(_NARROWEST <= len(line) <= _WIDEST for line in lines[:-1]) or ends_sentence(lines[0]):
        return False
    return len(lines) > 2 or _runs_on(lines[0], lines[1], width)


def _runs_on(line: str, following: str, width: int) -> bool:
    """Whether a line was broken for width: the next begins in lower case, or its first word would not have fitted."""
    if is_date_line(following) or is_byline(following) or is_junk(following):
        return False
    fitted = len(line) + 1 + len(following.split()[0]) <= width
    return following[0].islower() or (_NARROWEST <= width <= _WIDEST and not fitted)
