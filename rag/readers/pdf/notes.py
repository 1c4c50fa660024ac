"""Notes at the foot of a PDF's pages, set apart from the text that goes on behind them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from rag.readers.pdf.lines import PdfLine, continued

_MARK = re.compile(r"(?:[\[(]?(?P<number>\d{1,3})[\])]?|[*†‡§]{1,3})\.?\s*(?=[^\W\d_]|[“\"'‘(])")
_SMALLER = 0.93  # of the size of the text: notes of 10 points under 11


class Parted(NamedTuple):
    """The lines of the text, and each note as a paragraph."""

    lines: list[PdfLine]
    notes: list[str]


def usual_size(lines: Sequence[PdfLine]) -> float:
    """Return the size in points that most letters have."""
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def part_notes(lines: Sequence[PdfLine]) -> Parted:
    """Set notes apart: small lines at the foot of a page or column, the first with its mark."""
    found = Parted([], [])
    if not lines:
        return found
    size = usual_size(lines)
    runs = [
        list(run)
        for _, run in groupby(lines, key=lambda line: (line.page, line.size < _SMALLER * size))
    ]
    for run, following in zip(runs, [*runs[1:], []], strict=True):
        first = _first_note(run) if run[0].size < _SMALLER * size else len(run)
        if not _is_at_foot(run[first:], following):
            first = len(run)
        found.lines.extend(run[:first])
        found.notes.extend(_notes(run[first:]))
    return found


def _first_note(run: Sequence[PdfLine]) -> int:
    """Return the place of the first line that begins with a mark, the length without one."""
    marked = (place for place, line in enumerate(run) if not line.cells and _MARK.match(line.text))
    return next(marked, len(run))


def _is_at_foot(notes: Sequence[PdfLine], following: Sequence[PdfLine]) -> bool:
    """Return whether nothing of the text stands below some lines."""
    if not notes or not following or following[0].page != notes[0].page:
        return True
    return following[0].foot > notes[-1].foot


def _notes(lines: Sequence[PdfLine]) -> Iterator[str]:
    """Join the lines of each note; the numbers of notes go up by one."""
    note, number = "", 0
    for line in lines:
        mark = _MARK.match(line.text)
        own = int(mark["number"] or 0) if mark else None
        if note and (own is None or own not in (0, number + 1)):
            note = continued(note, line.text)
            continue
        if note:
            yield note
        note, number = line.text, own or number
    if note:
        yield note
