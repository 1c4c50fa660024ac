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
from rag.answer.conflicts.subject import asks_number, subject_match
from rag.schema import Conflict, ConflictKind, ConflictSide, Evidence, Question

# Sentences compared, each with each.
_MOST = 40


def find_conflicts(question: Question, evidence: Sequence[Evidence]) -> list[Conflict]:
    """Return the pairs of sentences that give different figures, dates or states for one thing.

    Sentences of one document, and of copies of one text, are one source and do not disagree.

    Args:
        question: what is asked; sentences on anything else are not compared.
        evidence: sentences, best first.

    Returns:
        At most one conflict of each kind, that of the two sentences most surely on one thing.
    """
    readings = [Reading(item) for item in evidence[:_MOST]]
    pairs = [pair for pair in combinations(readings, 2) if _are_two_sources(*pair)]
    matched = [(subject_match(question, *pair), *pair) for pair in pairs]
    matched.sort(key=lambda each: each[0], reverse=True)
    found: dict[ConflictKind, Conflict] = {}
    for match, one, other in matched:
        if match:
            for conflict in _conflicts(question, one, other):
                found.setdefault(conflict.kind, conflict)
    return list(found.values())


def _are_two_sources(one: Reading, other: Reading) -> bool:
    mine, theirs = one.evidence.passage, other.evidence.passage
    copies = {copy.document_id for copy in mine.copies}
    return mine.document_id != theirs.document_id and theirs.document_id not in copies


def _conflicts(question: Question, one: Reading, other: Reading) -> Iterator[Conflict]:
    """Yield the conflicts between two sentences on one thing."""
    earlier, later = sorted((one, other), key=_published)
    asked = "number" if asks_number(question) else question.form.answer_type
    if asked in (None, "number"):
        figures = figures_apart(question, earlier, later)
        if figures:
            yield _conflict("figure", earlier, later, figures[0].text, figures[1].text)
    if asked in (None, "date"):
        days = days_apart(question, earlier, later)
        if days:
            yield _conflict("date", earlier, later, days[0].text, days[1].text)
    if asked in (None, "name"):
        states = states_apart(question, earlier, later)
        if states:
            yield _conflict("state", earlier, later, states[0].text, states[1].text)


def _published(reading: Reading) -> date:
    return reading.evidence.passage.published or date.min


def _conflict(
    kind: ConflictKind, earlier: Reading, later: Reading, said: str, said_later: str
) -> Conflict:
    return Conflict(
        kind,
        ConflictSide(earlier.evidence, said),
        ConflictSide(later.evidence, said_later),
        response_of(earlier, later, kind, said_later),
    )
