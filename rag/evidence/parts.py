"""Decide on a question of several parts by each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, zip_longest
from typing import TypeVar

from rag.evidence.answerability import assess_answerability
from rag.evidence.quotes import select_quotes
from rag.schema import Evidence, Findings, Notice, Outcome

_POINTS_BACK = re.compile(r"\b(?:it|its|they|them|their|that|this|those|these)\b", re.IGNORECASE)
T = TypeVar("T")


def assess_parts(
    whole: Findings, parts: Sequence[Findings], passages: int, quotes: int, newest: date | None
) -> Outcome:
    """Decide whether to refuse, else what to quote.

    The best of each part that has an answer, in turn.

    Args:
        whole: what was found for the whole question.
        parts: what was found for each of its parts; none for a question without.
        passages: the most passages.
        quotes: the most quotes.
        newest: the last day of publication in the collection.
    """
    each = [assess_answerability(part, passages, newest) for part in parts]
    answering = [assessed.findings for assessed in each if assessed.reason is None]
    reason, found = assess_answerability(whole, passages, newest)
    # What goes on about the same thing, "and how did that compare", is best answered by one
    # sentence on both parts.
    goes_on = any(_POINTS_BACK.search(part.question.original) for part in parts[1:])
    if not answering or (reason is None and goes_on):
        return Outcome(reason, found, [] if reason else select_quotes(found, quotes))
    chosen = _distinct(_in_turn([select_quotes(part, quotes) for part in answering]))
    shown = chosen[: max(quotes, len(answering))]
    near = _in_turn([part.passages for part in answering])
    distinct = {passage.chunk_id: passage for passage in near}
    found = replace(whole, passages=tuple(distinct.values())[:passages]).led_by(shown)
    left = [part for part, assessed in zip(parts, each, strict=True) if assessed.reason]
    return Outcome(None, found, shown, _unanswered(left))


def _unanswered(parts: Sequence[Findings]) -> tuple[Notice, ...]:
    if not parts:
        return ()
    left = " or ".join(f"“{part.question.original.rstrip('?')}”" for part in parts)
    message = f"No passage answers {left}; the quotes answer the rest of the question."
    return (Notice("unanswered", message),)


def _distinct(items: Iterable[Evidence]) -> list[Evidence]:
    return list({(item.passage.document_id, item.span): item for item in items}.values())


def _in_turn(rows: Iterable[Sequence[T]]) -> list[T]:
    """Return the first of each row, then the second of each."""
    return [item for item in chain(*zip_longest(*rows)) if item is not None]
