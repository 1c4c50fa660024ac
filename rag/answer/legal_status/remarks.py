"""Say of what is quoted that it is no longer in force, with the sentence that ended it."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.legal_status.cited_acts import endings_of_cited, remark_on_cited
from rag.schema import Effect, Evidence, Question, Remark, Scope, Status
from rag.storage import Library


def remarks_on(library: Library, quotes: Sequence[Evidence], question: Question) -> list[Remark]:
    """Return what ended each quoted document, and each act that a quote cites.

    An ending by a document outside the filters is named, not quoted.
    """
    remarks: list[Remark] = []
    said: set[str] = set()
    for passage in {item.passage.document_id: item.passage for item in quotes}.values():
        if passage.kind != "policy":
            continue
        status = library.relations.status(passage.document_id, question.scope.as_of, question.today)
        if status.is_current or status.by is None:
            continue
        said.add(status.by.act_key)
        name = f"“{passage.title}”"
        if is_visible(library, status.by, question.scope):
            sentences = tuple(sentences_of(library, status.by))
            remarks.append(Remark(describe_ending(name, status), sentences))
        else:
            remarks.append(Remark(describe_hidden_ending(name), ()))
    for effects in endings_of_cited(library, quotes, question, said):
        evidence = tuple(sentences_of(library, effects[0]))
        remarks.append(remark_on_cited(effects, question, evidence))
    return remarks


def ending_of(library: Library, document_id: str, question: Question) -> Status | None:
    """Return the status of an act that is no longer in force; None where out of scope."""
    status = library.relations.status(document_id, question.scope.as_of, question.today)
    if status.is_current or status.by is None:
        return None
    return status if is_visible(library, status.by, question.scope) else None


def sentences_of(library: Library, effect: Effect) -> list[Evidence]:
    """Return the sentence of an effect, after the one above its list."""
    found = []
    for span in (effect.lead, effect.span):
        passage = library.chunks.passage_at(effect.version_id, span.start) if span else None
        if span is None or passage is None:
            continue
        text = effect.sentence
        if span != effect.span:
            text = span.of(library.catalogue.text_of(effect.version_id).text)
        found.append(Evidence(passage, span, text, 1.0, 1.0, 1.0))
    return found


def describe_ending(name: str, status: Status) -> str:
    """Say in one sentence that an act has ended, how and until when.

    Raises:
        ValueError: nothing ended it.
    """
    by = status.by
    if by is None:
        raise ValueError(f"{name} is {status.state}, and nothing ended it")
    until = f" until {status.until}" if status.until else ""
    day = f"{by.day}" if by.day else ""
    if not by.own:
        reported_in = ", ".join(filter(None, (f"“{by.title}”", day)))
        return f"{name} is reported as {status.state}{until} ({reported_in})."
    state = "suspended"
    if status.state != "suspended":
        state = f"no longer in force: {status.state}"
    of_day = f" of {day}" if day else ""
    return f"{name} is {state}{until} by {by.actor}{of_day}."


def describe_hidden_ending(name: str) -> str:
    """Say that an act has ended by a document that is not shown."""
    return f"{name} is no longer in force; what ended it lies outside the filters that are set."


def is_visible(library: Library, effect: Effect, scope: Scope) -> bool:
    """Return whether the document of an effect lies within a scope."""
    return effect in library.relations.effects_on([effect.act_key], scope)
