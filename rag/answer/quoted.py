"""Look up the words that a drafter quoted for a statement in the passages that it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answer.support import Support
from rag.language.injection import is_command, out_of_place
from rag.language.sentences import sentences
from rag.language.tokens import content_words
from rag.schema import Passage, Span

_MARKS = "\"'“”‘’«»„`"
_DASHES = "\\-\u2010\u2011–—"
_SKIP = re.compile(r"\s*(?:\[?(?:…|\.{3})\]?)\s*")
_PIECE = re.compile(rf"\s+|[{_MARKS}]+|[{_DASHES}]|[^\s{_MARKS}{_DASHES}]+")
# Quotes of a statement that are looked up, and characters of one; a model may repeat itself.
_MOST_QUOTES, _LONGEST = 6, 600


class Quoted(NamedTuple):
    """Words of a passage as quoted, at exact offsets, and the whole sentences they stand in."""

    words: Support
    context: Support


def find_quoted(
    words: Sequence[str], cited: Sequence[int], passages: Sequence[Passage]
) -> tuple[Quoted, ...]:
    """Return where quoted words stand in the cited passages; words that do not are left out.

    White space, quotation marks, dashes and case may differ; "…" skips, and what it parts must
    stand in one passage in that order.

    Args:
        words: what the drafter quoted.
        cited: numbers of passages, from 1.
        passages: what the drafter was given.
    """
    found: dict[Span, Quoted] = {}
    for quote in words[:_MOST_QUOTES]:
        for number in cited:
            spans = _spans(quote[:_LONGEST], passages[number - 1].text)
            for span in spans:
                quoted = _quoted(number, passages[number - 1], span)
                if not _is_planted(span, passages[number - 1], quoted):
                    found.setdefault(quoted.words.span, quoted)
            if spans:
                break
    return tuple(found.values())


def _is_planted(span: Span, passage: Passage, quoted: Quoted) -> bool:
    """Return whether quoted words are there for a machine."""
    misplaced = out_of_place(passage.text, passage.above)
    return is_command(quoted.context.quote) or any(span.overlaps(other) for other in misplaced)


def _spans(quote: str, text: str) -> list[Span]:
    """Return the span of each part of a quote, [] unless all stand in the text in order."""
    spans: list[Span] = []
    for part in filter(content_words, _SKIP.split(quote)):
        match = re.compile(_pattern(part), re.IGNORECASE).search(
            text, spans[-1].end if spans else 0
        )
        if not match:
            return []
        spans.append(Span(*match.span()))
    return spans


def _pattern(part: str) -> str:
    pieces = _PIECE.findall(part.strip(f" \t\n{_MARKS}").rstrip(".,;"))
    return rf"(?<!\w){''.join(map(_tolerant, pieces))}(?!\w)"


def _tolerant(piece: str) -> str:
    if piece.isspace():
        return r"\s+"
    if piece[0] in _MARKS:
        return rf"[{_MARKS}]*"
    return rf"[{_DASHES}]" if piece in _DASHES else re.escape(piece)


def _quoted(number: int, passage: Passage, span: Span) -> Quoted:
    whole = [span, *(item for item in sentences(passage.text) if item.overlaps(span))]
    context = Span(min(item.start for item in whole), max(item.end for item in whole))
    return Quoted(*(_support(number, passage, each) for each in (span, context)))


def _support(number: int, passage: Passage, span: Span) -> Support:
    return Support(number, span.shifted(passage.span.start), span.of(passage.text))
