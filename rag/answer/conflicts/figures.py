"""Figures of two sentences that cannot both be right."""

from __future__ import annotations

from rag.answer.conflicts.bounds import is_rounded
from rag.answer.conflicts.figure_claims import FigureClaim, figure_claims
from rag.answer.conflicts.places import are_of_one_extent, are_of_one_thing, are_of_one_time
from rag.answer.conflicts.reading import Reading
from rag.answer.conflicts.subject import Subject
from rag.answer.conflicts.wording import counted
from rag.language.units import unit_behind

_DURATIONS = frozenset({"time", "months", "working time"})


def figures_apart(
    subject: Subject, one: Reading, other: Reading
) -> tuple[FigureClaim, FigureClaim] | None:
    """Return figures of two sentences on one thing that cannot both be right, None without.

    Where figures of one kind agree, the sentences turn on those, and others of the kind are left
    alone.
    """
    mine = [claim for claim in figure_claims(one) if _is_asked(subject, claim)]
    theirs = [claim for claim in figure_claims(other) if _is_asked(subject, claim)]
    pairs = [(a, b) for a in mine for b in theirs if _are_comparable(a, b)]
    agreed = {a.kind for a, b in pairs if agree(a, b)}
    return next(((a, b) for a, b in pairs if a.kind not in agreed), None)


def agree(one: FigureClaim, other: FigureClaim) -> bool:
    """Return whether two figures may be one, as rounded, about, at least or in a range."""
    return one.bounds.meet(other.bounds) or is_rounded(one.figure, other.figure)


def measure_alike(one: FigureClaim, other: FigureClaim) -> bool:
    """Return whether what two figures count or measure may be one thing."""
    mine, theirs = one.figure.amount.measure, other.figure.amount.measure
    is_alike = mine.measures_like(theirs) if mine and theirs else mine is theirs is None
    if not is_alike or not one.heads or not other.heads or one.heads & other.heads:
        return is_alike
    return bool(_rows(one.heads) & _rows(other.heads))


def _is_asked(subject: Subject, claim: FigureClaim) -> bool:
    """Return whether a figure is of the kind and of the period that a question asks for."""
    periods = claim.place.periods
    is_of_other_time = (
        subject.period and periods and not any(subject.period.overlaps(each) for each in periods)
    )
    is_duration = claim.kind in _DURATIONS
    if claim.is_reference or is_of_other_time or (is_duration and not subject.asks_how_long):
        return False
    if subject.asks_how_many:
        return _is_asked_count(subject, claim)
    return subject.asks_for == "number" or bool(claim.kind or claim.heads)


def _is_asked_count(subject: Subject, claim: FigureClaim) -> bool:
    """Return whether a figure is of what "how many" asks for, a noun or a unit."""
    if claim.kind:
        units = (unit_behind(f" {word}") for word in subject.words)
        return claim.kind in {unit[0].kind for unit in units if unit}
    if not claim.heads or subject.counted & claim.heads:
        return True
    return bool(_rows(subject.counted) & _rows(claim.heads))


def _rows(stems: frozenset[str]) -> set[int]:
    """Return the kinds of countable things that some stems are words for."""
    return {counted()[each] for each in stems if each in counted()}


def _are_comparable(one: FigureClaim, other: FigureClaim) -> bool:
    """Return whether two figures are of one thing at one time, measured in one way."""
    ways = [(claim.is_part, claim.rate, claim.change) for claim in (one, other)]
    if ways[0] != ways[1] or not measure_alike(one, other):
        return False
    places = one.place, other.place
    return are_of_one_time(*places) and are_of_one_extent(*places) and are_of_one_thing(*places)
