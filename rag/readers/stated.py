"""What the fields of a record or of front matter state, by a table of the names they go under.

Names are compared without case, "_" and "-": `published_at`, `publishedAt` and `Published-At` are
one. The first name in a row that has a value counts. A value is missing when it is null, empty or
one of the words that tables are exported with ("None", "nan").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from rag.language.dates import dating
from rag.language.lexicon import load
from rag.readers.people import names_in
from rag.schema import KINDS, Dating, Kind

_NAMES: Mapping[str, list[str]] = load("record_fields")
_MISSING = frozenset(("", "none", "null", "nan", "n/a", "undefined"))
_QUOTED = re.compile(r"'([^']{1,200})'|\"([^\"]{1,200})\"")
# A link of a notebook: "[[Jane Roe]]", "[[people/jane|Jane Roe]]".
_LINK = re.compile(r"\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]|]{1,200})\]\]")
# An epoch's seconds between 1973 and 2286; a thousand times as many are milliseconds.
_FEWEST_SECONDS, _MOST_SECONDS = 1e8, 1e10
_TEXT_KEYS = ("rendered", "name", "value", "text", "#text", "content", "body", "html")
_MOST_NESTED = 4
_MOST_BITS = 200  # of a number that is written in decimal


def stated_in(fields: Mapping[str, Any], source: str) -> dict[str, Any]:
    """Return the fields of a `Page` that are stated; `source` names where, for their dates."""
    locale = string_of(first_of(fields, "language"))
    stated: dict[str, Any] = {
        "title": string_of(first_of(fields, "title")),
        "publisher": _publisher(fields),
        "published": _dating(fields, "published", source, locale),
        "updated": _dating(fields, "updated", source, locale),
        "url": next(urls_of(fields, _NAMES["url"]), None),
        "language": _language(fields),
        "authors": _people(first_of(fields, "authors")),
        "section": string_of(first_of(fields, "section")),
        "kind": _kind(fields),
    }
    return {name: value for name, value in stated.items() if value}


def fields_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value, under their plain names."""
    plain = {
        re.sub(r"[^a-z0-9]", "", key.lower()): value
        for key, value in reversed(list(record.items()))
    }
    return {key: value for key, value in plain.items() if not _is_missing(value)}


def first_of(fields: Mapping[str, Any], kind: str) -> Any:
    """Return the value of the first field of a row of the table that has one."""
    return next((fields[name] for name in _NAMES[kind] if name in fields), None)


def _is_missing(value: Any) -> bool:
    return (
        value is None
        or value in ([], {})
        or (isinstance(value, str) and value.strip().lower() in _MISSING)
    )


def string_of(value: Any) -> str | None:
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


def _dating(fields: Mapping[str, Any], kind: str, source: str, locale: str | None) -> Dating | None:
    """Return the first field that states a day, written or as the epoch's seconds."""
    for name in _NAMES[kind]:
        value = fields.get(name)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, int | float) and not isinstance(value, bool):
            value = _moment(value) or string_of(value)
        if found := dating(string_of(value), source, None, locale):
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
            value = next((item for item in value if string_of(item)), None)
        if text := string_of(value):
            return _host(text) if text.startswith(("http://", "https://")) else text
    return None


def _host(url: str) -> str | None:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def urls_of(fields: Mapping[str, Any], names: Iterable[str]) -> Iterator[str]:
    """Return the web addresses in some fields."""
    texts = (string_of(fields.get(name)) for name in names)
    return (text for text in texts if text and re.fullmatch(r"https?://\S{3,2000}", text))


def _people(value: Any) -> tuple[str, ...]:
    """Return names in a list, in one text, or in a list written as text: "['Jane Roe']"."""
    if isinstance(value, str):
        value = _LINK.sub(r"\1", value[:5000])
        if re.fullmatch(r"\s*\[.*\]\s*", value, re.DOTALL):
            value = [single or double for single, double in _QUOTED.findall(value)]
    written = map(string_of, value if isinstance(value, list) else [value])
    return tuple(name for text in written if text for name in names_in(_LINK.sub(r"\1", text)))


def _language(fields: Mapping[str, Any]) -> str | None:
    found = re.match(r"[A-Za-z]{2}(?![A-Za-z])", string_of(first_of(fields, "language")) or "")
    return found.group().lower() if found else None


def _kind(fields: Mapping[str, Any]) -> Kind | None:
    named = re.sub(r"[\s_]+", "-", (string_of(first_of(fields, "kind")) or "").lower())
    return next((known for known in KINDS if known == named), None)
