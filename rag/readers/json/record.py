"""One JSON object as a page, by a table of the names that its fields go under.

Names are compared without case, "_" and "-": `published_at`, `publishedAt` and `Published-At` are
one. The first name in a row that has a value counts. A value is missing when it is null, empty or
one of the words that tables are exported with ("None", "nan").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from rag.errors import EmptyDocument, UnsupportedFormat
from rag.language.dates import dating
from rag.language.lexicon import load
from rag.readers.page import Page, removals_of
from rag.schema import KINDS, Dating, Kind

_NAMES: Mapping[str, list[str]] = load("record_fields")
# Where the text of a record without one stands, plainest form first.
_ADDRESSES = ("rawtexturl", "bodyhtmlurl", "fulltextxmlurl", *_NAMES["url"])
_MISSING = frozenset(("", "none", "null", "nan", "n/a", "undefined"))
_MARKUP = re.compile(
    r"<(?:p|div|br|h[1-6]|ul|ol|table|blockquote|article)\b[^<>]{0,500}>", re.IGNORECASE
)
_QUOTED = re.compile(r"'([^']{1,200})'|\"([^\"]{1,200})\"")
# An epoch's seconds between 1973 and 2286; a thousand times as many are milliseconds.
_FEWEST_SECONDS, _MOST_SECONDS = 1e8, 1e10
_TEXT_KEYS = ("rendered", "name", "value", "text", "#text", "content", "body", "html")
_MOST_NESTED = 4
_LONG = 200  # characters of a field that would be missed
_KNOWN = frozenset(name for names in _NAMES.values() for name in names)
_MOST_BITS = 200  # of a number that is written in decimal
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
    stated: dict[str, Any] = {
        "title": _string(_first(fields, "title")),
        "publisher": _publisher(fields),
        "published": _dating(fields, "published"),
        "updated": _dating(fields, "updated"),
        "url": next(_urls(fields, _NAMES["url"]), None),
        "language": _language(fields),
        "authors": _people(_first(fields, "authors")),
        "section": _string(_first(fields, "section")),
        "kind": _kind(fields),
    }
    unread = removals_of({"field that is not read": [*_unread(fields)]})
    return replace(
        page,
        removals=(*page.removals, *unread),
        **{name: value for name, value in stated.items() if value},
    )


def _unread(fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield the long texts in fields of names that say nothing to the reader."""
    for name, value in fields.items():
        text = _string(value) if name not in _KNOWN else None
        if text and len(text) >= _LONG:
            yield f"{name}: {text}"


def has_text(record: Mapping[str, Any]) -> bool:
    """Return whether an object is a document by itself."""
    fields = fields_of(record)
    return any(_string(_first(fields, form)) for form in ("markdown", "html", "text"))


def identity(record: Any) -> str | None:
    """Return what a record calls itself: its identifier, else its address, else title and date."""
    if not isinstance(record, dict):
        return None
    fields = fields_of(record)
    value = _first(fields, "id") or _first(fields, "url")
    if isinstance(value, str | int) and (named := _string(value)):
        return named
    title, day = _string(_first(fields, "title")), _string(_first(fields, "published"))
    return f"{title}, {day}" if title and day else title


def fields_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value, under their plain names."""
    plain = {
        re.sub(r"[^a-z0-9]", "", key.lower()): value
        for key, value in reversed(list(record.items()))
    }
    return {key: value for key, value in plain.items() if not _is_missing(value)}


def _read_text(fields: Mapping[str, Any], name: str) -> Page | None:
    """Read the text in the first form there is; None without any."""
    markdown, html, text = (_string(_first(fields, form)) for form in ("markdown", "html", "text"))
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


def _first(fields: Mapping[str, Any], kind: str) -> Any:
    return next((fields[name] for name in _NAMES[kind] if name in fields), None)


def _is_missing(value: Any) -> bool:
    return (
        value is None
        or value in ([], {})
        or (isinstance(value, str) and value.strip().lower() in _MISSING)
    )


def _string(value: Any) -> str | None:
    """Return a value as text; None for no text.

    A list gives its paragraphs, {"rendered": "…"} or {"content": {"content": "…"}} the inner text.
    """
    for _ in range(_MOST_NESTED):
        if isinstance(value, dict):
            inner = (value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str | dict))
            value = next(inner, None)
    if isinstance(value, list):
        value = "\n\n".join(item for item in value if isinstance(item, str))
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    if isinstance(value, int):
        value = f"{value:x}" if value.bit_length() > _MOST_BITS else str(value)
    # Escapes can smuggle in lone surrogates.
    return value.strip().encode("utf-8", "ignore").decode() or None


def _dating(fields: Mapping[str, Any], kind: str) -> Dating | None:
    """Return the first field that states a day, written or as the epoch's seconds."""
    for name in _NAMES[kind]:
        value = fields.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = _moment(value) or _string(value)
        if found := dating(_string(value), "record"):
            return found
    return None


def _moment(number: float) -> str | None:
    """Return the time of the epoch's seconds or milliseconds; None for any other number."""
    is_milliseconds = _MOST_SECONDS < number < 1000 * _MOST_SECONDS
    seconds = number / 1000 if is_milliseconds else number
    if not _FEWEST_SECONDS <= seconds <= _MOST_SECONDS:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _publisher(fields: Mapping[str, Any]) -> str | None:
    """Return the first name of an organisation; of an address its host."""
    for name in _NAMES["publisher"]:
        value = fields.get(name)
        if isinstance(value, list):
            value = next((item for item in value if _string(item)), None)
        if text := _string(value):
            return _host(text) if text.startswith(("http://", "https://")) else text
    return None


def _host(url: str) -> str | None:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def _urls(fields: Mapping[str, Any], names: Iterable[str]) -> Iterator[str]:
    texts = (_string(fields.get(name)) for name in names)
    return (text for text in texts if text and re.fullmatch(r"https?://\S{3,2000}", text))


def _people(value: Any) -> tuple[str, ...]:
    """Return names in a list, in one text, or in a list written as text: "['Jane Roe']"."""
    if isinstance(value, str) and re.fullmatch(r"\s*\[.*\]\s*", value, re.DOTALL):
        value = [single or double for single, double in _QUOTED.findall(value[:5000])]
    names = map(_string, value if isinstance(value, list) else [value])
    return tuple(re.sub(r"^[Bb]y\s+", "", name) for name in names if name)


def _language(fields: Mapping[str, Any]) -> str | None:
    found = re.match(r"[A-Za-z]{2}(?![A-Za-z])", _string(_first(fields, "language")) or "")
    return found.group().lower() if found else None


def _kind(fields: Mapping[str, Any]) -> Kind | None:
    named = re.sub(r"[\s_]+", "-", (_string(_first(fields, "kind")) or "").lower())
    return next((known for known in KINDS if known == named), None)


def _where(fields: Mapping[str, Any]) -> str:
    address = next(_urls(fields, _ADDRESSES), None)
    return f", which stands at {address} and has to be saved from there" if address else ""


def _shown(record: Mapping[str, Any]) -> str:
    named = [str(_string(key) or "?")[:40] for key in list(record)[:_SHOWN]]
    more = f" and {len(record) - _SHOWN} more" if len(record) > _SHOWN else ""
    return ", ".join(named) + more or "none"
