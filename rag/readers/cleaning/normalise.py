"""Text without what cannot be seen."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters, fillers and joiners without a form of their own, bidirectional controls,
# soft hyphens, variation selectors, marks of annotation and tags: none of them can be seen.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
# What steers a terminal, with its parameters: colours, moves of the cursor, titles and links. Of
# the one-byte forms only colours: the others stand in text that was decoded wrongly.
_ESCAPE = re.compile(
    "\x1b\\[[0-?]{0,40}[ -/]{0,10}[@-~]|\x9b[0-9;]{1,40}[A-Za-z]"
    "|\x1b[\\]PX^_][^\x07\x1b\x9c\n]{0,2000}(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]{0,4}[0-~]"
)
_STEERS = re.compile("[\x1b\x9b]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+")
# Leaders of a table of contents, and lines of nothing but stops.
_LEADERS = re.compile(r"([.!?…])[.!?…]{30,}")
_TAGS = range(0xE0020, 0xE007F)  # Unicode's tag characters, which spell ASCII unseen
_TAG_OFFSET = 0xE0000


def normalise(text: str) -> str:
    """Return text in NFC with ordinary spaces, line feeds, and no invisible characters."""
    text = without_escapes(text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = _CONTROL.sub(" ", text)
    text = _LEADERS.sub(r"\1\1\1", text)
    return "\n".join(re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n"))


def without_escapes(text: str) -> str:
    r"""Drop the sequences that steer a terminal.

    >>> without_escapes("\x1b[1;31mred\x1b[0m")
    'red'
    """
    return _ESCAPE.sub("", text) if _STEERS.search(text) else text


def invisible_runs(text: str) -> list[str]:
    """Return what each run of invisible characters spells: "" unless they are tag characters."""
    return [_spelled(match.group()) for match in _INVISIBLE.finditer(text)]


def _spelled(run: str) -> str:
    tags = (ord(character) for character in run if ord(character) in _TAGS)
    return "".join(chr(tag - _TAG_OFFSET) for tag in tags).strip()
