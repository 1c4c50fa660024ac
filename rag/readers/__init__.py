"""Reading: bytes and their origin in, clean `Document`s out.

`formats` decides what the bytes are and has them read into `Page`s; `document` cleans and completes
each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path, PurePath

from rag.errors import ReadingError, TooLarge, UnsupportedFormat
from rag.readers.document import document_of
from rag.readers.federal_register.page_matter import without_register_matter
from rag.readers.formats import EXTENSIONS, read_parts
from rag.readers.page import DocumentPart
from rag.schema import PART_MARK, Document, Refused

# Raised when reading, cleaning or what is read of other acts changes what comes out, so that files
# read by an older reader are read again.
READER = "5"
# Archives inside archives are opened this deep.
_DEPTH = 3
# A feed of a million empty entries would take as many lines of the report.
_MOST_REFUSED = 1000


def source_hash(data: bytes) -> str:
    """Return what identifies bytes as read by this reader."""
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
    """Return the bytes of a file.

    Raises:
        ReadingError: it is larger than `max_bytes`, or cannot be opened.
    """
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise TooLarge(
                f"{path.name} has {size / 1e6:,.1f} MB; "
                f"the limit is {max_bytes / 1e6:,.1f} MB (RAG_MAX_FILE_MB)"
            )
        return path.read_bytes()
    except PermissionError:
        raise ReadingError(f"{path.name} cannot be opened: permission denied") from None
    except OSError as error:
        raise ReadingError(f"{path.name} cannot be opened: {error.strerror or error}") from None


def read_bytes(data: bytes, origin: str) -> Document:
    """Read the only document of some bytes.

    `origin` is their path or URL, whose ending is checked against the content.

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
    """Yield every document of some bytes, and every part that cannot be read with its reason.

    Of these the first 1,000 are given, and then how many more there are.
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
    """Read bytes that stand in an archive, or in archives inside of it, `depth` levels at most."""
    if depth == 0:
        raise UnsupportedFormat(
            f"{name} stands in an archive more than {_DEPTH - 1} deep; unpack it first"
        )
    try:
        for part in read_parts(data, name):
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
        yield document_of(without_register_matter(part.content), place, digest)


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
