"""ZIP archives from anywhere.

No declared size is believed, and what could not be an honest archive is refused before it is
unpacked.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from types import TracebackType

from rag.errors import ReadingError, TooLarge

_PIECE = 1 << 16
_LOCAL_HEADER = 30  # bytes before a member's name
# The other methods may ask for gigabytes to unpack a few bytes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
_ENCRYPTED = 1
# Text deflates to a tenth and repetitive XML to a fiftieth; deflate's own limit, which bombs come
# near, is a thousandth.
_MOST_INFLATED, _SMALL = 200, 1 << 20
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
)


class SafeZip:
    """An archive in memory. Use it as a context manager.

    Args:
        data: the archive.
        name: for messages.
        most_members: an archive of more is refused.
        most_bytes: what its members may come to when unpacked, in all.

    Raises:
        ReadingError: it is broken, or two of its members share bytes.
        TooLarge: it has too many members.
    """

    def __init__(
        self, data: bytes, name: str, most_members: int = 10_000, most_bytes: int = 256 << 20
    ) -> None:
        self.name, self._left, self._most = name, most_bytes, most_bytes
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (*_BROKEN, UnicodeError) as error:
            raise ReadingError(f"{name}: the ZIP archive cannot be opened ({error})") from None
        self.members = self._zip.infolist()
        if len(self.members) > most_members:
            raise TooLarge(
                f"{name} has {len(self.members):,} members; the limit is {most_members:,}"
            )
        self._refuse_overlaps()

    def __enter__(self) -> SafeZip:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def names(self) -> set[str]:
        """Return the names of all members."""
        return {member.filename for member in self.members}

    def read(self, member: zipfile.ZipInfo | str, most_bytes: int | None = None) -> bytes:
        """Return the bytes of a member.

        Raises:
            TooLarge: it comes to more than `most_bytes`, to two hundred times its packed size, or
                with the others to more than the limit.
            ReadingError: it is missing, broken, encrypted, or packed in an uncommon way.
        """
        try:
            info = self._zip.getinfo(member) if isinstance(member, str) else member
        except KeyError:
            raise ReadingError(f"{self.name} has no member {member}") from None
        if info.flag_bits & _ENCRYPTED:
            raise ReadingError(f"{info.filename} is encrypted; save it without a password")
        if info.compress_type not in _METHODS:
            raise ReadingError(
                f"{info.filename} is packed by method {info.compress_type}; "
                "pack it again by deflate"
            )
        try:
            return b"".join(self._pieces(info, most_bytes))
        except _BROKEN as error:
            raise ReadingError(f"{info.filename} cannot be unpacked ({error})") from None

    def _pieces(self, info: zipfile.ZipInfo, most_bytes: int | None) -> Iterator[bytes]:
        size = 0
        with self._zip.open(info) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                self._left -= len(piece)
                if most_bytes is not None and size > most_bytes:
                    raise TooLarge(f"{info.filename} comes to more than {most_bytes / 1e6:,.1f} MB")
                if size > max(_SMALL, _MOST_INFLATED * info.compress_size):
                    raise TooLarge(
                        f"{info.filename} unpacks to more than {_MOST_INFLATED} times its size, "
                        "as a ZIP bomb does"
                    )
                if self._left < 0:
                    raise TooLarge(f"{self.name} unpacks to more than {self._most / 1e6:,.0f} MB")
                yield piece

    def _refuse_overlaps(self) -> None:
        """Refuse members that share bytes, by which a few kilobytes are made to hold terabytes."""
        inside = sorted(
            (member.header_offset, member.header_offset + _LOCAL_HEADER + member.compress_size)
            for member in self.members
        )
        if any(end > start for (_, end), (start, _) in pairwise(inside)):
            raise ReadingError(f"{self.name}: members of the archive overlap, as in a ZIP bomb")
