"""A `Page` cleaned and completed: what the page does not say of itself is read off its name, its place and its text."""

from __future__ import annotations

from pathlib import PurePath

from rag.dates import dating, url_dating
from rag.errors import EmptyDocument
from rag.injection import commands_in
from rag.reading.clean import clean, looks_like_text, normalise
from rag.reading.kind import Features, Verdict, kind_of
from rag.reading.page import Page, joined
from rag.schema import Document, Removal


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
    title = normalise(_encodable(page.title) or "").strip() or PurePath(origin).stem.replace("-", " ").replace("_", " ")
    url, publisher, section = _encodable(page.url), _encodable(page.publisher), _encodable(page.section)
    cleaned = clean(page.blocks, title)
    text = joined(cleaned.blocks)
    if not looks_like_text(text):
        raise EmptyDocument(f"{name} has no readable text after cleaning ({characters} characters before)")
    published = page.published or dating(_day_in_name(name), "file name")
    updated = page.updated if page.updated and published and page.updated.day >= published.day else None
    stated = Verdict(page.kind, "the document says so") if page.kind else None
    kind = stated or kind_of(Features(origin, url or "", title, publisher or "", section or "", text))
    return Document(
        key=url or origin,
        origin=origin,
        source_hash=digest,
        title=title,
        text=text,
        kind=kind.kind,
        kind_source=kind.source,
        publisher=publisher,
        published=published or page.updated,
        updated=updated,
        url=url,
        language=page.language,
        section=section,
        authors=tuple(_encodable(author) or "" for author in page.authors),
        bare_pages=page.bare_pages,
        characters_read=characters,
        removals=_merged((*page.removals, *cleaned.removals)),
        suspicious=(*page.suspicious, *cleaned.suspicious, *commands_in(text)),
    )


def _encodable(text: str | None) -> str | None:
    """Without lone surrogates, which escapes in JSON and YAML can smuggle in and no file or database can hold."""
    return text.encode("utf-8", "ignore").decode("utf-8") if text else text


def _day_in_name(name: str) -> str | None:
    found = url_dating(name)
    return found.text if found else None


def _merged(removals: tuple[Removal, ...]) -> tuple[Removal, ...]:
    """One entry a reason."""
    merged: dict[str, Removal] = {}
    for removal in removals:
        merged[removal.reason] = merged[removal.reason] + removal if removal.reason in merged else removal
    return tuple(merged.values())
