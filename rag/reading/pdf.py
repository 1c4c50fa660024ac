"""PDF files with a text layer: running heads removed, lines joined into paragraphs, scanned pages reported."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NamedTuple

from rag.dates import dating
from rag.errors import EmptyDocument, ReadingError
from rag.reading.clean import is_date_line
from rag.reading.junk import is_byline
from rag.reading.page import Page
from rag.schema import Dating, Removal

_ENDS_SENTENCE = re.compile(r"[.!?:;]['\"”’)\]]*$")
_SENTENCE = re.compile(r"\b(?:was|were|is|are|has|had|have|will|entered|took)\b")
_ORGANISATION = re.compile(
    r"\b(?:institute|centre|center|council|forum|service|inputs|ministry|department|office|agency|foundation|university|bank|commission)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^(?:[•●▪‣*–-]|\([a-z0-9]{1,3}\))\s+")
_EDGES = (0, 1, -2, -1)  # lines of a page where running heads and page numbers stand
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_BROKEN_WORD = re.compile("([^\\W\\d_]*)[\ufffe\x02](\\w*)")  # pdfium joins the lines and leaves its own mark
_PAGE_GAP = 9.0  # the gap given to a page's first line
_UPWARDS = -1.5  # line heights; a line this far above the one before it begins another part of the page
_PREFIXES = frozenset(
    "dual long short medium state well sino non self cross high low large small semi anti mid quasi first second third two three four five six rare".split()
)
_COMPOUND = re.compile(r"(?:US|EU|UK|UN)-|co-(?:operat|ordinat|exist|found|author|chair)|re-(?:export|import|elect|open|ent)")
_SUFFIX = re.compile(r"(?:er|ers|est|ed|en|ing|ly|ment|s)\b")  # "long-" and "er" are one word


def read_pdf(data: bytes, origin: str) -> Page:
    """Read one PDF.

    Raises:
        EmptyDocument: no page has a text layer (a scan).
        ReadingError: the file is broken or encrypted.
    """
    pages, info = _pages(data, origin)
    bare = [number for number, lines in enumerate(pages, start=1) if sum(len(line.text) for line in lines) < 10]
    if len(bare) == len(pages):
        raise EmptyDocument(f"{origin}: none of its {len(pages)} pages has a text layer; it is scanned and needs OCR first")
    lines, running = _without_running_heads(pages)
    blocks = _paragraphs(lines)
    title, blocks = _title(info.get("Title", ""), blocks)
    removals = []
    if running:
        removals.append(Removal.of("running head or page number", running))
    return Page(
        blocks=tuple(blocks),
        title=title,
        publisher=_publisher(info, running),
        published=_dateline([*blocks, *running]) or dating(_info_date(info.get("CreationDate", "")), "file metadata"),
        authors=(info["Author"],) if info.get("Author") else (),
        removals=tuple(removals),
        bare_pages=tuple(bare),
    )


class Line(NamedTuple):
    """A line of a page: its text, its font size in points and the gap to the line above in line heights."""

    text: str
    size: float
    gap: float


def _pages(data: bytes, origin: str) -> tuple[list[list[Line]], dict[str, str]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ReadingError(f"{origin}: the PDF cannot be opened ({error}); it may be broken or encrypted") from error
    try:
        info = {key: str(value).strip() for key, value in document.get_metadata_dict().items() if value}
        return [_lines_of(document[number]) for number in range(len(document))], info
    except (pypdfium2.PdfiumError, UnicodeError) as error:
        raise ReadingError(f"{origin}: a page of the PDF cannot be read ({error})") from error
    finally:
        document.close()


def _lines_of(page: Any) -> list[Line]:  # noqa: ANN401 - pypdfium2 ships no types
    """The lines of a page in reading order."""
    import pypdfium2.raw as pdfium

    layer = page.get_textpage()
    text = str(layer.get_text_range(0, layer.count_chars())).replace("\r\n", "\n\n")  # one index a character
    lines: list[Line] = []
    start, above = 0, None
    for piece in text.split("\n"):
        place = start + len(piece) - len(piece.lstrip())
        start += len(piece) + 1
        if not piece.strip() or place >= layer.count_chars():
            continue
        size = float(pdfium.FPDFText_GetFontSize(layer.raw, place)) or 1.0
        gap = (above - layer.get_charbox(place, loose=True)[1]) / size if above is not None else _PAGE_GAP
        above = layer.get_charbox(start - 2 - (len(piece) - len(piece.rstrip())), loose=True)[1]  # a mended hyphen hides a line's end
        lines.append(Line(_BROKEN_WORD.sub(_rejoined, piece).strip(), size, gap))
    return lines


def _without_running_heads(pages: list[list[Line]]) -> tuple[list[Line], list[str]]:
    """Drop page numbers, and lines of words that recur at the same edge of other pages but for their digits; rows of a table stay."""
    edges = Counter((place, _undigited(page[place].text)) for page in pages for place in _EDGES if -len(page) <= place < len(page))
    kept: list[Line] = []
    dropped: list[Line] = []
    for page in pages:
        for number, line in enumerate(page):
            places = {number, number - len(page)} & set(_EDGES)
            is_number = bool(places and re.fullmatch(r"(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", line.text, re.I))
            recurs = len(_LETTERS.findall(line.text)) >= 2 and any(edges[place, _undigited(line.text)] >= 2 for place in places)
            (dropped if is_number or recurs else kept).append(line)
    return kept, [line.text for line in dropped]


def _undigited(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip().lower())


def _paragraphs(lines: list[Line]) -> list[str]:
    """Join the lines of a paragraph: a wider gap, another font size or a list mark opens the next one."""
    if not lines:
        return []
    body = Counter(round(line.size, 1) for line in lines for _ in line.text).most_common(1)[0][0]
    gaps = [line.gap for line in lines if 0 < line.gap < _PAGE_GAP] or [_PAGE_GAP]  # a footer drawn first puts the body above it
    usual = sorted(gaps)[len(gaps) // 3]  # the median falls between paragraphs where many lines are rows or headings
    width = sorted(len(line.text) for line in lines)[len(lines) * 3 // 4]
    blocks: list[str] = []
    previous = Line("", 0.0, _PAGE_GAP)
    for line in lines:
        large = line.size > body + 0.4 and len(line.text) < 160
        same = abs(line.size - previous.size) < 0.3
        broken = (
            (line.gap >= _PAGE_GAP or line.gap < _UPWARDS) and same and _goes_on(previous.text, line)
        )  # over a page's or a column's end
        item = bool(_ITEM.match(line.text))
        ended_early = not large and len(previous.text) < width * 0.65  # a row or the last line of a paragraph
        if blocks and same and not item and not ended_early and (_UPWARDS <= line.gap <= usual * 1.25 or broken):
            blocks[-1] = _continued(blocks[-1], line.text)
        else:
            mark = "## " if large else "- " if item else ""
            blocks.append(mark + (_ITEM.sub("", line.text) if item else line.text))
        previous = line
    return blocks


def _goes_on(above: str, line: Line) -> bool:
    return not _ENDS_SENTENCE.search(above) and (line.gap >= 0 or line.text[:1].islower())


def _continued(current: str, line: str) -> str:
    """Join two lines and mend a word broken at the line's end; the hyphen of a compound such as "dual-use" stays."""
    broken = re.search(r"([^\W\d_]+)[-\u00ad]$", current)
    if not broken or not line[:1].isalnum():
        return f"{current} {line}"
    return current[:-1] + _hyphen(broken.group(1), line) + line


def _rejoined(match: re.Match[str]) -> str:
    return match.group(1) + _hyphen(match.group(1), match.group(2)) + match.group(2)


def _hyphen(before: str, after: str) -> str:
    """The hyphen to keep between the parts of a word that was broken at a line's end."""
    if not after[:1].islower() or _COMPOUND.match(f"{before}-{after}"):
        return "-"
    return "-" if before.lower() in _PREFIXES and not _SUFFIX.match(after) else ""


def _title(from_info: str, blocks: list[str]) -> tuple[str | None, list[str]]:
    if from_info and not re.search(r"\.(?:docx?|pdf|indd)$|^untitled|^microsoft word", from_info, re.I):
        return from_info, blocks
    heading = next((block for block in blocks[:3] if block.startswith("## ")), None)
    if heading:
        return heading[3:], [block for block in blocks if block is not heading]
    return (blocks[0][:120] if blocks else None), blocks


def _publisher(info: dict[str, str], running: list[str]) -> str | None:
    """The organisation named as author or in the running heads, else the author."""
    author = info.get("Author", "")
    pieces = [piece.strip() for line in (author, *running) for piece in re.split(r"\s+[|·•–—-]\s+|\s{2,}|[,;()]", line)]
    return next((piece for piece in pieces if _ORGANISATION.search(piece) and len(piece) < 60), author or None)


def _dateline(lines: list[str]) -> Dating | None:
    """A date in a short line that is about the document itself: after a place, a name or "published", never in a heading."""
    for line in lines:
        about = is_date_line(line) or is_byline(line) or re.search(r"\b(?:published|issued|dated)\b|[|·•,]|\bpolicy brief\b", line, re.I)
        if (
            len(line) < 160
            and not line.startswith(("#", "|"))
            and about
            and not _SENTENCE.search(line)
            and (found := dating(line, "dateline"))
        ):
            return found
    return None


def _info_date(raw: str) -> str:
    match = re.match(r"D:(\d{4})(\d\d)(\d\d)", raw)
    return "-".join(match.groups()) if match else ""
