"""Find the sentences of the cited passages that support a statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from rag.language.injection import is_command
from rag.language.quantities import numbers
from rag.language.sentences import sentences
from rag.language.tokens import content_words
from rag.schema import Passage, Span

# Share of a statement's content words that its supporting sentences must hold. Swept .3 to .8 on
# scifact's claims with their cited abstracts: supported claims keep more words than contradicted
# ones only up to about here (evals/notebook.md).
MIN_OVERLAP = 0.5
# At most this many sentences are quoted in support of one statement.
MAX_QUOTES = 2
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
    figures: frozenset[Decimal]


def find_support(
    text: str, cited: Sequence[int], passages: Sequence[Passage]
) -> tuple[Support, ...]:
    """Return the fewest sentences of the cited passages that hold enough of a statement's words.

    The greatest gain comes first; () when they do not hold `MIN_OVERLAP` of the words.

    Args:
        text: the statement without its markers.
        cited: numbers of passages, from 1.
        passages: what the drafter was given.
    """
    wanted = frozenset(content_words(text))
    figures = numbers(text)
    left = list(_candidates(cited, passages))
    chosen: list[_Candidate] = []
    held: frozenset[str] = frozenset()

    def gain(candidate: _Candidate) -> tuple[int, int]:
        new_words = (wanted & candidate.words) - held
        shared_figures = figures & candidate.figures
        return len(new_words) + 2 * len(shared_figures), -candidate.start

    while left and len(chosen) < MAX_QUOTES:
        best = max(left, key=gain)
        adds = (wanted & best.words) - held
        if chosen and not adds:
            break
        chosen.append(best)
        held |= adds
        left = [item for item in left if item.support.quote != best.support.quote]
        has_figures = figures <= numbers(" ".join(item.support.quote for item in chosen))
        if has_figures and len(held) >= _ENOUGH * len(wanted):
            break
    if len(held) < MIN_OVERLAP * len(wanted):
        return ()
    return tuple(item.support for item in chosen)


def _candidates(cited: Sequence[int], passages: Sequence[Passage]) -> Iterator[_Candidate]:
    """Yield the sentences of the cited passages, without those that speak to an assistant."""
    for number in cited:
        passage = passages[number - 1]
        for span in sentences(passage.text):
            quote = span.of(passage.text)
            if is_command(quote):
                continue
            support = Support(number, span.shifted(passage.span.start), quote)
            words = frozenset(content_words(quote))
            yield _Candidate(support, span.start, words, frozenset(numbers(quote)))
