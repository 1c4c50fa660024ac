"""Quote and say how an act stands on the day of a question that asks whether it is in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.answer.legal_status.effect_quotes import quote_effects
from rag.answer.legal_status.remarks import (
    describe_ending,
    describe_hidden_ending,
    is_visible,
    sentences_of,
)
from rag.answer.legal_status.reported_state import quote_reported_state
from rag.language.temporal import in_words
from rag.schema import (
    ActRequest,
    Effect,
    Evidence,
    Question,
    Remark,
    Status,
    StatusAnswer,
    Window,
)
from rag.storage import Library
from rag.storage.relations import resolve_status

# Sentences on the state of an act beside those on what befell it.
_ALSO = 2


def quote_state(
    library: Library,
    question: Question,
    request: ActRequest,
    documents: Sequence[str],
    effects: Sequence[Effect],
) -> StatusAnswer | None:
    """Quote what befell an act, what decides its state first, and say that state."""
    status = _state_of(library, question, documents, effects)
    ordered = _newest_first(effects, status)
    remark = _remark_on_state(library, question, name_of(request), status, ordered)
    answer = quote_effects(library, ordered)
    if answer is None:
        return None
    quotes = answer.quotes
    if status.is_current and request.act and not documents:
        reported = quote_reported_state(library, question, request.act)
        quotes = (*quotes, *_others(reported, quotes))
    return StatusAnswer(quotes, remarks=(remark,) if remark else ())


def name_of(request: ActRequest) -> str:
    """Return the act of a request as a reader knows it."""
    return request.act.name if request.act else f"“{request.quoted}”"


def _state_of(
    library: Library, question: Question, documents: Sequence[str], history: Sequence[Effect]
) -> Status:
    """Return the state of an act on the question's day.

    Args:
        library: where the state of a document is.
        question: its as-of day and its day count.
        documents: those that are the act; none where it is only reported on.
        history: the effects on it, oldest first.
    """
    if documents:
        return library.relations.status(documents[0], question.scope.as_of, question.today)
    return resolve_status(tuple(history), question.today, None)


def _newest_first(effects: Sequence[Effect], status: Status) -> list[Effect]:
    """Return effects in the order in which they tell of a state.

    What decides it comes first, then the others by their days, the newest first.
    """
    by_day = sorted(effects, key=lambda effect: effect.day or date.min, reverse=True)
    deciding = [effect for effect in by_day if effect == status.by]
    return [*deciding, *(effect for effect in by_day if effect != status.by)]


def _remark_on_state(
    library: Library, question: Question, name: str, status: Status, effects: Sequence[Effect]
) -> Remark | None:
    """Word how an act stands, with the sentence that decides it; None where nothing befell it.

    What is past is said to be past.
    """
    if status.is_current:
        by = _deciding(effects, question.today)
        message = _describe_current(name, by, question.today) if by else ""
    else:
        by = status.by
        message = describe_ending(name, status)
    if by is None:
        return None
    if not is_visible(library, by, question.scope):
        return Remark(describe_hidden_ending(name), ()) if by == status.by else None
    if question.expressions.as_of and question.scope.as_of:
        message = f"As of {_day(question.scope.as_of)}: {message}"
    return Remark(message, tuple(sentences_of(library, by)))


def _deciding(effects: Sequence[Effect], today: date) -> Effect | None:
    """Return what tells most of an act that is not ended: a suspension, else the first effect.

    Of suspensions one on a part that lasts comes before one that is over.
    """
    suspensions = [effect for effect in effects if effect.kind == "suspends"]
    lasting = [effect for effect in suspensions if not _is_over(effect, today)]
    return next(iter([*lasting, *suspensions, *effects]), None)


def _describe_current(name: str, by: Effect, today: date) -> str:
    """Say of an act that nothing ended how it stands after an effect."""
    part = f"A part of {name}" if by.partial else name
    reported = "" if by.own else "reported as "
    if by.kind == "suspends" and by.until and by.until < today:
        return (
            f"{part} was {reported}suspended until {_day(by.until)}, which has passed on "
            f"{_day(today)}; nothing in this collection says what came after."
        )
    actor = f"{by.actor}{f' of {by.day}' if by.day else ''}"
    if by.kind == "suspends":
        until = f" until {_day(by.until)}" if by.until else ""
        return f"{part} is {reported}suspended{until} ({actor})."
    return (
        f"{name} is revoked or suspended by no document of this collection, as far as could be "
        f"read; the newest that changes it is {actor}."
    )


def _is_over(effect: Effect, today: date) -> bool:
    return effect.until is not None and effect.until < today


def _day(day: date) -> str:
    return in_words(Window(day, day))


def _others(reported: StatusAnswer | None, quotes: Sequence[Evidence]) -> list[Evidence]:
    """Return what texts say of a state beside some quotes."""
    shown = {(item.passage.document_id, item.span) for item in quotes}
    found = reported.quotes if reported else ()
    others = [item for item in found if (item.passage.document_id, item.span) not in shown]
    return others[:_ALSO]
