"""ZIP archives of documents: each readable member is one, each that cannot be read is reported."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from rag.errors import EmptyDocument, ReadingError, UnsupportedFormat
from rag.readers.formats import EXTENSIONS
from rag.readers.page import DocumentPart
from rag.readers.zip.safe_zip import SafeZip

_MOST_BYTES = 64 << 20  # of one member
_LONGEST_PATH = 1000
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PASSED_OVER = ("readme", "manifest")
_FOLDERS_PASSED_OVER = ("__macosx",)


def read_zip(data: bytes, name: str) -> Iterator[DocumentPart]:
    """Yield the members of an archive with a readable ending, named by their paths inside.

    Hidden files, `__MACOSX`, and the `README` and `manifest` files that describe a folder are
    passed over, as are members of other endings.

    Raises:
        ReadingError: the archive is broken, overlaps itself or has too many members.
        EmptyDocument: nothing in it has a readable ending.
    """
    with SafeZip(data, name) as archive:
        taken: dict[str, int] = {}
        others: set[str] = set()
        for member in archive.members:
            path = _path(member)
            if member.filename.endswith("/") or _is_passed_over(path):
                continue
            if path.suffix.lower() not in EXTENSIONS:
                others.add(path.suffix.lower() or "(none)")
                continue
            shown = _shown(path)
            taken[shown] = taken.get(shown, 0) + 1
            yield _member(archive, member, shown, taken[shown])
    if not taken:
        held = (
            f"no file with a readable ending, only {', '.join(sorted(others)[:12])}"
            if others
            else "no files to read"
        )
        raise EmptyDocument(f"{name} holds {held}")


def _member(archive: SafeZip, member: zipfile.ZipInfo, shown: str, count: int) -> DocumentPart:
    if count > 1:
        return DocumentPart(
            f"{shown} ({count})",
            UnsupportedFormat(
                f"{shown} stands in {archive.name} more than once; only the first is read"
            ),
        )
    try:
        _refuse(member, shown)
        return DocumentPart(shown, archive.read(member, _MOST_BYTES))
    except ReadingError as error:
        return DocumentPart(shown, error)


def _refuse(member: zipfile.ZipInfo, shown: str) -> None:
    """Raise for a member that says it belongs elsewhere than inside the archive, or is no file."""
    path = _path(member)
    if path.is_absolute() or _DRIVE.match(str(path)):
        raise UnsupportedFormat(
            f"{shown} has an absolute path in the archive; pack it again with a relative one"
        )
    if ".." in path.parts:
        raise UnsupportedFormat(
            f"{shown} leads out of the archive; pack it again from inside its folder"
        )
    if _CONTROL.search(member.orig_filename):
        raise UnsupportedFormat(f"{shown} has control characters in its name; rename it")
    if len(str(path)) > _LONGEST_PATH:
        raise UnsupportedFormat(
            f"{shown[:80]}… has a path of more than {_LONGEST_PATH} characters; shorten it"
        )
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
        raise UnsupportedFormat(f"{shown} is a link or a device in the archive, not a file")


def _path(member: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(member.filename.replace("\\", "/"))


def _shown(path: PurePosixPath) -> str:
    """Return the path as it is named in reports: normal, relative, printable."""
    return _CONTROL.sub("?", "/".join(part for part in path.parts if part != "/"))


def _is_passed_over(path: PurePosixPath) -> bool:
    hidden = any(part.startswith(".") and part != ".." for part in path.parts)
    return (
        hidden
        or path.stem.lower() in _PASSED_OVER
        or any(part.lower() in _FOLDERS_PASSED_OVER for part in path.parts)
    )
