"""The rows of a page's table, with each spanning cell carried into all the places it spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from rag.readers.html.tree import squeezed

_PARTING = frozenset("br p div li ul ol dl dt dd table tr td th h1 h2 h3 h4 h5 h6 hr".split())
_UNSEEN = frozenset(("script", "style", "template"))
_MOST_ACROSS = 60  # columns that a cell is carried into, whatever it says of itself
_MOST_HEADER_ROWS = 3


class Row(NamedTuple):
    """The cells of a row, one a column; a cell that spans all of the table stands alone."""

    cells: tuple[str, ...]
    element: Any
    is_head: bool = False


def read_rows(table: Any) -> list[Row]:
    """Return the rows of a table; those of its head are one, "2023 Ships"."""
    rows = list(_spread(table.iter("tr")))
    heads = list(takewhile(lambda row: row.is_head and len(row.cells) > 1, rows))
    if not 1 < len(heads) <= min(_MOST_HEADER_ROWS, len(rows) - 1):
        return rows
    return [_merged(heads), *rows[len(heads) :]]


def cells_of(row: Any) -> list[Any]:
    """Return the cells of a row."""
    return [cell for cell in row if cell.tag in ("td", "th")]


def cell_text(cell: Any) -> str:
    """Return the text of a cell, its lines and paragraphs parted by a space."""
    return squeezed("".join(_texts(cell)))


def _texts(cell: Any) -> Iterator[str]:
    import lxml.etree

    walk = lxml.etree.iterwalk(cell, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in ("comment", "pi"):
            yield element.tail or ""
        elif event == "start":
            yield " " if element.tag in _PARTING else ""
            if element.tag in _UNSEEN:
                walk.skip_subtree()
            else:
                yield element.text or ""
        elif element is not cell:
            yield " " if element.tag in _PARTING else ""
            yield element.tail or ""


class _Hanging(NamedTuple):
    """A cell from a row above that still spans some rows."""

    text: str
    rows: int


def _spread(rows: Iterable[Any]) -> Iterator[Row]:
    """Yield the rows with the cells that hang into them from above and that span columns."""
    hanging: dict[int, _Hanging] = {}
    width = 0
    for element in rows:
        line: list[str] = []
        below: dict[int, _Hanging] = {}
        own = cells_of(element)
        for cell in own:
            _take(line, hanging, below)
            text = cell_text(cell)
            for _ in range(_span(cell, "colspan", _MOST_ACROSS)):
                below[len(line)] = _Hanging(text, _span(cell, "rowspan") - 1)
                line.append(text)
        _take(line, hanging, below)
        hanging = {place: cell for place, cell in below.items() if cell.rows > 0}
        width = max(width, len(line))
        spans_all = len(own) == 1 < width == _span(own[0], "colspan", _MOST_ACROSS)
        cells = tuple(line[:1] if spans_all else line)
        yield Row(cells, element, _is_head(element, own))


def _take(line: list[str], hanging: dict[int, _Hanging], below: dict[int, _Hanging]) -> None:
    """Fill the places of a row that cells from above span, up to its next own cell."""
    while (place := len(line)) in hanging:
        cell = hanging.pop(place)
        below[place] = cell._replace(rows=cell.rows - 1)
        line.append(cell.text)


def _span(cell: Any, name: str, most: int = 1000) -> int:
    """Return how many rows or columns a cell spans; 0 rows stand for all that follow."""
    value = (cell.get(name) or "").strip()
    if not (value.isascii() and value.isdigit() and len(value) < 6):
        return 1
    return min(int(value) or (most if name == "rowspan" else 1), most)


def _is_head(element: Any, cells: Sequence[Any]) -> bool:
    parent = element.getparent()
    in_head = parent is not None and parent.tag == "thead"
    return in_head or (bool(cells) and all(cell.tag == "th" for cell in cells))


def _merged(heads: Sequence[Row]) -> Row:
    """Join the rows of a head column by column; what spans several is said once."""
    width = max(len(row.cells) for row in heads)
    columns = ([row.cells[n] for row in heads if n < len(row.cells)] for n in range(width))
    cells = tuple(" ".join(filter(None, dict.fromkeys(column))) for column in columns)
    return Row(cells, heads[0].element, is_head=True)
