"""Gather the changes on a subject between two days.

A sentence of an earlier version or of an earlier copy is not new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from dataclasses import replace
from datetime import date

from rag.evidence.answerability import NOTHING_FOUND, is_about, nearest_sources
from rag.evidence.select import weights
from rag.evidence.survey import Survey
from rag.reports.changes.new_documents import new_document, new_documents, publication_day
from rag.reports.changes.new_status import new_status, status_changes
from rag.reports.changes.period import Period
from rag.reports.changes.revisions import new_version, revisions
from rag.reports.changes.values import Changes
from rag.reports.timeline import min_subject_score, subject_score
from rag.schema import (
    Abstention,
    AbstentionReason,
    Evidence,
    Question,
    Source,
    Window,
)
from rag.storage import Library

_MESSAGES: dict[AbstentionReason, str] = {
    "nothing_found": NOTHING_FOUND,
    "outside_dates": (
        "The collection touches on this, but nothing on it became known in those days."
    ),
}


def build_changes(
    library: Library,
    question: Question,
    everything: Survey,
    recent: Survey,
    window: Window,
    limit: int,
) -> Changes:
    """Return the changes on a subject within a closed window.

    Args:
        library: where versions and effects are.
        question: the subject; its scope is as of the window's last day.
        everything: the sentences on the subject up to that day.
        recent: the same of documents published within the window.
        window: the days.
        limit: the most documents, versions and changes of status each; the closest are kept.
    """
    period = Period(window.start or date.min, window.end or question.today)
    template = Changes(question.original, period.since, period.until)
    evidence = everything.findings.evidence
    if not is_about(everything.findings):
        return _refused(template, "nothing_found", everything)
    subject = weights(question, everything.findings.rarity)
    least = min_subject_score(evidence[0].score)
    documents = new_documents(library, everything, recent, subject, least, period)
    revised = list(revisions(library, question, subject, period))
    document_ids = _on_subject(evidence, subject, least)
    document_ids += [item.passage.document_id for items in documents for item in items]
    statuses = list(status_changes(library, document_ids, question.scope, period))
    if not (documents or revised or statuses):
        return _refused(template, "outside_dates", everything)
    sources: dict[str, Source] = {}
    by_day = sorted(documents[:limit], key=lambda items: publication_day(items[0]))
    return replace(
        template,
        documents=tuple(new_document(items, sources) for items in by_day),
        versions=tuple(new_version(item, sources) for item in revised[:limit]),
        statuses=tuple(new_status(item, sources) for item in statuses[:limit]),
        sources=tuple(sources.values()),
        left_out=_left_out((documents, revised, statuses), limit),
    )


def _refused(template: Changes, reason: AbstentionReason, survey: Survey) -> Changes:
    sources = nearest_sources(survey.findings.passages)
    return replace(template, abstention=Abstention(reason, _MESSAGES[reason], sources))


def _on_subject(
    evidence: Sequence[Evidence], subject: Mapping[str, float], least: float
) -> list[str]:
    """Return the documents of the sentences that are close enough to a subject."""
    near = [item for item in evidence if subject_score(item, subject) >= least]
    return [item.passage.document_id for item in near]


def _left_out(found: Sequence[Sized], limit: int) -> int:
    """Return how many results of each sort lie beyond a limit, in all."""
    return sum(max(0, len(results) - limit) for results in found)
