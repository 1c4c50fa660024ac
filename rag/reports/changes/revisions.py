"""Find the documents that were revised within a period, with their changed sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rag.evidence.select import overlap
from rag.language.tokens import stem, words
from rag.reports.changes.alignment import Change, Version, changes_between
from rag.reports.changes.period import Period
from rag.reports.changes.values import NewVersion
from rag.schema import Passage, Question, Source, Span, cite
from rag.storage import DocumentVersion, Library

# Changed sentences shown of one document.
_MAX_CHANGES = 30
# The subject's share of a changed sentence, and of a title that makes all its document's sentences
# be on the subject.
_MIN_SHARE = 0.3
_TITLE_SHARE = 0.6


class Revision(NamedTuple):
    """A document that was changed: its last version before the period and those in it."""

    passage: Passage
    before: DocumentVersion
    inside: list[DocumentVersion]
    changes: list[Change]


def revisions(
    library: Library, question: Question, subject: Mapping[str, float], period: Period
) -> Iterator[Revision]:
    """Yield the earlier documents that were changed, the newest first.

    Each has its changed sentences on the subject.
    """
    for document_id in library.catalogue.revised(period.since, period.until):
        passages = library.chunks.passages_of(document_id, question.scope, 1)
        editions = library.catalogue.versions_of(document_id, period.until)
        before, inside = _divided(editions, period)
        if not (passages and before and inside):
            continue
        passage = passages[0]
        known = [*before[:-1], *_old_copies(library, passage, period)]
        changes = _changes(before[-1], inside[-1], known)
        on_subject = _on_subject(changes, passage.title, subject)
        if on_subject:
            yield Revision(passage, before[-1], inside, on_subject[:_MAX_CHANGES])


def new_version(revision: Revision, sources: dict[str, Source]) -> NewVersion:
    """Return the value of a revision; its source is numbered."""
    passage = revision.passage
    source = cite(sources, passage, "", Span(0, 0))
    days = [edition.effective for edition in revision.inside if edition.effective]
    return NewVersion(
        n=source.n,
        document_id=passage.document_id,
        before=revision.before.number,
        after=revision.inside[-1].number,
        days=tuple(days),
        changes=tuple(revision.changes),
    )


def _divided(
    editions: Iterable[DocumentVersion], period: Period
) -> tuple[list[DocumentVersion], list[DocumentVersion]]:
    """Return the versions of before a period, and those within it."""
    before = []
    inside = []
    for edition in editions:
        day = edition.effective
        if day is None:
            continue
        if day < period.since:
            before.append(edition)
        if period.window.holds(day):
            inside.append(edition)
    return before, inside


def _changes(
    before: DocumentVersion, after: DocumentVersion, known: Sequence[DocumentVersion]
) -> list[Change]:
    old = Version(before.number, before.text)
    new = Version(after.number, after.text)
    return changes_between(old, new, [edition.text for edition in known])


def _old_copies(library: Library, passage: Passage, period: Period) -> Iterator[DocumentVersion]:
    for copy in passage.copies:
        yield from library.catalogue.versions_of(copy.document_id, period.eve)


def _on_subject(changes: list[Change], title: str, subject: Mapping[str, float]) -> list[Change]:
    """Return the changes on a subject: all of them where the title is on it."""
    if _share(title, subject) >= _TITLE_SHARE:
        return changes
    return [change for change in changes if _share(_text_of(change), subject) >= _MIN_SHARE]


def _text_of(change: Change) -> str:
    halves = (change.before, change.after)
    return " ".join(half.quote for half in halves if half)


def _share(text: str, subject: Mapping[str, float]) -> float:
    stems = frozenset(stem(word) for word in words(text))
    return overlap(subject, stems, frozenset())
