"""The lines of a PDF with their places and sizes, as pdfium draws them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ctypes import byref
from itertools import groupby
from typing import Any, NamedTuple

from rag.errors import ReadingError
from rag.language.lexicon import load
from rag.readers.pdf.unseen import PageInk

_BROKEN_WORD = re.compile(
    "([^\\W\\d_]*)[\ufffe\x02](\\w*)"
)  # pdfium joins the lines and leaves its own mark
_WORDS = load("hyphenation")
_PREFIXES = frozenset(_WORDS["prefixes"])
_COMPOUND = re.compile(
    r"(?:US|EU|UK|UN)-|co-(?:operat|ordinat|exist|found|author|chair)|re-(?:export|import|el"
    r"ect|open|ent)"
)
_SUFFIX = re.compile(rf"(?:{'|'.join(_WORDS['suffixes'])})\b")
# font sizes between the cells of a row; three lines with such a gap in one place are no justified
# text
_CELL_GAP = 1.1
_SCAN_SHARE = 0.75  # of a page's letters are unseen where they were recognised in its picture
_RECENT = 4  # lines among which the beginning of a line drawn in pieces is looked for


class Cell(NamedTuple):
    """A run of words in a line, and where it begins and ends, in points."""

    text: str
    left: float
    right: float


class PdfLine(NamedTuple):
    """A line of a page.

    Font size, left and right end, and the feet of its first and last character are in points.
    pdfium joins the lines of a word broken at a line's end, so that `foot` may lie above
    `last_foot`. Pages count from 1.
    """

    text: str
    size: float
    left: float
    right: float
    foot: float
    last_foot: float
    page: int
    cells: tuple[Cell, ...] = ()

    def gap_from(self, above: PdfLine | None) -> float | None:
        """Return the distance to the line before in font sizes; None on another page.

        It is negative when that line stands lower.
        """
        return (
            (above.last_foot - self.foot) / self.size if above and above.page == self.page else None
        )


class Pages(NamedTuple):
    """The lines of each page in reading order, what the file says about itself, unseen lines."""

    pages: list[list[PdfLine]]
    info: dict[str, str]
    unseen: tuple[str, ...] = ()


def read_lines(data: bytes, origin: str) -> Pages:
    """Read the lines of a PDF.

    Raises:
        ReadingError: the file is broken or encrypted.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ReadingError(
            f"{origin}: the PDF cannot be opened ({error}); it may be broken or encrypted"
        ) from error
    try:
        info = {
            key: str(value).strip() for key, value in document.get_metadata_dict().items() if value
        }
        return _pages_of(document, info)
    except (pypdfium2.PdfiumError, UnicodeError) as error:
        raise ReadingError(f"{origin}: a page of the PDF cannot be read ({error})") from error
    finally:
        document.close()


def _pages_of(document: Any, info: dict[str, str]) -> Pages:
    unseen: list[str] = []
    pages = [_seen_lines(document[number], number + 1, unseen) for number in range(len(document))]
    return Pages(pages, info, tuple(unseen))


def _seen_lines(page: Any, number: int, unseen: list[str]) -> list[PdfLine]:
    """Return the lines of a page that are seen, and add the others to `unseen`.

    On a scan hardly any is, and the text that was recognised lies behind the picture.
    """
    layer = page.get_textpage()
    ink = PageInk(page, layer)
    runs = list(_runs(layer, ink))
    hidden = [run.text for run in runs if run.is_hidden]
    unseen_size = sum(map(len, hidden))
    is_scan = unseen_size > _SCAN_SHARE * sum(len(run.text) for run in runs) and ink.is_picture
    if not is_scan:
        unseen += hidden
    lines: list[PdfLine] = []
    for run in runs:
        if is_scan or not run.is_hidden:
            _append(lines, _line(layer, run, number))
    return lines


class _Run(NamedTuple):
    """Words of a line that are all seen or all hidden, and where they begin on the page."""

    text: str
    start: int
    is_hidden: bool


def _runs(layer: Any, ink: PageInk) -> Iterator[_Run]:
    """Yield the text of a page line by line, cut where seen and hidden words meet."""
    count = layer.count_chars()
    # pdfium writes "\r\n" where a line ends: one index a character.
    text = str(layer.get_text_range(0, count)).replace("\r\n", "\n\n")
    for line in re.finditer(r"[^\n]+", text[:count]):
        words = re.finditer(r"\S+", line.group())
        places = [(word.start(), word.end()) for word in words]

        def is_hidden(place: tuple[int, int], start: int = line.start()) -> bool:
            first = start + place[0]
            return ink.hides(first, _size(layer, first))

        for hidden, group in groupby(places, is_hidden):
            run = list(group)
            first, last = run[0][0], run[-1][1]
            yield _Run(line.group()[first:last], line.start() + first, hidden)


def _line(layer: Any, run: _Run, number: int) -> PdfLine:
    piece, first, _ = run
    last = first + len(piece) - 1
    left, foot, _, _ = layer.get_charbox(first, loose=True)
    _, last_foot, right, _ = layer.get_charbox(last, loose=True)
    size = _size(layer, first)
    cells = tuple(_cells(layer, piece, first, size)) if foot == last_foot else ()
    return PdfLine(
        _BROKEN_WORD.sub(_rejoined, piece).strip(),
        size,
        left,
        right,
        foot,
        last_foot,
        number,
        cells,
    )


def _size(layer: Any, place: int) -> float:
    """Return the font size as drawn: the nominal one times the scale of the text's matrix."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    found = pdfium.FPDFText_GetMatrix(layer.raw, place, byref(matrix))
    scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5 if found else 1.0
    return float(pdfium.FPDFText_GetFontSize(layer.raw, place)) * (scale or 1.0) or 1.0


def _cells(layer: Any, piece: str, start: int, size: float) -> Iterator[Cell]:
    """Cut the line where the space between two words is as wide as between columns."""
    left = layer.get_charbox(start, loose=True)[0]
    begin = 0
    for match in re.finditer(r"(?<=\S)\s+(?=\S)", piece):
        end = layer.get_charbox(start + match.start() - 1, loose=True)[2]
        following = layer.get_charbox(start + match.end(), loose=True)[0]
        if following - end >= _CELL_GAP * size:
            yield Cell(piece[begin : match.start()].strip(), left, end)
            begin, left = match.end(), following
    if begin:
        yield Cell(
            piece[begin:].strip(),
            left,
            layer.get_charbox(start + len(piece) - 1, loose=True)[2],
        )


def _append(lines: list[PdfLine], line: PdfLine) -> None:
    """Add a line, or the rest of one of the last few that was drawn in pieces."""
    for place in range(len(lines) - 1, max(-1, len(lines) - 1 - _RECENT), -1):
        before = lines[place]
        if (
            abs(before.size - line.size) < 0.3
            and abs(before.last_foot - line.foot) < 0.2 * line.size
            and abs(line.left - before.right) < 0.2 * line.size
        ):
            lines[place] = before._replace(
                text=before.text + line.text, right=line.right, last_foot=line.last_foot, cells=()
            )
            return
    lines.append(line)


def continued(current: str, line: str) -> str:
    """Join two lines and mend a word broken at the line's end.

    The hyphen of a compound such as "dual-use" stays.
    """
    broken = re.search(r"([^\W\d_]{1,60})[-\u00ad]$", current[-70:])
    if not broken or not line[:1].isalnum():
        return f"{current} {line}"
    return current[:-1] + _hyphen(broken.group(1), line) + line


def _rejoined(match: re.Match[str]) -> str:
    return match.group(1) + _hyphen(match.group(1), match.group(2)) + match.group(2)


def _hyphen(before: str, after: str) -> str:
    """Return the hyphen to keep between the parts of a word that was broken at a line's end."""
    if not after[:1].islower() or _COMPOUND.match(f"{before}-{after}"):
        return "-"
    return "-" if before.lower() in _PREFIXES and not _SUFFIX.match(after) else ""
