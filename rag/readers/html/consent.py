"""Notices that ask for consent, which are longer than many an article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.lexicon import load
from rag.readers.cleaning.junk_lines import word_count
from rag.readers.cleaning.phrases import one_of

_CONSENT = load("consent")
_SPEAKER = re.compile(rf"\b{one_of(_CONSENT['speakers'])}\b")
_SUBJECT = re.compile(rf"\b({one_of(_CONSENT['subjects'])})")
_TITLE = re.compile(rf"\b{one_of(_CONSENT['titles'])}")
_FEWEST_SUBJECTS = 3  # of a paragraph that asks for consent
# News on privacy has such paragraphs too; where most of a text is made of them, it is a notice.
_MOST = 0.5


def consent_in(blocks: Sequence[str], title: str | None) -> list[str]:
    """Return the paragraphs that ask for consent, where most of the text does."""
    if _TITLE.search((title or "").lower()):
        return []
    found = [block for block in blocks if _asks_for_consent(block)]
    size = sum(map(word_count, blocks))
    return found if sum(map(word_count, found)) > _MOST * size else []


def _asks_for_consent(block: str) -> bool:
    subjects = {subject.lower() for subject in _SUBJECT.findall(block)}
    return len(subjects) >= _FEWEST_SUBJECTS and bool(_SPEAKER.search(block))
