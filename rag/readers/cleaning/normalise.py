"""Text without what cannot be seen."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters, bidirectional controls, soft hyphens, variation selectors and the tag
# block: none of them can be seen.
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0e\ufeff"
    "\U000e0000-\U000e0fff]+"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+")
# Leaders of a table of contents, and lines of nothing but stops.
_LEADERS = re.compile(r"([.!?…])[.!?…]{30,}")
_TAGS = range(0xE0020, 0xE007F)  # Unicode's tag characters, which spell ASCII unseen
_TAG_OFFSET = 0xE0000


def normalise(text: str) -> str:
    """Return text in NFC with ordinary spaces, line feeds, and no invisible characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    text = _LEADERS.sub(r"\1\1\1", text)
    return "\n".join(re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n"))


def invisible_runs(text: str) -> list[str]:
    """Return what each run of invisible characters spells: "" unless they are tag characters."""
    return [_spelled(match.group()) for match in _INVISIBLE.finditer(text)]


def _spelled(run: str) -> str:
    tags = (ord(character) for character in run if ord(character) in _TAGS)
    return "".join(chr(tag - _TAG_OFFSET) for tag in tags).strip()
