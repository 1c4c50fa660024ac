"""Understand a question without a model.

Read are its time, what it leans on, what its form asks for, and the acts it names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rag.language.identification import ENGLISH, language_of
from rag.language.question_words import any_news_pattern, newest_pattern, relative_pattern
from rag.language.temporal import TimeReading, read_time
from rag.language.tokens import words
from rag.legal.provisions import named_provision
from rag.legal.questions import (
    citations_of_question,
    named_acts,
    names_day_of_state,
    read_act_request,
)
from rag.query.bare_numbers import resolve_numbers
from rag.query.collection import read_collection_request, read_publication_time
from rag.query.followup import leans, standalone
from rag.query.form import read_form
from rag.query.named_titles import find_title
from rag.query.spelling import correct_spelling
from rag.schema import (
    ActCitation,
    ActRequest,
    Correction,
    Question,
    Scope,
    TimeExpressions,
    Window,
)
from rag.storage import Library

# Newspapers whose names hold a word for the present.
_PAPER = re.compile(r"\b(?:India|USA|Russia|Japan|China) Today\b")

# Makes a follow-up stand alone: the question, its history and the last answer in, the question or
# None out.
Rewriter = Callable[[str, Sequence[str], Sequence[str]], str | None]


def understand(
    question: str,
    today: date,
    scope: Scope = Scope(),
    history: Sequence[str] = (),
    previous_answer: Sequence[str] = (),
    ignore_time: bool = False,
    library: Library | None = None,
    rewriter: Rewriter | None = None,
) -> Question:
    """Read all that is known of a question, once.

    Args:
        question: as the reader wrote it.
        today: the reader's day; `scope.as_of` takes its place when given.
        scope: what the reader set; it is never widened by what the question says.
        history: earlier questions, oldest first.
        previous_answer: the sentences of the last answer, in their order.
        ignore_time: whether the periods and days that the question names restrict nothing.
        library: where acts are looked up that the question names by their titles.
        rewriter: a language model's way to make a follow-up stand alone; rules do where it is None
            or gives None.
    """
    written = question
    time = read_time(question, today, scope.as_of)
    language = language_of(question)
    corrections: tuple[Correction, ...] = ()
    if library and language == ENGLISH:
        seen = replace(scope, as_of=scope.as_of or time.as_of)
        question, corrections = correct_spelling(library, question, seen)
        time = read_time(question, today, scope.as_of) if corrections else time
    publishers = library.holdings.publishers if library else tuple
    collection = read_collection_request(time.rest, publishers) if library else None
    if collection:
        time = read_publication_time(question, today, scope.as_of)
    follows = bool(history) and not collection and leans(question)
    rewritten = rewriter(question, history, previous_answer) if rewriter and follows else None
    text = rewritten or question
    if follows and not rewritten:
        text = standalone(question, history, previous_answer)
    read = _read_text(text, library)
    kept = TimeReading() if ignore_time else time
    if not scope.as_of:
        kept = _with_day_of_state(kept, question, read["request"], today)
    as_of = scope.as_of or kept.as_of
    rest = _PAPER.sub("", time.rest)
    understood = Question(
        original=written,
        text=text,
        subject=time.rest,
        today=as_of or today,
        scope=replace(scope, as_of=as_of),
        mentioned=kept.window,
        expressions=TimeExpressions(kept.expression, kept.as_of_expression),
        unclear=kept.unclear,
        timing=_timing_words(text, time),
        latest=bool(newest_pattern().search(rest)),
        newest_first=bool(newest_pattern(if_it_lasts=False).search(rest)),
        leans=text != question,
        language=language,
        corrections=corrections,
        collection=collection,
    )
    return replace(understood, **read)


def _with_day_of_state(
    time: TimeReading, question: str, request: ActRequest | None, today: date
) -> TimeReading:
    """Return a reading in which the day of "in force on DAY" is the day to answer as of."""
    day = time.window.end
    if request is None or time.as_of or day is None or day > today:
        return time
    if not names_day_of_state(question, request, time.expression):
        return time
    return time._replace(
        window=Window(), expression="", as_of=day, as_of_expression=time.expression
    )


def with_text(question: Question, text: str) -> Question:
    """Return a question that searches for another text.

    What is read from the text is read again.
    """
    return replace(question, text=text, **_read_text(text, None))


def _read_text(text: str, library: Library | None) -> dict[str, Any]:
    """Read what depends on the text that is searched."""
    titled = find_title(library, text) if library else None
    citations = citations_of_question(text)
    unclear = None
    if library:
        numbered = resolve_numbers(text, citations, library)
        citations, unclear = numbered.citations, numbered.unclear
        if numbered.unknown and not citations and not unclear:
            citations = _asked_about(text, numbered.unknown)
    return {
        "form": read_form(text),
        "acts": tuple(named_acts(text, citations)),
        "request": read_act_request(text, titled or (unclear.span if unclear else None), citations),
        "unclear_act": unclear,
        "provision": named_provision(text),
    }


def _asked_about(text: str, unknown: list[ActCitation]) -> list[ActCitation]:
    """Return acts of unknown numbers where the question is what became of them."""
    request = read_act_request(text, None, unknown)
    return unknown if request and request.direction != "says" else []


def _timing_words(text: str, time: TimeReading) -> frozenset[str]:
    """Return the words that say when and not what."""
    news = (match.group() for match in any_news_pattern().finditer(_PAPER.sub("", text)))
    relative = (match.group() for match in relative_pattern().finditer(time.expression))
    return frozenset(words(" ".join([*news, *relative])))
