"""Decide what an answer shows: quotes with their remarks, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.legal_status import answer_status_question, remarks_on
from rag.answer.refusal import refuse
from rag.evidence.answerability import assess_answerability, nearest_sources
from rag.evidence.excerpts import ExcerptMaker
from rag.evidence.quotes import select_excerpts
from rag.schema import Abstention, Excerpt, Findings, Remark, StatusAnswer
from rag.storage import Library


@dataclass(frozen=True)
class Decision:
    """The findings that an answer draws on, and what it quotes; or the refusal.

    `missing_sides` are those of a comparison of which nothing was found. `is_known` says that the
    quotes are what the library holds of an act's status, not the nearest to the question.
    """

    findings: Findings
    quotes: tuple[Excerpt, ...] = ()
    remarks: tuple[Remark, ...] = ()
    abstention: Abstention | None = None
    missing_sides: tuple[str, ...] = ()
    is_known: bool = False


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
        return _by_status(library, status, found)
    period = library.catalogue.period()
    newest = period[1] if period else None
    reason, findings, missing = assess_answerability(found, passages, newest)
    if reason:
        return Decision(findings, abstention=refuse(library, findings, reason, missing))
    selection = select_excerpts(library, findings, quotes)
    decision = _by_evidence(library, findings, selection.excerpts)
    return replace(decision, missing_sides=tuple(selection.missing_sides))


def _by_status(library: Library, status: StatusAnswer, found: Findings) -> Decision:
    findings = status.findings(found)
    if status.refusal:
        nearest = nearest_sources(findings.passages)
        return Decision(findings, abstention=Abstention("not_enough", status.refusal, nearest))
    maker = ExcerptMaker(library, status.quotes)
    quotes = maker.sentences(status.quotes)
    return Decision(findings, tuple(quotes), status.remarks, is_known=True)


def _by_evidence(library: Library, findings: Findings, quotes: Sequence[Excerpt]) -> Decision:
    """Put the sentences that say of a quoted act that it is not in force before the quotes."""
    anchors = [item.anchor for item in quotes]
    remarks = tuple(remarks_on(library, anchors, findings.question))
    maker = ExcerptMaker(library, findings.evidence)
    leading = maker.sentences(item for remark in remarks for item in remark.leading)
    distinct = {(item.passage.document_id, item.span): item for item in [*leading, *quotes]}
    return Decision(
        findings.led_by([item.anchor for item in leading]), tuple(distinct.values()), remarks
    )
