"""The body of a Word document as blocks: headings, lists and tables.

Deletions are left out, and hidden text is set apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from rag.readers.html.hiding_styles import is_pale
from rag.readers.page import table_row

# Deletions, older copies of drawings, codes of fields, and the numbers that stand for notes.
_LEFT_OUT = frozenset(
    "del moveFrom Fallback instrText delText rPr pPr sectPr footnoteRef endnoteRef "
    "annotationRef".split()
)
_SPACES = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-", "softHyphen": ""}
_TINY = 4  # half points
_WHITE_THEMES = ("background1", "light1")
_MOST_BASES = 12  # of a style: one may be based on itself


class Style(NamedTuple):
    """A style; `level` is that of a heading, from 0, and `hides` that its letters are unseen."""

    name: str
    based_on: str
    level: int | None
    hides: bool = False


def read_styles(root: Any) -> dict[str, Style]:
    """Return the styles by their identifiers, from the part that holds them."""
    styles = {}
    for style in root:
        if tag_of(style) == "style":
            level = _number(_within(style, "pPr", "outlineLvl"))
            letters = _child(style, "rPr")
            styles[value_of(style, "styleId")] = Style(
                value_of(_child(style, "name")).lower(),
                value_of(_child(style, "basedOn")),
                level,
                _vanishes(letters) or _is_tiny(letters),
            )
    return styles


class BodyReader:
    """Blocks of the body, and what is met on the way."""

    def __init__(self, styles: Mapping[str, Style], notes: Mapping[tuple[str, str], Any]) -> None:
        self._styles, self._notes = styles, notes
        self._referred: list[tuple[str, str]] = []
        self._boxes: list[Any] = []
        self.title: str | None = None
        self.hidden: list[str] = []
        self.deleted: list[str] = []
        self.contents: list[str] = []

    def blocks(self, element: Any) -> Iterator[str]:
        """Paragraphs and rows in order, through content controls and insertions.

        A text box stands behind the paragraph that it is anchored in.
        """
        for child in element:
            tag = tag_of(child)
            if tag == "p":
                yield self._paragraph(child)
                boxes, self._boxes = self._boxes, []
                for box in boxes:
                    yield from self.blocks(box)
            elif tag == "tbl":
                yield from self._table(child)
            elif tag not in _LEFT_OUT:
                yield from self.blocks(child)

    def notes(self) -> Iterator[str]:
        """Return the text of the notes that the body refers to, in that order."""
        for mark in dict.fromkeys(self._referred):
            if mark in self._notes:
                yield " ".join(block for block in self.blocks(self._notes[mark]) if block)

    def _paragraph(self, paragraph: Any) -> str:
        text = self._text(paragraph)
        properties = _child(paragraph, "pPr")
        names, level = self._style(value_of(_child(properties, "pStyle")))
        own = _number(_child(properties, "outlineLvl"))
        level = level if own is None else own
        if not text:
            return ""
        if any(name.startswith("toc ") for name in names):
            self.contents.append(text)
            return ""
        if "title" in names and self.title is None:
            self.title = text
            return f"## {text}"
        if level is not None and level < 9:
            return f"{'#' * max(2, min(level + 1, 6))} {text}"
        return f"- {text}" if self._is_item(properties, names) else text

    def _is_item(self, properties: Any, names: list[str]) -> bool:
        number = _within(properties, "numPr", "numId")
        if number is not None:
            return value_of(number) != "0"
        return any(name.startswith(("list bullet", "list number")) for name in names)

    def _style(self, identifier: str) -> tuple[list[str], int | None]:
        """Return the names of a style and of its bases, and the first heading's level."""
        names: list[str] = []
        level = None
        while identifier in self._styles and len(names) < _MOST_BASES:
            style = self._styles[identifier]
            names.append(style.name)
            heading = re.fullmatch(r"heading ([1-9])", style.name)
            if level is None:
                level = int(heading.group(1)) - 1 if heading else style.level
            identifier = style.based_on
        return names, level

    def _table(self, table: Any) -> Iterator[str]:
        """Rows; a table of one column only frames paragraphs."""
        rows = [
            [cell for cell in _within_controls(row, "tc")]
            for row in _within_controls(table, "tr")
            if not _is_deleted(row)
        ]
        if all(len(row) < 2 for row in rows):
            for row in rows:
                for cell in row:
                    yield from self.blocks(cell)
            return
        for row in rows:
            cells = [self._cell(cell) for cell in row]
            yield table_row(cells) if any(cells) else ""

    def _cell(self, cell: Any) -> str:
        return " ".join(block.lstrip("#- ") for block in self.blocks(cell) if block)

    def _text(self, paragraph: Any) -> str:
        return " ".join("".join(self._runs(paragraph)).split())

    def _runs(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = tag_of(child)
            if tag in ("del", "moveFrom"):
                self.deleted += _squeezed(_all_text(child))
            elif tag == "r" and self._is_hidden(child):
                self.hidden += _squeezed(_all_text(child))
            elif tag == "t":
                yield child.text or ""
            elif tag in _SPACES:
                yield _SPACES[tag]
            elif tag == "txbxContent":
                self._boxes.append(child)
            elif tag in ("footnoteReference", "endnoteReference"):
                self._referred.append((tag.removesuffix("Reference"), value_of(child, "id")))
            elif tag not in _LEFT_OUT:
                yield from self._runs(child)

    def _is_hidden(self, run: Any) -> bool:
        """Return whether the letters of a run, or those of its styles, are not seen."""
        properties = _child(run, "rPr")
        if _vanishes(properties) or _is_tiny(properties) or _is_white(run):
            return True
        if _child(properties, "vanish") is not None or _child(properties, "sz") is not None:
            return False  # set back by the run
        paragraph = next((item for item in run.iterancestors() if tag_of(item) == "p"), None)
        named = (_child(properties, "rStyle"), _within(paragraph, "pPr", "pStyle"))
        return any(self._style_hides(value_of(style)) for style in named)

    def _style_hides(self, identifier: str) -> bool:
        for _ in range(_MOST_BASES):
            if identifier not in self._styles:
                return False
            if self._styles[identifier].hides:
                return True
            identifier = self._styles[identifier].based_on
        return False


def _vanishes(properties: Any) -> bool:
    vanish = _child(properties, "vanish")
    return vanish is not None and value_of(vanish).lower() not in ("0", "false", "off")


def _is_tiny(properties: Any) -> bool:
    size = _number(_child(properties, "sz"))
    return size is not None and size <= _TINY


def _is_white(run: Any) -> bool:
    """Return whether a run is white on no ground of its own."""
    properties = _child(run, "rPr")
    colour = _child(properties, "color")
    white = is_pale(f"#{value_of(colour)}") or value_of(colour, "themeColor") in _WHITE_THEMES
    grounds = ("shd", "highlight")
    framed = any(tag_of(parent) in ("tc", "txbxContent") for parent in run.iterancestors())
    shaded = (
        any(_child(properties, ground) is not None for ground in grounds)
        or _within(run.getparent(), "pPr", "shd") is not None
    )
    return white and not framed and not shaded


def _is_deleted(row: Any) -> bool:
    return _within(row, "trPr", "del") is not None


def _within_controls(element: Any, tag: str) -> Iterator[Any]:
    """Children of one kind, those inside content controls included."""
    for child in element:
        if tag_of(child) == tag:
            yield child
        elif tag_of(child) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _within_controls(child, tag)


def _all_text(element: Any) -> str:
    return "".join(
        child.text or "" for child in element.iter() if tag_of(child) in ("t", "delText")
    )


def _squeezed(text: str) -> list[str]:
    return [" ".join(text.split())] if text.strip() else []


def tag_of(element: Any) -> str:
    """Return the name without its namespace, which differs in two editions; "" for no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _child(element: Any, tag: str) -> Any:
    if element is None:
        return None
    return next((child for child in element if tag_of(child) == tag), None)


def _within(element: Any, outer: str, inner: str) -> Any:
    return _child(_child(element, outer), inner)


def value_of(element: Any, name: str = "val") -> str:
    """Return an attribute by its name without its namespace; "" for none."""
    if element is None:
        return ""
    return next(
        (str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), ""
    )


def _number(element: Any) -> int | None:
    value = value_of(element)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else None
