"""A question of several parts, "What did the order require, and what happened on 9 November?", of which not each names the period."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, zip_longest
from typing import TypeVar

from rag.evidence.answerability import assess_answerability, select_quotes
from rag.language.temporal import read_time
from rag.language.tokens import content_words
from rag.query.input import QuestionInput
from rag.schema import Findings, Notice, Outcome

_AND = re.compile(
    r"(?:\s*[,;])?\s+and\s+(?=(?:(?:at|by|for|from|in|of|on|since|to|under|until|with)\s+)?(?:what|which|who|whom|whose|when|where|why|how)\b)|\?\s+(?=\w)",
    re.IGNORECASE,
)

_BACK = re.compile(r"\b(?:it|its|they|them|their|that|this|those|these)\b", re.IGNORECASE)
T = TypeVar("T")


def split_question(ask: QuestionInput, today: date) -> list[QuestionInput]:
    """The parts of a question as questions, each following those before it, when a period is named in some of them and not in all.

    None for other questions: a period that all parts share, or that stands in the only part with words of its own, holds for the whole.
    """
    if ask.ignore_time:
        return []
    texts = [text.strip(" ?") for text in _AND.split(ask.question)]
    as_of = (
        ask.as_of or read_time(ask.question, today).as_of
    )  # holds for all parts, wherever it stands
    read = [read_time(text, today, as_of) for text in texts]
    if (
        not all(content_words(time.rest) for time in read)
        or len({bool(time.window) for time in read}) < 2
    ):
        return []
    return [
        ask.model_copy(
            update={
                "question": f"{text}?",
                "history": [*ask.history, *texts[:place]],
                "as_of": as_of,
            }
        )
        for place, text in enumerate(texts)
    ]


def assess_parts(
    whole: Findings, parts: Sequence[Findings], passages: int, quotes: int, newest: date | None
) -> Outcome:
    """Whether to refuse, else what to quote: of a question in parts the best of each part that has an answer, in turn.

    Args:
        whole: what was found for the whole question.
        parts: what was found for each of its parts; none for a question without.
        passages: the most passages.
        quotes: the most quotes.
        newest: the last day of publication in the collection.
    """
    each = [assess_answerability(part, passages, newest) for part in parts]
    answering = [found for reason, found in each if reason is None]
    reason, found = assess_answerability(whole, passages, newest)
    # What goes on about the same thing, "and how did that compare", is best answered by one sentence on both parts.
    if not answering or (
        reason is None and any(_BACK.search(part.query.question) for part in parts[1:])
    ):
        return Outcome(reason, found, [] if reason else select_quotes(found, quotes))
    chosen = {
        (item.passage.document_id, item.span): item
        for item in _in_turn([select_quotes(part, quotes) for part in answering])
    }
    near = {
        passage.chunk_id: passage for passage in _in_turn([part.passages for part in answering])
    }
    left = [f"“{part.query.question.rstrip('?')}”" for why, part in each if why]
    notice = Notice(
        "unanswered",
        f"No passage answers {' or '.join(left)}; the quotes answer the rest of the question.",
    )
    shown = list(chosen.values())[: max(quotes, len(answering))]
    return Outcome(
        None,
        replace(whole, passages=tuple(near.values())[:passages]).led_by(shown),
        shown,
        (notice,) if left else (),
    )


def _in_turn(rows: Iterable[Sequence[T]]) -> list[T]:
    """The first of each row, then the second of each."""
    return [item for item in chain(*zip_longest(*rows)) if item is not None]
