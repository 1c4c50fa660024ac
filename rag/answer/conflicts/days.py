"""Days that two sentences give for one event and that cannot both be right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from rag.answer.conflicts.figure_claims import figure_claims
from rag.answer.conflicts.figures import agree, measure_alike
from rag.answer.conflicts.places import Place, are_of_one_thing
from rag.answer.conflicts.reading import Reading, distance, is_ahead
from rag.answer.conflicts.subject import LIKE_IF_OPEN, Subject, likeness
from rag.answer.conflicts.wording import canonical, steps
from rag.language.quantities import Day, placed_days
from rag.schema import Span

# A day behind one of these bounds an event and is not its own.
_BOUND = re.compile(
    r"\b(?:until|till|by|before|after|between|to|and|than|from|of|the)\s+(?:\w+day,?\s+)?$",
    re.IGNORECASE,
)
_TO_A_DAY = re.compile(r"\b(?:dates?|dated)\b.{1,60}\bto\s+$", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:in|since)\s+(?P<year>(?:19|20)\d\d)\b(?![,.]\d)", re.IGNORECASE)
# Characters between a day and the word for what happened on it.
_REACH = 90
# Content words before a day that may be what happened on it.
_WORDS_BEFORE = 3


@dataclass(frozen=True)
class DayClaim:
    """A day of a sentence, or a month or year, in its own words; `start` counts its characters."""

    reading: Reading
    day: Day
    start: int
    text: str

    @property
    def place(self) -> Place:
        """Return where it stands."""
        return Place(self.reading, self.start)

    @cached_property
    def step(self) -> int | None:
        """The step in the life of a thing that it dates, None where no word says one.

        The word stands before its day as a rule, "signed on 11 May", else right behind it.
        """
        end = self.reading.part_about(self.start).end
        near = [
            word
            for word in self.reading.words
            if word.stem in steps()
            and word.span.end <= end
            and distance(word.span, self.start) <= _REACH
        ]
        near.sort(key=lambda word: (word.span.start > self.start, distance(word.span, self.start)))
        return steps()[near[0].stem] if near else None

    @cached_property
    def words_before(self) -> frozenset[str]:
        """The canonical stems of the content words right before it, names left out."""
        before = [
            word
            for word in self.reading.words
            if word.is_content
            and word.span.end <= self.start
            and self.reading.text[word.span.start].islower()
        ]
        return frozenset(canonical(word.stem) for word in before[-_WORDS_BEFORE:])


def day_claims(reading: Reading) -> list[DayClaim]:
    """Return the days, months and years that a sentence dates something to."""
    text = reading.said
    found = placed_days(text)
    dated = [Span(start, end) for _, start, end in found]
    for match in _YEAR.finditer(text):
        start, end = match.span("year")
        if not any(span.overlaps(Span(start, end)) for span in dated):
            found.append((Day(int(match["year"]), None, None), start, end))
    return [
        DayClaim(reading, day, start, reading.text[start:end].rstrip())
        for day, start, end in found
        if _dates_event(text[:start]) and not is_ahead(reading.part_about(start).of(text))
    ]


def _dates_event(before: str) -> bool:
    return bool(_TO_A_DAY.search(before)) or not _BOUND.search(before)


def days_apart(subject: Subject, one: Reading, other: Reading) -> tuple[DayClaim, DayClaim] | None:
    """Return the days that two sentences give for one step and that differ, None without.

    Months and years are compared where the question asks for a time.
    """
    if _measure_apart(one, other):
        return None
    mine, theirs = day_claims(one), day_claims(other)
    if any(_agree(a.day, b.day) for a in mine for b in theirs):
        return None
    asked = {steps()[each] for each in subject.plain_stems if each in steps()}
    pairs = [(a, b) for a in mine for b in theirs if _are_comparable(a, b)]
    if subject.asks_for != "date":
        pairs = [(a, b) for a, b in pairs if a.day.day and b.day.day]
    return next((pair for pair in pairs if not asked or pair[0].step in asked), None)


def _measure_apart(one: Reading, other: Reading) -> bool:
    """Return whether two sentences give other figures too: those of two days, not of one."""
    mine, theirs = figure_claims(one), figure_claims(other)
    pairs = [(a, b) for a in mine for b in theirs if measure_alike(a, b)]
    return bool(pairs) and not any(agree(a, b) for a, b in pairs)


def _are_comparable(one: DayClaim, other: DayClaim) -> bool:
    """Return whether two days are of one step of one thing."""
    if one.step != other.step or not are_of_one_thing(one.place, other.place):
        return False
    return one.step is not None or _say_alike(one, other)


def _say_alike(one: DayClaim, other: DayClaim) -> bool:
    """Return whether two days, the only ones of their sentences, stand behind like words."""
    is_only = all(len(day_claims(claim.reading)) == 1 for claim in (one, other))
    alike = likeness(one.reading.stems, other.reading.stems)
    return is_only and alike >= LIKE_IF_OPEN and bool(one.words_before & other.words_before)


def _agree(one: Day, other: Day) -> bool:
    return one.agrees_with(other) or other.agrees_with(one)
