"""States that two sentences give for one thing and that exclude each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from rag.answer.conflicts.doers import doers_apart
from rag.answer.conflicts.places import Place, are_of_one_thing
from rag.answer.conflicts.reading import Reading
from rag.answer.conflicts.subject import Subject
from rag.answer.conflicts.wording import LEXICON, any_of, canonical, steps

# A state that was reported this long after another may have come after it.
_SAME_TIME_DAYS = 60
# Words behind "not" and behind "denied that" that these reach.
_NOT_WORDS, _DENIED_WORDS = 2, 8
_NOT = any_of(LEXICON["denial"]["not"])
_DENIED = any_of(LEXICON["denial"]["verbs"])
_CHANGED = any_of(LEXICON["changed"]["words"])


def states_apart(subject: Subject, one: Reading, other: Reading) -> tuple[str, str] | None:
    """Return the words of two sentences for states that exclude each other, None without."""
    if one.is_ahead or other.is_ahead or not _are_of_one_time(one, other):
        return None
    found = _opposite(one, other) or _denied(subject, one, other)
    return found or doers_apart(subject, one, other)


def _are_of_one_time(one: Reading, other: Reading) -> bool:
    mine, theirs = one.evidence.passage.published, other.evidence.passage.published
    if _CHANGED.search(one.said) or _CHANGED.search(other.said):
        return False
    return mine is None or theirs is None or abs((mine - theirs).days) <= _SAME_TIME_DAYS


def _opposite(one: Reading, other: Reading) -> tuple[str, str] | None:
    """Return "passed" and "rejected", said of one thing."""
    if _NOT.search(one.said) or _NOT.search(other.said):
        return None
    for mine, theirs in _opposites():
        here, there = mine.search(one.said), theirs.search(other.said)
        if not here or not there or theirs.search(one.said) or mine.search(other.said):
            continue
        if are_of_one_thing(Place(one, here.start()), Place(other, there.start())):
            return here.group(), there.group()
    return None


@cache
def _opposites() -> Sequence[tuple[re.Pattern[str], re.Pattern[str]]]:
    """Return patterns of states that exclude each other, each pair in both orders."""
    pairs = [(any_of(row["one"]), any_of(row["other"])) for row in LEXICON["state"]]
    return [*pairs, *((other, one) for one, other in pairs)]


def _denied(subject: Subject, one: Reading, other: Reading) -> tuple[str, str] | None:
    """Return what one sentence says and the other denies."""
    said = _denied_by(subject, one, other)
    if said:
        return said
    said = _denied_by(subject, other, one)
    return said[::-1] if said else None


def _denied_by(subject: Subject, plain: Reading, denial: Reading) -> tuple[str, str] | None:
    """Return what is said and later denied: a word of the question, or a step like "opened"."""
    denied = _denied_words(denial)
    if not denied or _denied_words(plain) or not _came_first(plain, denial):
        return None
    known = {canonical(word.stem): word.plain for word in plain.words if word.is_content}
    turned_on = subject.all_stems | _steps()
    shared = (word for word in denied if word in known and word in turned_on)
    return next(((known[word], denied[word]) for word in shared), None)


def _came_first(plain: Reading, denial: Reading) -> bool:
    """Return whether a state was reported by the time of its denial: "not yet open" may open."""
    said, denied = plain.evidence.passage.published, denial.evidence.passage.published
    return said is None or denied is None or said <= denied


@cache
def _steps() -> frozenset[str]:
    """Return the canonical stems of what is done once in the life of a thing: opened, ended."""
    return frozenset(canonical(stemmed) for stemmed in steps())


def _denied_words(reading: Reading) -> dict[str, str]:
    """Return the canonical stems that a sentence denies, each with its words from the denial on."""
    found: dict[str, str] = {}
    for start, end, reach in _denials(reading.said):
        behind = [word for word in reading.words if word.span.start >= end][:reach]
        for word in behind:
            if word.is_content:
                said = reading.text[start : word.span.end]
                found.setdefault(canonical(word.stem), said)
    return found


def _denials(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where each denial starts and ends, and how many words it reaches."""
    for pattern, reach in ((_NOT, _NOT_WORDS), (_DENIED, _DENIED_WORDS)):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), reach
