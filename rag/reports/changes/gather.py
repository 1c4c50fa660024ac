"""What became known about a subject between two days: nothing that stood in an earlier version or in an earlier copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from rag.errors import ConfigError
from rag.evidence.answerability import is_about, nearest_sources
from rag.evidence.select import overlap, weights
from rag.evidence.survey import Survey
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
from rag.reports.timeline import closeness, floor, is_sentence
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

_KINDS = ("amends", "revokes", "suspends", "extends")
# Changed sentences shown of one document.
_MOST_CHANGES = 30
# The subject's share of a changed sentence, and of a title that makes all its document's sentences be on the subject.
_MIN_SHARE, _TITLE_SHARE = 0.3, 0.6
_NEWS_BONUS, _HISTORY_MALUS = 0.08, 0.12
_MESSAGES: dict[AbstentionReason, str] = {
    "nothing_found": "No passage of this collection was found to be about that.",
    "outside_dates": "The collection touches on this, but nothing on it became known in those days.",
}


class _Revised(NamedTuple):
    passage: Passage
    before: DocumentVersion
    inside: list[DocumentVersion]
    changes: list[Change]


class _Done(NamedTuple):
    effect: Effect
    passage: Passage


def known_between(since: date | None, until: date | None, today: date) -> Window:
    """The closed window of two days; it ends today at the latest.

    Raises:
        ConfigError: there is no first day, or it lies after the last one.
    """
    if since is None:
        raise ConfigError("since is missing: changes are those from one day on, such as 2025-10-31")
    last = min(until or today, today)
    if since > last:
        raise ConfigError(
            f"since {since} lies after {'until' if last == until else 'the day that counts as today,'} {last}"
        )
    return Window(since, last)


def build_changes(
    library: Library,
    query: Question,
    everything: Survey,
    recent: Survey,
    window: Window,
    limit: int,
) -> Changes:
    """What became known about a subject within a closed window.

    Args:
        library: where versions and effects are.
        query: the subject; its scope is as of the window's last day.
        everything: what is on the subject up to that day.
        recent: the same of documents published within the window.
        window: the days.
        limit: the most documents, versions and changes of status each; the closest to the subject are kept.
    """
    since, until = window.start or date.min, window.end or query.today
    template = Changes(query.original, since, until)
    if not is_about(everything.findings):
        return _refused(template, "nothing_found", everything)
    subject = weights(query, everything.findings.rarity)
    close = floor(everything.findings.evidence[0].score)
    old = frozenset(
        fingerprint(item.text)
        for item in everything.findings.evidence
        if _is_old(item.passage, since)
    )
    documents = _new_documents(library, recent, subject, close, old, window)
    versions = list(_new_versions(library, query, subject, window))
    near = [
        item.passage for item in everything.findings.evidence if closeness(item, subject) >= close
    ]
    statuses = list(
        _new_statuses(
            library,
            [*near, *(item.passage for items in documents for item in items)],
            query.scope,
            window,
        )
    )
    if not (documents or versions or statuses):
        return _refused(template, "outside_dates", everything)
    sources: dict[str, Source] = {}
    return replace(
        template,
        documents=tuple(
            NewDocument(tuple(cite(sources, item.passage, item.text, item.span) for item in items))
            for items in sorted(documents[:limit], key=lambda items: _day(items[0]))
        ),
        versions=tuple(_version(item, sources) for item in versions[:limit]),
        statuses=tuple(_status(item, sources) for item in statuses[:limit]),
        sources=tuple(sources.values()),
        left_out=sum(max(0, len(found) - limit) for found in (documents, versions, statuses)),
    )


def _new_documents(
    library: Library,
    recent: Survey,
    subject: Mapping[str, float],
    close: float,
    old: frozenset[str],
    window: Window,
) -> list[list[Evidence]]:
    """The best sentence of each document that is new, those that say the same together, the closest first."""
    best: dict[str, Evidence] = {}
    for item in sorted(
        recent.findings.evidence, key=lambda item: -_newsworth(item, subject, window)
    ):
        passage = item.passage
        if (
            passage.document_id in best
            or closeness(item, subject) < close
            or not is_sentence(item.text)
            or fingerprint(item.text) in old
        ):
            continue
        editions = library.catalogue.versions_of(passage.document_id, window.end)
        stood = [day for edition in editions for day in (edition.published, edition.effective)]
        if all(
            day is None or window.holds(day)
            for day in (*stood, *(copy.published for copy in passage.copies))
        ):
            best[passage.document_id] = item
    same: dict[str, list[Evidence]] = {}
    for item in best.values():
        same.setdefault(fingerprint(item.text), []).append(item)
    return [sorted(items, key=_day) for items in same.values()]


def _newsworth(item: Evidence, subject: Mapping[str, float], window: Window) -> float:
    """How well a sentence tells what is new: better when it names a day within the window, worse when it tells of before."""
    told = event_times(item.text, item.passage.published)
    inside = any(found.window.overlaps(window) for found in told)
    return closeness(item, subject) + (_NEWS_BONUS if inside else -_HISTORY_MALUS if told else 0.0)


def _day(item: Evidence) -> date:
    return item.passage.published or date.max


def _new_versions(
    library: Library, query: Question, subject: Mapping[str, float], window: Window
) -> Iterator[_Revised]:
    """The documents of before that were changed, the newest first, with their changed sentences on the subject."""
    for document_id in library.catalogue.revised(window.start or date.min, window.end or date.max):
        passages = library.chunks.passages_of(document_id, query.scope, 1)
        editions = library.catalogue.versions_of(document_id, window.end)
        before = [
            edition
            for edition in editions
            if edition.effective and window.start and edition.effective < window.start
        ]
        inside = [
            edition for edition in editions if edition.effective and window.holds(edition.effective)
        ]
        if not (passages and before and inside):
            continue
        known = [
            edition.text for edition in (*before[:-1], *_old_copies(library, passages[0], window))
        ]
        found = changes_between(
            Version(before[-1].number, before[-1].text),
            Version(inside[-1].number, inside[-1].text),
            known,
        )
        all_of_it = _share(passages[0].title, subject) >= _TITLE_SHARE
        changes = [
            change for change in found if all_of_it or _share(_text(change), subject) >= _MIN_SHARE
        ]
        if changes:
            yield _Revised(passages[0], before[-1], inside, changes[:_MOST_CHANGES])


def _old_copies(library: Library, passage: Passage, window: Window) -> Iterator[DocumentVersion]:
    for copy in passage.copies:
        yield from library.catalogue.versions_of(
            copy.document_id, (window.start or date.min) - timedelta(days=1)
        )


def _new_statuses(
    library: Library, passages: list[Passage], scope: Scope, window: Window
) -> Iterator[_Done]:
    """What was done within the window to or by documents on the subject, oldest first, when it was not known before."""
    found: dict[tuple[str, int], Effect] = {}
    for document_id in dict.fromkeys(passage.document_id for passage in passages):
        for effect in [
            *library.relations.effects_on_document(document_id, scope),
            *library.relations.effects_of_document(document_id, scope),
        ]:
            if effect.kind in _KINDS and effect.day and window.holds(effect.day):
                found.setdefault((effect.version_id, effect.span.start), effect)
    earlier = Scope((window.start or date.min) - timedelta(days=1))
    known = {
        (effect.act_key, effect.kind)
        for effect in library.relations.effects_on(
            {effect.act_key for effect in found.values()}, earlier
        )
    }
    for effect in sorted(
        found.values(), key=lambda effect: (effect.day or date.max, effect.version_id, effect.span)
    ):
        passage = library.chunks.passage_at(effect.version_id, effect.span.start)
        if passage and (effect.own or (effect.act_key, effect.kind) not in known):
            copies = tuple(
                copy
                for copy in passage.copies
                if copy.published and (window.end is None or copy.published <= window.end)
            )
            yield _Done(effect, replace(passage, copies=copies))


def _version(item: _Revised, sources: dict[str, Source]) -> NewVersion:
    n = cite(sources, item.passage, "", Span(0, 0)).n
    days = tuple(edition.effective for edition in item.inside if edition.effective)
    return NewVersion(
        n,
        item.passage.document_id,
        item.before.number,
        item.inside[-1].number,
        days,
        tuple(item.changes),
    )


def _status(item: _Done, sources: dict[str, Source]) -> NewStatus:
    effect = item.effect
    citation = cite(sources, item.passage, effect.sentence, effect.span)
    return NewStatus(effect.kind, effect.act, effect.actor, effect.partial, effect.until, citation)


def _refused(template: Changes, reason: AbstentionReason, seen: Survey) -> Changes:
    return replace(
        template,
        abstention=Abstention(reason, _MESSAGES[reason], nearest_sources(seen.findings.passages)),
    )


def _is_old(passage: Passage, since: date) -> bool:
    return passage.published is not None and passage.published < since


def _text(change: Change) -> str:
    return " ".join(half.quote for half in (change.before, change.after) if half)


def _share(text: str, subject: Mapping[str, float]) -> float:
    return overlap(subject, frozenset(stem(word) for word in words(text)), frozenset())
