"""Which sentences of a text changed from one version to the next, each new one beside the old one that it replaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from rag.language.injection import is_command
from rag.language.quantities import Day, days, figures
from rag.language.sentences import sentences
from rag.language.tokens import content_words, fingerprint, words
from rag.schema import Span

# A new sentence replaced an old one when they share this much of their words (Dice), numbers aside: those are what changes.
MIN_LIKENESS = 0.55
# Shorter sentences are labels.
_MIN_WORDS = 4
# Sentences compared of each version; a text that was written anew has no pairs worth finding.
_MOST = 300


class VersionedQuote(NamedTuple):
    """A sentence of one version: `text_of_version[span.start:span.end] == quote`."""

    version: int
    quote: str
    span: Span

    def to_dict(self) -> dict[str, Any]:
        """The quote with the version and the offsets that it stands at."""
        return {
            "version": self.version,
            "quote": self.quote,
            "start": self.span.start,
            "end": self.span.end,
        }


@dataclass(frozen=True)
class Figure:
    """A figure that differs between two sentences: its unit ("tonne", "%", "date", "" for a count) and its values in each."""

    unit: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The fields as they are."""
        return {"unit": self.unit, "before": list(self.before), "after": list(self.after)}


@dataclass(frozen=True)
class Change:
    """A sentence that changed: `before` is None where it is new, `after` where it is gone."""

    before: VersionedQuote | None
    after: VersionedQuote | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures and dates that differ; none for a sentence without its other half."""
        return (
            figures_between(self.before.quote, self.after.quote)
            if self.before and self.after
            else ()
        )

    def to_dict(self) -> dict[str, Any]:
        """Both halves and the figures that differ."""
        return {
            "before": self.before.to_dict() if self.before else None,
            "after": self.after.to_dict() if self.after else None,
            "figures": [figure.to_dict() for figure in self.figures],
        }


class Version(NamedTuple):
    """The number and the text of a version."""

    number: int
    text: str


def changes_between(old: Version, new: Version, known: Collection[str] = ()) -> list[Change]:
    """What differs between two versions, in the order of the new one, sentences that are gone at the end.

    `known` are other texts of before, whose sentences are not new either. A sentence that only moved, or differs in punctuation and case alone, did not change. Orders to an assistant are left out.
    """
    before, after = _told(old), _told(new)
    stood = {fingerprint(span.of(text)) for text in (old.text, *known) for span in sentences(text)}
    stands = {fingerprint(item.quote) for item in after}
    gone = [item for item in before if fingerprint(item.quote) not in stands][:_MOST]
    fresh = [item for item in after if fingerprint(item.quote) not in stood][:_MOST]
    replaced = _pairs(gone, fresh)
    changed = [
        Change(gone[replaced[place]] if place in replaced else None, item)
        for place, item in enumerate(fresh)
    ]
    return changed + [
        Change(item, None) for place, item in enumerate(gone) if place not in replaced.values()
    ]


def figures_between(before: str, after: str) -> tuple[Figure, ...]:
    """Amounts and dates of one unit of which each sentence has some that the other lacks.

    >>> figures_between("The quota is 30,258 tonnes.", "The quota is 24,280 tonnes.")
    (Figure(unit='tonne', before=('30,258',), after=('24,280',)),)
    """
    sides = [[(amount.unit, amount.value) for amount in figures(text)] for text in (before, after)]
    found = []
    for unit in sorted({unit for side in sides for unit, _ in side}):
        old, new = ({value for name, value in side if name == unit} for side in sides)
        if old - new and new - old:
            found.append(Figure(unit, _numerals(old - new), _numerals(new - old)))
    old_days, new_days = days(before), days(after)
    left = [day for day in old_days if not any(_agree(day, other) for other in new_days)]
    come = [day for day in new_days if not any(_agree(day, other) for other in old_days)]
    if left and come:
        found.append(
            Figure(
                "date",
                *(
                    tuple(
                        dict.fromkeys(
                            "-".join(f"{part:02}" for part in day if part) for day in side
                        )
                    )
                    for side in (left, come)
                ),
            )
        )
    return tuple(found)


def _agree(one: Day, other: Day) -> bool:
    """Whether one of two days says no more than the other, "April 2025" and "4 April 2025"."""
    return one.agrees_with(other) or other.agrees_with(one)


def _told(version: Version) -> list[VersionedQuote]:
    spans = sentences(version.text)
    told = [VersionedQuote(version.number, span.of(version.text), span) for span in spans]
    return [
        item for item in told if len(words(item.quote)) >= _MIN_WORDS and not is_command(item.quote)
    ]


def _pairs(gone: list[VersionedQuote], fresh: list[VersionedQuote]) -> dict[int, int]:
    """For places of new sentences the place of the old one that each replaced, the likest first."""
    old, new = ([_bag(item.quote) for item in side] for side in (gone, fresh))
    likenesses = (
        (_likeness(one, other), here, there)
        for there, one in enumerate(old)
        for here, other in enumerate(new)
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, here, there in sorted(
        (item for item in likenesses if item[0] >= MIN_LIKENESS),
        key=lambda item: (-item[0], item[1:]),
    ):
        if here not in found and there not in taken:
            found[here] = there
            taken.add(there)
    return found


def _bag(text: str) -> Counter[str]:
    return Counter(word for word in content_words(text) if not word[0].isdigit())


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Dice's coefficient of two bags of words."""
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _numerals(values: set[Decimal]) -> tuple[str, ...]:
    return tuple(f"{value:,f}" for value in sorted(values))
