"""Figures of two sentences that cannot both be right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rag.answer.conflicts.bounds import Bounds, bounds_of, is_range, is_rounded
from rag.answer.conflicts.reading import Reading, Word
from rag.answer.conflicts.subject import (
    are_of_other_extent,
    are_other_names,
    are_other_sides,
    asks_number,
    of_asked_time,
    parts_about,
    same_time,
)
from rag.answer.conflicts.wording import LEXICON, any_of, counted, direction
from rag.language.quantities import MULTIPLE, Measured, find_figures
from rag.language.temporal.vocabulary import phrases
from rag.language.tokens import STOP_WORDS, stem, words
from rag.language.units import unit_behind
from rag.schema import Question

_REFERENCE = re.compile(
    rf"(?:\b{phrases(LEXICON['reference']['before'])}\s+(?:the\s+|about\s+|some\s+)?"
    rf"|\b{phrases(LEXICON['reference']['given'])}\s+(?:the\s+)?|\d\s+of\s+(?:the|its)\s+)\W*$",
    re.IGNORECASE,
)
_PART_BEFORE = re.compile(rf"\b{phrases(LEXICON['part']['before'])}\s+\W*$", re.IGNORECASE)
_PART_AFTER = re.compile(rf"\s+(?:\w+\s+)?{phrases(LEXICON['part']['after'])}\b", re.IGNORECASE)
_RATE = re.compile(
    rf"\s+(?:of\s+)?(?:\w+\s+){{0,2}}?{phrases(LEXICON['rates']['before'])}\s+"
    rf"(?P<unit>{phrases(LEXICON['rates']['units'])})\b",
    re.IGNORECASE,
)
_MORE = re.compile(rf"\W*(?:\w+\W+)?{phrases(LEXICON['change']['more'])}\b", re.IGNORECASE)
_LESS = re.compile(rf"\W*(?:\w+\W+)?{phrases(LEXICON['change']['less'])}\b", re.IGNORECASE)
_BY = re.compile(r"\bby\s+(?:\w+\s+){0,2}\W*$", re.IGNORECASE)
_TO = re.compile(r"\b(?:to|at)\s+(?:\w+\s+){0,2}\W*$", re.IGNORECASE)
_OF = re.compile(r"\s+of\s+(?:(?:the|its|all)\s+)?(?P<thing>\w+)(?:\s+(?P<next>\w+))?")
# "Order 14272", "section 232", "Line 8": a name and no count.
_NAME_BEFORE = re.compile(
    r"(?:\b(?P<name>[A-Z][\w’'-]*)|\b(?:[Ss]ections?|articles?|chapters?|pages?|number|rule|route))\.?\s+$"
)
_BOUND_WORD = any_of(
    [
        word
        for name in ("about", "least", "most")
        for phrase in LEXICON["bounds"][name]
        for word in phrase.split()
    ]
)
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_HOW_LONG = re.compile(r"\bhow (?:long|old|many)\b", re.IGNORECASE)
_DURATIONS = frozenset({"time", "months", "working time"})
# Characters before and behind a figure that are looked at.
_REACH = 50
# Words behind a bare figure among which is the noun for what it counts.
_HEAD_WORDS = 4


@dataclass(frozen=True)
class FigureClaim:
    """A figure of a sentence, with what it is of.

    `change` is "up" or "down" for a difference, "" for an amount.
    """

    reading: Reading
    figure: Measured
    bounds: Bounds
    text: str
    is_reference: bool

    @property
    def place(self) -> int:
        """Return where the figure starts in the sentence."""
        return self.figure.start

    @property
    def kind(self) -> str:
        """Return what its unit measures, "" for a bare number."""
        measure = self.figure.amount.measure
        return measure.kind if measure else ""

    @property
    def before(self) -> str:
        """Return the characters before it."""
        return self.reading.said[max(0, self.figure.start - _REACH) : self.figure.start]

    @property
    def after(self) -> str:
        """Return the characters behind it."""
        return self.reading.said[self.figure.end : self.figure.end + _REACH]

    @property
    def is_part(self) -> bool:
        """Return whether it is said to be a part of another one."""
        return bool(_PART_BEFORE.search(self.before) or _PART_AFTER.match(self.after))

    @property
    def rate(self) -> str:
        """Return what it is counted by: "day" in "200 tonnes a day"."""
        found = _RATE.match(self.after)
        return stem(found["unit"].lower()) if found else ""

    @cached_property
    def change(self) -> str:
        """The direction of a difference: "up" in "rose by 5 per cent"; "" for an amount."""
        if _MORE.match(self.after):
            return "up"
        if _LESS.match(self.after):
            return "down"
        if _TO.search(self.before):
            return ""
        if self.kind != "share" and not _BY.search(self.before):
            return ""
        near = parts_about(self.reading, self.place)
        return next((found for word in near if (found := direction(word.stem))), "")

    @cached_property
    def heads(self) -> frozenset[str]:
        """The stems of what a bare number counts, or of what a measure is of."""
        if self.kind:
            return frozenset(self._stems(_OF.match(self.after)))
        found = []
        for word in self._following():
            if not word.is_content:
                break
            found.append(word.stem)
        return frozenset(found)

    def _stems(self, match: re.Match[str] | None) -> Iterator[str]:
        for word in match.groups() if match else ():
            if word:
                yield stem(word.lower())

    def _following(self) -> list[Word]:
        behind = re.split(r"[.,;:()—]", self.after)[0]
        end = self.figure.end + len(behind)
        inside = [w for w in self.reading.words if self.figure.end <= w.span.start < end]
        return inside[:_HEAD_WORDS]


def figure_claims(reading: Reading) -> list[FigureClaim]:
    """Return the figures of a sentence, the ends of a range as one."""
    text = reading.said
    found = [each for each in find_figures(text) if each.amount.unit != MULTIPLE]
    claims: list[FigureClaim] = []
    skip = False
    for place, figure in enumerate(found):
        if skip or _is_name(text, figure):
            skip = False
            continue
        following = found[place + 1 : place + 2]
        if following and is_range(text, figure, following[0]):
            claims.append(_range(reading, figure, following[0]))
            skip = True
        else:
            claims.append(_claim(reading, figure))
    return claims


def _is_name(text: str, figure: Measured) -> bool:
    if figure.amount.unit or figure.in_words:
        return False
    found = _NAME_BEFORE.search(text[max(0, figure.start - _REACH) : figure.start])
    if not found or not found["name"]:
        return bool(found)
    word = found["name"].lower()
    return word not in STOP_WORDS and not _BOUND_WORD.fullmatch(word)


def _claim(reading: Reading, figure: Measured) -> FigureClaim:
    text = reading.said
    before = text[max(0, figure.start - _REACH) : figure.start]
    said = reading.text[figure.start : figure.end].strip()
    is_reference = bool(_REFERENCE.search(before))
    return FigureClaim(reading, figure, bounds_of(text, figure), said, is_reference)


def _range(reading: Reading, first: Measured, last: Measured) -> FigureClaim:
    unit = last.amount.unit
    low = first._replace(amount=first.amount._replace(unit=first.amount.unit or unit))
    values = sorted((low.amount.base_value, last.amount.base_value))
    whole = last._replace(start=first.start)
    said = reading.text[first.start : last.end].strip()
    return FigureClaim(reading, whole, Bounds(values[0], values[1]), said, False)


def figures_apart(
    question: Question, one: Reading, other: Reading
) -> tuple[FigureClaim, FigureClaim] | None:
    """Return figures of two sentences on one thing that cannot both be right, None without.

    Figures of one kind that agree are taken to be the ones that the sentences turn on.
    """
    mine = [claim for claim in figure_claims(one) if _is_asked(question, claim)]
    theirs = [claim for claim in figure_claims(other) if _is_asked(question, claim)]
    pairs = [(a, b) for a in mine for b in theirs if _are_comparable(a, b)]
    agreeing = {id(claim) for a, b in pairs if agree(a, b) for claim in (a, b)}
    kinds = {a.kind for a, b in pairs if agree(a, b)}
    for a, b in pairs:
        is_free = id(a) not in agreeing and id(b) not in agreeing
        if is_free and a.kind not in kinds:
            return a, b
    return None


def _is_asked(question: Question, claim: FigureClaim) -> bool:
    """Return whether a figure is of the kind that a question asks for."""
    if claim.is_reference or not of_asked_time(question, claim.reading, claim.place):
        return False
    if claim.kind in _DURATIONS and not _HOW_LONG.search(question.text):
        return False
    if not asks_number(question) and not claim.kind and not claim.heads:
        return False
    if not _HOW_MANY.search(question.text):
        return True
    if claim.kind:
        units = (unit_behind(f" {word}") for word in words(question.text))
        return claim.kind in {unit[0].kind for unit in units if unit}
    asked = {stem(word) for word in words(question.text)}
    rows = {counted()[word] for word in asked if word in counted()}
    return (
        not claim.heads
        or bool(asked & claim.heads)
        or any(counted().get(word) in rows for word in claim.heads)
    )


def _are_comparable(one: FigureClaim, other: FigureClaim) -> bool:
    """Return whether two figures measure one thing in one way."""
    ways = [(claim.is_part, claim.rate, claim.change) for claim in (one, other)]
    if ways[0] != ways[1] or not count_alike(one, other):
        return False
    places = one.reading, one.place, other.reading, other.place
    if not same_time(*places) or are_other_sides(*places):
        return False
    return not are_of_other_extent(*places) and not are_other_names(*places)


def count_alike(one: FigureClaim, other: FigureClaim) -> bool:
    """Return whether what two figures count or measure may be one thing."""
    mine, theirs = one.figure.amount.measure, other.figure.amount.measure
    if bool(mine) != bool(theirs) or (mine and theirs and not mine.measures_like(theirs)):
        return False
    if not one.heads or not other.heads or one.heads & other.heads:
        return True
    rows = [
        {counted()[word] for word in claim.heads if word in counted()} for claim in (one, other)
    ]
    return bool(rows[0] & rows[1])


def agree(one: FigureClaim, other: FigureClaim) -> bool:
    return one.bounds.meet(other.bounds) or is_rounded(one.figure, other.figure)
