"""Columns of prose that a PDF draws line by line across the page, put one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import mean
from typing import NamedTuple

from rag.readers.pdf.lines import Cell, PdfLine

_FEWEST_LINES = 4  # that leave a gutter free
_FEWEST_OF_SIDE = 3
_NARROWEST = 18  # characters of a line of prose on average
# Of the lines of a column, so many begin in lower case, as the cells of a table seldom do; in prose
# it is four of five, in German two of three.
_FLOWING = 0.5


class _Gutter(NamedTuple):
    """The white space between two columns, in points."""

    left: float
    right: float


class _Halves(NamedTuple):
    """The parts of some lines on either side of a gutter."""

    left: list[PdfLine]
    right: list[PdfLine]


def part_columns(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """Return the lines of a page with each run of lines that holds columns of prose parted."""
    found: list[PdfLine] = []
    start = 0
    while start < len(lines):
        end, gutter = _run_with_gutter(lines, start)
        halves = (
            _parted(lines[start:end], gutter) if gutter and end - start >= _FEWEST_LINES else None
        )
        if halves and _is_prose(halves):
            found += [*halves.left, *part_columns(halves.right)]
            start = end
        else:
            found.append(lines[start])
            start += 1
    return found


def _run_with_gutter(lines: Sequence[PdfLine], start: int) -> tuple[int, _Gutter | None]:
    """Return where the lines end that all leave a gutter free, and the first such gutter."""
    best: tuple[int, _Gutter | None] = (start, None)
    for one, other in pairwise(lines[start].runs):
        gutter = _Gutter(one.right, other.left)
        end = start + 1
        while end < len(lines):
            narrowed = _narrowed(gutter, lines[end])
            if narrowed is None or not _is_below(lines[end - 1], lines[end]):
                break
            gutter = narrowed
            end += 1
        if end > best[0]:
            best = (end, gutter)
    return best


def _is_below(above: PdfLine, line: PdfLine) -> bool:
    gap = line.gap_from(above)
    return gap is not None and -0.2 < gap < 3 and abs(line.size - above.size) < 0.3


def _narrowed(gutter: _Gutter, line: PdfLine) -> _Gutter | None:
    """Return the part of a gutter that a line leaves free, None where it leaves too little."""
    left, right = gutter
    for cell in line.runs or (Cell(line.text, line.left, line.right),):
        if cell.left <= left and cell.right >= right:
            return None
        if cell.left < left or cell.right < (left + right) / 2:
            left = max(left, cell.right)
        else:
            right = min(right, cell.left)
    return _Gutter(left, right) if right - left >= 0.5 * line.size else None


def _parted(lines: Sequence[PdfLine], gutter: _Gutter) -> _Halves:
    halves = _Halves([], [])
    middle = (gutter.left + gutter.right) / 2
    for line in lines:
        cells = line.runs or (Cell(line.text, line.left, line.right),)
        for half, side in (
            (halves.left, [cell for cell in cells if cell.left < middle]),
            (halves.right, [cell for cell in cells if cell.left >= middle]),
        ):
            if side:
                half.append(_of_cells(line, side))
    return halves


def _of_cells(line: PdfLine, cells: Sequence[Cell]) -> PdfLine:
    """Return a part of a line; wide spaces of justified prose are spaces."""
    return line._replace(
        text=" ".join(cell.text for cell in cells),
        left=cells[0].left,
        right=cells[-1].right,
        runs=tuple(cells),
    )


def _is_prose(halves: _Halves) -> bool:
    """Return whether the lines of both sides run on from one to the next."""
    return all(len(half) >= _FEWEST_OF_SIDE and _flows(half) for half in halves)


def _flows(lines: Sequence[PdfLine]) -> bool:
    letters = [next(filter(str.isalpha, line.text), "") for line in lines[1:]]
    share = mean(not letter.isupper() and letter != "" for letter in letters)
    return share >= _FLOWING and mean(len(line.text) for line in lines) >= _NARROWEST
