"""Reading: bytes and their origin in, one clean `Document` out.

`formats` decides what the bytes are, one module a format turns them into a `Page`, `clean` removes what is not the document.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePath

from rag.dates import dating, url_dating
from rag.errors import EmptyDocument, ReadingError, TooLarge
from rag.injection import commands_in
from rag.reading.clean import clean, looks_like_text, normalise
from rag.reading.formats import EXTENSIONS, decode, detect
from rag.reading.page import Page, joined
from rag.schema import Document, Kind, Removal

_POLICY_WORDS = re.compile(
    r"\b(?:policy brief|briefing paper|backgrounder|research service|white paper|working paper|executive order|regulation|directive|announcement no|notification no|"
    r"gazette|proclamation \d|act,? \d{4}|implementing rules|guidelines for|institute|think tank|ministry of|council for)\b",
    re.IGNORECASE,
)


# Raised when reading or cleaning changes what comes out, so that files read by an older reader are read again.
READER = "1"


def source_hash(data: bytes) -> str:
    """What identifies bytes as read by this reader."""
    return hashlib.sha256(READER.encode() + data).hexdigest()


def read_file(path: Path, max_bytes: int) -> Document:
    """Read one file.

    Args:
        path: a `.txt`, `.md`, `.html` or `.pdf` file.
        max_bytes: larger files are refused before they are read.

    Raises:
        ReadingError: with the reason, in words for the reader of the ingest report.
    """
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise TooLarge(f"{path.name} has {size / 1e6:,.1f} MB; the limit is {max_bytes / 1e6:,.1f} MB (RAG_MAX_FILE_MB)")
        data = path.read_bytes()
    except PermissionError:
        raise ReadingError(f"{path.name} cannot be opened: permission denied") from None
    except OSError as error:
        raise ReadingError(f"{path.name} cannot be opened: {error.strerror or error}") from None
    return read_bytes(data, str(path.resolve()))


def read_bytes(data: bytes, origin: str) -> Document:
    """Read one document from memory; `origin` is its path or URL, whose ending is checked against the content.

    Raises:
        ReadingError: as for `read_file`.
    """
    name = PurePath(origin).name
    format_ = detect(data, name)
    try:
        if format_ == "pdf":
            from rag.reading.pdf import read_pdf

            page = read_pdf(data, name)
            return _document(page, data, origin, sum(map(len, page.blocks)))
        text = decode(data)
        return _document(_read_text(format_, text, name), data, origin, len(text))
    except RecursionError:
        raise ReadingError(f"{name} is nested too deeply to be read") from None


def _read_text(format_: str, text: str, name: str) -> Page:
    if format_ == "html":
        from rag.reading.html import read_html

        return read_html(text, name)
    if format_ == "markdown":
        from rag.reading.markdown import read_markdown

        return read_markdown(text, name)
    from rag.reading.plain import read_plain

    return read_plain(text, name)


def _document(page: Page, data: bytes, origin: str, characters: int) -> Document:
    name = PurePath(origin).name
    title = normalise(_encodable(page.title) or "").strip() or PurePath(origin).stem.replace("-", " ").replace("_", " ")
    url = _encodable(page.url)
    cleaned = clean(page.blocks, title)
    text = joined(cleaned.blocks)
    if not looks_like_text(text):
        raise EmptyDocument(f"{name} has no readable text after cleaning ({characters} characters before)")
    published = page.published or dating(_day_in_name(name), "file name")
    updated = page.updated if page.updated and published and page.updated.day >= published.day else None
    return Document(
        key=url or origin,
        origin=origin,
        source_hash=source_hash(data),
        title=title,
        text=text,
        kind=page.kind or kind_of(origin, title, page.publisher, text),
        publisher=_encodable(page.publisher),
        published=published or page.updated,
        updated=updated,
        url=url,
        language=page.language,
        authors=tuple(_encodable(author) or "" for author in page.authors),
        characters_read=characters,
        removals=_merged((*page.removals, *cleaned.removals)),
        suspicious=(*page.suspicious, *cleaned.suspicious, *commands_in(text)),
    )


def kind_of(origin: str, title: str, publisher: str | None, text: str) -> Kind:
    """News or policy, by the first that decides: a folder named so, the words of title and publisher, numbered sections."""
    folders = {part.lower() for part in PurePath(origin).parent.parts[-3:]}
    if "policy" in folders or "policies" in folders:
        return "policy"
    if "news" in folders:
        return "news"
    if _POLICY_WORDS.search(f"{title} {publisher or ''}"):
        return "policy"
    sections = re.findall(r"^#+ (?:\d+\.|section \d+|article \d+)", text, re.IGNORECASE | re.MULTILINE)
    return "policy" if len(sections) >= 2 else "news"


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
        before = merged.get(removal.reason)
        merged[removal.reason] = Removal(
            removal.reason, removal.count + (before.count if before else 0), before.sample if before else removal.sample
        )
    return tuple(merged.values())


__all__ = ["EXTENSIONS", "Document", "read_bytes", "read_file", "source_hash"]
