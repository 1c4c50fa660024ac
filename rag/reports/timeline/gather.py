"""The timeline of a subject from what a survey found."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from rag.evidence.answerability import is_about, nearest_sources
from rag.evidence.select import weights
from rag.evidence.survey import Survey
from rag.language.tokens import fingerprint
from rag.reports.timeline import Dated, Days, Timeline, dated, events, timeline
from rag.reports.timeline.merging import TimelineEvent
from rag.schema import Abstention, AbstentionReason, Evidence, Question, Window
from rag.storage import DocumentVersion, Library

_MESSAGES: dict[AbstentionReason, str] = {
    "nothing_found": "No passage of this collection was found to be about that.",
    "not_enough": "The collection touches on this, but no sentence on it has a date.",
    "outside_dates": "The collection has events on this, but none that lies wholly in that period.",
}


def build_timeline(library: Library, query: Question, seen: Survey, limit: int) -> Timeline:
    """The events of a subject in the order of their dates; the days that the query names or is restricted to are days of events."""
    told = _events(library, seen) if is_about(seen.findings) else []
    windows = (query.scope.window, query.mentioned)
    inside = [
        event for event in told if all(lies_in(event.face.when, window) for window in windows)
    ]
    template = Timeline(
        query.original,
        abstention=None if inside else _refusal(seen, bool(told)),
        as_of=query.scope.as_of,
        window=query.scope.window or query.mentioned,
        expressions=query.expressions,
        today=query.today,
    )
    return timeline(template, inside, limit)


def _refusal(seen: Survey, has_events: bool) -> Abstention:
    reason: AbstentionReason = (
        "outside_dates"
        if has_events
        else "not_enough"
        if is_about(seen.findings)
        else "nothing_found"
    )
    return Abstention(reason, _MESSAGES[reason], nearest_sources(seen.findings.passages))


def _events(library: Library, seen: Survey) -> list[TimelineEvent]:
    """The events that sentences tell of; where one says what did not happen on a day, another of its document tells what did, be it less close."""
    found = seen.findings
    best, subject = found.evidence[0].score, weights(found.question, found.rarity)
    editions: dict[str, list[_Text]] = {}

    def dated_of(item: Evidence, least: float) -> Dated | None:
        document_id = item.passage.document_id
        if document_id not in editions:
            editions[document_id] = _texts(
                library.catalogue.versions_of(document_id, found.question.scope.as_of)
            )
        return dated(item, subject, _written(item, editions[document_id]), least)

    kept = {
        place: one for place, item in enumerate(found.evidence) if (one := dated_of(item, best))
    }
    denied = {_day(one) for one in kept.values() if one.is_denial}
    documents = {document_id for document_id, _ in denied}
    near = [
        (place, item)
        for place, item in enumerate(found.evidence)
        if item.passage.document_id in documents
    ]
    rivals = {
        place: one
        for place, item in near
        if (one := dated_of(item, 0.0)) and one.words and not one.is_denial and _day(one) in denied
    }
    told = {_day(one) for one in rivals.values()}
    kept = rivals | {
        place: one for place, one in kept.items() if not (one.is_denial and _day(one) in told)
    }
    places = sorted(kept)
    return events([kept[place] for place in places], seen.vectors[places])


def _day(item: Dated) -> tuple[str, Window]:
    return item.evidence.passage.document_id, item.when


class _Text(NamedTuple):
    published: date | None
    effective: date | None
    words: str


def _texts(editions: list[DocumentVersion]) -> list[_Text]:
    """The versions of a document that has several, earliest first."""
    return (
        [_Text(item.published, item.effective, fingerprint(item.text)) for item in editions]
        if len(editions) > 1
        else []
    )


def _written(item: Evidence, texts: list[_Text]) -> Days:
    """When a sentence was written: on the day of the first version that holds it, or else between publication and update."""
    own = fingerprint(item.text)
    first = next((text for text in texts if own in text.words), None)
    return (
        Days(first.published, first.effective)
        if first
        else Days(item.passage.published, item.passage.updated or item.passage.published)
    )


def lies_in(when: Window, window: Window) -> bool:
    """Whether an event lies wholly in a period, whose ends may be open."""
    return bool(when.start and when.end and window.holds(when.start) and window.holds(when.end))
