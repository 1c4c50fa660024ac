"""The formats that are read, and which of them some bytes are in.

A format is a row of `FORMATS`. The content decides, never the name alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import PurePath
from typing import Any, Literal, NamedTuple

from rag.errors import EmptyDocument, UnsupportedFormat
from rag.readers.encodings import decode, starts_with_mark, wide_encoding
from rag.readers.page import DocumentPart, Page

Reader = Callable[[Any, str], Page | Iterator[DocumentPart]]


class Format(NamedTuple):
    """A row of the table of formats.

    Attributes:
        name: what `detect` returns.
        extensions: the endings of its files, in lower case.
        reader: "module:function" of the function that reads it, imported at its first use. It takes
            the content and the file's name, and returns a `Page` or an iterator of `DocumentPart`s.
        takes: whether that function takes bytes, or text as `decode` gives it.
        holds: what a file of it must hold: a PDF, a ZIP archive, "markup" or "text" whose root
            element may show it to be HTML or a feed, or "data", text that is what its name says.
    """

    name: str
    extensions: tuple[str, ...]
    reader: str
    takes: Literal["bytes", "text"] = "text"
    holds: Literal["pdf", "zip", "markup", "text", "data"] = "text"


_ROOM = "rag.readers"
FORMATS = (
    Format(
        "html",
        (".html", ".htm", ".xhtml"),
        f"{_ROOM}.html.fragment:read_markup",
        holds="markup",
    ),
    Format("pdf", (".pdf",), f"{_ROOM}.pdf.reader:read_pdf", "bytes", "pdf"),
    Format("docx", (".docx",), f"{_ROOM}.docx.reader:read_docx", "bytes", "zip"),
    Format("markdown", (".md", ".markdown"), f"{_ROOM}.markdown:read_markdown"),
    Format("plain", (".txt", ".text"), f"{_ROOM}.text:read_text"),
    Format(
        "records",
        (".json", ".jsonl", ".ndjson"),
        f"{_ROOM}.json.reader:read_records",
        holds="data",
    ),
    Format(
        "xml",
        (".xml", ".rss", ".atom"),
        f"{_ROOM}.federal_register.xml:read_issue",
        "bytes",
        "markup",
    ),
    Format("feed", (), f"{_ROOM}.feed.reader:read_feed", "bytes", "markup"),
    Format("mail", (".eml",), f"{_ROOM}.mail.reader:read_mail", "bytes", "data"),
    Format("zip", (".zip",), f"{_ROOM}.zip.reader:read_zip", "bytes", "zip"),
)
EXTENSIONS = {extension: row.name for row in FORMATS for extension in row.extensions}
_BY_NAME = {row.name: row for row in FORMATS}

_BEFORE_ROOT = (
    rb"<\?[^>]{0,500}>\s*",  # a declaration or an instruction
    rb"<!--.{0,2000}?-->\s*",
    rb"<!doctype (?!html)[^>]{0,500}>\s*",
)
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:" + b"|".join(_BEFORE_ROOT) + rb"){0,8}"
    rb"<(!doctype html|[a-z_][\w:.-]{0,60})",
    re.IGNORECASE | re.DOTALL,
)
_FORMAT_OF_ROOT = {
    b"rss": "feed",
    b"feed": "feed",
    b"rdf:rdf": "feed",
    b"html": "html",
    b"!doctype html": "html",
}
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_SIGNATURES = {
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF87a": "a GIF image",
    b"GIF89a": "a GIF image",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"SQLite format 3": "a SQLite database",
    b"\x1f\x8b": "a gzip archive",
}
# The Federal Register's pages hold a dozen zero bytes each, at most 0.9 % of a page's bytes.
_MOST_ZEROS, _MOST_CONTROLS = 0.01, 0.02


def read_parts(data: bytes, name: str) -> Iterator[DocumentPart]:
    """Yield the documents inside some bytes, by the reader of their format.

    Raises:
        ReadingError: as for `detect`, or of the reader.
    """
    row = _BY_NAME[detect(data, name)]
    module, _, function = row.reader.partition(":")
    reader: Reader = getattr(import_module(module), function)
    if row.takes == "bytes":
        found = reader(data, name)
    else:
        text = decode(data)
        found = reader(text, name)
        if isinstance(found, Page):
            found = replace(found, characters=len(text))
    if isinstance(found, Page):
        yield DocumentPart("", found)
    else:
        yield from found


def detect(data: bytes, name: str) -> str:
    """Return the name of the format of a file.

    Raises:
        EmptyDocument: there is nothing but white space.
        UnsupportedFormat: the content is binary, or contradicts the extension, or the extension is
            unknown.
    """
    if not data.strip():
        raise EmptyDocument(f"{name} is empty ({len(data)} bytes)")
    extension = PurePath(name).suffix.lower()
    if extension not in EXTENSIONS:
        raise UnsupportedFormat(
            f"{name} has the extension {extension or '(none)'}; "
            f"readable are {', '.join(EXTENSIONS)}"
        )
    row = _BY_NAME[EXTENSIONS[extension]]
    _refuse_other_content(data, name, row)
    if row.holds in ("pdf", "zip", "data"):
        return row.name
    return _format_of_root(data) or row.name


def _refuse_other_content(data: bytes, name: str, row: Format) -> None:
    """Raise where the content is not what a file of this format holds."""
    extension = PurePath(name).suffix.lower()
    # Bytes may stand before a PDF's mark; a text that mentions the mark is still a text.
    head = data[:1024] if row.holds == "pdf" else data.lstrip()[:5]
    is_pdf = b"%PDF-" in head
    if is_pdf != (row.holds == "pdf"):
        raise UnsupportedFormat(
            f"{name} is named {extension} but holds {'a PDF' if is_pdf else _describe(data)}; "
            "rename it or save it again"
        )
    if row.holds == "zip" and not data.startswith(_ZIP_MARKS):
        raise UnsupportedFormat(
            f"{name} is named {extension} but holds no ZIP archive; rename it or save it again"
        )
    if row.holds in ("pdf", "zip"):
        return
    _refuse_binary(data, name)
    if row.holds == "markup" and b"<" not in data:
        raise UnsupportedFormat(f"{name} is named {extension} but holds no markup; save it as .txt")


def _format_of_root(data: bytes) -> str | None:
    """Return the format that the root element of some markup shows; None for no markup."""
    head = data[:4096]
    if starts_with_mark(head) or wide_encoding(head):
        head = decode(head).encode()
    root = _ROOT.match(head)
    return _FORMAT_OF_ROOT.get(root.group(1).lower()) if root else None


def _refuse_binary(data: bytes, name: str) -> None:
    advice = "not text; export it as .html, .md, .txt or .pdf"
    signed = _signature(data)
    if signed:
        raise UnsupportedFormat(f"{name} holds {signed}, {advice}")
    head = data[:8192]
    if starts_with_mark(head) or wide_encoding(data):
        return
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    if head.count(0) > len(head) * _MOST_ZEROS or controls > len(head) * _MOST_CONTROLS:
        raise UnsupportedFormat(f"{name} holds binary data, {advice}")


def _signature(data: bytes) -> str | None:
    found = (what for signature, what in _SIGNATURES.items() if data.startswith(signature))
    return next(found, None)


def _describe(data: bytes) -> str:
    return _signature(data) or "no PDF"
