"""Federal Register XML, as govinfo.gov and federalregister.gov give it.

It holds rules, proposed rules, notices and documents of the President. The elements are those of
the Government Publishing Office's user guide to the format (github.com/usgpo/bulk-data).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rag.errors import EmptyDocument, UnsupportedFormat
from rag.language.dates import dating
from rag.readers.federal_register.page_matter import PAGE_MATTER, completed
from rag.readers.page import DocumentPart, Page, removals_of, table_row
from rag.readers.xml import parse_xml
from rag.schema import Dating

_DOCUMENTS = ("RULE", "PRORULE", "NOTICE", "PRESDOCU", "CORRECT")
# Page matter, and what only a printed page shows.
_DROPPED = frozenset(
    "PRTPAGE FRDOC FILED BILCOD PSIG TITLE3 PRES CNTNTS UNITNAME VOL NO GPH GID MATH STARS "
    "FTREF".split()
)
_STATED = frozenset(("AGENCY", "SUBAGY", "SUBJECT"))
_INLINE = frozenset(("E", "SU", "AC", "FR", "D", "I", "B"))
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def read_federal(data: bytes, name: str) -> Page:
    """Read the only document of some Federal Register XML.

    Raises:
        UnsupportedFormat: the root is none of the Register's, or there are several documents.
        ReadingError: the XML is broken.
    """
    found = _documents(data, name)
    if len(found) > 1:
        raise UnsupportedFormat(
            f"{name} holds {len(found)} documents of the Federal Register, not one; use read_issue"
        )
    return _page(found[0])


def read_issue(data: bytes, name: str) -> Iterator[DocumentPart]:
    """Yield every document of some Federal Register XML, such as a day's issue.

    Parts are named by their FR document number.

    Raises:
        ReadingError: as for `read_federal`.
    """
    found = _documents(data, name)
    names: set[str] = set()
    for number, element in enumerate(found, start=1):
        filed = re.search(r"[A-Z]?\d{1,4}[-–]\d{1,6}", element.findtext(".//FRDOC") or "")
        own = filed.group() if filed and filed.group() not in names else str(number)
        names.add(own)
        yield DocumentPart(own if len(found) > 1 else "", _page(element))


def _documents(data: bytes, name: str) -> list[Any]:
    root = parse_xml(data, name)
    if root is None:
        raise EmptyDocument(f"{name}: the XML holds no element")
    found = [
        element
        for element in root.iter(*_DOCUMENTS)
        if not any(parent.tag in _DOCUMENTS for parent in element.iterancestors())
    ]
    if not found:
        raise UnsupportedFormat(
            f"{name} is XML with the root <{root.tag}>; readable are Federal Register "
            f"documents and feeds"
        )
    return found


def _page(document: Any) -> Page:
    dropped = [
        text
        for element in document.iter(*_DROPPED)
        if (text := _squeezed("".join(element.itertext())) or f"<{element.tag}>")
    ]
    entities = [
        element.text
        for element in document.iter()
        if not isinstance(element.tag, str) and element.text
    ]
    subject = _first(document, "SUBJECT")
    blocks = tuple(block for block in _blocks(document) if block)
    heading = next((block.lstrip("# ") for block in blocks if block.startswith("#")), None)
    return completed(
        Page(
            blocks=blocks,
            title=subject or heading,
            publisher=_first(document, "SUBAGY") or _first(document, "AGENCY"),
            published=_published(document),
            removals=removals_of({PAGE_MATTER: dropped, "entity that is not resolved": entities}),
        )
    )


def _published(document: Any) -> Dating | None:
    """Return the day of the issue around the document, else the day that it states."""
    issue = document.getroottree().getroot()
    day = issue.findtext("DATE") if issue.tag == "FEDREG" else None
    return dating(day, "dateline") or dating(_first(document, "DATED"), "dateline")


def _first(document: Any, tag: str) -> str | None:
    element = next(document.iter(tag), None)
    return _text(element) or None if element is not None else None


def _blocks(element: Any) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag in _DROPPED or tag in _STATED:
            continue
        if tag == "HD":
            yield f"{'#' * _level(child)} {_text(child)}" if _text(child) else ""
        elif tag == "GPOTABLE":
            yield from _table(child)
        elif tag == "SECTNO":
            yield (
                f"### {_text(child)} {_text(child.getnext())}"
                if _is_subject(child.getnext())
                else f"### {_text(child)}"
            )
        elif _is_paragraph(child):
            yield _text(child)
        else:
            yield from _blocks(child)


def _level(heading: Any) -> int:
    """Return the level: HED heads a part, HD1 to HD8 what is below it."""
    below = re.fullmatch(r"HD(\d)", heading.get("SOURCE") or "")
    return min(6, 2 + int(below.group(1))) if below else 2


def _is_subject(element: Any) -> bool:
    return element is not None and element.tag == "SUBJECT"


def _is_paragraph(element: Any) -> bool:
    """Return whether an element holds text of its own, or nothing but parts of a line."""
    texts = [element.text, *(child.tail for child in element)]
    return any(text and text.strip() for text in texts) or (
        len(element) > 0 and all(child.tag in _INLINE for child in element)
    )


def _table(table: Any) -> Iterator[str]:
    """Yield caption, heads and rows, then the notes; heads of several levels are one row."""
    yield from (_text(caption) for caption in table.iter("TTITLE", "TDESC"))
    heads = [_text(head) for head in table.iter("CHED")]
    rows = [[_text(cell) for cell in row.iter("ENT")] for row in table.iter("ROW")]
    yield from (table_row(row) for row in (heads, *rows) if any(row))
    yield from (_text(note) for note in table.iter("TNOTE", "SIGDAT"))


def _text(element: Any) -> str:
    return _squeezed("".join(_runs(element)))


def _runs(element: Any) -> Iterator[str]:
    """Yield the text of a line; raised numbers stay raised, but for references to footnotes."""
    yield element.text or ""
    for child in element:
        following = child.getnext()
        is_reference = (
            child.tag == "SU"
            and following is not None
            and following.tag == "FTREF"
            and not (child.tail or "").strip()
        )
        if isinstance(child.tag, str) and child.tag not in _DROPPED and not is_reference:
            raised = "".join(_runs(child))
            yield raised.translate(_SUPERSCRIPTS) if child.tag == "SU" else raised
        yield child.tail or ""


def _squeezed(text: str) -> str:
    return " ".join(text.split())
