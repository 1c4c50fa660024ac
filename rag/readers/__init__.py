"""Reading: bytes and their origin in, clean `Document`s out.

`formats` decides what the bytes are, one module a format turns them into `Page`s, `document` cleans and completes each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from rag.errors import ReadingError, TooLarge, UnsupportedFormat
from rag.readers.document import document_of
from rag.readers.federal_register.page_matter import registered
from rag.readers.formats import EXTENSIONS, Format, decode, detect
from rag.readers.page import DocumentPart, Page
from rag.schema import PART_MARK, Document, Refused

# Raised when reading, cleaning or what is read of other acts changes what comes out, so that files read by an older reader are read again.
READER = "3"
# Archives inside archives are opened this deep.
_DEPTH = 3
# A feed of a million empty entries would take as many lines of the report.
_MOST_REFUSED = 1000


def source_hash(data: bytes) -> str:
    """What identifies bytes as read by this reader."""
    return hashlib.sha256(READER.encode() + data).hexdigest()


def read_file(path: Path, max_bytes: int) -> Document:
    """Read a file that holds one document.

    Args:
        path: a file with one of the endings in `EXTENSIONS`.
        max_bytes: larger files are refused before they are read.

    Raises:
        ReadingError: with the reason, in words for the reader of the ingest report.
    """
    return read_bytes(load(path, max_bytes), str(path.resolve()))


def load(path: Path, max_bytes: int) -> bytes:
    """The bytes of a file.

    Raises:
        ReadingError: it is larger than `max_bytes`, or cannot be opened.
    """
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise TooLarge(
                f"{path.name} has {size / 1e6:,.1f} MB; the limit is {max_bytes / 1e6:,.1f} MB (RAG_MAX_FILE_MB)"
            )
        return path.read_bytes()
    except PermissionError:
        raise ReadingError(f"{path.name} cannot be opened: permission denied") from None
    except OSError as error:
        raise ReadingError(f"{path.name} cannot be opened: {error.strerror or error}") from None


def read_bytes(data: bytes, origin: str) -> Document:
    """Read the only document of some bytes; `origin` is their path or URL, whose ending is checked against the content.

    Raises:
        ReadingError: as for `read_file`; or they hold several documents, or none.
    """
    found = list(read_all(data, origin))
    if len(found) != 1:
        raise UnsupportedFormat(
            f"{PurePath(origin).name} holds {len(found)} documents, not one; use read_all"
        )
    if isinstance(found[0], Refused):
        raise ReadingError(found[0].reason)
    return found[0]


def read_all(data: bytes, origin: str, name: str = "") -> Iterator[Document | Refused]:
    """Every document of some bytes, and every part of them that cannot be read with its reason; the first 1,000, and then how many more.

    `name` ends as their format does; by default it is the last part of `origin`.

    Raises:
        ReadingError: they cannot be read at all.
    """
    refused = 0
    for found in _read(data, origin, name or PurePath(origin).name, source_hash(data), _DEPTH):
        refused += isinstance(found, Refused)
        if isinstance(found, Document) or refused <= _MOST_REFUSED:
            yield found
    if refused > _MOST_REFUSED:
        yield Refused(origin, f"{refused - _MOST_REFUSED:,} more of its parts cannot be read")


def _read(
    data: bytes, origin: str, name: str, digest: str, depth: int
) -> Iterator[Document | Refused]:
    if depth == 0:
        raise UnsupportedFormat(
            f"{name} stands in an archive more than {_DEPTH - 1} deep; unpack it first"
        )
    try:
        for part in _parts(detect(data, name), data, name):
            place = f"{origin}{PART_MARK}{part.name}" if part.name else origin
            try:
                yield from _documents(part, place, digest, depth)
            except ReadingError as error:
                if not part.name:
                    raise
                yield Refused(place, str(error))
    except RecursionError:
        raise ReadingError(f"{name} is nested too deeply to be read") from None


def _documents(
    part: DocumentPart, place: str, digest: str, depth: int
) -> Iterator[Document | Refused]:
    if isinstance(part.content, ReadingError):
        raise part.content
    if isinstance(part.content, bytes):
        yield from _read(part.content, place, PurePath(part.name).name, digest, depth - 1)
    else:
        yield document_of(registered(part.content), place, digest)


def _parts(format_: Format, data: bytes, name: str) -> Iterator[DocumentPart]:
    """The documents inside some bytes, by the reader of their format."""
    if format_ == "zip":
        from rag.readers.zip.reader import read_zip

        yield from read_zip(data, name)
    elif format_ == "mail":
        from rag.readers.mail.reader import read_mail

        yield from read_mail(data, name)
    elif format_ == "feed":
        from rag.readers.feed.reader import read_feed

        yield from read_feed(data, name)
    elif format_ == "records":
        from rag.readers.json.reader import read_records

        yield from read_records(decode(data), name)
    elif format_ == "xml":
        from rag.readers.federal_register.xml import read_issue

        yield from read_issue(data, name)
    else:
        yield DocumentPart("", _page(format_, data, name))


def _page(format_: Format, data: bytes, name: str) -> Page:
    if format_ == "pdf":
        from rag.readers.pdf.reader import read_pdf

        return read_pdf(data, name)
    if format_ == "docx":
        from rag.readers.docx.reader import read_docx

        return read_docx(data, name)
    text = decode(data)
    return replace(_read_text(format_, text, name), characters=len(text))


def _read_text(format_: Format, text: str, name: str) -> Page:
    if format_ == "html":
        from rag.readers.html.fragment import with_all_text
        from rag.readers.html.reader import read_html

        return with_all_text(read_html(text, name), text)
    if format_ == "markdown":
        from rag.readers.markdown import read_markdown

        return read_markdown(text, name)
    from rag.readers.text import read_text

    return read_text(text, name)


__all__ = [
    "EXTENSIONS",
    "READER",
    "Document",
    "Refused",
    "load",
    "read_all",
    "read_bytes",
    "read_file",
    "source_hash",
]
