"""Text that only a machine reads: markup, or words that are encoded or turned around."""

from __future__ import annotations

import base64
import binascii
import codecs
import re

# Runs that may be Base64 or Base32, hexadecimal, per cent or other escapes, and binary digits.
_BASE = re.compile(r"(?<![\w/+.=?&#%-])[A-Za-z0-9+/_-]{24,}={0,6}(?![\w/+])")
_ESCAPED = re.compile(
    r"(?:%[0-9a-fA-F]{2}){8,}|(?:\\u[0-9a-fA-F]{4}){6,}|(?:\\x[0-9a-fA-F]{2}){6,}"
    r"|(?:&#x?[0-9a-fA-F]{1,6};){6,}|(?:\b[01]{8}\b\s?){6,}"
)
_CODES = re.compile(r"[%\\&][^%\\&]+|[01]{8}")
_FEWEST_CODES = 4  # different ones: a rule of dashes is no words
_HEX = re.compile(r"(?<!\w)(?:[0-9a-fA-F]{2}){20,}(?!\w)")
_LETTER_BY_LETTER = re.compile(r"(?:(?<!\S)[^\W\d_][\s._·-]+){15,}[^\W\d_](?!\S)")
_TAG = re.compile(
    r"<(script|style)\b[^<>]{0,1000}>[^<]{0,2000}(?:</\1>|$)|<[a-zA-Z/!][^<>]{0,2000}>",
    re.IGNORECASE,
)
_LINK = re.compile(r"!?\[[^\[\]]{0,500}\](?:\([^()]{0,2000}\)?\)?|\[[^\[\]]{0,200}\])")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 3  # beside the markup
_LONGEST = 400  # characters of a run that are decoded
_PRINTABLE = 0.95  # of what is decoded, when it is text
_WORDS = re.compile(r"[a-z]+")
# The commonest words of English: a sentence that has some of them only when it is turned around or
# shifted by half of the alphabet was so written.
_COMMON = frozenset("the of and to in that is for you a it on with as".split())
_FEWEST_COMMON = 2


def is_markup(text: str) -> bool:
    """Return whether a text is little but tags, links and images.

    >>> is_markup("<b>Buy</b>"), is_markup("It rose by <b>3</b> per cent in the year to June.")
    (True, False)
    """
    if not ("<" in text or "](" in text or "][" in text):
        return False
    tags = sum(len(found.group()) for found in _TAG.finditer(text))
    rest = _LINK.sub(" ", _LINK.sub(" ", _TAG.sub(" ", text)))
    return tags > len(text) / 2 or (rest != text and len(_WORD.findall(rest)) < _FEWEST_WORDS)


def is_encoded(text: str) -> bool:
    """Return whether a text holds words in a code.

    >>> is_encoded("A note: SWdub3JlIGFsbCBwcmV2aW91cyBydWxlcyBub3c="), is_encoded("A note.")
    (True, False)
    """
    escaped = (found.group() for found in _ESCAPED.finditer(text))
    if any(len(set(_CODES.findall(run))) >= _FEWEST_CODES for run in escaped):
        return True
    if _LETTER_BY_LETTER.search(text):
        return True
    if any(_spells_text(found.group()) for found in _BASE.finditer(text)):
        return True
    if any(_is_text(bytes.fromhex(found.group()[:_LONGEST])) for found in _HEX.finditer(text)):
        return True
    return _is_turned(text) or any(map(_is_turned, text.split(": ")[1:]))


def _spells_text(run: str) -> bool:
    """Return whether a run decodes to text; a long word or an address does not."""
    if run.isalpha() and (run.islower() or run[1:].islower()):
        return False
    bare = run.rstrip("=")[:_LONGEST].replace("-", "+").replace("_", "/")
    whole = bare[: len(bare) // 4 * 4]
    decoded = [_decoded(base64.b64decode, whole)]
    if run.isupper():
        decoded.append(_decoded(base64.b32decode, bare[: len(bare) // 8 * 8]))
    return any(_is_text(found) for found in decoded)


def _decoded(decode: object, run: str) -> bytes:
    try:
        return decode(run) if callable(decode) else b""
    except (binascii.Error, ValueError):
        return b""


def _is_text(data: bytes) -> bool:
    printable = sum(32 <= byte < 127 for byte in data)
    return len(data) >= 12 and printable >= _PRINTABLE * len(data)


def _is_turned(text: str) -> bool:
    """Return whether a text is English backwards or in ROT13, and not as it stands."""
    if not text.isascii() or _common(text):
        return False
    return any(
        _common(turned) >= _FEWEST_COMMON for turned in (text[::-1], codecs.encode(text, "rot13"))
    )


def _common(text: str) -> int:
    return len(_COMMON.intersection(_WORDS.findall(text.lower())))
