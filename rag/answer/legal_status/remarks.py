"""What must be said when an answer quotes what is no longer in force, with the sentence of the act that ended it."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.legal_status.cited_acts import endings_of_named, remark_on
from rag.schema import Effect, Evidence, Query, Remark, Scope, Status
from rag.storage import Library


def replaced(library: Library, quotes: Sequence[Evidence], query: Query) -> list[Remark]:
    """For each quoted document that is no longer in force, what ended it, and the same of acts that the quotes of others name.

    What ended a document outside the filters is named, not quoted.
    """
    remarks: list[Remark] = []
    told: set[str] = set()
    for passage in {item.passage.document_id: item.passage for item in quotes}.values():
        if passage.kind != "policy":
            continue
        status = library.relations.status(passage.document_id, query.scope.as_of, query.today)
        if status.is_current or status.by is None:
            continue
        told.add(status.by.act_key)
        if _is_visible(library, status.by, query.scope):
            remarks.append(
                Remark(
                    saying(f"“{passage.title}”", status), tuple(sentences_of(library, status.by))
                )
            )
        else:
            remarks.append(
                Remark(
                    f"“{passage.title}” is no longer in force; what ended it lies outside the filters that are set.",
                    (),
                )
            )
    named = endings_of_named(library, quotes, query, told)
    return remarks + [
        remark_on(effects, query, tuple(sentences_of(library, effects[0]))) for effects in named
    ]


def ending_of(library: Library, document_id: str, query: Query) -> Status | None:
    """The status of an act that is no longer in force, when what ended it lies within the scope."""
    status = library.relations.status(document_id, query.scope.as_of, query.today)
    return (
        status
        if status.by and not status.is_current and _is_visible(library, status.by, query.scope)
        else None
    )


def sentences_of(library: Library, effect: Effect) -> list[Evidence]:
    """The sentence of an effect, after the one above its list."""
    found = []
    for span in (effect.lead, effect.span):
        passage = library.chunks.passage_at(effect.version_id, span.start) if span else None
        if span and passage:
            text = (
                effect.sentence
                if span == effect.span
                else library.catalogue.text_of(effect.version_id).text[span.start : span.end]
            )
            found.append(Evidence(passage, span, text, 1.0, 1.0, 1.0))
    return found


def _is_visible(library: Library, effect: Effect, scope: Scope) -> bool:
    return effect in library.relations.effects_on([effect.act_key], scope)


def saying(name: str, status: Status) -> str:
    """In one sentence, that an act has ended, how and until when."""
    by = status.by
    assert by is not None, "only a state that something brought about has ended"
    until = f" until {status.until}" if status.until else ""
    if not by.own:
        return f"{name} is reported as {status.state}{until} (“{by.title}”{f', {by.day}' if by.day else ''})."
    state = "suspended" if status.state == "suspended" else f"no longer in force: {status.state}"
    return f"{name} is {state}{until} by {by.actor}{f' of {by.day}' if by.day else ''}."
