"""What a sentence says, without who says it: its words, its names, its periods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from rag.answer.conflicts.wording import LEXICON, any_of, canonical
from rag.language.discourse import needs_context
from rag.language.locale_names import month_numbers, weekdays
from rag.language.number_words import number_words
from rag.language.opposites import is_demonym_of
from rag.language.quantities import names, without_amounts
from rag.language.same_names import with_one_name
from rag.language.sentences import sentences
from rag.language.temporal.absolute import ABSOLUTE
from rag.language.temporal.expressions import find_expressions, with_stops
from rag.language.temporal.modifiers import modified
from rag.language.temporal.vocabulary import phrases
from rag.language.tokens import STOP_WORDS, placed_words, stem, words
from rag.schema import Evidence, Span, Window

_SAYING = LEXICON["saying"]
_SAYS = any_of(_SAYING["verbs"])
_SOURCE = any_of(_SAYING["openings"])
# In small letters only: "may" is no May.
UNSURE = re.compile(rf"\b{phrases(LEXICON['unsure']['words'])}\b")
_AHEAD = any_of(LEXICON["unsure"]["ahead"])
# Parts of a sentence between commas and the like; a comma inside a number closes nothing.
_PART = re.compile(r"(?:[^,;:–—()]|(?<=\d),(?=\d))+")
# "Police said that …", "The company said on Friday that …": words before it, and after the verb.
_OPENING_WORDS = 7
_LEAD = re.compile(
    rf"(?:\S+\s+){{1,{_OPENING_WORDS}}}?{_SAYS.pattern}\s+(?:on\s+\w+\s+)?that\s+(?!(?:it|they|he|she)\b)",
    re.IGNORECASE,
)
# "…, the fire safety office said on Thursday"; not "…, the mayor says 60".
_TAIL_WORDS = 14
_TAIL = re.compile(
    rf"{_SAYS.pattern}(?:\s+{phrases(_SAYING['times'])}(?:\s+\S+){{1,3}}|\s+\w+day)?\W*$",
    re.IGNORECASE,
)
_SHORT_NAMES = LEXICON["short_names"]
_PRONOUN = re.compile(r"\b(?:it|they)\b", re.IGNORECASE)
DATE_WORDS = frozenset(month_numbers()) | frozenset(weekdays())


class Word(NamedTuple):
    """A word in lower case with its stem; `span` is where it stands in the sentence."""

    plain: str
    stem: str
    span: Span

    @property
    def is_content(self) -> bool:
        """Whether it carries meaning, and is no number and no part of a date."""
        if self.plain in STOP_WORDS or self.plain in number_words():
            return False
        return not self.plain[0].isdigit() and self.plain not in DATE_WORDS


class Period(NamedTuple):
    """A period that a sentence names, and where."""

    window: Window
    place: int


@dataclass(frozen=True)
class Reading:
    """A sentence as evidence, read for comparison with others."""

    evidence: Evidence

    @property
    def text(self) -> str:
        """Return the sentence."""
        return self.evidence.text

    @cached_property
    def said(self) -> str:
        """The sentence with blanks, as many characters, in place of who says it."""
        return without_sayer(self.text)

    @cached_property
    def words(self) -> list[Word]:
        """Its words, stop words too."""
        return placed(self.said)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The canonical stems of its content words, without figures and dates.

        One that opens with "It" has those of the sentence before it too.
        """
        return stems_of(without_amounts(f"{self._led_in_by} {self.said}"))

    @cached_property
    def _led_in_by(self) -> str:
        """The sentence before one that speaks of "it" without a name, "" before others."""
        has_subject = bool(names(self.text)) or not _PRONOUN.search(self.text)
        if has_subject and not needs_context(self.text):
            return ""
        passage = self.evidence.passage
        before = passage.text[: max(0, self.evidence.span.start - passage.span.start)]
        spans = sentences(before)
        return spans[-1].of(before) if spans else ""

    @cached_property
    def topic(self) -> frozenset[str]:
        """Its stems and those of its title and heading."""
        passage = self.evidence.passage
        return self.stems | stems_of(f"{passage.title} {passage.heading}")

    @cached_property
    def titled_words(self) -> frozenset[str]:
        """Its words and those of its title, as written and as stems."""
        return _forms(f"{self.evidence.passage.title} {self.text}")

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of its names, in lower case."""
        return frozenset(word for name in names(self.said) for word in words(name))

    @cached_property
    def passage_words(self) -> frozenset[str]:
        """The words of the passage that it stands in, too."""
        return self.titled_words | _forms(self.evidence.passage.text)

    @cached_property
    def periods(self) -> list[Period]:
        """The days, months, quarters and years that it names with their year."""
        found = with_stops(find_expressions(self.said, date.max, ABSOLUTE))
        times = (modified(self.said, time, stop) for time, stop in found)
        return [Period(time.window, time.start) for time in times if time.window]

    @cached_property
    def is_ahead(self) -> bool:
        """Whether it speaks of a plan, a guess or of what is to come."""
        return is_ahead(self.said)

    def part_about(self, place: int) -> Span:
        """Return the part between commas that a place of the sentence lies in."""
        parts = (Span(*match.span()) for match in _PART.finditer(self.said))
        return next((part for part in parts if part.start <= place < part.end), Span(0, 0))


def without_sayer(text: str) -> str:
    """Return a sentence with blanks, as many characters, in place of who says it."""
    lead = _LEAD.match(text)
    if lead:
        text = _blanked(text, Span(*lead.span()))
    for part in _attributions(text):
        text = _blanked(text, part)
    return text


def is_ahead(text: str) -> bool:
    """Return whether a text speaks of a plan, a guess or of what is to come."""
    return bool(UNSURE.search(text) or _AHEAD.search(text))


def placed(text: str) -> list[Word]:
    """Return the words of a text, each with its stem and its span."""
    return [Word(plain, stem(plain), span) for plain, span in placed_words(text)]


def stems_of(text: str) -> frozenset[str]:
    """Return the canonical stems of the content words of a text, without numbers and dates.

    "United States" and "American" are "US", as a question writes it.
    """
    found = placed(with_one_name(text))
    return frozenset(canonical(word.stem) for word in found if word.is_content)


def _attributions(text: str) -> Iterator[Span]:
    """Yield the parts between commas that say who says it."""
    parts = [Span(*match.span()) for match in _PART.finditer(text)]
    for place, part in enumerate(parts):
        stretch = part.of(text)
        source = _SOURCE.search(stretch)
        if source:
            yield Span(part.start + source.start(), part.end)
        elif place and _is_tail(stretch):
            yield part


def _is_tail(stretch: str) -> bool:
    """Return whether a part of a sentence is "the office said on Thursday" and no more."""
    return len(stretch.split()) <= _TAIL_WORDS and bool(_TAIL.search(stretch))


def _blanked(text: str, span: Span) -> str:
    return text[: span.start] + " " * (span.end - span.start) + text[span.end :]


def has_name(word: str, known: frozenset[str]) -> bool:
    """Return whether some words have a name, or the name of its country or people."""
    if word in _SHORT_NAMES:
        return not known.isdisjoint(_SHORT_NAMES[word])
    return word in known or stem(word) in known or is_demonym_of(word, known)


def _forms(text: str) -> frozenset[str]:
    found = set(words(text))
    return frozenset(found | {stem(word) for word in found})


def distance(span: Span, place: int) -> int:
    """Return how many characters lie between a word and a place."""
    if span.start <= place < span.end:
        return 0
    return span.start - place if place < span.start else place - span.end
