"""Decide whether what was found answers the question, and refuse with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from rag.evidence.demands import unmet_demand
from rag.evidence.forms import is_definition
from rag.evidence.select import coverage
from rag.language.temporal import periods_in
from rag.schema import AbstentionReason, Findings, Passage, Source, Window

# A question is about the collection when a passage is this near to it, or when the best one holds
# this share of its words. Off-topic questions on the sample collection stay below .35, all others
# lie above .53.
MIN_SIMILARITY = 0.42
MIN_COVERAGE = 0.75
# Some sentence answers when its score and twice its cosine add up to this. With what the form of a
# question demands it refuses 9 % of the answerable and 21 % of the unanswerable questions of squad2
# (near misses), 4 % and 48 % of clapnq's, gold passage given; at 1.6 15 and 28, 6 and 61.
MIN_ANSWERABILITY = 1.4
_NEAREST = 3
NOTHING_FOUND = "No passage of this collection was found to be about that."


class Assessment(NamedTuple):
    """Why a question is refused, None when it is not, and the findings that an answer may use.

    `missing` is what the form of the question asks for and no passage gives: "a number of people".
    """

    reason: AbstentionReason | None
    findings: Findings
    missing: str = ""


def assess_answerability(findings: Findings, limit: int, newest: date | None) -> Assessment:
    """Decide whether to refuse and why.

    Args:
        findings: what was found; narrowed to `limit` passages of the period that the question
            names.
        limit: the most passages.
        newest: the last day of publication in the collection; of a period after it only exact
            mentions count.
    """
    if not is_about(findings):
        return Assessment(_reason_of_nothing(findings), findings)
    mentioned = findings.question.mentioned
    if mentioned:
        ahead = bool(newest and mentioned.start and mentioned.start > newest)
        inside = [item for item in findings.passages if speaks_of(item, mentioned, ahead)]
        if not inside:
            return Assessment("outside_dates", findings)
        read = {item.passage.chunk_id: item.passage for item in findings.evidence}
        fitting = {name for name, item in read.items() if speaks_of(item, mentioned, ahead)}
        told = [item for item in findings.evidence if item.passage.chunk_id in fitting]
        findings = replace(findings, passages=tuple(inside[:limit]), evidence=tuple(told))
    best = max((item.score + 2 * item.similarity for item in findings.evidence), default=0.0)
    if best < MIN_ANSWERABILITY:
        return Assessment("not_enough", findings)
    missing = unmet_demand(findings.question, findings.evidence)
    return Assessment("not_enough" if missing else None, findings, missing)


def is_about(findings: Findings) -> bool:
    """Return whether the best passages are about the question's subject at all."""
    if not findings.evidence:
        return False
    nearest = max((passage.similarity or 0.0 for passage in findings.passages), default=0.0)
    if nearest >= MIN_SIMILARITY:
        return True
    term = findings.question.form.term
    if term and any(is_definition(item, term) for item in findings.evidence):
        return True
    # One passage seldom speaks of both sides of a comparison.
    sides = max(1, len(findings.question.form.sides))
    covered = coverage(findings.question, findings.evidence[0], findings.rarity)
    return covered >= MIN_COVERAGE / sides


def speaks_of(passage: Passage, window: Window, exactly: bool = False) -> bool:
    """Return whether a passage was published in a period or names a day, month or year of it.

    `exactly` asks for a day, month or year that lies inside the period.
    """
    if passage.published and window.holds(passage.published):
        return True
    fits = window.contains if exactly else window.overlaps
    text = f"{passage.title}. {passage.heading}. {passage.text}"
    return any(fits(period) for period in periods_in(text))


def nearest_sources(passages: Sequence[Passage]) -> tuple[Source, ...]:
    """Return the documents that a refusal names, the nearest first."""
    first_of: dict[str, Passage] = {}
    for passage in passages:
        first_of.setdefault(passage.document_id, passage)
    nearest = list(first_of.values())[:_NEAREST]
    return tuple(Source.of(n, passage) for n, passage in enumerate(nearest, start=1))


def _reason_of_nothing(findings: Findings) -> AbstentionReason:
    scope = findings.question.scope
    is_restricted = bool(scope.window or scope.as_of)
    return "outside_dates" if is_restricted and not findings.passages else "nothing_found"
