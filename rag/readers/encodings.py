"""The text of some bytes: which encoding they are in, and mojibake mended."""

from __future__ import annotations

import re

from rag.readers.cleaning.normalise import without_escapes

# The first kilobytes decide.
_HEAD = 4096
_LEGACY_HEAD = 20_000
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# The encoding by the places, in groups of four bytes, that hold letters and not zeros.
_WIDE_BY_PLACES = {
    (0,): "utf-32-le",
    (3,): "utf-32-be",
    (0, 2): "utf-16-le",
    (1, 3): "utf-16-be",
}
_DECLARED = re.compile(
    rb"<(?:meta\b|\?xml\b)[^<>]{0,200}?(?:charset|encoding)\s{0,5}=\s{0,5}"
    rb"[\"']?([\w.:-]{2,30})",
    re.IGNORECASE,
)
_CODECS = "windows cp iso latin koi8 gb big5 shift sjis euc mac tis ks_c".split()
_CODEC = re.compile(rf"(?:{'|'.join(_CODECS)})[\w.:-]*$")
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
    "cp1250 cp1252 cp1254 cp1257 cp1258 latin_1 iso8859_15 cp437 cp850 hp_roman8 cp775 cp1140 "
    "iso8859_2 iso8859_3 iso8859_4 iso8859_9 iso8859_10 iso8859_13 iso8859_14 iso8859_16 mac_roman "
    "mac_latin2 mac_iceland".split()
)
# The letters beyond ASCII of a language each.
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
_LETTER = r"[^\W\d_]"
_TYPOGRAPHY = r"\u2010-\u201f\u2026\xab\xbb\xb7\xad\ufffd"
_FRACTIONS = r"[\xa6\xac\xb1\xb6\xbc]"
_SIGN_INSIDE = re.compile(
    rf"(?<={_LETTER})[^\w\s\x00-\x7f{_TYPOGRAPHY}](?={_LETTER})"
    rf"|{_FRACTIONS}(?={_LETTER})|(?<={_LETTER}){_FRACTIONS}"
)


def decode(data: bytes, charset: str = "") -> str:
    """Return the text of some bytes, with mojibake mended.

    Marks at their start decide, then zero bytes in every second place, then whether they are valid
    UTF-8, then `charset` or what the markup declares. Else they are in the likeliest of the legacy
    encodings, Windows-1252 before its equals.
    """
    return _mended(_decoded(data, charset))


def starts_with_mark(data: bytes) -> bool:
    """Return whether a byte order mark stands at the start."""
    return data.startswith(tuple(mark for mark, _ in MARKS))


def wide_encoding(data: bytes) -> str | None:
    """Return the two-byte or four-byte encoding of bytes without a mark, seen by their zeros."""
    head = data[:_HEAD]
    if head.count(0) < len(head) // 5 or len(data) % 2:
        return None
    few_zeros = len(head) // 8
    letters = tuple(place for place in range(4) if head[place::4].count(0) < few_zeros)
    return _WIDE_BY_PLACES.get(letters)


def _decoded(data: bytes, charset: str) -> str:
    marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)
    encoding = marked or wide_encoding(data)
    if encoding:
        return data.decode(encoding, errors="replace")
    if charset.lower().startswith("iso-2022"):  # every script in ASCII, and so valid UTF-8
        return _as_declared(data, charset) or data.decode("utf-8", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _as_declared(data, charset) or _nearly_utf8(data) or _legacy(data)


def _as_declared(data: bytes, charset: str) -> str | None:
    """Return the text as a header or the markup declares it; None without, or when it is wrong."""
    declared = _DECLARED.search(data[:2048])
    name = charset.lower()
    if not name and declared:
        name = declared.group(1).decode().lower()
    if not _CODEC.match(name):
        return None
    try:
        return data.decode(_WIDER.get(name, name))
    except (LookupError, UnicodeDecodeError):
        return None


def _nearly_utf8(data: bytes) -> str | None:
    """Return UTF-8 with few bad bytes; None for fewer than four letters beyond ASCII for each."""
    text = data.decode("utf-8", errors="replace")
    beyond = sum(letter > "\x7f" for letter in text)
    return text if beyond > 4 * text.count("\ufffd") else None


def _legacy(data: bytes) -> str:
    """Decode by the shape of the bytes, and by their letters among the Latin encodings.

    In these, letters stand in the same places.
    """
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best and best.encoding not in _LATIN:
        return str(best)
    head = data[:_LEGACY_HEAD]

    def fit(encoding: str) -> float:
        text = head.decode(encoding, "replace")
        return max(_letter_share(text, letters) for letters in _LETTERS[encoding])

    return data.decode(max(_LETTERS, key=fit), errors="replace")


def _letter_share(text: str, alphabet: str) -> float:
    """Return the share of the letters beyond ASCII that a language has.

    A sign inside a word, as in "og³osi³o", is no letter of any.
    """
    beyond = (letter for letter in text.lower() if letter > "\x7f")
    letters = [letter for letter in beyond if letter.isalpha() or letter == "\ufffd"]
    total = len(letters) + len(_SIGN_INSIDE.findall(text))
    return sum(letter in alphabet for letter in letters) / total if total else 1.0


def _mended(text: str) -> str:
    """Repair mojibake and nothing else: quotes, ligatures and widths stay as they are."""
    import ftfy

    config = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=True,
        uncurl_quotes=False,
        fix_latin_ligatures=True,
        fix_character_width=False,
        normalization="NFC",
        explain=False,
    )
    unified = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    lines = without_escapes(unified).split("\n")
    # A line of ASCII has nothing to mend, and a megabyte of empty lines took 17 s.
    return "\n".join(line if line.isascii() else str(ftfy.fix_text(line, config)) for line in lines)
