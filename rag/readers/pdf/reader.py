"""PDF files with a text layer.

Running heads are removed, lines joined into paragraphs, and scanned pages reported.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from rag.errors import EmptyDocument, ReadingError
from rag.language.dates import dating
from rag.language.lexicon import load
from rag.readers.cleaning.date_line import is_date_line
from rag.readers.cleaning.junk_lines import is_byline
from rag.readers.cleaning.phrases import one_of
from rag.readers.federal_register.page_matter import (
    PAGE_MATTER,
    completed,
    is_register,
    without_page_matter,
)
from rag.readers.file_properties import file_dating, is_placeholder
from rag.readers.hidden_text import is_suspicious
from rag.readers.page import Page, removals_of, table_row
from rag.readers.pdf.columns import part_columns
from rag.readers.pdf.lines import PdfLine, continued, read_lines
from rag.readers.pdf.notes import part_notes, usual_size
from rag.readers.pdf.right_to_left import stands_reversed
from rag.readers.people import names_in
from rag.schema import Dating

_ENDS_SENTENCE = re.compile(r"[.!?:;]['\"”’)\]]*$")
_SENTENCE = re.compile(r"\b(?:was|were|is|are|has|had|have|will|entered|took)\b")
_ABOUT = re.compile(rf"\b{one_of(load('page_dates')['printed'])}\b|[|·•,]")
_ORGANISATION = re.compile(rf"\b{one_of(load('bylines')['organisations'])}\b")
_BULLET = re.compile(r"^[•●▪‣*–-]\s+")
_LABEL = re.compile(r"\((?:[a-z]{1,2}|[ivxl]{1,6}|[A-Z]|\d{1,3})\)\s")
_ENDS_ITEM = re.compile(r"(?:[.;:,—]|\b(?:and|or))$")
_EDGES = (0, 1, -2, -1)  # lines of a page where running heads and page numbers stand
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_LONGEST_LINE = 160  # characters of a line about the document
_CELL = 60  # characters of the longest cell of a table
_FAR = 9.0  # font sizes between lines of different parts of a page
_UPWARDS = -1.5  # a line this far above the one before it begins another part of the page


def read_pdf(data: bytes, origin: str) -> Page:
    """Read one PDF.

    Raises:
        EmptyDocument: no page has a text layer (a scan).
        ReadingError: the file is broken or encrypted.
    """
    pages, info, unseen = read_lines(data, origin)
    bare = [
        number
        for number, lines in enumerate(pages, start=1)
        if sum(len(line.text) for line in lines) < 10
    ]
    if len(bare) == len(pages):
        raise EmptyDocument(
            f"{origin}: none of its {len(pages)} pages has a text layer; it is scanned and "
            f"needs OCR first"
        )
    if stands_reversed(" ".join(line.text for page in pages for line in page)):
        raise ReadingError(
            f"{origin}: its right-to-left words are stored in another order than they are read; "
            "give the page or the document that it was made from"
        )
    pages, matter = _without_page_matter([part_columns(page) for page in pages])
    lines, running = _without_running_heads(pages)
    lines, notes = part_notes(lines)
    blocks = [*_paragraphs(lines), *notes]
    title, rest = _title(info.get("Title", ""), blocks)
    page = Page(
        blocks=tuple(blocks if matter else rest),
        title=title,
        publisher=_publisher(info, running),
        published=_dateline([*rest, *running])
        or file_dating(
            _info_date(info.get("CreationDate", "")),
            [title or "", *blocks],
            f"{info.get('Producer', '')} {info.get('Creator', '')}",
        ),
        authors=names_in(info.get("Author", "")),
        removals=removals_of(
            {"running head or page number": running, PAGE_MATTER: matter, "hidden text": unseen}
        ),
        suspicious=tuple(text for text in unseen if is_suspicious(text)),
        bare_pages=tuple(bare),
    )
    return completed(page) if matter else page


def _without_page_matter(pages: list[list[PdfLine]]) -> tuple[list[list[PdfLine]], list[str]]:
    """Drop the lines of the Federal Register's typesetting, drawn between those of a paragraph."""
    if not is_register(line.text for page in pages for line in page):
        return pages, []
    rests = [without_page_matter([line.text for line in page]) for page in pages]
    kept = [[page[number] for number in rest.kept] for page, rest in zip(pages, rests, strict=True)]
    return kept, [text for rest in rests for text in rest.dropped]


def _without_running_heads(pages: list[list[PdfLine]]) -> tuple[list[PdfLine], list[str]]:
    """Drop page numbers, and lines that recur at the same edge of other pages but for digits.

    Rows of a table stay.
    """
    edges = Counter(
        (place, _undigited(page[place].text))
        for page in pages
        for place in _EDGES
        if -len(page) <= place < len(page)
    )
    kept: list[PdfLine] = []
    dropped: list[PdfLine] = []
    for page in pages:
        for number, line in enumerate(page):
            places = {number, number - len(page)} & set(_EDGES)
            is_number = bool(places and _PAGE_NUMBER.fullmatch(line.text))
            plain = _undigited(line.text)
            has_words = len(_LETTERS.findall(line.text)) >= 2
            recurs = has_words and any(edges[place, plain] >= 2 for place in places)
            (dropped if is_number or recurs else kept).append(line)
    return kept, [line.text for line in dropped]


def _undigited(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip().lower())


def _paragraphs(lines: list[PdfLine]) -> list[str]:
    """Join the lines of a paragraph.

    A wider gap, another font size, an indent or a list mark opens the next one.
    """
    if not lines:
        return []
    shape, rows = _Shape.of(lines), _rows(lines)
    blocks: list[str] = []
    for number, (above, line, below) in enumerate(
        zip([None, *lines], lines, [*lines[1:], None], strict=False)
    ):
        if number in rows:
            blocks.append(table_row([cell.text for cell in line.cells]))
        elif above and number - 1 not in rows and shape.joins(above, line, below):
            blocks[-1] = continued(blocks[-1], line.text)
        else:
            blocks.append(shape.mark(line) + _BULLET.sub("", line.text))
    return blocks


def _rows(lines: list[PdfLine]) -> set[int]:
    """Return the lines of tables: three or more whose short cells stand in the same columns."""
    follows = [_same_columns(one, other) for one, other in pairwise(lines)]
    return {
        number + place
        for number in range(len(follows) - 1)
        if follows[number] and follows[number + 1]
        for place in range(3)
    }


def _same_columns(one: PdfLine, other: PdfLine) -> bool:
    """Return whether two lines have as many cells, each aligned with the one above it.

    They are flush left, flush right or centred.
    """
    if (
        not one.cells
        or len(one.cells) != len(other.cells)
        or any(len(cell.text) > _CELL for cell in (*one.cells, *other.cells))
    ):
        return False
    near = 0.6 * one.size
    return all(
        min(
            abs(a.left - b.left),
            abs(a.right - b.right),
            abs(a.left + a.right - b.left - b.right) / 2,
        )
        < near
        for a, b in zip(one.cells, other.cells, strict=True)
    )


class _Shape(NamedTuple):
    """The usual shape of a document's text.

    It is the size of its body in points, the gap between its lines in font sizes, and the
    characters of a full line.
    """

    size: float
    gap: float
    width: int

    @classmethod
    def of(cls, lines: list[PdfLine]) -> _Shape:
        size = usual_size(lines)
        gaps = sorted(
            gap
            for above, line in pairwise(lines)
            if (gap := line.gap_from(above)) and 0 < gap < _FAR
        )
        usual = (
            gaps[len(gaps) // 3] if gaps else _FAR
        )  # the median falls between paragraphs where many lines are rows or headings
        return cls(size, usual, sorted(len(line.text) for line in lines)[len(lines) * 3 // 4])

    def mark(self, line: PdfLine) -> str:
        return "## " if self._is_large(line) else "- " if _BULLET.match(line.text) else ""

    def joins(self, above: PdfLine, line: PdfLine, below: PdfLine | None) -> bool:
        """Return whether a line goes on with the paragraph of the line above it."""
        if (
            abs(line.size - above.size) >= 0.3
            or _BULLET.match(line.text)
            or self._begins(above, line, below)
        ):
            return False
        if (
            not self._is_large(line) and len(above.text) < self.width * 0.65
        ):  # a row or the last line of a paragraph
            return False
        gap = line.gap_from(above)
        if gap is None or gap < _UPWARDS or gap >= _FAR:  # over a page's or a column's end
            return not _ENDS_SENTENCE.search(above.text) and (
                (gap or 0) >= 0 or line.text[:1].islower()
            )
        return gap <= self.gap * 1.25

    def _begins(self, above: PdfLine, line: PdfLine, below: PdfLine | None) -> bool:
        """Return whether a line begins a paragraph.

        It is set in from those around it, bears a label such as "(b)" and is set off, or opens the
        quote that a colon announces.
        """
        if above.text.endswith(":") and line.text[0] in "“‘\"'":
            return True
        indented = (
            line.left > above.left + 0.6 * line.size
            and not self._is_large(line)
            and above.page == line.page
        )
        if _LABEL.match(line.text):
            off = (
                abs(line.left - above.left) > 0.3 * line.size
                or (line.gap_from(above) or 0) > self.gap * 1.05
            )
            return off or bool(_ENDS_ITEM.search(above.text))
        return (
            indented
            and bool(_ENDS_SENTENCE.search(above.text))
            and below is not None
            and abs(below.left - above.left) < 0.3 * line.size
        )

    def _is_large(self, line: PdfLine) -> bool:
        return line.size > self.size + 0.4 and len(line.text) < 160


def _title(from_info: str, blocks: list[str]) -> tuple[str | None, list[str]]:
    if from_info and not re.search(
        r"\.(?:docx?|pdf|indd)$|^untitled|^microsoft word", from_info, re.I
    ):
        return from_info, blocks
    heading = next((block for block in blocks[:3] if block.startswith("## ")), None)
    if heading:
        return heading[3:], [block for block in blocks if block is not heading]
    return (blocks[0][:120] if blocks else None), blocks


def _publisher(info: dict[str, str], running: list[str]) -> str | None:
    """Return the organisation named as author or in the running heads, else the author."""
    stated = info.get("Author", "")
    author = "" if is_placeholder(stated) else stated
    pieces = [
        piece.strip()
        for line in (author, *running)
        for piece in re.split(r"\s+[|·•–—-]\s+|\s{2,}|[,;()]", line)
    ]
    return next(
        (piece for piece in pieces if _ORGANISATION.search(piece) and len(piece) < 60),
        author or None,
    )


def _dateline(lines: list[str]) -> Dating | None:
    """Return the date in a short line about the document itself, never in a heading.

    It stands after a place, a name or a word such as "published".
    """
    about = (line for line in lines if _is_about_document(line))
    datings = (dating(line, "dateline") for line in about)
    return next((found for found in datings if found), None)


def _is_about_document(line: str) -> bool:
    if len(line) >= _LONGEST_LINE or line.startswith(("#", "|")) or _SENTENCE.search(line):
        return False
    return is_date_line(line) or is_byline(line) or bool(_ABOUT.search(line))


def _info_date(raw: str) -> str:
    match = re.match(r"D:(\d{4})(\d\d)(\d\d)", raw)
    return "-".join(match.groups()) if match else ""
