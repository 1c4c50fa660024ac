"""Places in two sentences: whether what stands there is of one time, one extent, one name."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from rag.answer.conflicts.reading import DATE_WORDS, UNSURE, Reading, Word, distance, has_name
from rag.answer.conflicts.wording import LEXICON, any_of, sides
from rag.language.quantities import names
from rag.language.temporal.vocabulary import phrases
from rag.language.tokens import STOP_WORDS, words
from rag.schema import Window

# A figure without a period is of about the day of publication; what was said further apart may have
# changed.
_SAME_TIME_DAYS = 180
# A figure without a period may be of one that ended this long before it was published.
_PERIOD_REACH_DAYS = 500
_DRIFTING = LEXICON["drifting"]
_DRIFTS = re.compile(
    rf"{any_of(_DRIFTING['words']).pattern}(?!\s{phrases(_DRIFTING['not_before'])})", re.IGNORECASE
)
_LIMIT = any_of(LEXICON["limit"]["words"])
_OUTSIDE = any_of(LEXICON["outside"]["words"])
_UNFINISHED = any_of(LEXICON["unfinished"]["words"])
_WHOLE = any_of(LEXICON["whole"]["words"])
_EXTENTS = (UNSURE, _LIMIT, _OUTSIDE, _UNFINISHED, _WHOLE)
_FRONTED = re.compile(r"^\W*In (?:the \w+ of )?(?P<place>[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)")


class Place(NamedTuple):
    """A place in a sentence; `at` counts characters of the sentence."""

    reading: Reading
    at: int

    @property
    def part(self) -> str:
        """Return the part between commas that it lies in."""
        return self.reading.part_about(self.at).of(self.reading.said)

    @property
    def near(self) -> list[Word]:
        """Return the words of its part, the nearest first."""
        part = self.reading.part_about(self.at)
        inside = [word for word in self.reading.words if part.start <= word.span.start < part.end]
        return self._by_distance(inside)

    @property
    def periods(self) -> list[Window]:
        """Return the periods that its part names, or else those of the sentence."""
        part = self.reading.part_about(self.at)
        found = self.reading.periods
        near = [period for period in found if part.start <= period.place < part.end]
        return [period.window for period in near or found]

    @property
    def published(self) -> date | None:
        """Return the day of publication."""
        return self.reading.evidence.passage.published

    @property
    def sides(self) -> dict[int, int]:
        """Return for each contrast the side that the nearest of its words is on."""
        by_distance = [*self.near, *self._by_distance(self.reading.words)]
        found: dict[int, int] = {}
        for row, known in enumerate(sides()):
            side = next((known[word.stem] for word in by_distance if word.stem in known), None)
            if side is not None:
                found[row] = side
        return found

    def names_missing(self, other: Reading) -> set[str]:
        """Return the names of its part that another sentence and its title lack."""
        is_opening = self.reading.part_about(self.at).start == 0
        found = names(self.part if is_opening else f"… {self.part.strip()}")
        parts = {word for name in found for word in words(name)} - DATE_WORDS - STOP_WORDS
        return {word for word in parts if not has_name(word, other.titled_words)}

    def _by_distance(self, found: list[Word]) -> list[Word]:
        return sorted(found, key=lambda word: distance(word.span, self.at))


def are_of_one_thing(one: Place, other: Place) -> bool:
    """Return whether what stands at two places may be of one thing, as far as its words say."""
    mine, theirs = one.sides, other.sides
    if any(theirs.get(row, side) != side for row, side in mine.items()):
        return False
    if one.names_missing(other.reading) and other.names_missing(one.reading):
        return False
    return not (
        _is_elsewhere(one.reading, other.reading) or _is_elsewhere(other.reading, one.reading)
    )


def are_of_one_extent(one: Place, other: Place) -> bool:
    """Return whether both places or neither speak of a plan, of a limit, of the whole world."""
    return all(
        bool(pattern.search(one.part)) == bool(pattern.search(other.part)) for pattern in _EXTENTS
    )


def are_of_one_time(one: Place, other: Place) -> bool:
    """Return whether figures at two places may be of one time."""
    mine, theirs = one.periods, other.periods
    if mine and theirs:
        return any(a.overlaps(b) for a in mine for b in theirs)
    if mine:
        return _may_be_of(other.published, mine)
    if theirs:
        return _may_be_of(one.published, theirs)
    if one.published is None or other.published is None:
        return True
    drifts = _DRIFTS.search(one.part) or _DRIFTS.search(other.part)
    return abs((one.published - other.published).days) <= (1 if drifts else _SAME_TIME_DAYS)


def _may_be_of(published: date | None, periods: list[Window]) -> bool:
    """Return whether a figure without a period may be of some, by its day of publication."""
    if published is None:
        return True
    reach = Window(published - timedelta(days=_PERIOD_REACH_DAYS), published)
    return any(period.overlaps(reach) for period in periods)


def _is_elsewhere(one: Reading, other: Reading) -> bool:
    """Return whether a sentence opens with a place that the other's passage does not name.

    "In Upper Finch 340 nurses joined" counts a part only.
    """
    fronted = _FRONTED.match(one.said)
    if not fronted:
        return False
    return not all(has_name(word, other.passage_words) for word in words(fronted["place"]))
