"""Read the rows of marks that number the parts of a provision: (a), (b); (i), (ii); 1., 2., 2a."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from rag.language.lexicon.instruments import division_pattern
from rag.schema import Span

_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()
# What may stand before a mark that opens its part: the start of a paragraph, perhaps other marks,
# or the end of a sentence, a heading or an item.
_OPENS = (
    r"(?:^[ \t]*(?:[-*•][ \t])?(?:\d{1,3}[a-z]?\.?[ \t]?)?(?:\(\w{1,4}\)[ \t]?)*|[.:;)—][ \t]|—)"
)
# A mark behind a noun, a number or another mark refers to a part: "under paragraphs (a) and (b)".
_REFERS = re.compile(
    rf"(?:\b{division_pattern('part')}|\d|\(\w{{1,4}}\)[,;]?(?:\s(?:and|or|to))?)\s$", re.IGNORECASE
)
_LOOKBACK = 40
# Numbers that may be missing in a row, as those of repealed paragraphs are.
_GAP = 3


class Mark(NamedTuple):
    """The mark of a part, "b", and where it stands in the text of the act."""

    name: str
    start: int


class _Style(NamedTuple):
    """How a row is written: its first name, those that may follow one, and the signs around it."""

    first: str
    following: Callable[[str], list[str]]
    written: str


def row_with(text: str, within: Span, part: str) -> list[Mark]:
    """Return the row of marks within a span that a part of this name belongs to; [] without one."""
    rows = (_row(text, within, style) for style in _styles(part))
    return next((row for row in rows if any(_is(mark, part) for mark in row)), [])


def rows_of_kind(text: str, within: Span, part: str) -> list[list[Mark]]:
    """Return the rows within a span that a part of this name would belong to."""
    return [row for style in _styles(part) if (row := _row(text, within, style))]


def span_of_part(text: str, within: Span, part: str) -> Span | None:
    """Return where "(b)" stands: until the mark that follows it in its row, "(c)"."""
    row = row_with(text, within, part)
    for place, mark in enumerate(row):
        if _is(mark, part):
            end = row[place + 1].start if place + 1 < len(row) else within.end
            return Span(mark.start, end)
    return None


def names_part(text: str, within: Span, part: str) -> bool:
    """Return whether the mark of a part stands anywhere in a span, as a reference may."""
    mark = re.compile(rf"\({part}\)|^[ \t]*{part}[.)]", re.IGNORECASE | re.MULTILINE)
    return mark.search(text, *within) is not None


def _is(mark: Mark, part: str) -> bool:
    return mark.name.lower() == part


def _styles(part: str) -> Iterator[_Style]:
    """Yield the rows that a part may belong to: "(i)" is a letter or a numeral."""
    for written in (r"\({}\)", r"{}\.", r"{}\)"):
        if part[0].isdigit():
            yield _Style("1", _numbers, written)
            continue
        yield _Style("a", _letters, written)
        if part in _ROMAN:
            yield _Style("i", _numerals, written)
        yield _Style("A", _letters, written)
        if part in _ROMAN:
            yield _Style("I", _numerals, written)


def _row(text: str, within: Span, style: _Style) -> list[Mark]:
    """Return the marks of a row in their order, each the first behind the one before.

    A row of one mark amid a sentence is none.
    """
    found: list[Mark] = []
    names, start, runs_on = [style.first], within.start, False
    while names:
        rest = Span(start, within.end)
        mark = _first_mark(text, rest, names, style.written)
        if mark is None and style.written.startswith(r"\("):
            mark = _first_mark_in_line(text, rest, names)
            runs_on = runs_on or mark is not None
        if mark is None:
            break
        found.append(mark)
        names, start = style.following(mark.name), mark.start + 1
    return found if len(found) > 1 or not runs_on else []


def _first_mark(text: str, within: Span, names: list[str], written: str) -> Mark | None:
    """Return the first mark of some names that opens a part; of numbers the next before others."""
    before = _OPENS if written.startswith(r"\(") else r"^[ \t]*(?:[-*•][ \t])?"
    marks = []
    for name in names:
        pattern = re.compile(rf"{before}(?P<mark>{written.format(name)})(?=[\s(—])", re.MULTILINE)
        match = pattern.search(text, *within)
        if match:
            marks.append(Mark(name, match.start("mark")))
    return min(marks, key=lambda mark: mark.start, default=None)


def _first_mark_in_line(text: str, within: Span, names: list[str]) -> Mark | None:
    """Return the first mark of some names amid a sentence that refers to no other part."""
    marks = []
    for name in names:
        for match in re.compile(rf"(?<=\s)\({name}\)(?=\s)").finditer(text, *within):
            before = text[max(0, match.start() - _LOOKBACK) : match.start()]
            if not _REFERS.search(before):
                marks.append(Mark(name, match.start()))
                break
    return min(marks, key=lambda mark: mark.start, default=None)


def _numbers(name: str) -> list[str]:
    """Return the numbers that may follow one: "2a" or "3" behind "2"."""
    match = re.match(r"(\d+)([a-z]?)", name)
    number, letter = (int(match[1]), match[2]) if match else (0, "")
    inserted = f"{number}{chr(ord(letter) + 1) if letter else 'a'}"
    return [inserted, *(str(number + step) for step in range(1, _GAP + 1))]


def _letters(name: str) -> list[str]:
    """Return the letters that may follow one: "ba", which was inserted, or "c" behind "b"."""
    letter, inserted = name[0], name[1:]
    if "z" in name.lower():
        return []
    first = "a" if letter.islower() else "A"
    return [chr(ord(letter) + 1), letter + (chr(ord(inserted) + 1) if inserted else first)]


def _numerals(name: str) -> list[str]:
    """Return the numeral that follows one."""
    place = _ROMAN.index(name.lower()) + 1
    if place == len(_ROMAN):
        return []
    return [_ROMAN[place] if name.islower() else _ROMAN[place].upper()]
