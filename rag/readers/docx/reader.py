"""Word documents (.docx): headings, lists, tables and footnotes.

Deletions are left out, and hidden text is reported.

The package is unpacked with limits and its XML parsed without entities, because a document from
anywhere is an untrusted archive.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from rag.errors import ReadingError, UnsupportedFormat
from rag.readers.dateline import first_line_dating
from rag.readers.docx.body import BodyReader, Style, read_styles, tag_of, value_of
from rag.readers.file_properties import file_dating
from rag.readers.hidden_text import is_suspicious
from rag.readers.page import Page, removals_of
from rag.readers.people import names_in
from rag.readers.xml import parse_xml
from rag.readers.zip.safe_zip import SafeZip
from rag.schema import Dating

_MOST_MEMBERS, _MOST_PART = 5_000, 64 << 20
_MAIN = "word/document.xml"
_NOTES = ("footnote", "endnote")
_MARGIN = re.compile(r"word/(?:header|footer)\d*\.xml")
_OPENING = 12  # blocks in which a line may date the document
_UNTITLED = re.compile(
    r"\.(?:docx?|dotx?|rtf)$|^untitled|^(?:microsoft )?word document|^document\d*$|^microsoft word",
    re.IGNORECASE,
)


class _Parts(NamedTuple):
    """The XML of the parts that hold text, by their kind; those that are missing are absent."""

    body: Any
    core: Any
    styles: dict[str, Style]
    notes: dict[tuple[str, str], Any]
    margins: list[Any]


def read_docx(data: bytes, name: str) -> Page:
    """Read one Word document.

    Raises:
        UnsupportedFormat: the archive is no Word document.
        ReadingError: it is broken, encrypted, a ZIP bomb, or declares entities.
    """
    parts = _open(data, name)
    reader = BodyReader(parts.styles, parts.notes)
    blocks = [block for block in reader.blocks(parts.body) if block]
    blocks += [block for block in reader.notes() if block]
    heading = next((block.lstrip("# ") for block in blocks if block.startswith("#")), None)
    stated = {
        element.tag.rpartition("}")[2]: " ".join("".join(element.itertext()).split())
        for element in parts.core
    }
    title = stated.get("title", "")
    return Page(
        blocks=tuple(blocks),
        title=reader.title or ("" if _UNTITLED.search(title) else title) or heading,
        published=_dateline(blocks, stated.get("language"))
        or file_dating(stated.get("created"), blocks),
        updated=file_dating(stated.get("modified"), blocks),
        authors=names_in(stated.get("creator", "")),
        language=stated.get("language", "")[:2].lower() or None,
        removals=removals_of(
            {
                "hidden text": reader.hidden,
                "tracked deletion": reader.deleted,
                "table of contents": reader.contents,
                "header or footer": [*dict.fromkeys(_margin_texts(parts))],
            }
        ),
        suspicious=tuple(text for text in reader.hidden if is_suspicious(text)),
    )


def _margin_texts(parts: _Parts) -> Iterator[str]:
    for margin in parts.margins:
        reader = BodyReader(parts.styles, {})
        if text := " ".join(block for block in reader.blocks(margin) if block):
            yield text


def _dateline(blocks: list[str], language: str | None) -> Dating | None:
    """Return the date of a line near the top; the file's own dates are only the file's."""
    lines = (block for block in blocks[:_OPENING] if not block.startswith(("#", "|")))
    return first_line_dating(lines, language)


def _open(data: bytes, name: str) -> _Parts:
    with SafeZip(data, name, _MOST_MEMBERS) as archive:
        names = archive.names()
        main = _main(archive, names)
        if main not in names:
            raise UnsupportedFormat(
                f"{name} is a ZIP archive without {_MAIN}, so no Word document; "
                "save it again as .docx"
            )
        folder = posixpath.dirname(main)

        def part(path: str) -> Any:
            return (
                _parse(archive.read(path, _MOST_PART), f"{name}, {path}") if path in names else ()
            )

        document = part(main)
        body = next((child for child in document if tag_of(child) == "body"), None)
        if body is None:
            raise UnsupportedFormat(f"{name}: {main} has no body, so it is no Word document")
        notes = {
            (kind, value_of(note, "id")): note
            for kind in _NOTES
            for note in part(f"{folder}/{kind}s.xml")
            if tag_of(note) == kind
        }
        margins = [part(path) for path in sorted(names) if _MARGIN.fullmatch(path)]
        return _Parts(
            body,
            part("docProps/core.xml"),
            read_styles(part(f"{folder}/styles.xml")),
            notes,
            margins,
        )


def _main(archive: SafeZip, names: set[str]) -> str:
    """Return the path of the main part, which the package's relations name."""
    if "_rels/.rels" in names:
        for relation in _parse(
            archive.read("_rels/.rels", _MOST_PART), f"{archive.name}, _rels/.rels"
        ):
            if (relation.get("Type") or "").endswith("/officeDocument"):
                return (relation.get("Target") or "").lstrip("/")
    return _MAIN


def _parse(data: bytes, place: str) -> Any:
    root = parse_xml(data, place)
    if root is None:
        raise ReadingError(f"{place} holds no element")
    if root.getroottree().docinfo.doctype:
        raise ReadingError(
            f"{place} declares a document type, which no Word document has; "
            "its entities may be an attack"
        )
    return root
