"""Which sentences changed from one version of a text to the next.

Each new sentence stands beside the old one that it replaced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from rag.language.injection import is_command
from rag.language.quantities import Amount, Day, days, figures, in_base_unit
from rag.language.sentences import sentences
from rag.language.tokens import content_words, fingerprint, words
from rag.schema import Span

# A new sentence replaced an old one when they share this much of their words (Dice), numbers aside:
# those are what changes.
MIN_LIKENESS = 0.55
# Shorter sentences are labels.
_MIN_WORDS = 4
# Sentences compared of each version; a text that was written anew has no pairs worth finding.
_MAX_SENTENCES = 300


class VersionedQuote(NamedTuple):
    """A sentence of one version: `text_of_version[span.start:span.end] == quote`."""

    version: int
    quote: str
    span: Span

    def to_dict(self) -> dict[str, Any]:
        """Return the quote with the version and the offsets that it stands at."""
        return {
            "version": self.version,
            "quote": self.quote,
            "start": self.span.start,
            "end": self.span.end,
        }


@dataclass(frozen=True)
class Figure:
    """A figure that differs between two sentences, with its values in each.

    `unit` is "tonne", "%", "date", or "" for a count.
    """

    unit: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as they are."""
        return {"unit": self.unit, "before": list(self.before), "after": list(self.after)}


@dataclass(frozen=True)
class Change:
    """A sentence that changed: `before` is None where it is new, `after` where it is gone."""

    before: VersionedQuote | None
    after: VersionedQuote | None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures and dates that differ; none for a sentence without its other half."""
        if self.before is None or self.after is None:
            return ()
        return figures_between(self.before.quote, self.after.quote)

    def to_dict(self) -> dict[str, Any]:
        """Return both halves and the figures that differ."""
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
    """Return what differs between two versions.

    A sentence that only moved, or differs in punctuation and case alone, did not change. Orders to
    an assistant are left out.

    Args:
        old: the earlier version.
        new: the later version.
        known: other texts of before, whose sentences are not new either.

    Returns:
        Changes in the order of the new version; sentences that are gone stand at the end.
    """
    before, after = _quotes(old), _quotes(new)
    old_sentences = {
        fingerprint(span.of(text)) for text in (old.text, *known) for span in sentences(text)
    }
    new_sentences = {fingerprint(item.quote) for item in after}
    gone = [item for item in before if fingerprint(item.quote) not in new_sentences]
    added = [item for item in after if fingerprint(item.quote) not in old_sentences]
    gone, added = gone[:_MAX_SENTENCES], added[:_MAX_SENTENCES]
    replaced = _replacements(gone, added)
    changes = []
    for place, item in enumerate(added):
        changes.append(Change(gone[replaced[place]] if place in replaced else None, item))
    for place, item in enumerate(gone):
        if place not in replaced.values():
            changes.append(Change(item, None))
    return changes


def figures_between(before: str, after: str) -> tuple[Figure, ...]:
    """Return amounts and dates of one unit of which each sentence has some that the other lacks.

    >>> figures_between("The quota is 30,258 tonnes.", "The quota is 24,280 tonnes.")
    (Figure(unit='tonne', before=('30,258',), after=('24,280',)),)
    """
    old_amounts, new_amounts = _by_kind(before), _by_kind(after)
    found = []
    for kind in sorted(old_amounts.keys() & new_amounts.keys()):
        old, new = old_amounts[kind], new_amounts[kind]
        lost = [old[value] for value in sorted(old.keys() - new.keys())]
        added = [new[value] for value in sorted(new.keys() - old.keys())]
        if lost and added:
            found.append(_figure(lost, added))
    old_days, new_days = days(before), days(after)
    left, come = _unmatched(old_days, new_days), _unmatched(new_days, old_days)
    if left and come:
        found.append(Figure("date", _iso_days(left), _iso_days(come)))
    return tuple(found)


def _by_kind(text: str) -> dict[str, dict[Decimal, Amount]]:
    """Return by what they measure, and by their value in its base unit, the amounts as written."""
    found: dict[str, dict[Decimal, Amount]] = {}
    for amount in figures(text):
        base = in_base_unit(amount)
        found.setdefault(base.unit, {})[base.value] = amount
    return found


def _figure(before: Sequence[Amount], after: Sequence[Amount]) -> Figure:
    """Return the figure in the unit of the first amount; others are converted to it."""
    unit = before[0]
    return Figure(unit.unit, _numerals(before, unit), _numerals(after, unit))


def _numerals(amounts: Sequence[Amount], like: Amount) -> tuple[str, ...]:
    factor = like.base_value / like.value if like.value else Decimal(1)
    is_same = [amount.unit == like.unit for amount in amounts]
    values = [
        amount.value if same else amount.base_value / factor
        for amount, same in zip(amounts, is_same, strict=True)
    ]
    return tuple(f"{value.normalize():,f}" for value in values)


def _unmatched(some: Sequence[Day], others: Sequence[Day]) -> list[Day]:
    """Return the days that agree with none of some others."""
    return [day for day in some if not any(_agree(day, other) for other in others)]


def _agree(one: Day, other: Day) -> bool:
    """Return whether one of two days says no more than the other, as April 2025 and 4 April do."""
    return one.agrees_with(other) or other.agrees_with(one)


def _iso_days(found: Sequence[Day]) -> tuple[str, ...]:
    """Return days as far as they are known, "2025-04" or "2025-04-04", each once."""
    written = ["-".join(f"{part:02}" for part in day if part) for day in found]
    return tuple(dict.fromkeys(written))


def _quotes(version: Version) -> list[VersionedQuote]:
    """Return the sentences of a version that say something, orders to an assistant left out."""
    spans = sentences(version.text)
    quotes = [VersionedQuote(version.number, span.of(version.text), span) for span in spans]
    return [item for item in quotes if _is_statement(item.quote)]


def _is_statement(text: str) -> bool:
    return len(words(text)) >= _MIN_WORDS and not is_command(text)


def _replacements(gone: list[VersionedQuote], added: list[VersionedQuote]) -> dict[int, int]:
    """Return for places of new sentences those of the old ones they replaced, the likest first."""
    old_words = [_word_counts(item.quote) for item in gone]
    new_words = [_word_counts(item.quote) for item in added]
    pairs = []
    for old_place, one in enumerate(old_words):
        for new_place, other in enumerate(new_words):
            likeness = _likeness(one, other)
            if likeness >= MIN_LIKENESS:
                pairs.append((-likeness, new_place, old_place))
    replaced: dict[int, int] = {}
    for _, new_place, old_place in sorted(pairs):
        if new_place not in replaced and old_place not in replaced.values():
            replaced[new_place] = old_place
    return replaced


def _word_counts(text: str) -> Counter[str]:
    return Counter(word for word in content_words(text) if not word[0].isdigit())


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return Dice's coefficient of two bags of words."""
    return 2 * (one & other).total() / max(1, one.total() + other.total())
