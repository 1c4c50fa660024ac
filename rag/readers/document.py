"""A `Page` cleaned and completed.

What the page does not say of itself is read off its name, its place and its text.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from rag.errors import EmptyDocument
from rag.language.dates import dating, url_dating
from rag.language.injection import commands_in
from rag.readers.cleaning.normalise import normalise
from rag.readers.cleaning.passes import clean, looks_like_text
from rag.readers.cleaning.reference_marks import without_reference_marks
from rag.readers.file_properties import is_placeholder
from rag.readers.kind import Features, KindDecision, kind_of
from rag.readers.official import official
from rag.readers.page import Page, joined
from rag.schema import Document, Removal

# Every chunk carries the title, and every answer shows the rest.
_LONGEST = 500
_MOST_AUTHORS = 50
_LONGEST_ADDRESS = 2000
_PAGE_ADDRESS = re.compile(
    r"https?://[^\s\x00-\x20\x7f-\xa0\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff<>\"]+",
    re.IGNORECASE,
)


def document_of(page: Page, origin: str, digest: str) -> Document:
    """Clean a page.

    Args:
        page: what the reader of its format gave.
        origin: path or URL, with the part's name where a file holds several documents.
        digest: identifies the bytes that were read.

    Raises:
        EmptyDocument: no words are left.
    """
    name, characters = PurePath(origin).name, page.characters or sum(map(len, page.blocks))
    title = (
        without_reference_marks(_line(page.title))
        or _line(PurePath(origin).stem.replace("-", " ").replace("_", " "))
        or name
    )
    page = official(page, title, page.url or "")
    title = without_reference_marks(_line(page.title)) or title
    url, publisher, section = _address(page.url), _named(page.publisher), _line(page.section)
    cleaned = clean(page.blocks, title)
    text = joined(cleaned.blocks)
    if not looks_like_text(text):
        raise EmptyDocument(
            f"{name} has no readable text after cleaning ({characters} characters before)"
        )
    published = page.published or dating(_day_in_name(name), "file name")
    is_later = page.updated and published and page.updated.day >= published.day
    authors = map(_named, page.authors[:_MOST_AUTHORS])
    stated = KindDecision(page.kind, "the document says so") if page.kind else None
    kind = stated or kind_of(Features(origin, url or "", title, publisher, section, text))
    return Document(
        key=_key(page, url, origin),
        origin=origin,
        source_hash=digest,
        title=_cut(title),
        text=text,
        kind=kind.kind,
        kind_source=kind.source,
        publisher=_cut(publisher) or None,
        published=published or page.updated,
        updated=page.updated if is_later else None,
        url=url,
        language=_cut(_line(page.language)) or None,
        section=_cut(section) or None,
        authors=tuple(_cut(author) for author in authors if author),
        bare_pages=page.bare_pages,
        characters_read=characters,
        removals=_merged((*page.removals, *cleaned.removals)),
        remarks=page.remarks,
        incomplete=page.incomplete,
        suspicious=(*page.suspicious, *cleaned.suspicious, *commands_in(text)),
    )


def _key(page: Page, url: str | None, origin: str) -> str:
    """Return what a document is known by across its versions; an entry is not the page it names."""
    name = page.identity or url
    return f"{name}#entry" if name and page.is_entry else name or origin


def _line(text: str | None) -> str:
    """Return text on one line, without what cannot be seen and without lone surrogates.

    Escapes in JSON and YAML can smuggle these in.
    """
    valid = (text or "").encode("utf-8", "ignore").decode("utf-8")
    return " ".join(normalise(valid).split())


def _named(text: str | None) -> str:
    """Return a name on one line, "" for one that a program wrote."""
    name = _line(text)
    return "" if is_placeholder(name) else name


def _cut(line: str) -> str:
    return line[:_LONGEST].rstrip()


def _address(url: str | None) -> str | None:
    """Return the address of a page; None for anything else, such as a script."""
    return url if url and len(url) <= _LONGEST_ADDRESS and _PAGE_ADDRESS.fullmatch(url) else None


def _day_in_name(name: str) -> str | None:
    found = url_dating(name)
    return found.text if found else None


def _merged(removals: tuple[Removal, ...]) -> tuple[Removal, ...]:
    """Merge removals to one a reason."""
    merged: dict[str, Removal] = {}
    for removal in removals:
        merged[removal.reason] = (
            merged[removal.reason] + removal if removal.reason in merged else removal
        )
    return tuple(merged.values())
