"""One JSON object as a page: its text, and what its fields state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rag.errors import EmptyDocument, UnsupportedFormat
from rag.language.lexicon import load
from rag.readers.page import Page, removals_of
from rag.readers.stated import fields_of, first_of, stated_in, string_of, urls_of

_NAMES: Mapping[str, list[str]] = load("record_fields")
# Where the text of a record without one stands, plainest form first.
_ADDRESSES = ("rawtexturl", "bodyhtmlurl", "fulltextxmlurl", *_NAMES["url"])
_MARKUP = re.compile(
    r"<(?:p|div|br|h[1-6]|ul|ol|table|blockquote|article)\b[^<>]{0,500}>", re.IGNORECASE
)
_FEWEST_WORDS = 4  # of a field that would be missed
_KNOWN = frozenset(name for names in _NAMES.values() for name in names)
_SHOWN = 12  # field names in the message on a record without text


def read_record(record: Any, name: str) -> Page:
    """Read one record: Markdown and HTML in it as such, any other text as plain paragraphs.

    Raises:
        EmptyDocument: it has no text; the message says where the text stands, if it names an
            address.
        UnsupportedFormat: it is no object.
    """
    if not isinstance(record, dict):
        raise UnsupportedFormat(
            f"{name}: {type(record).__name__} found instead of an object with fields such as "
            "title and text"
        )
    fields = fields_of(record)
    page = _read_text(fields, name)
    if page is None:
        raise EmptyDocument(
            f"{name}: the record describes a document without its text{_where(fields)}; "
            f"its fields are {_shown(record)}"
        )
    unread = removals_of({"field that is not read": [*_unread(fields)]})
    return replace(page, removals=(*page.removals, *unread), **stated_in(fields, "record"))


def _unread(fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts in fields of names that say nothing to the reader, such as corrections."""
    for name, value in fields.items():
        if name not in _KNOWN:
            for item in value if isinstance(value, list) else [value]:
                text = string_of(item)
                if text and len(text.split()) >= _FEWEST_WORDS and "://" not in text:
                    yield f"{name}: {text}"


def has_text(record: Mapping[str, Any]) -> bool:
    """Return whether an object is a document by itself."""
    fields = fields_of(record)
    return any(string_of(first_of(fields, form)) for form in ("markdown", "html", "text"))


def identity(record: Any) -> str | None:
    """Return what a record calls itself: its identifier, else its address, else title and date."""
    if not isinstance(record, dict):
        return None
    fields = fields_of(record)
    value = first_of(fields, "id") or first_of(fields, "url")
    if isinstance(value, str | int) and (named := string_of(value)):
        return named
    title, day = string_of(first_of(fields, "title")), string_of(first_of(fields, "published"))
    return f"{title}, {day}" if title and day else title


def _read_text(fields: Mapping[str, Any], name: str) -> Page | None:
    """Read the text in the first form there is; None without any."""
    markdown, html, text = (
        string_of(first_of(fields, form)) for form in ("markdown", "html", "text")
    )
    if markdown:
        from rag.readers.markdown import read_markdown

        return replace(read_markdown(markdown, name), characters=len(markdown))
    if html or (text and _MARKUP.search(text)):
        from rag.readers.html.fragment import read_markup

        markup = html or text or ""
        return replace(read_markup(markup, name), characters=len(markup))
    if text:
        from rag.readers.line_wrapping import unwrap_lines

        return Page(blocks=tuple(unwrap_lines(text)), characters=len(text))
    return None


def _where(fields: Mapping[str, Any]) -> str:
    address = next(urls_of(fields, _ADDRESSES), None)
    return f", which stands at {address} and has to be saved from there" if address else ""


def _shown(record: Mapping[str, Any]) -> str:
    named = [str(string_of(key) or "?")[:40] for key in list(record)[:_SHOWN]]
    more = f" and {len(record) - _SHOWN} more" if len(record) > _SHOWN else ""
    return ", ".join(named) + more or "none"
