"""The timeline of a subject from what a survey found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from rag.evidence.answerability import is_about, nearest_sources
from rag.evidence.select import weights
from rag.evidence.survey import Survey
from rag.language.tokens import fingerprint
from rag.reports.timeline.event_sentences import DatedSentence, WritingDays, date_sentence
from rag.reports.timeline.merging import TimelineEvent, length_in_days, merge_events
from rag.reports.timeline.values import Basis, Timeline, TimelineRow
from rag.schema import Abstention, AbstentionReason, Evidence, Question, Source, Window, cite
from rag.storage import DocumentVersion, Library

_MESSAGES: dict[AbstentionReason, str] = {
    "nothing_found": "No passage of this collection was found to be about that.",
    "not_enough": "The collection touches on this, but no sentence on it has a date.",
    "outside_dates": "The collection has events on this, but none that lies wholly in that period.",
}


def build_timeline(library: Library, query: Question, survey: Survey, limit: int) -> Timeline:
    """Return the events of a subject in the order of their dates.

    The days that the query names or is restricted to are days of events.

    Args:
        library: where the versions of documents are.
        query: the subject and its restrictions.
        survey: what is on the subject.
        limit: the most rows; the best quotes are kept.
    """
    events = _find_events(library, survey) if is_about(survey.findings) else []
    windows = (query.scope.window, query.mentioned)
    inside = [
        event for event in events if all(lies_in(event.main.when, window) for window in windows)
    ]
    template = Timeline(
        query.original,
        abstention=None if inside else _refusal(survey, has_events=bool(events)),
        as_of=query.scope.as_of,
        window=query.scope.window or query.mentioned,
        expressions=query.expressions,
        today=query.today,
    )
    return _with_rows(template, inside, limit)


def lies_in(when: Window, window: Window) -> bool:
    """Return whether an event lies wholly in a period, whose ends may be open."""
    return bool(when.start and when.end and window.holds(when.start) and window.holds(when.end))


def _refusal(survey: Survey, has_events: bool) -> Abstention:
    reason: AbstentionReason = "nothing_found"
    if has_events:
        reason = "outside_dates"
    elif is_about(survey.findings):
        reason = "not_enough"
    return Abstention(reason, _MESSAGES[reason], nearest_sources(survey.findings.passages))


# -- rows ----------------------------------------------------------------------------------------


def _with_rows(template: Timeline, events: Sequence[TimelineEvent], limit: int) -> Timeline:
    """Return a timeline with the rows of the first events, in the order of their dates."""
    sources: dict[str, Source] = {}
    chosen = sorted(events[:limit], key=_date_order)
    rows = tuple(_row(event, sources) for event in chosen)
    left_out = len(events) - len(chosen)
    return replace(template, rows=rows, sources=tuple(sources.values()), left_out=left_out)


def _date_order(event: TimelineEvent) -> tuple[date, int, float]:
    when = event.main.when
    return when.start or date.min, -length_in_days(when), -event.quality


def _row(event: TimelineEvent, sources: dict[str, Source]) -> TimelineRow:
    main = event.main
    published = main.evidence.passage.published
    quotes = [item.evidence for item in (main, *event.others)]
    citations = tuple(cite(sources, item.passage, item.text, item.span) for item in quotes)
    is_ahead = bool(published and main.when.start and main.when.start > published)
    basis: Basis = "text" if main.words else "published"
    return TimelineRow(main.when, basis, main.words, is_ahead, citations)


# -- events --------------------------------------------------------------------------------------


def _find_events(library: Library, survey: Survey) -> list[TimelineEvent]:
    """Return the events that sentences report.

    Where one says what did not happen on a day, another of its document says what did, be it less
    close to the subject.
    """
    dating = _Dating(library, survey)
    evidence = survey.findings.evidence
    dated = dating.sentences(range(len(evidence)), evidence[0].score)
    denied = {_document_day(item) for item in dated.values() if item.is_denial}
    documents = {document_id for document_id, _ in denied}
    near = [place for place, item in enumerate(evidence) if item.passage.document_id in documents]
    affirming = {
        place: item
        for place, item in dating.sentences(near, 0.0).items()
        if item.words and not item.is_denial and _document_day(item) in denied
    }
    affirmed = {_document_day(item) for item in affirming.values()}
    kept = affirming | {
        place: item
        for place, item in dated.items()
        if not (item.is_denial and _document_day(item) in affirmed)
    }
    places = sorted(kept)
    return merge_events([kept[place] for place in places], survey.vectors[places])


class _Dating:
    """Dates the sentences of a survey, reading the versions of each document once."""

    def __init__(self, library: Library, survey: Survey) -> None:
        self._library = library
        self._findings = survey.findings
        self._subject = weights(survey.findings.question, survey.findings.rarity)
        self._texts: dict[str, list[_VersionText]] = {}

    def sentences(self, places: Sequence[int], best: float) -> dict[int, DatedSentence]:
        """Return the sentences at some places that have a day, by their places."""
        found = {}
        for place in places:
            item = self._findings.evidence[place]
            days = _writing_days(item, self._versions(item.passage.document_id))
            dated = date_sentence(item, self._subject, days, best)
            if dated:
                found[place] = dated
        return found

    def _versions(self, document_id: str) -> list[_VersionText]:
        if document_id not in self._texts:
            as_of = self._findings.question.scope.as_of
            self._texts[document_id] = _texts(
                self._library.catalogue.versions_of(document_id, as_of)
            )
        return self._texts[document_id]


class _VersionText(NamedTuple):
    published: date | None
    effective: date | None
    fingerprint: str


def _texts(editions: list[DocumentVersion]) -> list[_VersionText]:
    """Return the versions of a document that has several, earliest first."""
    if len(editions) < 2:
        return []
    return [
        _VersionText(item.published, item.effective, fingerprint(item.text)) for item in editions
    ]


def _writing_days(item: Evidence, texts: list[_VersionText]) -> WritingDays:
    """Return when a sentence was written.

    That is the day of the first version that holds it, or else between publication and update.
    """
    own = fingerprint(item.text)
    for text in texts:
        if own in text.fingerprint:
            return WritingDays(text.published, text.effective)
    published = item.passage.published
    return WritingDays(published, item.passage.updated or published)


def _document_day(item: DatedSentence) -> tuple[str, Window]:
    return item.evidence.passage.document_id, item.when
