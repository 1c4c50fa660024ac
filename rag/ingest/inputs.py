"""Inputs of an ingest: files, folders, URLs and feeds, each loaded when its turn comes."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import urlsplit

from rag.addresses import masked
from rag.errors import ReadingError, UnsupportedFormat
from rag.readers import EXTENSIONS, load
from rag.readers.canonical_url import cleaned_url
from rag.schema import Dating, Document, Refused
from rag.storage import KnownFile

if TYPE_CHECKING:
    from rag.ingest.web import Fetcher

# A URL named by a feed is not asked again so soon, so that a broken-off run goes on where it
# stopped.
_FRESH_SECONDS = 3600
# Files that describe a folder instead of belonging to its documents.
_DESCRIBING = ("readme", "manifest")


class Loaded(NamedTuple):
    """The bytes of an input.

    `name` ends as its format does; the rest is known of web pages only.
    """

    data: bytes
    name: str
    url: str | None = None
    published: Dating | None = None
    etag: str | None = None
    last_modified: str | None = None


class Input(Protocol):
    """Something to be read."""

    @property
    def file(self) -> str:
        """Return its absolute path or URL."""
        ...

    @property
    def given(self) -> str:
        """Return its name as it was given."""
        ...

    @property
    def named(self) -> bool:
        """Return whether it was asked for by name, so that removed documents come back."""
        ...

    def load(self, known: KnownFile | None) -> Loaded | None:
        """Return its bytes, or None when they are those that are known.

        Raises:
            ReadingError: they cannot be had.
        """
        ...


class FileInput(NamedTuple):
    """A file of at most `max_bytes`; `named` when it was asked for and not found in a folder."""

    path: Path
    max_bytes: int
    named: bool = True

    @property
    def file(self) -> str:
        """Return its absolute path."""
        return str(self.path.resolve())

    @property
    def given(self) -> str:
        """Return its path as given."""
        return str(self.path)

    def load(self, known: KnownFile | None) -> Loaded | None:
        """Return its bytes."""
        return Loaded(load(self.path, self.max_bytes), self.path.name)


@dataclass(frozen=True)
class WebInput:
    """A page; `published` is what a feed says of it, `address` may hold a key."""

    address: str
    fetcher: Fetcher
    published: Dating | None = None
    fresh_seconds: int = 0
    named: bool = True

    @property
    def file(self) -> str:
        """Return its URL as the library keeps it, without keys."""
        return masked(self.address)

    @property
    def given(self) -> str:
        """Return its URL."""
        return self.file

    def load(self, known: KnownFile | None) -> Loaded | None:
        """Return its bytes, or None when they are those that are known.

        That is so when the server says it, or when it was asked a moment ago.
        """
        if known and _age(known.checked_at) < self.fresh_seconds:
            return None
        from rag.readers.feed.reader import is_feed, is_sitemap

        found = self.fetcher.get(
            self.address, *((known.etag, known.last_modified) if known else ())
        )
        if found.data is None:
            return None
        if is_feed(found.data) or is_sitemap(found.data):
            raise UnsupportedFormat(
                f"{self.file} is a feed or a sitemap; read its pages by --feed {self.file}"
            )
        return Loaded(
            found.data, found.name, found.url, self.published, found.etag, found.last_modified
        )


@dataclass(frozen=True)
class Inputs:
    """Inputs to be read, those that cannot be, and counts of files by endings that are not read."""

    found: tuple[Input, ...] = ()
    refused: tuple[Refused, ...] = ()
    skipped: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Inputs) -> Inputs:
        """Join both, in order."""
        return Inputs(
            (*self.found, *other.found),
            (*self.refused, *other.refused),
            self.skipped + other.skipped,
        )


def file_inputs(paths: Iterable[Path], max_bytes: int, named: bool = True) -> Inputs:
    """Return files named, and files with a readable ending under the folders named, sorted.

    Without `named`, the files count as found in a folder: a document that its reader removed stays
    out. Hidden files, locks of word processors, links that lead out, and the `README` and
    `manifest` files that describe a folder, are passed over inside folders.
    """
    found: dict[Path, bool] = {}
    refused: list[Refused] = []
    skipped: Counter[str] = Counter()
    for path in paths:
        if not path.is_dir():
            found[path] = named
            continue
        for file in _walk(path, refused):
            ending = file.suffix.lower()
            if ending in EXTENSIONS:
                found.setdefault(file, False)
            else:
                skipped[ending or "(none)"] += 1
    inputs: dict[str, Input] = {}
    for path, is_named in found.items():
        fault = _fault(path)
        if fault:
            refused.append(Refused(_shown(path), fault))
            continue
        source = FileInput(path, max_bytes, is_named)
        if is_named or source.file not in inputs:
            inputs[source.file] = source
    return Inputs(tuple(inputs.values()), tuple(refused), skipped)


def web_inputs(urls: Sequence[str], fetcher: Fetcher) -> Inputs:
    """Return pages by their URLs."""
    return Inputs(tuple(WebInput(url, fetcher) for url in dict.fromkeys(map(cleaned_url, urls))))


def feed_inputs(url: str, fetcher: Fetcher, limit: int) -> Inputs:
    """Return the newest pages that an RSS or Atom feed or a sitemap names.

    Sitemaps named by a sitemap are followed.

    Args:
        url: of the feed.
        fetcher: who asks for it.
        limit: how many pages at most.
    """
    from rag.readers.feed.reader import links

    found: dict[str, Input] = {}
    refused: list[Refused] = []
    waiting = [url]
    seen: set[str] = set()
    while waiting and len(found) < limit:
        place = waiting.pop(0)
        seen.add(place)
        try:
            fetched = fetcher.get(place)
            named = links(fetched.data or b"", fetched.url)
        except ReadingError as error:
            refused.append(Refused(masked(place), str(error)))
            continue
        for link in named:
            if link.is_sitemap:
                if link.url not in seen:
                    waiting.append(link.url)
            elif link.url not in found:
                found[link.url] = WebInput(
                    link.url, fetcher, link.published, _FRESH_SECONDS, named=False
                )
    return Inputs(tuple(found.values())[:limit], tuple(refused))


def with_provenance(document: Document, loaded: Loaded) -> Document:
    """Add to a document the URL that it was fetched from, and the date in the feed.

    A canonical URL of another site is not believed: a page must not be able to replace a document
    of someone else.
    """
    published = document.published or loaded.published
    if loaded.url is None or document.origin != document.file:
        return replace(document, published=published)
    own = document.url is not None and _site(document.url) == _site(loaded.url)
    url = document.url if own else loaded.url
    return replace(document, published=published, url=url, key=url or document.key)


def _site(url: str) -> str:
    """Return the host without "www." and the like: its last three parts at most."""
    host = urlsplit(url).hostname or ""
    for prefix in ("www.", "m.", "amp."):
        host = host.removeprefix(prefix)
    return ".".join(host.split(".")[-3:])


def _age(moment: str) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()


def _fault(path: Path) -> str:
    """Return why a path cannot be read at all; "" when it can be tried."""
    if _shown(path) != str(path):
        return "its name is not valid UTF-8; rename it"
    if path.is_symlink() and not path.exists():
        return "there is no such file or folder, only a link to one"
    if not path.exists():
        return "there is no such file or folder"
    return "" if path.is_file() else "it is no regular file"


def _shown(path: Path) -> str:
    return str(path).encode("utf-8", "replace").decode()


def _walk(folder: Path, refused: list[Refused]) -> Iterator[Path]:
    def report(error: OSError) -> None:
        refused.append(Refused(str(error.filename), f"cannot be listed: {error.strerror}"))

    for here, names, files in os.walk(folder, onerror=report):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            path = Path(here, name)
            if name.startswith((".", "~$")) or path.stem.lower() in _DESCRIBING:
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
                refused.append(Refused(_shown(path), _leads_out(path)))
                continue
            yield path


def _leads_out(path: Path) -> str:
    return (
        f"is a link that leads out of the folder; name {_shown(path.resolve())} itself to read it"
    )
