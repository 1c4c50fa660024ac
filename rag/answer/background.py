"""Say to a language model what the library knows of its sources, and what was asked before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from rag.answer.conflicts import conflict_message
from rag.answer.context import harmless, number_at, widen
from rag.answer.legal_status.remarks import describe_ending, ending_of, sentences_of
from rag.query.input import QuestionInput
from rag.schema import Conflict, Evidence, Findings, Passage, Question, Remark
from rag.schema.drafts import Background, DraftContext, Known
from rag.storage import Library

# Sentences of the last answer that a follow-up is shown with.
_EARLIER_SENTENCES = 6


def gather(
    library: Library,
    findings: Findings,
    remarks: Sequence[Remark] = (),
    conflicts: Sequence[Conflict] = (),
    given: QuestionInput | None = None,
) -> DraftContext:
    """Return what a model drafts an answer from.

    Args:
        library: the collection.
        findings: what was found, best first.
        remarks: on what is quoted and no longer in force; their sentences are given too.
        conflicts: between the sources.
        given: the question with the conversation that a follow-up leans on.
    """
    question = findings.question
    evidence = [item for remark in remarks for item in remark.evidence]
    evidence += [item for conflict in conflicts for item in conflict.evidence]
    hits = {passage.chunk_id: passage for passage in findings.passages}
    for item in evidence:
        hits.setdefault(item.passage.chunk_id, item.passage)
    named_first = sorted(hits.values(), key=lambda hit: not _is_named(hit, question))
    passages = widen(library, question.scope, named_first)
    known = [*_of_remarks(remarks, passages), *_of_conflicts(conflicts, passages)]
    quoted = {text for item in known for _, text in item.quotes}
    states = dict(_states(library, passages, question, quoted))
    earlier_question, earlier_answer = _earlier(question, given)
    background = Background(tuple(known), states, earlier_question, earlier_answer)
    return DraftContext(question, passages, background)


def _is_named(passage: Passage, question: Question) -> bool:
    """Return whether a question names the act that a passage is of."""
    return bool(passage.number) and passage.number.casefold() in question.text.casefold()


def _of_remarks(remarks: Iterable[Remark], passages: Sequence[Passage]) -> Iterator[Known]:
    for remark in remarks:
        yield Known(remark.message, _quotes(remark.evidence, passages))


def _of_conflicts(conflicts: Iterable[Conflict], passages: Sequence[Passage]) -> Iterator[Known]:
    for conflict in conflicts:
        yield Known(conflict_message(conflict), _quotes(conflict.evidence, passages))


def _quotes(
    evidence: Iterable[Evidence], passages: Sequence[Passage]
) -> tuple[tuple[int, str], ...]:
    found = ((number_at(passages, item.passage.document_id, item.span), item) for item in evidence)
    return tuple((number, item.text) for number, item in found if number and harmless([item.text]))


def _states(
    library: Library, passages: Sequence[Passage], question: Question, quoted: Set[str]
) -> Iterator[tuple[int, str]]:
    """Yield the number of each passage of an act that is not in force, and the sentence for it.

    A sentence that is `quoted` already is not said twice.
    """
    for number, passage in enumerate(passages, start=1):
        if passage.kind != "policy":
            continue
        status = ending_of(library, passage.document_id, question)
        if status and status.by:
            said = harmless(item.text for item in sentences_of(library, status.by))
            new = (text for text in said if text not in quoted)
            told = "".join(f" “{' '.join(text.split())}”" for text in new)
            yield number, describe_ending("This act", status) + told


def _earlier(question: Question, given: QuestionInput | None) -> tuple[str, tuple[str, ...]]:
    """Return the last question and its answer, where the question leans on them."""
    if given is None or not (question.leans and given.history):
        return "", ()
    return given.history[-1], harmless(given.previous_answer[:_EARLIER_SENTENCES])
