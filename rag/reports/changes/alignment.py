"""Align two versions of a text: each new sentence with the old one that it replaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from rag.language.injection import is_command
from rag.language.sentences import sentences
from rag.language.tokens import content_words, fingerprint, words
from rag.reports.changes.figures import Figure, figures_between
from rag.schema import Span

# A new sentence replaced an old one when they share this much of their words (Dice), numbers aside:
# those are what changes.
MIN_LIKENESS = 0.55
# Shorter sentences are labels.
_MIN_WORDS = 4
# Sentences compared of each version; a text that was written anew has no pairs.
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
        before = self.before.to_dict() if self.before else None
        after = self.after.to_dict() if self.after else None
        return {
            "before": before,
            "after": after,
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
    before = _quotes(old)
    after = _quotes(new)
    old_sentences = _fingerprints([old.text, *known])
    new_sentences = {fingerprint(item.quote) for item in after}
    gone = _without(before, new_sentences)[:_MAX_SENTENCES]
    added = _without(after, old_sentences)[:_MAX_SENTENCES]
    replaced = _replacements(gone, added)
    changes = []
    for place, item in enumerate(added):
        old_place = replaced.get(place)
        old_half = None if old_place is None else gone[old_place]
        changes.append(Change(old_half, item))
    for place, item in enumerate(gone):
        if place not in replaced.values():
            changes.append(Change(item, None))
    return changes


def _fingerprints(texts: Iterable[str]) -> set[str]:
    """Return the fingerprints of all sentences of some texts."""
    found = set()
    for text in texts:
        for span in sentences(text):
            found.add(fingerprint(span.of(text)))
    return found


def _without(quotes: Iterable[VersionedQuote], known: Collection[str]) -> list[VersionedQuote]:
    """Return the sentences whose fingerprints are not among some."""
    return [item for item in quotes if fingerprint(item.quote) not in known]


def _quotes(version: Version) -> list[VersionedQuote]:
    """Return the sentences of a version that say something, orders to an assistant left out."""
    spans = sentences(version.text)
    quotes = [VersionedQuote(version.number, span.of(version.text), span) for span in spans]
    return [item for item in quotes if _is_statement(item.quote)]


def _is_statement(text: str) -> bool:
    return len(words(text)) >= _MIN_WORDS and not is_command(text)


def _replacements(gone: list[VersionedQuote], added: list[VersionedQuote]) -> dict[int, int]:
    """Return for places of new sentences those of the old ones they replaced, the likest first."""
    replaced: dict[int, int] = {}
    for _, new_place, old_place in sorted(_like_pairs(gone, added)):
        if new_place not in replaced and old_place not in replaced.values():
            replaced[new_place] = old_place
    return replaced


def _like_pairs(
    gone: list[VersionedQuote], added: list[VersionedQuote]
) -> Iterator[tuple[float, int, int]]:
    """Yield the pairs that are alike: minus their likeness, the new place, the old place."""
    old_words = [_word_counts(item.quote) for item in gone]
    new_words = [_word_counts(item.quote) for item in added]
    for old_place, one in enumerate(old_words):
        for new_place, other in enumerate(new_words):
            likeness = _likeness(one, other)
            if likeness >= MIN_LIKENESS:
                yield -likeness, new_place, old_place


def _word_counts(text: str) -> Counter[str]:
    plain = [word for word in content_words(text) if not word[0].isdigit()]
    return Counter(plain)


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return Dice's coefficient of two bags of words."""
    shared = (one & other).total()
    total = one.total() + other.total()
    return 2 * shared / max(1, total)
