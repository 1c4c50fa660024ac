"""Find the events of a subject: its sentences with the days that they report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from rag.evidence.select import weights
from rag.evidence.survey import Survey
from rag.language.tokens import fingerprint
from rag.reports.timeline.event_sentences import DatedSentence, WritingDays, date_sentence
from rag.reports.timeline.merging import TimelineEvent, merge_events
from rag.schema import Evidence, Window
from rag.storage import Library


def find_events(library: Library, survey: Survey) -> list[TimelineEvent]:
    """Return the events that sentences report.

    Where one says what did not happen on a day, another of its document says what did, be it less
    close to the subject.
    """
    dating = _Dating(library, survey)
    evidence = survey.findings.evidence
    dated = dating.sentences(range(len(evidence)), evidence[0].score)
    affirming = _affirming(dating, evidence, dated)
    affirmed = {_document_day(item) for item in affirming.values()}
    kept = dict(affirming)
    for place, item in dated.items():
        is_replaced = item.is_denial and _document_day(item) in affirmed
        if not is_replaced:
            kept[place] = item
    places = sorted(kept)
    return merge_events([kept[place] for place in places], survey.vectors[places])


def _affirming(
    dating: _Dating, evidence: Sequence[Evidence], dated: Mapping[int, DatedSentence]
) -> dict[int, DatedSentence]:
    """Return by place the sentences that say what happened on a day of which others deny an event.

    They are of the same document as those that deny.
    """
    denied = {_document_day(item) for item in dated.values() if item.is_denial}
    documents = {document_id for document_id, _ in denied}
    near = [place for place, item in enumerate(evidence) if item.passage.document_id in documents]
    affirming = {}
    for place, item in dating.sentences(near, 0.0).items():
        is_affirmed = bool(item.words) and not item.is_denial
        if is_affirmed and _document_day(item) in denied:
            affirming[place] = item
    return affirming


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
            texts = self._version_texts(item.passage.document_id)
            days = _writing_days(item, texts)
            dated = date_sentence(item, self._subject, days, best)
            if dated:
                found[place] = dated
        return found

    def _version_texts(self, document_id: str) -> list[_VersionText]:
        """Return the versions of a document that has several, earliest first."""
        known = self._texts.get(document_id)
        if known is not None:
            return known
        as_of = self._findings.question.scope.as_of
        editions = self._library.catalogue.versions_of(document_id, as_of)
        texts = []
        if len(editions) > 1:
            for item in editions:
                texts.append(_VersionText(item.published, item.effective, fingerprint(item.text)))
        self._texts[document_id] = texts
        return texts


class _VersionText(NamedTuple):
    published: date | None
    effective: date | None
    fingerprint: str


def _writing_days(item: Evidence, texts: Sequence[_VersionText]) -> WritingDays:
    """Return when a sentence was written.

    That is the day of the first version that holds it, or else between publication and update.
    """
    own = fingerprint(item.text)
    for text in texts:
        if own in text.fingerprint:
            return WritingDays(text.published, text.effective)
    published = item.passage.published
    last = item.passage.updated or published
    return WritingDays(published, last)


def _document_day(item: DatedSentence) -> tuple[str, Window]:
    return item.evidence.passage.document_id, item.when
