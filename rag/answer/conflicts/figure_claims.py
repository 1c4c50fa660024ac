"""The figures that a sentence claims, each with what it is of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rag.answer.conflicts.bounds import Bounds, bounds_of, is_range
from rag.answer.conflicts.places import Place
from rag.answer.conflicts.reading import Reading
from rag.answer.conflicts.wording import LEXICON, any_of, direction
from rag.language.quantities import MULTIPLE, Measured, find_figures
from rag.language.temporal.vocabulary import phrases
from rag.language.tokens import STOP_WORDS, stem

_REFERENCE = re.compile(
    rf"(?:\b{phrases(LEXICON['reference']['before'])}\s+(?:the\s+|about\s+|some\s+)?"
    rf"|\b{phrases(LEXICON['reference']['given'])}\s+(?:the\s+)?|\d\s+of\s+(?:the|its)\s+)\W*$",
    re.IGNORECASE,
)
_PART_BEFORE = re.compile(rf"\b{phrases(LEXICON['part']['before'])}\s+\W*$", re.IGNORECASE)
_PART_AFTER = re.compile(rf"\s+(?:\w+\s+)?{phrases(LEXICON['part']['after'])}\b", re.IGNORECASE)
_RATE = re.compile(
    rf"\s+(?:of\s+)?(?:\w+\s+){{0,2}}?(?:{phrases(LEXICON['rates']['before'])}\s+"
    rf"(?P<unit>{phrases(LEXICON['rates']['units'])})\b|per\s+(?P<any>\w+))",
    re.IGNORECASE,
)
_MORE = re.compile(rf"\W*(?:\w+\W+)?{phrases(LEXICON['change']['more'])}\b", re.IGNORECASE)
_LESS = re.compile(rf"\W*(?:\w+\W+)?{phrases(LEXICON['change']['less'])}\b", re.IGNORECASE)
_BY = re.compile(r"\bby\s+(?:\w+\s+){0,2}\W*$", re.IGNORECASE)
_TO = re.compile(r"\b(?:to|at)\s+(?:\w+\s+){0,2}\W*$", re.IGNORECASE)
_OF = re.compile(r"\s+of\s+(?:(?:the|its|all)\s+)?(\w+)(?:\s+(\w+))?")
# "Order 14272", "section 232", "Line 8": a name and no count.
_NAME_BEFORE = re.compile(
    r"(?:\b(?P<name>[A-Z][\w’'-]*)|\b(?:[Ss]ections?|articles?|chapters?|pages?|number|rule|route))"
    r"\.?\s+$"
)
_BOUND_WORD = any_of(
    {
        word
        for name in ("about", "least", "most")
        for phrase in LEXICON["bounds"][name]
        for word in phrase.split()
    }
)
# Characters before and behind a figure that are looked at.
_REACH = 50
# Words behind a bare figure among which is the noun for what it counts.
_HEAD_WORDS = 4


@dataclass(frozen=True)
class FigureClaim:
    """A figure of a sentence, in its own words; a range is one figure."""

    reading: Reading
    figure: Measured
    bounds: Bounds

    @property
    def text(self) -> str:
        """Return its own words."""
        return self.reading.text[self.figure.start : self.figure.end].strip()

    @property
    def place(self) -> Place:
        """Return where it stands."""
        return Place(self.reading, self.figure.start)

    @property
    def kind(self) -> str:
        """Return what its unit measures, "" for a bare number."""
        measure = self.figure.amount.measure
        return measure.kind if measure else ""

    @cached_property
    def is_reference(self) -> bool:
        """Whether it is what the claim is compared with: "up from 12", "not 12"."""
        return bool(_REFERENCE.search(self._before))

    @cached_property
    def is_part(self) -> bool:
        """Whether it is said to be a part of another figure."""
        return bool(_PART_BEFORE.search(self._before) or _PART_AFTER.match(self._after))

    @cached_property
    def rate(self) -> str:
        """What it is counted by: "day" in "200 tonnes a day"."""
        found = _RATE.match(self._after)
        return stem((found["unit"] or found["any"]).lower()) if found else ""

    @cached_property
    def change(self) -> str:
        """The direction of a difference: "up" in "rose by 5 per cent"; "" for an amount."""
        if _MORE.match(self._after):
            return "up"
        if _LESS.match(self._after):
            return "down"
        is_level = self.kind != "share" and not _BY.search(self._before)
        if is_level or _TO.search(self._before):
            return ""
        directions = (direction(word.stem) for word in self.place.near)
        return next((found for found in directions if found), "")

    @cached_property
    def heads(self) -> frozenset[str]:
        """The stems of what a bare number counts, or of what a measure is of."""
        return frozenset(self._measured() if self.kind else self._counted())

    def _measured(self) -> Iterator[str]:
        match = _OF.match(self._after)
        for word in match.groups() if match else ():
            if word:
                yield stem(word.lower())

    def _counted(self) -> Iterator[str]:
        start = self.figure.end
        end = start + len(re.split(r"[.,;:()—]", self._after)[0])
        behind = [word for word in self.reading.words if start <= word.span.start < end]
        for word in behind[:_HEAD_WORDS]:
            if not word.is_content:
                return
            yield word.stem

    @property
    def _before(self) -> str:
        return _text_before(self.reading.said, self.figure)

    @property
    def _after(self) -> str:
        return self.reading.said[self.figure.end : self.figure.end + _REACH]


def figure_claims(reading: Reading) -> list[FigureClaim]:
    """Return the figures of a sentence, the two ends of a range as one; no numbers of names."""
    text = reading.said
    found = [each for each in find_figures(text) if each.amount.unit != MULTIPLE]
    claims: list[FigureClaim] = []
    place = 0
    while place < len(found):
        figure = found[place]
        following = found[place + 1 : place + 2]
        is_open = bool(following) and is_range(text, figure, following[0])
        if is_open:
            claims.append(_range(reading, figure, following[0]))
        elif not _is_name(text, figure):
            claims.append(FigureClaim(reading, figure, bounds_of(text, figure)))
        place += 2 if is_open else 1
    return claims


def _is_name(text: str, figure: Measured) -> bool:
    """Return whether a number belongs to a name; one with a comma counts things."""
    written = text[figure.start : figure.end]
    if figure.amount.unit or figure.in_words or "," in written:
        return False
    found = _NAME_BEFORE.search(_text_before(text, figure))
    if not found or not found["name"]:
        return bool(found)
    word = found["name"].lower()
    return word not in STOP_WORDS and not _BOUND_WORD.fullmatch(word)


def _range(reading: Reading, first: Measured, last: Measured) -> FigureClaim:
    """Return the figure of a range; its first end has the unit of its last if it has none."""
    unit = first.amount.unit or last.amount.unit
    low = first.amount._replace(unit=unit).base_value
    high = last.amount.base_value
    whole = last._replace(start=first.start)
    return FigureClaim(reading, whole, Bounds(min(low, high), max(low, high)))


def _text_before(text: str, figure: Measured) -> str:
    return text[max(0, figure.start - _REACH) : figure.start]
