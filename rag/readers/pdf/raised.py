"""Small letters of a PDF's line that are set high, written so that they join no figure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from rag.readers.pdf.glyphs import foot_of, size_of
from rag.readers.raised import write_raised

# What may be set high: only these letters are looked at, since each look costs some microseconds.
_CANDIDATE = re.compile(r"[\d*†‡§¶+\u2212–-]+|(?<=\d)[a-z]{1,2}(?![a-z])|(?<=[.,\d])[a-z](?!\w)")
_SMALL = 0.85  # of the size of the letters beside
_REACH = 8  # letters that are looked through for one beside
_HIGH = 0.2  # font sizes above the foot of the letters beside


class WrittenLine(NamedTuple):
    """The letters of a line as they are to be read, one string for each letter drawn.

    `first` and `last` are the places of the first and the last letter that are not set high.
    """

    letters: list[str]
    first: int
    last: int


def write_line(layer: Any, piece: str, start: int) -> WrittenLine:
    """Write a line of a page.

    Args:
        layer: the text of the page.
        piece: the text of the line, not only space.
        start: the number of its first letter on the page.
    """
    letters = list(piece)
    high = _raised(layer, piece, start)
    for run in _runs(high):
        first, last = run[0], run[-1] + 1
        written = write_raised(piece[:first].lstrip(), piece[first:last], piece[last:])
        letters[first:last] = [written, *[""] * (last - first - 1)]
    places = [place for place, letter in enumerate(piece) if letter.strip()]
    level = [place for place in places if place not in high] or places
    return WrittenLine(letters, level[0], level[-1])


def _raised(layer: Any, piece: str, start: int) -> dict[int, None]:
    """Return the places of letters that are small and stand high beside another, in order."""
    high: dict[int, None] = {}
    for match in _CANDIDATE.finditer(piece):
        beside = _beside(piece, match, high)
        if beside is None:
            continue
        size, foot = size_of(layer, start + beside), foot_of(layer, start + beside)
        for place in range(match.start(), match.end()):
            is_small = size_of(layer, start + place) < _SMALL * size
            if is_small and foot_of(layer, start + place) > foot + _HIGH * size:
                high[place] = None
    return high


def _beside(piece: str, match: re.Match[str], high: Collection[int]) -> int | None:
    """Return the place of the letter beside others: before them, at a line's start behind them."""
    before = range(match.start() - 1, max(-1, match.start() - _REACH), -1)
    behind = range(match.end(), min(len(piece), match.end() + _REACH))
    places = (place for place in (*before, *behind) if place not in high)
    return next((place for place in places if piece[place].strip()), None)


def _runs(places: Iterable[int]) -> Iterator[list[int]]:
    """Yield the runs of neighbouring places."""
    run: list[int] = []
    for place in places:
        if run and place != run[-1] + 1:
            yield run
            run = []
        run.append(place)
    if run:
        yield run
