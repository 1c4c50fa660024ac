"""Media type, charset and file name of an answer, from its headers and URL."""

from __future__ import annotations

import codecs
import re
from email.message import Message
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/markdown": ".md",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/csv": ".csv",
    "message/rfc822": ".eml",
    "application/gzip": ".gz",
    "application/x-gzip": ".gz",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_KNOWN_ENDINGS = frozenset(
    {*_ENDINGS.values(), ".txt", ".htm", ".markdown", ".ndjson", ".rss", ".atom"}
)
# Servers give these to anything whose ending they do not know.
_VAGUE_TYPES = (None, "text/plain", "application/octet-stream", "binary/octet-stream")
# Pages that claim these are written in Windows' superset of them, as every browser takes it.
_CHARSET_SUPERSETS = {"ascii": "cp1252", "iso8859-1": "cp1252"}


class Content(NamedTuple):
    """Media type and charset, in lower case.

    A part is None when the server does not give it, or gives one that Python does not know.
    """

    media_type: str | None
    charset: str | None


def content(header: str | None) -> Content:
    """Read a `Content-Type` header.

    "text/html; charset=ISO-8859-1" -> ("text/html", "cp1252")
    """
    if not header:
        return Content(None, None)
    message = Message()
    message["content-type"] = header
    kind = message.get_content_type() if "/" in header.split(";")[0] else None
    charset = message.get_content_charset()
    try:
        known = codecs.lookup(charset).name if charset else None
    except (LookupError, ValueError):  # ValueError: a null character in the name
        known = None
    return Content(kind, _CHARSET_SUPERSETS.get(known or "", known))


def file_name(path: str, host: str, media_type: str | None, data: bytes) -> str:
    """Return a file name of letters, digits, dots and dashes whose ending says the format.

    "/a/Rate%20rise", "text/html" -> "Rate-rise.html"

    A PDF's mark in the data counts most, then a media type that means something, then the ending in
    the URL.
    """
    last = re.sub(r"[^\w.-]+", "-", unquote(PurePosixPath(path).name)).strip(".-") or host
    stem, own = PurePosixPath(last).stem, PurePosixPath(last).suffix.lower()
    ending = ".pdf" if data.startswith(b"%PDF-") else _ending(media_type, own, data)
    # 60 characters of four bytes each stay below the 255 bytes that file systems allow.
    return (stem if own in _KNOWN_ENDINGS else last)[:60] + ending


def _ending(media_type: str | None, own: str, data: bytes) -> str:
    if media_type in _VAGUE_TYPES:
        fallback = ".html" if data.lstrip()[:1] == b"<" else ".txt"
        return own if own in _KNOWN_ENDINGS else fallback
    if known := _ENDINGS.get(media_type or ""):
        return known
    family = str(media_type).rpartition("+")[2]
    return {"xml": ".xml", "json": ".json"}.get(family, own if own in _KNOWN_ENDINGS else ".txt")
