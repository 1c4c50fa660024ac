"""What the reader is trained on: groups of passages to read, and pairs of texts to compare."""

from __future__ import annotations

from typing import NamedTuple

from rag.models.reader.encoding import Pair
from rag.schema import Span


class TrainingPassage(NamedTuple):
    """A passage: what stands above it, its sentences in order, and what is known of them.

    `right` names the sentences that answer, None where that is not known of each: those of a
    window that answers as a whole. `answers` is whether the passage does, None where not known.
    """

    above: str
    sentences: tuple[str, ...]
    right: frozenset[int] | None
    answers: bool | None

    def pair(self, question: str) -> Pair:
        """Return what the network reads, each sentence a span of it."""
        text = f"{self.above}\n" if self.above else ""
        spans = []
        for sentence in self.sentences:
            start = len(text)
            text += sentence + " "
            spans.append(Span(start, len(text) - 1))
        return Pair(question, text.rstrip(), tuple(spans))


class ReadingGroup(NamedTuple):
    """A question and passages to find its answer in."""

    question: str
    passages: tuple[TrainingPassage, ...]
    source: str


class EntailmentPair(NamedTuple):
    """A claim, the text that may back it, and how that stands to it: 0, 1, 2 as in `ENTAILMENT`.

    Of a `two_way` pair 1 means "not backed", neither or contradicted.
    """

    claim: str
    text: str
    label: int
    two_way: bool
    source: str
