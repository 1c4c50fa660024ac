"""Whether the right-to-left words of a PDF stand in the order in which they are read."""

from __future__ import annotations

import re

# Letters that end a word and open none: teh marbuta and alef maksura of Arabic, the five final
# forms of Hebrew. Persian and Urdu have them in Arabic words, at the end as well.
_LAST_LETTERS = "\u0629\u0649\u05da\u05dd\u05df\u05e3\u05e5"
_WORD = re.compile(r"[\u05d0-\u05ea\u0621-\u064a\u066e-\u06d3]{3,}")
# In a page of a newspaper one word in fifteen ends with such a letter, so that one in forty opens
# with one where words stand reversed in part.
_FEWEST, _SHARE = 2, 0.025


def stands_reversed(text: str) -> bool:
    """Return whether words open with letters that only end them, as they do read backwards."""
    found = _WORD.findall(text)
    reversed_words = sum(word[0] in _LAST_LETTERS for word in found)
    return reversed_words >= max(_FEWEST, _SHARE * len(found))
