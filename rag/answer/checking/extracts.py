"""Choose what a checker reads of the passages that a statement rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rag.answer.prompt import header, plain_text
from rag.answer.support import Support
from rag.language.sentences import sentences
from rag.schema import Passage, Span
from rag.schema.checks import CitedSource
from rag.schema.drafts import Background

# A passage of so many characters is read whole; of a longer one the sentences so near to a quote,
# which name what "it" and "the plan" stand for.
_WHOLE = 1_500
_NEAR = 400


def cited_sources(
    support: Sequence[Support], passages: Sequence[Passage], background: Background
) -> tuple[CitedSource, ...]:
    """Return header and extract of each passage that a statement rests on.

    Args:
        support: the sentences that it rests on.
        passages: what the drafter was given, numbered from 1.
        background: what is known of them.
    """
    numbers = dict.fromkeys(item.number for item in support)
    read = [(passages[number - 1], _spans(support, number), number) for number in numbers]
    return tuple(
        CitedSource(
            header(passage, background.states.get(number, "")),
            plain_text(_extract(passage, spans), passage.above),
        )
        for passage, spans, number in read
    )


def _spans(support: Iterable[Support], number: int) -> list[Span]:
    return [item.span for item in support if item.number == number]


def _extract(passage: Passage, quotes: Sequence[Span]) -> str:
    """Return the text of a passage around some quotes; "…" stands for what is left out."""
    if len(passage.text) <= _WHOLE:
        return passage.text
    near = [
        Span(span.start - _NEAR, span.end + _NEAR).shifted(-passage.span.start) for span in quotes
    ]
    kept = [
        sentence
        for sentence in sentences(passage.text)
        if any(sentence.overlaps(span) for span in near)
    ]
    return "\n…\n".join(passage.text[start:end] for start, end in _joined(kept, passage.text))


def _joined(spans: Sequence[Span], text: str) -> Iterator[Span]:
    """Yield spans of a text in order, those that no word parts as one."""
    current: Span | None = None
    for span in spans:
        if current and re.search(r"\w", text[current.end : span.start]):
            yield current
            current = span
        else:
            current = Span(current.start if current else span.start, span.end)
    if current:
        yield current
