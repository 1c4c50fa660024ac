"""Find the documents first published within a period, each by its best new sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from rag.evidence.survey import Survey
from rag.language.discourse import is_full_sentence
from rag.language.near_duplicates import KnownText, revision_mark
from rag.language.temporal import event_times
from rag.language.tokens import fingerprint
from rag.reports.changes.period import Period
from rag.reports.changes.values import NewDocument
from rag.reports.timeline import subject_score
from rag.schema import Evidence, Passage, Scope, Source, Window, cite
from rag.storage import Library

# A sentence that names a day within the period is news, one that names another day is history.
_NEWS_BONUS = 0.08
_HISTORY_MALUS = 0.12
_PASSAGES_OF_COPY = 40


def new_documents(
    library: Library,
    everything: Survey,
    recent: Survey,
    subject: Mapping[str, float],
    least: float,
    period: Period,
) -> list[list[Evidence]]:
    """Return the best sentence of each new document, the closest first.

    Those that say the same are in one list, the earliest first.

    Args:
        library: where versions are.
        everything: the sentences on the subject up to the last day.
        recent: the same of documents published within the period.
        subject: the words of the subject with their weights.
        least: the least score on the subject.
        period: the days.
    """
    known = _known_before(everything, period.since)
    news = sorted(
        recent.findings.evidence,
        key=lambda item: _news_score(item, subject, period.window),
        reverse=True,
    )
    best: dict[tuple[str, bool], Evidence] = {}
    copies = _Copies(library, period)
    for item in news:
        is_revised = copies.is_revised_by(item)
        place = (item.passage.document_id, is_revised)
        if place in best or subject_score(item, subject) < least:
            continue
        if not is_full_sentence(item.text) or fingerprint(item.text) in known:
            continue
        if is_revised or _is_first_known(library, item.passage, period):
            best[place] = item
    return _grouped_by_text(best.values())


def new_document(items: list[Evidence], sources: dict[str, Source]) -> NewDocument:
    """Return the value of new documents that say the same; their sources are numbered."""
    citations = [cite(sources, item.passage, item.text, item.span) for item in items]
    return NewDocument(tuple(citations))


def publication_day(item: Evidence) -> date:
    """Return the day of a sentence's document, the last of all where it is unknown."""
    return item.passage.published or date.max


def _known_before(everything: Survey, since: date) -> set[str]:
    """Return the fingerprints of the sentences that were published before a day."""
    known = set()
    for item in everything.findings.evidence:
        published = item.passage.published
        if published and published < since:
            known.add(fingerprint(item.text))
    return known


def _grouped_by_text(evidence: Iterable[Evidence]) -> list[list[Evidence]]:
    """Return sentences grouped by what they say, those of a group by their days."""
    same: dict[str, list[Evidence]] = {}
    for item in evidence:
        same.setdefault(fingerprint(item.text), []).append(item)
    return [sorted(items, key=publication_day) for items in same.values()]


class _Copies:
    """The texts of copies as they were known at the end of a period, each read once."""

    def __init__(self, library: Library, period: Period) -> None:
        self._library = library
        self._scope = Scope(as_of=period.until)
        self._texts: dict[str, KnownText] = {}

    def is_revised_by(self, item: Evidence) -> bool:
        """Return whether a sentence says what no copy does of which its document is a revision.

        So a correction is told although its text was known.
        """
        passage = item.passage
        if not (passage.copies and revision_mark(passage.title)):
            return False
        return all(self._read(copy.document_id).lacks(item.text) for copy in passage.copies)

    def _read(self, document_id: str) -> KnownText:
        if document_id not in self._texts:
            read = self._library.chunks.passages_of(document_id, self._scope, _PASSAGES_OF_COPY)
            text = "\n\n".join(passage.text for passage in read)
            self._texts[document_id] = KnownText(text)
        return self._texts[document_id]


def _is_first_known(library: Library, passage: Passage, period: Period) -> bool:
    """Return whether no version or copy of a document is of a day outside the period."""
    days = [copy.published for copy in passage.copies]
    editions = library.catalogue.versions_of(passage.document_id, period.until)
    for edition in editions:
        days += [edition.published, edition.effective]
    window = period.window
    return all(day is None or window.holds(day) for day in days)


def _news_score(item: Evidence, subject: Mapping[str, float], window: Window) -> float:
    """Return how well a sentence says what is new: worse when it names only days of before."""
    score = subject_score(item, subject)
    times = event_times(item.text, item.passage.published)
    if not times:
        return score
    names_period = any(time.window.overlaps(window) for time in times)
    if names_period:
        return score + _NEWS_BONUS
    return score - _HISTORY_MALUS
