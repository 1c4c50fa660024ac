"""A page's markup as an outline.

It has the paragraphs, headings, list items and table rows in order, each with where it stood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from rag.readers.html.tree import squeezed
from rag.readers.page import table_row

_SKIPPED = frozenset(
    "script style noscript template nav aside footer button select option datalist input "
    "textarea label iframe object embed svg math canvas "
    "video audio map head menu dialog progress meter applet frameset".split()
)
_HEADINGS = {f"h{n}": f"{'#' * max(2, n)} " for n in range(1, 7)}
_BLOCKS = frozenset(
    "html body main article section div p ul ol li dl dt dd table caption thead tbody "
    "tfoot tr td th blockquote pre center figure figcaption header "
    "hgroup address details summary fieldset legend form hr title".split()
) | set(_HEADINGS)
_ITEMS = frozenset(("li", "dt", "dd"))
# "(1)", "a.", "12)", "–": what stands in a narrow first column of a table that only sets a
# paragraph's number apart.
_NUMBER = re.compile(r"\(\w{1,4}\)|\[\d{1,3}\]|\d{1,4}[.)]?|[a-zA-Z][.)]|[ivxIVX]{1,5}[.)]|[–—•·-]")
LONGEST_HEADING = 160  # characters; paragraphs are set as headings for their size
# A cell of more characters holds paragraphs, and its table only places them.
_LONGEST_CELL = 600


class Piece(NamedTuple):
    """One block of a page.

    `text` carries its mark ("## ", "- ", "| "), `element` is the element whose text it is, `linked`
    the share of its characters inside links.
    """

    text: str
    element: Any
    linked: float = 0.0


def outline(tree: Any) -> list[Piece]:
    """Return every block of the page outside menus, margins and scripts.

    A layout table is read as what its cells hold.
    """
    import lxml.etree

    writer = _Writer()
    walk = lxml.etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in ("comment", "pi"):
            writer.add(element.tail)
        elif event == "end":
            writer.close(element)
        elif element.tag in _SKIPPED or element.tag.startswith("amp-") or not writer.open(element):
            walk.skip_subtree()
    return writer.pieces


class _Writer:
    """Collects runs of text between the borders of blocks."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._blocks: list[Any] = []
        self._run: list[str] = []
        self._links = self._linked = 0
        self._breaks = 0
        self._prefix = ""

    def open(self, element: Any) -> bool:
        """Begin an element; False when everything in it has been read."""
        tag = element.tag
        if tag in _BLOCKS:
            self._flush()
            self._blocks.append(element)
        if tag == "table" and holds_data(element):
            self.pieces += _rows(element)
            return False
        if tag == "pre":
            self._preformatted(element)
            return False
        if tag in ("td", "th") and (number := _number_of(element)):
            self._prefix = number + " "
            return False
        self._links += tag == "a"
        self._breaks = self._breaks + 1 if tag == "br" else self._breaks
        if tag == "br":
            self._break()
        self.add(element.text)
        return True

    def close(self, element: Any) -> None:
        """End an element, and go on with the text behind it."""
        if element.tag in _BLOCKS and self._blocks and self._blocks[-1] is element:
            self._flush()
            self._blocks.pop()
        self._links -= element.tag == "a" and self._links > 0
        self.add(element.tail)

    def add(self, text: str | None) -> None:
        """Go on with the run."""
        if not text:
            return
        self._run.append(text)
        if text.strip():
            self._breaks = 0
            self._linked += len(text.strip()) if self._links else 0

    def _break(self) -> None:
        """Two line breaks with nothing between end a paragraph."""
        self._run.append("\n")
        if self._breaks > 1:
            self._flush()

    def _flush(self) -> None:
        text = squeezed("".join(self._run))
        linked, self._run, self._linked, self._breaks = self._linked, [], 0, 0
        if text and self._blocks:
            element = self._blocks[-1]
            self.pieces.append(
                Piece(self._mark(text) + self._prefix + text, element, min(1.0, linked / len(text)))
            )
            self._prefix = ""

    def _mark(self, text: str) -> str:
        for element in reversed(self._blocks[-4:]):
            if element.tag in _HEADINGS:
                return _HEADINGS[element.tag] if len(text) <= LONGEST_HEADING else ""
            if element.tag in _ITEMS:
                return "- "
            if element.tag in ("td", "th", "blockquote"):
                return ""
        return ""

    def _preformatted(self, element: Any) -> None:
        for paragraph in re.split(r"\n\s*\n", element.text_content()):
            if text := squeezed(paragraph):
                self.pieces.append(Piece(text, element))


def holds_data(table: Any) -> bool:
    """Return whether a table has rows and columns of short cells.

    Another table only places paragraphs on the page.
    """
    if any(table.find(f".//{tag}") is not None for tag in ("table", "h1", "ul")):
        return False
    rows = [cells for cells in map(_cells, table.iter("tr")) if len(cells) > 1]
    return len(rows) > 1 and all(len(cell) <= _LONGEST_CELL for cells in rows for cell in cells)


def _cells(row: Any) -> list[str]:
    return [squeezed(cell.text_content()) for cell in row if cell.tag in ("td", "th")]


def _rows(table: Any) -> Iterator[Piece]:
    for element in table.iter("caption", "tr"):
        cells = _cells(element)
        if element.tag == "caption" and (text := squeezed(element.text_content())):
            yield Piece(text, element)
        elif any(cells):
            yield Piece(table_row(cells), element)


def _number_of(cell: Any) -> str:
    """Return the number of the paragraph in the next cell, where a cell holds nothing else."""
    following = cell.getnext()
    if following is None or following.tag != "td" or len(cell) > 1:
        return ""
    text = squeezed(cell.text_content()) if cell.getprevious() is None else ""
    return text if len(text) <= 8 and _NUMBER.fullmatch(text) else ""
