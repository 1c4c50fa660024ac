"""Answer what became of an act: who revoked, amended or suspended it, and what it did itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.answer.legal_status.ask_which import ask_which
from rag.answer.legal_status.effect_quotes import quote_effects
from rag.answer.legal_status.missing_acts import missing_acts
from rag.answer.legal_status.missing_titles import refuse_missing_title
from rag.answer.legal_status.provision_text import quote_provision
from rag.answer.legal_status.remarks import describe_ending, ending_of
from rag.answer.legal_status.reported_state import quote_reported_state
from rag.answer.legal_status.state import name_of, quote_state
from rag.evidence.act_text import keys_of
from rag.schema import (
    ActRequest,
    Effect,
    Question,
    RelationKind,
    Scope,
    Status,
    StatusAnswer,
)
from rag.storage import Library

_NEAREST = 3
_VERBS: dict[RelationKind, str] = {
    "revokes": "revokes or supersedes",
    "suspends": "suspends",
    "amends": "amends",
    "extends": "extends",
    "implements": "implements",
}


def answer_status_question(library: Library, question: Question) -> StatusAnswer | None:
    """Answer a question about the status of an act, or about a provision of it.

    Return None when it asks something else, or the library knows nothing of such acts. A question
    on acts that are not here, by their titles, is refused whatever it asks.
    """
    missing = refuse_missing_title(library, question)
    if missing:
        return missing
    request = question.request
    unclear = ask_which(library, question)
    if unclear:
        return unclear
    if request is None or request.direction == "says":
        return quote_provision(library, question)
    keys = keys_of(library, request)
    documents = library.relations.documents_of(keys, Scope(question.scope.as_of))
    if request.direction == "from":
        return _done_by(library, question, request, documents)
    if documents:
        history = [
            effect
            for document_id in documents
            for effect in library.relations.effects_on_document(document_id, question.scope)
        ]
    else:
        history = library.relations.effects_on(keys, question.scope)
    wanted = _asked_for(history, request)
    ended = ending_of(library, documents[0], question) if documents else None
    if wanted and request.asks_state:
        return quote_state(library, question, request, documents, wanted)
    if wanted:
        return quote_effects(library, wanted, None if ended and ended.by in wanted else ended)
    if request.asks_state and request.act and not documents:
        reported = quote_reported_state(library, question, request.act)
        if reported:
            return reported
    is_known = bool(documents) or (
        request.act is not None and library.relations.holds_kind(request.act.kind)
    )
    return _refused(library, question, request, documents, ended) if is_known else None


def _done_by(
    library: Library, question: Question, request: ActRequest, documents: Sequence[str]
) -> StatusAnswer | None:
    """Quote what the act did to others, as it says itself or as others report."""
    if documents:
        effects = library.relations.effects_of_document(documents[0], question.scope)
    elif request.act:
        effects = library.relations.reported_effects_of(request.act.name, question.scope)
    else:
        return None
    return quote_effects(library, [effect for effect in effects if effect.kind in request.kinds])


def _asked_for(history: Iterable[Effect], request: ActRequest) -> list[Effect]:
    """Return the effects of the kinds asked for: acts on the whole before those on a part.

    An amendment may also revoke a part or extend the whole.
    """
    kinds = list(request.kinds)
    ranked = []
    for effect in history:
        revokes_part = effect.kind == "revokes" and effect.partial
        if effect.kind in kinds:
            behind = len(kinds) if revokes_part and len(kinds) > 1 else 0
            ranked.append((kinds.index(effect.kind) + behind, revokes_part, effect))
        elif "amends" in kinds and (revokes_part or effect.kind == "extends"):
            ranked.append((len(kinds), effect.kind == "extends", effect))
    ranked.sort(key=lambda item: item[:2])
    distinct = {(effect.document_id, effect.span): effect for *_, effect in ranked}
    return list(distinct.values())


def _refused(
    library: Library,
    question: Question,
    request: ActRequest,
    documents: Sequence[str],
    ended: Status | None,
) -> StatusAnswer:
    """Say that nobody did to the act what is asked, as far as could be read.

    The act itself is nearest.
    """
    name = name_of(request)
    verbs = "revokes, suspends or amends"
    if len(request.kinds) == 1:
        verbs = _VERBS[request.kinds[0]]
    as_of = question.scope.as_of
    within = " within the filters that are set" if replace(question.scope, as_of=None) else ""
    on_day = f" on {as_of}" if as_of else ""
    period = library.catalogue.period(as_of)
    newest = f"; its newest document is of {period[1]}" if period else ""
    message = (
        f"No document of this collection{within} {verbs} {name}, "
        f"as far as could be read{on_day}{newest}."
    )
    also = describe_ending(name, ended) if ended else missing_acts(library, question)
    return StatusAnswer(
        refusal=f"{message} {also}".strip(),
        nearest=tuple(
            passage
            for document_id in documents[:_NEAREST]
            for passage in library.chunks.passages_of(document_id, question.scope, 1)
        ),
    )
