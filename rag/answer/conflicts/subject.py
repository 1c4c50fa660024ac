"""What a question asks, and whether two sentences both speak of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from rag.answer.conflicts.reading import Reading, has_name, stems_of, without_sayer
from rag.answer.conflicts.wording import LEXICON, any_of, canonical
from rag.language.quantities import names, without_amounts
from rag.language.temporal.vocabulary import phrases
from rag.language.tokens import STOP_WORDS, stem, words
from rag.schema import AnswerType, Question, Window

# Two sentences speak of one thing when each, with its title, holds this share of the question's
# stems, and their own stems are this much alike (Dice). Set by eye on the development half of
# `evals/questions/conflicts.jsonl`; the halves kept aside are in evals/notebook.md.
COVERED, LIKE = 0.6, 0.25
# A question that asks for no kind of thing, or for several things, needs sentences more alike,
# unless they hold nearly all of it themselves.
LIKE_IF_OPEN, COVERED_WHOLLY = 0.4, 0.8
# The least of the question that a sentence holds without its title, unless a kind of thing is asked
# for and the two share this many words of names, as lists of the same firms do.
COVERED_ALONE, SHARED_NAMES = 0.26, 3
_ASKING = re.compile(rf"\bhow {phrases(LEXICON['asking']['adjectives'])}\b", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
# An adjective or two and the noun.
_COUNTED_WORDS = 3
_HOW_LONG = re.compile(r"\bhow (?:long|old|many)\b", re.IGNORECASE)
_SEVERAL = any_of(["and", "or"])


@dataclass(frozen=True)
class Subject:
    """A question, read for the comparison of sentences."""

    question: Question

    @cached_property
    def stems(self) -> frozenset[str]:
        """The canonical stems of what it is about, without figures, sayers and how it asks."""
        text = _ASKING.sub(" ", without_amounts(without_sayer(self.question.text)))
        return stems_of(text) - {canonical(word) for word in self.question.form.emphasis}

    @cached_property
    def all_stems(self) -> frozenset[str]:
        """The canonical stems of all its content words."""
        return stems_of(self.question.text)

    @cached_property
    def words(self) -> list[str]:
        """Its words in lower case."""
        return words(self.question.text)

    @cached_property
    def counted(self) -> frozenset[str]:
        """The stems of what "how many" asks the number of: "Indian companies"."""
        match = _HOW_MANY.search(self.question.text)
        behind = words(self.question.text[match.end() :]) if match else []
        nouns = takewhile(lambda word: word not in STOP_WORDS, behind[:_COUNTED_WORDS])
        return frozenset(stem(word) for word in nouns)

    @cached_property
    def plain_stems(self) -> frozenset[str]:
        """The stems of its words as they are."""
        return frozenset(stem(word) for word in self.words)

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of its names, in lower case."""
        return frozenset(word for name in names(self.question.text) for word in words(name))

    @cached_property
    def asks_for(self) -> AnswerType | None:
        """The kind of thing it asks for; "how tall" asks for a number too."""
        if _ASKING.search(self.question.text):
            return "number"
        return self.question.form.answer_type

    @cached_property
    def asks_how_many(self) -> bool:
        """Whether it asks for a count."""
        return bool(_HOW_MANY.search(self.question.text))

    @cached_property
    def asks_how_long(self) -> bool:
        """Whether it may ask for a stretch of time."""
        return bool(_HOW_LONG.search(self.question.text))

    @property
    def period(self) -> Window:
        """Return the period that it names."""
        return self.question.mentioned

    def is_in(self, reading: Reading) -> bool:
        """Return whether a sentence speaks of it at all, and its passage has all its names."""
        if not self.stems or self._share(reading.topic) < COVERED:
            return False
        return all(has_name(word, reading.passage_words) for word in self.names)

    def match(self, one: Reading, other: Reading) -> float:
        """Return how surely two sentences speak of the same of it, 0 where they do not."""
        alone = min(self._share(one.stems), self._share(other.stems))
        is_tied = self.asks_for and len(one.names & other.names) >= SHARED_NAMES
        is_off = alone < COVERED_ALONE and not is_tied
        is_vague = self._is_open(alone) and not _are_alike(one, other)
        if is_off or is_vague:
            return 0.0
        covered = min(self._share(one.topic), self._share(other.topic))
        alike = likeness(
            one.stems | (one.topic & self.stems), other.stems | (other.topic & self.stems)
        )
        return covered + alike if covered >= COVERED and alike >= LIKE else 0.0

    def _is_open(self, alone: float) -> bool:
        """Return whether it leaves open what is asked, by how much of it two sentences hold."""
        is_several = bool(_SEVERAL.search(self.question.text))
        return is_several or (self.asks_for is None and alone < COVERED_WHOLLY)

    def _share(self, held: frozenset[str]) -> float:
        return len(self.stems & held) / len(self.stems)


def _are_alike(one: Reading, other: Reading) -> bool:
    return likeness(one.stems, other.stems) >= LIKE_IF_OPEN


def likeness(one: Iterable[str], other: Iterable[str]) -> float:
    """Return Dice's coefficient of two sets of stems."""
    mine, theirs = frozenset(one), frozenset(other)
    return 2 * len(mine & theirs) / max(1, len(mine) + len(theirs))
