"""Gather the timeline of a subject: its events in the order of their dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.evidence.answerability import NOTHING_FOUND, is_about, nearest_sources
from rag.evidence.survey import Survey
from rag.reports.timeline.events import find_events
from rag.reports.timeline.merging import TimelineEvent, length_in_days
from rag.reports.timeline.values import Basis, Timeline, TimelineRow
from rag.schema import Abstention, AbstentionReason, Question, Source, Window, cite
from rag.storage import Library

_MESSAGES: dict[AbstentionReason, str] = {
    "nothing_found": NOTHING_FOUND,
    "not_enough": "The collection touches on this, but no sentence on it has a date.",
    "outside_dates": "The collection has events on this, but none that lies wholly in that period.",
}


def build_timeline(library: Library, question: Question, survey: Survey, limit: int) -> Timeline:
    """Return the events of a subject in the order of their dates.

    The days that the question names or is restricted to are days of events.

    Args:
        library: where the versions of documents are.
        question: the subject and its restrictions.
        survey: the sentences on the subject.
        limit: the most rows; the best quotes are kept.
    """
    events = find_events(library, survey) if is_about(survey.findings) else []
    windows = (question.scope.window, question.mentioned)
    inside = [event for event in events if _lies_in_all(event.main.when, windows)]
    refusal = None if inside else _refusal(survey, has_events=bool(events))
    template = Timeline(
        question.original,
        abstention=refusal,
        as_of=question.scope.as_of,
        window=question.scope.window or question.mentioned,
        expressions=question.expressions,
        today=question.today,
    )
    return _with_rows(template, inside, limit)


def lies_in(when: Window, window: Window) -> bool:
    """Return whether an event lies wholly in a period, whose ends may be open."""
    if when.start is None or when.end is None:
        return False
    return window.holds(when.start) and window.holds(when.end)


def _lies_in_all(when: Window, windows: Sequence[Window]) -> bool:
    return all(lies_in(when, window) for window in windows)


def _refusal(survey: Survey, has_events: bool) -> Abstention:
    reason: AbstentionReason = "nothing_found"
    if has_events:
        reason = "outside_dates"
    elif is_about(survey.findings):
        reason = "not_enough"
    sources = nearest_sources(survey.findings.passages)
    return Abstention(reason, _MESSAGES[reason], sources)


# -- rows ----------------------------------------------------------------------------------------


def _with_rows(template: Timeline, events: Sequence[TimelineEvent], limit: int) -> Timeline:
    """Return a timeline with the rows of the first events, in the order of their dates."""
    sources: dict[str, Source] = {}
    chosen = sorted(events[:limit], key=_date_order)
    rows = [_row(event, sources) for event in chosen]
    return replace(
        template,
        rows=tuple(rows),
        sources=tuple(sources.values()),
        left_out=len(events) - len(chosen),
    )


def _date_order(event: TimelineEvent) -> tuple[date, int, float]:
    """Return the sort key of an event: its first day, the longest first, the best quote first."""
    when = event.main.when
    return when.start or date.min, -length_in_days(when), -event.quality


def _row(event: TimelineEvent, sources: dict[str, Source]) -> TimelineRow:
    main = event.main
    when = main.when
    citations = []
    for sentence in (main, *event.others):
        item = sentence.evidence
        citations.append(cite(sources, item.passage, item.text, item.span))
    published = main.evidence.passage.published
    is_ahead = bool(published and when.start and when.start > published)
    basis: Basis = "text" if main.words else "published"
    return TimelineRow(when, basis, main.words, is_ahead, tuple(citations))
