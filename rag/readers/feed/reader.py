"""Feeds and sitemaps: the pages they point to, and the entries of a feed as documents."""

from __future__ import annotations

import gzip
import io
import math
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import NamedTuple

from rag.errors import EmptyDocument, ReadingError, TooLarge, UnsupportedFormat
from rag.language.dates import url_dating
from rag.readers.feed.lenient_xml import root_name
from rag.readers.feed.syndication import FeedEntry, feed_dating, parse_feed, web_url
from rag.readers.html.hidden import remove_hidden
from rag.readers.html.outline import outline
from rag.readers.page import DocumentPart, Page, removals_of
from rag.schema import Dating

# The limit of sitemaps.org on one sitemap, unpacked.
_LARGEST_SITEMAP = 50 * 1024 * 1024
_GZIP = b"\x1f\x8b"


class Link(NamedTuple):
    """A page that a feed or a sitemap points to.

    `is_sitemap` marks another sitemap, `published` has the source "feed".
    """

    url: str
    title: str | None = None
    published: Dating | None = None
    is_sitemap: bool = False


class _Listed(NamedTuple):
    link: Link
    changed: Dating | None


def is_feed(data: bytes) -> bool:
    """Return whether the root element is that of RSS, RDF with RSS, or Atom."""
    name = root_name(data)
    return name in ("rss", "feed") or (
        name == "rdf"
        and any(mark in data[:4096] for mark in (b"purl.org/rss", b"netscape.com/rdf"))
    )


def is_sitemap(data: bytes) -> bool:
    """Return whether the root element is that of a sitemap or of an index of sitemaps.

    Both may be packed by gzip.
    """
    return root_name(_unpacked_head(data)) in ("urlset", "sitemapindex")


def links(data: bytes, base: str) -> list[Link]:
    """Return the pages that a feed or a sitemap points to, each once.

    The newest come first, those without a date last.

    Args:
        data: a feed, or a sitemap, packed by gzip or not.
        base: its URL, from which relative links count.

    Raises:
        ReadingError: it is neither, or cannot be read.
    """
    if is_sitemap(data):
        listed: Iterable[_Listed] = _sitemap(_unpacked(data), base)
    elif is_feed(data):
        listed = (_listed(entry) for entry in parse_feed(data, base).entries if entry.url)
    else:
        raise UnsupportedFormat(
            f"{base} is no feed and no sitemap; give the address of a page, a feed or a sitemap"
        )
    found: dict[str, Link] = {}
    for item in sorted(listed, key=lambda item: -_moment(item.link.published or item.changed)):
        found.setdefault(item.link.url, item.link)
    return list(found.values())


def read_feed(data: bytes, name: str) -> Iterator[DocumentPart]:
    """Yield the entries of a feed as documents, each named by its identifier.

    Raises:
        ReadingError: it cannot be parsed, or has no entry.
    """
    feed = parse_feed(data, "")
    if not feed.entries:
        raise EmptyDocument(f"{name} is a feed without entries")
    seen: set[str] = set()
    for n, entry in enumerate(feed.entries, start=1):
        key = entry.key if entry.key and entry.key not in seen else f"{entry.key} entry {n}".strip()
        seen.add(key)
        try:
            page = _page(entry, feed.title, f"{name}, entry {n}")
            identity = _identity(entry, feed.title) if key == entry.key else ""
            yield DocumentPart(key, replace(page, identity=identity))
        except ReadingError as error:
            yield DocumentPart(key, error)


def _page(entry: FeedEntry, publisher: str | None, name: str) -> Page:
    """Read every visible block of an entry, which has no menus and margins as a page has."""
    from rag.readers.html.tree import parse_html

    tree = parse_html(f"<html><body>{entry.markup}</body></html>")
    hidden = remove_hidden(tree)
    blocks = tuple(piece.text for piece in outline(tree))
    if not blocks:
        raise EmptyDocument(
            f"{name} has no text; read the page it links to "
            f"instead{f': {entry.url}' if entry.url else ''}"
        )
    return Page(
        blocks=blocks,
        title=entry.title,
        publisher=publisher,
        published=entry.published or url_dating(entry.url),
        updated=entry.updated,
        url=entry.url,
        authors=entry.authors,
        characters=len(entry.markup),
        is_entry=True,
        removals=removals_of({"hidden text": hidden.texts}),
        suspicious=(*hidden.suspicious, *hidden.kept),  # no script will ever show what a feed hides
    )


def _identity(entry: FeedEntry, feed: str | None) -> str:
    """Return what an entry is known by in every snapshot of its feed; "" where its link is that.

    One that is no URI, "1234", is unique within its feed only.
    """
    if not entry.identifier or entry.identifier == entry.url:
        return ""
    if ":" in entry.identifier:
        return entry.identifier
    return f"{feed}: {entry.identifier}" if feed else ""


def _listed(entry: FeedEntry) -> _Listed:
    return _Listed(
        Link(str(entry.url).partition("#")[0], entry.title, entry.published), entry.updated
    )


def _sitemap(data: bytes, base: str) -> Iterator[_Listed]:
    """Yield the entries.

    `lastmod` orders them and dates nothing: sites set it to the day the sitemap was made.
    """
    import lxml.etree

    steps = lxml.etree.iterparse(
        io.BytesIO(data),
        tag=("{*}url", "{*}sitemap"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, element in steps:
            if url := web_url(element.findtext("{*}loc") or "", base):
                title = " ".join((element.findtext("{*}news/{*}title") or "").split()) or None
                published = feed_dating(element.findtext("{*}news/{*}publication_date"))
                is_index = lxml.etree.QName(element).localname == "sitemap"
                yield _Listed(
                    Link(url.partition("#")[0], title, published, is_index),
                    feed_dating(element.findtext("{*}lastmod")),
                )
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except lxml.etree.XMLSyntaxError as error:
        raise UnsupportedFormat(f"{base} is a sitemap that cannot be parsed ({error})") from None


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            found = packed.read(_LARGEST_SITEMAP + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ReadingError(
            f"the gzip data of a sitemap is broken ({error}); try again later"
        ) from None
    if len(found) > _LARGEST_SITEMAP:
        raise TooLarge(
            f"a sitemap has more than {_LARGEST_SITEMAP / 1e6:,.0f} MB unpacked, the limit "
            f"of sitemaps.org; give a smaller one"
        )
    return found


def _unpacked_head(data: bytes) -> bytes:
    if not data.startswith(_GZIP):
        return data[:4096]
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data[:4096], 4096)
    except zlib.error:
        return b""


def _moment(dating: Dating | None) -> float:
    """Return seconds since 1970 for ordering; no date comes before all."""
    if dating is None:
        return -math.inf
    moment = (
        datetime.fromisoformat(dating.at) if dating.at else datetime.combine(dating.day, time())
    )
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
