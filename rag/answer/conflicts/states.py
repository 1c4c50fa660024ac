"""States that two sentences give for one thing and that exclude each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from rag.answer.conflicts.reading import Reading, stems_of
from rag.answer.conflicts.subject import are_other_sides
from rag.answer.conflicts.wording import LEXICON, any_of, canonical, steps
from rag.language.temporal.vocabulary import phrases
from rag.schema import Question

# A state that was denied this long after it was reported may have changed meanwhile.
_SAME_TIME_DAYS = 60
# Words behind "not" and behind "denied that" that these reach.
_NOT_WORDS, _DENIED_WORDS = 2, 8
# Content words behind "won" that say what was won.
_DEED_WORDS = 4
_NOT = any_of(LEXICON["denial"]["not"])
_DENIED = any_of(LEXICON["denial"]["verbs"])
_YET = re.compile(r"\byet\b", re.IGNORECASE)
_CHANGED = re.compile(r"\b(?:no longer|suspended|resumed?|again|since then|later)\b", re.IGNORECASE)
_NAME = r"[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]+|de|van|von|al|bin))* [A-Z][\w’'-]+|[A-Z][\w’'-]+"


@dataclass(frozen=True)
class StateClaim:
    """A state that a sentence gives, in its own words."""

    reading: Reading
    text: str


def states_apart(
    question: Question, one: Reading, other: Reading
) -> tuple[StateClaim, StateClaim] | None:
    """Return states of two sentences that exclude each other, None without."""
    if one.is_ahead or other.is_ahead or not _same_time(one, other):
        return None
    return (
        _opposite(one, other) or _denied(question, one, other) or _other_doer(question, one, other)
    )


def _same_time(one: Reading, other: Reading) -> bool:
    days = one.evidence.passage.published, other.evidence.passage.published
    if _CHANGED.search(one.said) or _CHANGED.search(other.said):
        return False
    return not (days[0] and days[1]) or abs((days[0] - days[1]).days) <= _SAME_TIME_DAYS


def _opposite(one: Reading, other: Reading) -> tuple[StateClaim, StateClaim] | None:
    """Return "passed" and "rejected", said of one thing."""
    for yes, no in _state_patterns():
        for a, b in ((yes, no), (no, yes)):
            mine, theirs = a.search(one.said), b.search(other.said)
            if not mine or not theirs or b.search(one.said) or a.search(other.said):
                continue
            if _NOT.search(one.said) or _NOT.search(other.said):
                continue
            if not are_other_sides(one, mine.start(), other, theirs.start()):
                return StateClaim(one, mine.group()), StateClaim(other, theirs.group())
    return None


@cache
def _steps() -> frozenset[str]:
    """Return the canonical stems of what is done once in the life of a thing: opened, ended."""
    return frozenset(canonical(stemmed) for stemmed in steps())


@cache
def _state_patterns() -> Sequence[tuple[re.Pattern[str], re.Pattern[str]]]:
    return [(any_of(row["one"]), any_of(row["other"])) for row in LEXICON["state"]]


def _denied(
    question: Question, one: Reading, other: Reading
) -> tuple[StateClaim, StateClaim] | None:
    """Return what one sentence says and the other denies, of the question's own words."""
    asked = stems_of(question.text)
    for plain, denial in ((one, other), (other, one)):
        denied = _denied_words(denial)
        known = {canonical(word.stem): word for word in plain.words if word.is_content}
        shared = [
            found for found in denied if found in known and (found in asked or found in _steps())
        ]
        if not shared or _denied_words(plain) or not _holds_then(plain, denial):
            continue
        said = StateClaim(plain, known[shared[0]].plain), StateClaim(denial, denied[shared[0]])
        return said if plain is one else said[::-1]
    return None


def _holds_then(plain: Reading, denial: Reading) -> bool:
    """Return whether what is "not yet" so was said to be so by then."""
    said, denied = plain.evidence.passage.published, denial.evidence.passage.published
    return not (said and denied) or said <= denied


def _denied_words(reading: Reading) -> dict[str, str]:
    """Return the stems that a sentence denies, each with its words from the denial on."""
    found: dict[str, str] = {}
    for pattern, reach in ((_NOT, _NOT_WORDS), (_DENIED, _DENIED_WORDS)):
        for match in pattern.finditer(reading.said):
            behind = [word for word in reading.words if word.span.start >= match.end()][:reach]
            for word in behind:
                if word.is_content:
                    said = reading.text[match.start() : word.span.end]
                    found.setdefault(canonical(word.stem), said)
    return found


def _other_doer(
    question: Question, one: Reading, other: Reading
) -> tuple[StateClaim, StateClaim] | None:
    """Return the two names that sentences give for what one alone can have done."""
    if question.form.answer_type != "name":
        return None
    mine, theirs = _doer(question, one), _doer(question, other)
    if not mine or not theirs or mine.name in other.text or theirs.name in one.text:
        return None
    is_one_name = set(mine.name.lower().split()) & set(theirs.name.lower().split())
    if is_one_name or (mine.deed - theirs.deed and theirs.deed - mine.deed):
        return None
    return StateClaim(one, mine.name), StateClaim(other, theirs.name)


_DOER = re.compile(
    rf"(?P<name>{_NAME}),?\s+(?:(?:was|has been|is|has|had|who)\s+)*"
    rf"{phrases(LEXICON['exclusive']['words'])}\b"
)


class _Doer(NamedTuple):
    """A name, and the stems of what it did."""

    name: str
    deed: frozenset[str]


def _doer(question: Question, reading: Reading) -> _Doer | None:
    """Return the name before the verb of which a question asks who did it, None without."""
    asked = stems_of(question.text)
    for match in _DOER.finditer(reading.said):
        verb = stems_of(match.group().split()[-1])
        name = match["name"]
        if verb <= asked and not stems_of(name) <= asked:
            end = reading.part_about(match.end() - 1).end
            behind = [
                word
                for word in reading.words
                if match.end() <= word.span.start < end and word.is_content
            ]
            deed = frozenset(canonical(word.stem) for word in behind[:_DEED_WORDS])
            return _Doer(name, deed)
    return None
