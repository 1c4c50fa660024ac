"""Decide what an answer shows: quotes with their remarks, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.legal_status import answer_status_question, remarks_on
from rag.answer.refusal import refuse
from rag.evidence.answerability import assess_answerability, nearest_sources
from rag.evidence.quotes import select_quotes
from rag.schema import Abstention, Evidence, Findings, Remark, StatusAnswer
from rag.storage import Library


@dataclass(frozen=True)
class Decision:
    """The findings that an answer draws on, and what it quotes; or the refusal."""

    findings: Findings
    quotes: tuple[Evidence, ...] = ()
    remarks: tuple[Remark, ...] = ()
    abstention: Abstention | None = None


def decide(library: Library, found: Findings, passages: int, quotes: int) -> Decision:
    """Decide from what was found.

    A question about the status of an act is answered from the relations of the library; any other
    by the best evidence, or refused with a reason.

    Args:
        library: the collection.
        found: what was found for the question.
        passages: the most passages an answer may draw on.
        quotes: the most quotes.
    """
    status = answer_status_question(library, found.question)
    if status:
        return _by_status(status, found)
    period = library.catalogue.period()
    newest = period[1] if period else None
    reason, findings = assess_answerability(found, passages, newest)
    if reason:
        return Decision(findings, abstention=refuse(library, findings, reason))
    return _by_evidence(library, findings, select_quotes(findings, quotes))


def _by_status(status: StatusAnswer, found: Findings) -> Decision:
    findings = status.findings(found)
    if status.refusal:
        nearest = nearest_sources(findings.passages)
        return Decision(findings, abstention=Abstention("not_enough", status.refusal, nearest))
    return Decision(findings, status.quotes, status.remarks)


def _by_evidence(library: Library, findings: Findings, quotes: Sequence[Evidence]) -> Decision:
    """Put the sentences that say of a quoted act that it is not in force before the quotes."""
    remarks = tuple(remarks_on(library, quotes, findings.question))
    leading = [item for remark in remarks for item in remark.leading]
    distinct = {(item.passage.document_id, item.span): item for item in [*leading, *quotes]}
    return Decision(findings.led_by(leading), tuple(distinct.values()), remarks)
