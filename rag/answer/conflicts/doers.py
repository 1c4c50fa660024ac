"""Two names for what one alone can have done: who won, who was appointed."""

from __future__ import annotations

import re
from typing import NamedTuple

from rag.answer.conflicts.reading import Reading, stems_of
from rag.answer.conflicts.subject import Subject
from rag.answer.conflicts.wording import LEXICON, canonical
from rag.language.temporal.vocabulary import phrases

_WORD = r"[A-Z][\w’'-]+"
_NAME = rf"{_WORD}(?: (?:{_WORD}|de|van|von|al|bin))* {_WORD}|{_WORD}"
_DOER = re.compile(
    rf"(?P<name>{_NAME}),?\s+(?:(?:was|has been|is|has|had|who)\s+)*"
    rf"(?P<verb>{phrases(LEXICON['exclusive']['words'])})\b"
)
# Content words behind "won" that say what was won.
_DEED_WORDS = 4


class Doer(NamedTuple):
    """A name, and the canonical stems of what it did."""

    name: str
    deed: frozenset[str]


def doers_apart(subject: Subject, one: Reading, other: Reading) -> tuple[str, str] | None:
    """Return the names that two sentences give for who did it, None where they may be one."""
    if subject.asks_for != "name":
        return None
    mine, theirs = _doer(subject, one), _doer(subject, other)
    if not mine or not theirs or mine.name in other.text or theirs.name in one.text:
        return None
    is_one_name = set(mine.name.lower().split()) & set(theirs.name.lower().split())
    is_other_deed = mine.deed - theirs.deed and theirs.deed - mine.deed
    return None if is_one_name or is_other_deed else (mine.name, theirs.name)


def _doer(subject: Subject, reading: Reading) -> Doer | None:
    """Return the name before the verb of which a question asks who did it, None without."""
    for match in _DOER.finditer(reading.said):
        is_asked = stems_of(match["verb"]) <= subject.all_stems
        if is_asked and not stems_of(match["name"]) <= subject.all_stems:
            return Doer(match["name"], _deed(reading, match.end()))
    return None


def _deed(reading: Reading, start: int) -> frozenset[str]:
    end = reading.part_about(start - 1).end
    behind = [word for word in reading.words if start <= word.span.start < end and word.is_content]
    return frozenset(canonical(word.stem) for word in behind[:_DEED_WORDS])
