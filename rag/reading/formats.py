"""Which format some bytes are in, and their text: decided from the content, never from the name alone."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from rag.errors import EmptyDocument, UnsupportedFormat

Format = Literal["html", "pdf", "docx", "markdown", "plain", "records", "xml", "feed", "mail", "zip"]
EXTENSIONS: dict[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "plain",
    ".text": "plain",
    ".json": "records",
    ".jsonl": "records",
    ".ndjson": "records",
    ".xml": "xml",
    ".rss": "xml",
    ".atom": "xml",
    ".eml": "mail",
    ".zip": "zip",
}
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]{0,500}>\s*|<!--.{0,2000}?-->\s*|<!doctype (?!html)[^>]{0,500}>\s*){0,8}<(!doctype html|[a-z_][\w:.-]{0,60})",
    re.I | re.S,
)
_SIGNATURES = {
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF87a": "a GIF image",
    b"GIF89a": "a GIF image",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"SQLite format 3": "a SQLite database",
    b"\x1f\x8b": "a gzip archive",
}


def detect(data: bytes, name: str) -> Format:
    """The format of a file.

    Raises:
        EmptyDocument: there is nothing but white space.
        UnsupportedFormat: the content is binary, or contradicts the extension, or the extension is unknown.
    """
    if not data.strip():
        raise EmptyDocument(f"{name} is empty ({len(data)} bytes)")
    extension = PurePath(name).suffix.lower()
    expected = EXTENSIONS.get(extension)
    if expected is None:
        raise UnsupportedFormat(f"{name} has the extension {extension or '(none)'}; readable are {', '.join(EXTENSIONS)}")
    # Bytes may stand before a PDF's mark; a text that mentions the mark is still a text.
    is_pdf = b"%PDF-" in data[:1024] if expected == "pdf" else data.lstrip().startswith(b"%PDF-")
    if is_pdf != (expected == "pdf"):
        found = "a PDF" if is_pdf else _describe(data)
        raise UnsupportedFormat(f"{name} is named {extension} but holds {found}; rename it or save it again")
    if is_pdf:
        return "pdf"
    if expected in ("docx", "zip"):
        if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            raise UnsupportedFormat(f"{name} is named {extension} but holds no ZIP archive; rename it or save it again")
        return expected
    _refuse_binary(data, name)
    if expected in ("html", "xml") and b"<" not in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnsupportedFormat(f"{name} is named {extension} but holds no markup; save it as .txt")
    if expected in ("records", "mail"):
        return expected
    return _markup(data) or expected


def _markup(data: bytes) -> Format | None:
    """What the root element of some markup says it is; None when the text does not begin with markup."""
    root = _ROOT.match(data[:4096])
    if not root:
        return None
    name = root.group(1).lower()
    if name in (b"rss", b"feed", b"rdf:rdf"):
        return "feed"
    return "html" if name in (b"html", b"!doctype html") else None


def decode(data: bytes) -> str:
    """The text of some bytes: UTF-8 or UTF-16 by their marks, UTF-8 if valid, else the likeliest of the legacy encodings.

    Windows-1252 is preferred among single-byte guesses; mojibake is mended.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _mended(data.decode(encoding, errors="replace"))
    try:
        return _mended(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _mended(_legacy(data))


def _legacy(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    western = {
        "cp1250",
        "cp1252",
        "cp1254",
        "cp1257",
        "cp1258",
        "latin_1",
        "iso8859_15",
        "mac_roman",
        "cp437",
        "cp850",
        "hp_roman8",
        "cp775",
        "cp1140",
    }
    if best is None or best.encoding in western:
        return data.decode("cp1252", errors="replace")
    return str(best)


def _mended(text: str) -> str:
    """Repair mojibake and nothing else: quotes, ligatures and widths stay as the document has them."""
    import ftfy

    config = ftfy.TextFixerConfig(
        unescape_html=False, remove_terminal_escapes=True, uncurl_quotes=False, fix_latin_ligatures=True,
        fix_character_width=False, normalization="NFC", explain=False,
    )  # fmt: skip
    return str(ftfy.fix_text(text, config))


def _refuse_binary(data: bytes, name: str) -> None:
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise UnsupportedFormat(f"{name} holds {what}, not text; export it as .html, .md, .txt or .pdf")
    head = data[:8192]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    odd = sum(byte < 9 or 13 < byte < 32 for byte in head)
    if b"\x00" in head or odd > len(head) * 0.02:
        raise UnsupportedFormat(f"{name} holds binary data, not text; export it as .html, .md, .txt or .pdf")


def _describe(data: bytes) -> str:
    return next((what for signature, what in _SIGNATURES.items() if data.startswith(signature)), "no PDF")
