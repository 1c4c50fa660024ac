"""Find the sentences of the cited passages that support a statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import NamedTuple

from rag.language.discourse import light_stems
from rag.language.injection import is_command, out_of_place
from rag.language.quantities import Day, days, names, numbers, without_amounts
from rag.language.same_names import short_forms, with_one_name
from rag.language.sentences import sentences
from rag.language.tokens import content_words
from rag.schema import Passage, Span

# Share of a statement's content words that its supporting sentences must hold. Swept .3 to .8 on
# scifact's claims with their cited abstracts: supported claims keep more words than contradicted
# ones only up to about here (evals/notebook.md).
MIN_OVERLAP = 0.5
# At most this many sentences are quoted in support of one statement.
MAX_QUOTES = 3
# With this share of the words and all numbers, no further sentence is looked for.
_ENOUGH = 0.8


class Support(NamedTuple):
    """A supporting sentence: the passage of the turn, from 1, and its span in the document."""

    number: int
    span: Span
    quote: str


class _Candidate(NamedTuple):
    """A sentence of a cited passage, where it starts there, its content words and its numbers."""

    support: Support
    start: int
    words: frozenset[str]
    figures: frozenset[Decimal | Day]


def find_support(
    text: str, cited: Sequence[int], passages: Sequence[Passage], header: str = ""
) -> tuple[Support, ...]:
    """Return the fewest sentences of the cited passages that hold enough of a statement's words.

    The greatest gain comes first; () when they do not hold `MIN_OVERLAP` of the words.

    Args:
        text: the statement without its markers.
        cited: numbers of passages, from 1.
        passages: what the drafter was given.
        header: titles and publishers, whose words need no sentence.
    """
    left = list(_candidates(cited, passages))
    said = {word for item in left for word in item.words}
    wanted = _wanted(text, header, said)
    figures = _figures(text)
    named = _names(text) & wanted & said
    chosen: list[_Candidate] = []
    held: frozenset[str] = frozenset()
    backed: frozenset[Decimal | Day] = frozenset()

    def gain(candidate: _Candidate) -> tuple[int, int]:
        new_words = (wanted & candidate.words) - held
        new_figures = (figures & candidate.figures) - backed
        return len(new_words) + len(new_words & named) + 2 * len(new_figures), -candidate.start

    while left and len(chosen) < MAX_QUOTES:
        best = max(left, key=gain)
        if not gain(best)[0]:
            break
        chosen.append(best)
        held |= wanted & best.words
        backed |= figures & best.figures
        left = [item for item in left if item.support.quote != best.support.quote]
        if figures <= backed and named <= held and len(held) >= _ENOUGH * len(wanted):
            break
    if not held or len(held) < MIN_OVERLAP * len(wanted):
        return ()
    return tuple(item.support for item in chosen)


def holds_enough(text: str, quotes: Sequence[str], header: str = "") -> bool:
    """Return whether some sentences hold enough of a statement's words to support it."""
    said = {word for quote in quotes for word in _words(quote)}
    wanted = _wanted(text, header, said)
    return bool(wanted & said) and len(wanted & said) >= MIN_OVERLAP * len(wanted)


def _wanted(text: str, header: str, said: AbstractSet[str]) -> frozenset[str]:
    """Return the words that sentences must hold: those of the header count neither way."""
    found = frozenset(_words(text))
    neutral = frozenset(_words(header)) - said | light_stems()
    return found - neutral or found


def _words(text: str) -> list[str]:
    return content_words(with_one_name(text))


def _figures(text: str) -> frozenset[Decimal | Day]:
    return frozenset({*numbers(text), *(Day(None, day.month, day.day) for day in days(text))})


def _initials(text: str) -> frozenset[str]:
    """Return the short forms of the names that a text writes out, "EU", as words are compared."""
    return frozenset(word for short in short_forms(text) for word in content_words(f"x {short}"))


def _names(text: str) -> frozenset[str]:
    """Return the words of the names inside a text."""
    named = names(without_amounts(with_one_name(text)))
    return frozenset(word for name in named for word in content_words(name))


def _candidates(cited: Sequence[int], passages: Sequence[Passage]) -> Iterator[_Candidate]:
    """Yield the sentences of the cited passages, without those that are there for a machine."""
    for number in cited:
        passage = passages[number - 1]
        misplaced = out_of_place(passage.text, passage.above)
        for span in sentences(passage.text):
            quote = span.of(passage.text)
            if span in misplaced or is_command(quote):
                continue
            support = Support(number, span.shifted(passage.span.start), quote)
            words = frozenset(_words(quote)) | _initials(quote)
            yield _Candidate(support, span.start, words, _figures(quote))
