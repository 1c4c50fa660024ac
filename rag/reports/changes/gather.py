"""What became known about a subject between two days.

Nothing that stood in an earlier version or in an earlier copy is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from rag.errors import ConfigError
from rag.evidence.answerability import is_about, nearest_sources
from rag.evidence.select import overlap, weights
from rag.evidence.survey import Survey
from rag.language.discourse import is_full_sentence
from rag.language.temporal import event_times
from rag.language.tokens import fingerprint, stem, words
from rag.reports.changes import (
    Change,
    Changes,
    NewDocument,
    NewStatus,
    NewVersion,
    Version,
    changes_between,
)
from rag.reports.timeline import min_subject_score, subject_score
from rag.schema import (
    Abstention,
    AbstentionReason,
    Effect,
    Evidence,
    Passage,
    Question,
    Scope,
    Source,
    Span,
    Window,
    cite,
)
from rag.storage import DocumentVersion, Library

_STATUS_KINDS = ("amends", "revokes", "suspends", "extends")
# Changed sentences shown of one document.
_MAX_CHANGES = 30
# The subject's share of a changed sentence, and of a title that makes all its document's sentences
# be on the subject.
_MIN_SHARE = 0.3
_TITLE_SHARE = 0.6
# A sentence that names a day within the period is news, one that names another day is history.
_NEWS_BONUS = 0.08
_HISTORY_MALUS = 0.12
_MESSAGES: dict[AbstentionReason, str] = {
    "nothing_found": "No passage of this collection was found to be about that.",
    "outside_dates": (
        "The collection touches on this, but nothing on it became known in those days."
    ),
}


class _Period(NamedTuple):
    """A closed period, both days included."""

    since: date
    until: date

    @property
    def window(self) -> Window:
        return Window(self.since, self.until)

    @property
    def eve(self) -> date:
        """The day before the first."""
        return self.since - timedelta(days=1)


class _Revision(NamedTuple):
    """A document that was changed: its last version before the period and those in it."""

    passage: Passage
    before: DocumentVersion
    inside: list[DocumentVersion]
    changes: list[Change]


class _StatusChange(NamedTuple):
    effect: Effect
    passage: Passage


def known_between(since: date | None, until: date | None, today: date) -> Window:
    """Return the closed window of two days; it ends today at the latest.

    Raises:
        ConfigError: there is no first day, or it lies after the last one.
    """
    if since is None:
        raise ConfigError("since is missing: changes are those from one day on, such as 2025-10-31")
    last = min(until or today, today)
    if since > last:
        end = "until" if last == until else "the day that counts as today,"
        raise ConfigError(f"since {since} lies after {end} {last}")
    return Window(since, last)


def build_changes(
    library: Library,
    query: Question,
    everything: Survey,
    recent: Survey,
    window: Window,
    limit: int,
) -> Changes:
    """Return what became known about a subject within a closed window.

    Args:
        library: where versions and effects are.
        query: the subject; its scope is as of the window's last day.
        everything: what is on the subject up to that day.
        recent: the same of documents published within the window.
        window: the days.
        limit: the most documents, versions and changes of status each; the closest are kept.
    """
    period = _Period(window.start or date.min, window.end or query.today)
    template = Changes(query.original, period.since, period.until)
    if not is_about(everything.findings):
        return _refused(template, "nothing_found", everything)
    subject = weights(query, everything.findings.rarity)
    least = min_subject_score(everything.findings.evidence[0].score)
    documents = _new_documents(library, everything, recent, subject, least, period)
    revisions = list(_revisions(library, query, subject, period))
    on_subject = [
        item.passage.document_id
        for item in everything.findings.evidence
        if subject_score(item, subject) >= least
    ]
    on_subject += [item.passage.document_id for items in documents for item in items]
    statuses = list(_status_changes(library, on_subject, query.scope, period))
    if not (documents or revisions or statuses):
        return _refused(template, "outside_dates", everything)
    sources: dict[str, Source] = {}
    by_day = sorted(documents[:limit], key=lambda items: _publication_day(items[0]))
    return replace(
        template,
        documents=tuple(_new_document(items, sources) for items in by_day),
        versions=tuple(_new_version(item, sources) for item in revisions[:limit]),
        statuses=tuple(_new_status(item, sources) for item in statuses[:limit]),
        sources=tuple(sources.values()),
        left_out=sum(max(0, len(found) - limit) for found in (documents, revisions, statuses)),
    )


def _refused(template: Changes, reason: AbstentionReason, survey: Survey) -> Changes:
    sources = nearest_sources(survey.findings.passages)
    return replace(template, abstention=Abstention(reason, _MESSAGES[reason], sources))


# -- new documents -------------------------------------------------------------------------------


def _new_documents(
    library: Library,
    everything: Survey,
    recent: Survey,
    subject: Mapping[str, float],
    least: float,
    period: _Period,
) -> list[list[Evidence]]:
    """Return the best sentence of each new document, the closest first.

    Those that say the same stand together.
    """
    known = {
        fingerprint(item.text)
        for item in everything.findings.evidence
        if item.passage.published and item.passage.published < period.since
    }
    news = sorted(
        recent.findings.evidence,
        key=lambda item: _news_score(item, subject, period.window),
        reverse=True,
    )
    best: dict[str, Evidence] = {}
    for item in news:
        document_id = item.passage.document_id
        if document_id in best or subject_score(item, subject) < least:
            continue
        if not is_full_sentence(item.text) or fingerprint(item.text) in known:
            continue
        if _is_first_known(library, item.passage, period):
            best[document_id] = item
    same: dict[str, list[Evidence]] = {}
    for item in best.values():
        same.setdefault(fingerprint(item.text), []).append(item)
    return [sorted(items, key=_publication_day) for items in same.values()]


def _is_first_known(library: Library, passage: Passage, period: _Period) -> bool:
    """Return whether no version or copy of a document is of a day outside the period."""
    days = [copy.published for copy in passage.copies]
    for edition in library.catalogue.versions_of(passage.document_id, period.until):
        days += [edition.published, edition.effective]
    return all(day is None or period.window.holds(day) for day in days)


def _news_score(item: Evidence, subject: Mapping[str, float], window: Window) -> float:
    """Return how well a sentence says what is new: worse when it names only days of before."""
    score = subject_score(item, subject)
    times = event_times(item.text, item.passage.published)
    if not times:
        return score
    if any(time.window.overlaps(window) for time in times):
        return score + _NEWS_BONUS
    return score - _HISTORY_MALUS


def _publication_day(item: Evidence) -> date:
    return item.passage.published or date.max


def _new_document(items: list[Evidence], sources: dict[str, Source]) -> NewDocument:
    return NewDocument(tuple(cite(sources, item.passage, item.text, item.span) for item in items))


# -- new versions --------------------------------------------------------------------------------


def _revisions(
    library: Library, query: Question, subject: Mapping[str, float], period: _Period
) -> Iterator[_Revision]:
    """Return the documents of before that were changed, the newest first.

    Each has its changed sentences on the subject.
    """
    for document_id in library.catalogue.revised(period.since, period.until):
        passages = library.chunks.passages_of(document_id, query.scope, 1)
        editions = library.catalogue.versions_of(document_id, period.until)
        before = [item for item in editions if item.effective and item.effective < period.since]
        inside = [
            item for item in editions if item.effective and period.window.holds(item.effective)
        ]
        if not (passages and before and inside):
            continue
        known = [*before[:-1], *_old_copies(library, passages[0], period)]
        changes = changes_between(
            Version(before[-1].number, before[-1].text),
            Version(inside[-1].number, inside[-1].text),
            [edition.text for edition in known],
        )
        if _share(passages[0].title, subject) < _TITLE_SHARE:
            changes = [item for item in changes if _share(_texts_of(item), subject) >= _MIN_SHARE]
        if changes:
            yield _Revision(passages[0], before[-1], inside, changes[:_MAX_CHANGES])


def _old_copies(library: Library, passage: Passage, period: _Period) -> Iterator[DocumentVersion]:
    for copy in passage.copies:
        yield from library.catalogue.versions_of(copy.document_id, period.eve)


def _texts_of(change: Change) -> str:
    return " ".join(half.quote for half in (change.before, change.after) if half)


def _share(text: str, subject: Mapping[str, float]) -> float:
    return overlap(subject, frozenset(stem(word) for word in words(text)), frozenset())


def _new_version(item: _Revision, sources: dict[str, Source]) -> NewVersion:
    source = cite(sources, item.passage, "", Span(0, 0))
    days = tuple(edition.effective for edition in item.inside if edition.effective)
    return NewVersion(
        source.n,
        item.passage.document_id,
        item.before.number,
        item.inside[-1].number,
        days,
        tuple(item.changes),
    )


# -- changed status ------------------------------------------------------------------------------


def _status_changes(
    library: Library, document_ids: Iterable[str], scope: Scope, period: _Period
) -> Iterator[_StatusChange]:
    """Return what was done within the period to or by documents, oldest first.

    What others had reported before is not new.
    """
    effects = _effects_within(library, document_ids, scope, period)
    act_keys = {effect.act_key for effect in effects}
    earlier = library.relations.effects_on(act_keys, Scope(period.eve))
    known = {(effect.act_key, effect.kind) for effect in earlier}
    for effect in sorted(effects, key=_effect_order):
        passage = library.chunks.passage_at(effect.version_id, effect.span.start)
        if passage and (effect.own or (effect.act_key, effect.kind) not in known):
            copies = tuple(
                copy for copy in passage.copies if copy.published and copy.published <= period.until
            )
            yield _StatusChange(effect, replace(passage, copies=copies))


def _effects_within(
    library: Library, document_ids: Iterable[str], scope: Scope, period: _Period
) -> list[Effect]:
    """Return the effects of a period on documents and by them, each sentence once."""
    found: dict[tuple[str, int], Effect] = {}
    for document_id in dict.fromkeys(document_ids):
        effects = [
            *library.relations.effects_on_document(document_id, scope),
            *library.relations.effects_of_document(document_id, scope),
        ]
        for effect in effects:
            is_inside = effect.day is not None and period.window.holds(effect.day)
            if effect.kind in _STATUS_KINDS and is_inside:
                found.setdefault((effect.version_id, effect.span.start), effect)
    return list(found.values())


def _effect_order(effect: Effect) -> tuple[date, str, Span]:
    return effect.day or date.max, effect.version_id, effect.span


def _new_status(item: _StatusChange, sources: dict[str, Source]) -> NewStatus:
    effect = item.effect
    citation = cite(sources, item.passage, effect.sentence, effect.span)
    return NewStatus(effect.kind, effect.act, effect.actor, effect.partial, effect.until, citation)
