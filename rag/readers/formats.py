"""Which format some bytes are in, and their text: decided from the content, never from the name alone."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from rag.errors import EmptyDocument, UnsupportedFormat

Format = Literal[
    "html", "pdf", "docx", "markdown", "plain", "records", "xml", "feed", "mail", "zip"
]
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
_ESCAPE = re.compile(r"\x1b\[[\d;]{0,40}[A-Za-z]")  # a terminal's
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED = re.compile(
    rb"<(?:meta\b|\?xml\b)[^<>]{0,200}?(?:charset|encoding)\s{0,5}=\s{0,5}[\"']?([\w.:-]{2,30})",
    re.I,
)
_CODEC = re.compile(r"(?:windows|cp|iso|latin|koi8|gb|big5|shift|sjis|euc|mac|tis|ks_c)[\w.:-]*$")
# As browsers do: what is called by the older name is written in its superset.
_WIDER = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "iso-8859-9": "cp1254",
}
_LATIN = frozenset(
    "cp1250 cp1252 cp1254 cp1257 cp1258 latin_1 iso8859_15 cp437 cp850 hp_roman8 cp775 cp1140 iso8859_2 iso8859_3 iso8859_4 iso8859_9 iso8859_10 "
    "iso8859_13 iso8859_14 iso8859_16 mac_roman mac_latin2 mac_iceland".split()
)
_WESTERN = (
    "àâæçéèêëîïôœùûüÿ",
    "äöüßé",
    "áéíóúüñçº",
    "áâãàçéêíóôõúü",
    "àèéìíòóùî",
    "åäöéü",
    "åæøéü",
    "áðéíóúýþæö",
    "éëïöüèêç",
)
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýžäľôĺŕ", "áéíóöőúüű", "čćđšž", "ăâîşţșț")
_LETTERS = {
    "cp1252": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": ("çğıöşüâîû",),
    "mac_roman": _WESTERN,
}  # the first of equals
_SIGN_INSIDE = re.compile(
    r"(?<=[^\W\d_])[^\w\s\x00-\x7f\u2010-\u201f\u2026\xab\xbb\xb7\xad\ufffd](?=[^\W\d_])|[\xa6\xac\xb1\xb6\xbc](?=[^\W\d_])|(?<=[^\W\d_])[\xa6\xac\xb1\xb6\xbc]"
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
        raise UnsupportedFormat(
            f"{name} has the extension {extension or '(none)'}; readable are {', '.join(EXTENSIONS)}"
        )
    # Bytes may stand before a PDF's mark; a text that mentions the mark is still a text.
    is_pdf = b"%PDF-" in data[:1024] if expected == "pdf" else data.lstrip().startswith(b"%PDF-")
    if is_pdf != (expected == "pdf"):
        found = "a PDF" if is_pdf else _describe(data)
        raise UnsupportedFormat(
            f"{name} is named {extension} but holds {found}; rename it or save it again"
        )
    if is_pdf:
        return "pdf"
    if expected in ("docx", "zip"):
        if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            raise UnsupportedFormat(
                f"{name} is named {extension} but holds no ZIP archive; rename it or save it again"
            )
        return expected
    _refuse_binary(data, name)
    if expected in ("html", "xml") and b"<" not in data:
        raise UnsupportedFormat(f"{name} is named {extension} but holds no markup; save it as .txt")
    if expected in ("records", "mail"):
        return expected
    return _markup(data) or expected


def _markup(data: bytes) -> Format | None:
    """What the root element of some markup says it is; None when the text does not begin with markup."""
    head = data[:4096]
    wide = head.startswith(tuple(mark for mark, _ in _MARKS)) or _wide(head)
    root = _ROOT.match(decode(head).encode() if wide else head)
    if not root:
        return None
    name = root.group(1).lower()
    if name in (b"rss", b"feed", b"rdf:rdf"):
        return "feed"
    return "html" if name in (b"html", b"!doctype html") else None


def decode(data: bytes, charset: str = "") -> str:
    """The text of some bytes.

    Marks at their start decide, then zero bytes in every second place, then whether they are valid UTF-8, then `charset` or what the markup declares.
    Else they are in the likeliest of the legacy encodings, Windows-1252 before its equals. Mojibake is mended.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _mended(data.decode(encoding, errors="replace"))
    if wide := _wide(data):
        return _mended(data.decode(wide, errors="replace"))
    if charset.lower().startswith(
        "iso-2022"
    ):  # these write every script in ASCII, and so are valid UTF-8
        return _mended(_as_declared(data, charset) or data.decode("utf-8", errors="replace"))
    try:
        return _mended(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _mended(_as_declared(data, charset) or _nearly_unicode(data) or _legacy(data))


def _wide(data: bytes) -> str | None:
    """The two-byte or four-byte encoding of some bytes without a mark, seen by the places of their zeros; None for any other."""
    head = data[:4096]
    if head.count(0) < len(head) // 5 or len(data) % 2:
        return None
    full = [
        place for place in range(4) if head[place::4].count(0) < len(head) // 8
    ]  # places of a group of four that hold letters
    return {(0,): "utf-32-le", (3,): "utf-32-be", (0, 2): "utf-16-le", (1, 3): "utf-16-be"}.get(
        tuple(full)
    )


def _as_declared(data: bytes, charset: str) -> str | None:
    """The text as a header or the markup's own declaration reads it; None without one, or when it is wrong."""
    found = _DECLARED.search(data[:2048])
    name = charset.lower() or (found.group(1).decode().lower() if found else "")
    try:
        return data.decode(_WIDER.get(name, name)) if _CODEC.match(name) else None
    except (LookupError, UnicodeDecodeError):
        return None


def _nearly_unicode(data: bytes) -> str | None:
    """UTF-8 with a few bad bytes; None when fewer than four letters beyond ASCII came out for each."""
    text = data.decode("utf-8", errors="replace")
    beyond = sum(letter > "\x7f" for letter in text)
    return text if beyond > 4 * text.count("\ufffd") else None


def _legacy(data: bytes) -> str:
    """By the shape of the bytes; among the Latin encodings by their letters, because these stand in the same places."""
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best and best.encoding not in _LATIN:
        return str(best)
    head = data[:20_000]
    fits = {
        encoding: max(
            _fit(head.decode(encoding, "replace"), letters) for letters in _LETTERS[encoding]
        )
        for encoding in _LETTERS
    }
    return data.decode(max(fits, key=fits.__getitem__), errors="replace")


def _fit(text: str, alphabet: str) -> float:
    """The share of the letters beyond ASCII that a language has; a sign inside a word, such as in "og³osi³o", is no letter of any."""
    letters = [
        letter
        for letter in text.lower()
        if letter > "\x7f" and (letter.isalpha() or letter == "\ufffd")
    ]
    strange = len(_SIGN_INSIDE.findall(text))
    return (
        sum(letter in alphabet for letter in letters) / (len(letters) + strange)
        if letters or strange
        else 1.0
    )


def _mended(text: str) -> str:
    """Repair mojibake and nothing else: quotes, ligatures and widths stay as the document has them."""
    import ftfy

    config = ftfy.TextFixerConfig(
        unescape_html=False, remove_terminal_escapes=True, uncurl_quotes=False, fix_latin_ligatures=True,
        fix_character_width=False, normalization="NFC", explain=False,
    )  # fmt: skip
    plain = _ESCAPE.sub("", text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n"))
    # A line of ASCII has nothing to mend, and a megabyte of empty lines took 17 s.
    return "\n".join(
        line if line.isascii() else str(ftfy.fix_text(line, config)) for line in plain.split("\n")
    )


def _refuse_binary(data: bytes, name: str) -> None:
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise UnsupportedFormat(
                f"{name} holds {what}, not text; export it as .html, .md, .txt or .pdf"
            )
    head = data[:8192]
    if head.startswith(tuple(mark for mark, _ in _MARKS)) or _wide(data):
        return
    odd = sum(byte < 9 or 13 < byte < 32 for byte in head)
    # The Federal Register's pages hold a dozen zero bytes each, at most 0.9 % of a page's bytes.
    if head.count(0) > len(head) * 0.01 or odd > len(head) * 0.02:
        raise UnsupportedFormat(
            f"{name} holds binary data, not text; export it as .html, .md, .txt or .pdf"
        )


def _describe(data: bytes) -> str:
    return next(
        (what for signature, what in _SIGNATURES.items() if data.startswith(signature)), "no PDF"
    )
