"""What became of an act: who revoked, amended or suspended it, and what must be said when an answer quotes what is no longer in force.

Answers come from the relations in the library, so that each is the sentence of the act that did it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.answer.legal_status.act_text import keys_of, passages_of_named_act, title_span, wording
from rag.answer.legal_status.missing_acts import absent
from rag.answer.legal_status.remarks import ending_of, replaced, saying, sentences_of
from rag.answer.legal_status.status_answer import leading
from rag.legal.questions import Asked, asked
from rag.schema import Effect, Query, Remark, Scope, Status, StatusAnswer
from rag.storage import Library

# An act that 100 others amended is shown with this many.
_MOST = 20
_WORDS = {"revokes": "revokes or supersedes", "implements": "implements"}


def answer_status_question(library: Library, query: Query) -> StatusAnswer | None:
    """Answer a question about the status of an act; None when it asks something else, or the library knows nothing of such acts."""
    question = asked(query.text, title_span(library, query.text))
    if question is None or question.direction == "says":
        return wording(library, query, question)
    keys = keys_of(library, question)
    documents = library.relations.documents_of(keys, Scope(query.scope.as_of))
    if question.direction == "from":
        done = [
            effect
            for document_id in documents[:1]
            for effect in library.relations.effects_of_document(document_id, query.scope)
        ]
        return _told(library, [effect for effect in done if effect.kind in question.kinds])
    history = (
        [e for d in documents for e in library.relations.effects_on_document(d, query.scope)]
        if documents
        else library.relations.effects_on(keys, query.scope)
    )
    wanted = _ordered(history, question)
    ended = ending_of(library, documents[0], query) if documents else None
    if wanted:
        return _told(library, wanted, None if ended and ended.by in wanted else ended)
    known = bool(documents) or (
        question.act is not None and library.relations.holds_kind(question.act.kind)
    )
    return _refused(library, query, question, documents, ended) if known else None


def _ordered(history: Iterable[Effect], question: Asked) -> list[Effect]:
    """What is asked for: acts of these kinds, whole ones before those on a part; an amendment may also revoke a part or extend the whole."""
    kinds = list(question.kinds)
    ranked = []
    for effect in history:
        on_part = effect.kind == "revokes" and effect.partial
        if effect.kind in kinds:
            ranked.append(
                (
                    kinds.index(effect.kind) + (len(kinds) if on_part and len(kinds) > 1 else 0),
                    effect.partial and effect.kind == "revokes",
                    effect,
                )
            )
        elif "amends" in kinds and (on_part or effect.kind == "extends"):
            ranked.append((len(kinds), effect.kind == "extends", effect))
    ordered = [effect for *_, effect in sorted(ranked, key=lambda item: item[:2])]
    return list({(effect.document_id, effect.span): effect for effect in ordered}.values())


def _told(
    library: Library, effects: Sequence[Effect], ended: Status | None = None
) -> StatusAnswer | None:
    """The sentences of some effects; what ended the act for good stands last when it is none of them."""
    quotes = {
        (item.passage.document_id, item.span): item
        for effect in effects[:_MOST]
        for item in sentences_of(library, effect)
    }
    if not quotes:
        return None
    ending = tuple(sentences_of(library, ended.by)) if ended and ended.by else ()
    remarks = (Remark(saying(ended.by.act, ended), ending),) if ended and ended.by else ()
    return StatusAnswer((*quotes.values(), *ending), remarks=remarks)


def _refused(
    library: Library, query: Query, question: Asked, documents: Sequence[str], ended: Status | None
) -> StatusAnswer:
    """That nobody did to the act what is asked, as far as could be read; the act itself is nearest."""
    name = question.act.name if question.act else f"“{question.quoted}”"
    verbs = (
        _WORDS.get(question.kinds[0], question.kinds[0])
        if len(question.kinds) == 1
        else "revokes, suspends or amends"
    )
    scope = " within the filters that are set" if replace(query.scope, as_of=None) else ""
    as_of = f" on {query.scope.as_of}" if query.scope.as_of else ""
    period = library.catalogue.period(query.scope.as_of)
    newest = f"; its newest document is of {period[1]}" if period else ""
    also = saying(name, ended) if ended else absent(library, query)
    but = f" {also}" if also else ""
    nearest = tuple(
        passage
        for document_id in documents[:3]
        for passage in library.chunks.passages_of(document_id, query.scope, 1)
    )
    return StatusAnswer(
        refusal=f"No document of this collection{scope} {verbs} {name}, as far as could be read{as_of}{newest}.{but}",
        nearest=nearest,
    )


__all__ = [
    "absent",
    "answer_status_question",
    "leading",
    "passages_of_named_act",
    "replaced",
]
