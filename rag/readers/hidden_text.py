"""Which hidden text a reader of the report should see."""

from __future__ import annotations

import re

from rag.language.injection import is_command
from rag.language.lexicon import load
from rag.readers.cleaning.phrases import one_of

FEWEST_WORDS = 6  # of a hidden sentence
_BANNER = re.compile(rf"\b{one_of(load('boilerplate_lines')['banners']['phrases'])}\b")


def is_suspicious(text: str) -> bool:
    """Return whether text gives orders, or is a sentence without the words of banners and menus.

    What is mostly figures and codes is a mark of the printer.
    """
    if is_command(text):
        return True
    found = text.split()
    plain = sum(word.strip("\"'“”‘’«»().,;:!?").isalpha() for word in found)
    return plain >= max(FEWEST_WORDS, len(found) / 2) and not _BANNER.search(text)
