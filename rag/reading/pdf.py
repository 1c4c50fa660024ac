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
        removals.append(Removal("running head or page number", len(running), running[0][:80]))
    if bare:
        removals.append(Removal("page without text", len(bare), f"page {bare[0]}"))
    return Page(
        blocks=tuple(blocks),
        title=title,
        publisher=_publisher(info, running),
        published=_dateline([*blocks, *running]) or dating(_info_date(info.get("CreationDate", "")), "file metadata"),
        authors=(info["Author"],) if info.get("Author") else (),
        removals=tuple(removals),
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
    except pypdfium2.PdfiumError as error:
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
        gap = (above - layer.get_charbox(place, loose=True)[1]) / size if above is not None else 9.0
        above = layer.get_charbox(start - 2 - (len(piece) - len(piece.rstrip())), loose=True)[1]  # a mended hyphen hides a line's end
        lines.append(Line(re.sub("[\ufffe\x02]", "\u00ad", piece).strip(), size, gap))
    return lines


def _without_running_heads(pages: list[list[Line]]) -> tuple[list[Line], list[str]]:
    """Drop first and last lines that recur on other pages but for their digits, and bare page numbers."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_undigited(line.text) for line in (*page[:2], *page[-2:])})
    recurring = {line for line, count in edges.items() if count >= 2}
    kept: list[Line] = []
    dropped: list[Line] = []
    for page in pages:
        for number, line in enumerate(page):
            at_edge = number < 2 or number >= len(page) - 2
            is_number = bool(re.fullmatch(r"(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", line.text, re.I))
            (dropped if at_edge and (is_number or _undigited(line.text) in recurring) else kept).append(line)
    return kept, [line.text for line in dropped]


def _undigited(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip().lower())


def _paragraphs(lines: list[Line]) -> list[str]:
    """Join the lines of a paragraph: a wider gap, another font size or a list mark opens the next one."""
    if not lines:
        return []
    body = Counter(round(line.size, 1) for line in lines for _ in line.text).most_common(1)[0][0]
    usual = sorted(line.gap for line in lines)[len(lines) // 3]
    width = sorted(len(line.text) for line in lines)[len(lines) * 3 // 4]
    blocks: list[str] = []
    previous = Line("", 0.0, 9.0)
    for line in lines:
        large = line.size > body + 0.4 and len(line.text) < 160
        same = abs(line.size - previous.size) < 0.3
        broken = line.gap >= 9.0 and same and not _ENDS_SENTENCE.search(previous.text)  # over a page's end
        item = bool(_ITEM.match(line.text))
        ended_early = not large and len(previous.text) < width * 0.65  # a row or the last line of a paragraph
        if blocks and same and not item and not ended_early and (line.gap <= usual * 1.25 or broken):
            blocks[-1] = _continued(blocks[-1], line.text)
        else:
            mark = "## " if large else "- " if item else ""
            blocks.append(mark + (_ITEM.sub("", line.text) if item else line.text))
        previous = line
    return blocks


def _continued(current: str, line: str) -> str:
    """Join two lines and mend a word broken at the line's end."""
    if current.endswith("\u00ad") or (re.search(r"[a-z]-$", current) and line[:1].islower()):
        return current[:-1] + line
    return f"{current} {line}"


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
