"""Draw the turns of a conversation: those that were saved, and the one being answered."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag.answer.arrangement import arrange
from rag.errors import DatelineError
from rag.schema import Answer, AnswerReady, QuoteFound, Source, Statement, StatementReady
from rag.ui import render
from rag.ui.runtime import Runtime

_READER_ICON = ":material/person:"
_ANSWER_ICON = ":material/article:"
_FIRST_FILL_SECONDS = 60
_WITHOUT_TIMES = "Ask again without the times that the question names"
_ALONE = "Ask again as a question of its own"
# What is removed from a question is no filter of the reader's.
_REMOVALS = ("ignore_time", "standalone")


def show_turn(turn: Mapping[str, Any], number: int = 0) -> dict[str, bool]:
    """Draw a question and its answer.

    Args:
        turn: the saved JSON form of the answer.
        number: the turn's number from 1 where what was read into its question can be removed.

    Returns:
        What the reader removed, as the chain takes it when the question is asked again.
    """
    with st.chat_message("user", avatar=_READER_ICON):
        st.html(render.question(turn["question"]))
    with st.chat_message("assistant", avatar=_ANSWER_ICON):
        removed = _show_restrictions(turn, number)
        st.html(render.answer(turn))
    return removed


def answer_question(
    runtime: Runtime,
    conversation: str,
    question: str,
    scope: Mapping[str, Any],
    earlier: Sequence[Mapping[str, Any]],
    number: int,
) -> None:
    """Ask the chain and draw each event as it comes.

    What was shown is saved even when the reader leaves.

    Args:
        runtime: the library and the chain.
        conversation: the conversation's id.
        question: the reader's words.
        scope: the restrictions, in the chain's words.
        earlier: the turns that the question may lean on.
        number: the number of this turn.
    """
    with st.chat_message("user", avatar=_READER_ICON):
        st.html(render.question(question))
    with st.chat_message("assistant", avatar=_ANSWER_ICON):
        restrictions = st.container()
        place = st.empty()
        _wait_until_filled(runtime, place)
        filters = _filters_of(scope)
        answer = Answer(question=question)
        try:
            asked = {"question": question, **_context(earlier), **scope}
            events = _start(runtime, place, asked)
            for answer in _growing(question, events):
                place.html(render.answer(answer.to_dict()))
        except DatelineError as error:
            place.error(str(error), icon=":material/error:")
            return
        finally:
            if answer.statements or answer.abstention:
                turn = {**answer.to_dict(), "filters": filters}
                runtime.library.conversations.save_turn(conversation, question, turn)
        with restrictions:
            _show_restrictions({**answer.to_dict(), "filters": filters}, number)


def _start(runtime: Runtime, place: DeltaGenerator, asked: Mapping[str, Any]) -> Iterator[Any]:
    """Start the chain under a spinner; loading it takes seconds the first time."""
    waiting = "Reading the sources"
    if not runtime.is_ready:
        waiting = "Loading the embedding model, then reading the sources"
    with place.container(), st.spinner(waiting):
        return runtime.chain().events(asked)


def _show_restrictions(turn: Mapping[str, Any], number: int) -> dict[str, bool]:
    """Draw what was read into a question; with a number the reader can remove it.

    Returns:
        What was removed, as the chain takes it.
    """
    times, filters = render.restrictions(turn)
    removable = [(label, "ignore_time", _WITHOUT_TIMES) for label in times]
    if turn.get("leans"):
        removable.append((render.LEANS, "standalone", _ALONE))
    if not number:
        removable, filters = [], times + filters
    removed: dict[str, bool] = {}
    if not removable and not filters:
        return removed
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for place, (label, field, hint) in enumerate(removable):
            if st.button(f"{label} ×", key=f"{field}-{number}-{place}", help=hint):
                removed[field] = True
        if filters:
            st.html(render.chips(filters))
    return removed


def _filters_of(scope: Mapping[str, Any]) -> dict[str, Any]:
    """Return the reader's own restrictions as they are saved with an answer."""
    filters: dict[str, Any] = {}
    for name, value in scope.items():
        if name not in _REMOVALS:
            filters[name] = value if isinstance(value, list) else str(value)
    return filters


def _context(turns: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return what a follow-up leans on.

    These are the earlier questions as they were searched, and the sentences of the last answer.
    """
    statements = turns[-1]["statements"] if turns else []
    return {
        "history": [turn.get("searched") or turn["question"] for turn in turns],
        "previous_answer": [statement["text"] for statement in statements],
    }


def _wait_until_filled(runtime: Runtime, place: DeltaGenerator) -> None:
    """Hold a question back while the first documents are being read, for a minute at most."""
    for _ in range(_FIRST_FILL_SECONDS):
        if runtime.library.runs.count() or not runtime.library.is_busy():
            return
        count = len(runtime.library.catalogue.entries())
        place.html(
            f'<div class="dl-wait">Documents are being read: {count} so far. '
            "The answer follows when they are in.</div>"
        )
        time.sleep(1)


def _growing(question: str, events: Iterator[Any]) -> Iterator[Answer]:
    """Return the answer as it grows with each event, numbers never changing.

    The last one is complete.
    """
    statements: list[Statement] = []
    sources: dict[int, Source] = {}

    def add(statement: Statement, *new: Source) -> Answer:
        statements.append(statement)
        sources.update({source.n: source for source in new})
        return Answer(question, arrange(statements), tuple(sources.values()))

    for event in events:
        match event:
            case QuoteFound(statement, source):
                yield add(statement, source)
            case StatementReady(statement, new):
                yield add(statement, *new)
            case AnswerReady(answer):
                yield answer
