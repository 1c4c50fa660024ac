"""Find the pairs of evidence that disagree on what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from rag.answer.conflicts.days import days_apart
from rag.answer.conflicts.figures import figures_apart
from rag.answer.conflicts.reading import Reading
from rag.answer.conflicts.response import response_of
from rag.answer.conflicts.states import states_apart
from rag.answer.conflicts.subject import Subject
from rag.schema import Conflict, ConflictKind, ConflictSide, Evidence, Question

# Sentences compared, each with each.
_MOST = 40


def find_conflicts(question: Question, evidence: Sequence[Evidence]) -> list[Conflict]:
    """Return the pairs of sentences that give different figures, dates or states for one thing.

    Sentences of one document, and of copies of one text, are one source and do not disagree.

    Args:
        question: what is asked; sentences on anything else are not compared.
        evidence: sentences, best first; the first 40 are read.

    Returns:
        At most one conflict of each kind, that of the two sentences most surely on one thing.
    """
    subject = Subject(question)
    readings = [Reading(item) for item in evidence[:_MOST]]
    on_subject = [reading for reading in readings if subject.is_in(reading)]
    found: dict[ConflictKind, Conflict] = {}
    for one, other in _by_match(subject, on_subject):
        for conflict in _conflicts(subject, one, other):
            found.setdefault(conflict.kind, conflict)
    return list(found.values())


def _by_match(subject: Subject, readings: Sequence[Reading]) -> Iterator[tuple[Reading, Reading]]:
    """Yield the pairs of two sources that speak of one thing, the surest first."""
    pairs = [pair for pair in combinations(readings, 2) if _are_two_sources(*pair)]
    matched = [(subject.match(*pair), pair) for pair in pairs]
    matched.sort(key=lambda each: each[0], reverse=True)
    return (pair for match, pair in matched if match)


def _are_two_sources(one: Reading, other: Reading) -> bool:
    mine, theirs = one.evidence.passage, other.evidence.passage
    copies = {copy.document_id for copy in mine.copies}
    return mine.document_id != theirs.document_id and theirs.document_id not in copies


def _conflicts(subject: Subject, one: Reading, other: Reading) -> Iterator[Conflict]:
    """Yield the conflicts between two sentences on one thing, of the kind that is asked for."""
    earlier, later = sorted((one, other), key=_published)
    asked = subject.asks_for
    if asked in (None, "number") and (figures := figures_apart(subject, earlier, later)):
        yield _conflict("figure", earlier, later, (figures[0].text, figures[1].text))
    if asked in (None, "date") and (days := days_apart(subject, earlier, later)):
        yield _conflict("date", earlier, later, (days[0].text, days[1].text))
    if asked in (None, "name") and (states := states_apart(subject, earlier, later)):
        yield _conflict("state", earlier, later, states)


def _published(reading: Reading) -> date:
    return reading.evidence.passage.published or date.min


def _conflict(
    kind: ConflictKind, earlier: Reading, later: Reading, said: tuple[str, str]
) -> Conflict:
    return Conflict(
        kind,
        ConflictSide(earlier.evidence, said[0]),
        ConflictSide(later.evidence, said[1]),
        response_of(earlier, later, kind, said[1]),
    )
