"""Choose what a question's form asks for: a whole list, a side each, a definition, an amount."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.evidence.demands import EQUAL_SHARE, meets_demand
from rag.evidence.excerpts import ExcerptMaker
from rag.language.question_forms import defines, gives_cause
from rag.language.tokens import content_words, stem, words
from rag.schema import Evidence, Excerpt, Findings

# A cause may stand in a sentence this close to the best: it seldom repeats what is explained.
_CAUSE_SHARE = 0.7
# A side is spoken of where this share of its own words stands.
_SIDE_SHARE = 0.6
_NAME = re.compile(r"\b[A-Z][\w’'-]*")
# The items of a list that answers come this close to the best sentence.
_LIST_SHARE = 0.8


def ordered_by_form(findings: Findings, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Put what meets the form of the question before what is about as good."""
    form = findings.question.form
    if form.term:
        return _first_where(evidence, lambda item: defines(item.text, form.term), 0.0)
    if form.answer_type == "reason":
        return _first_where(evidence, lambda item: gives_cause(item.text), _CAUSE_SHARE)
    if form.measure or form.counted:
        return _first_where(evidence, lambda item: meets_demand(item, form), EQUAL_SHARE)
    return list(evidence)


def _first_where(
    evidence: Sequence[Evidence], meets: Callable[[Evidence], bool], share: float
) -> list[Evidence]:
    """Put the sentences of at least a share of the best score that meet a condition first."""
    floor = share * max((item.score for item in evidence), default=0.0)
    first = [item for item in evidence if item.score >= floor and meets(item)]
    return [*first, *(item for item in evidence if item not in first)]


def whole_list(findings: Findings, maker: ExcerptMaker) -> Excerpt | None:
    """Return the list or table whose items answer a question for all best, None where none does.

    For "which metals" its lead-in, its heading or its header must speak of metals.
    """
    form = findings.question.form
    if not (form.is_list or form.plural):
        return None
    evidence = findings.evidence
    floor = _LIST_SHARE * max((item.score for item in evidence), default=0.0)
    documents = {item.passage.document_id: item for item in reversed(evidence)}
    found: list[tuple[float, Excerpt]] = []
    for name, first in documents.items():
        own = [item for item in evidence if item.passage.document_id == name]
        for block in maker.lists(first):
            inside = [item.score for item in own if item.span.overlaps(block.span)]
            is_asked = form.is_list or stem(form.plural.lower()) in _stems(maker.opening_of(block))
            if is_asked and len(inside) > 1 and max(inside) >= floor:
                found.append((sum(inside) / len(inside), block))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def excerpts_of_sides(findings: Findings, maker: ExcerptMaker) -> tuple[list[Excerpt], list[str]]:
    """Return an excerpt that speaks of both sides of a comparison, or one a side.

    The second value names the sides of which nothing was found.
    """
    sides, evidence = findings.question.form.sides, findings.evidence
    own = _distinct(sides)
    both = [item for item in evidence if all(_holds(item, side) for side in own)]
    best = max((item.score for item in evidence), default=0.0)
    if both and both[0].score >= EQUAL_SHARE * best:
        return [maker.excerpt(both[0])], []
    found: list[Excerpt] = []
    missing: list[str] = []
    for side, name, other in zip(own, sides, reversed(own), strict=True):
        on_side = [item for item in evidence if _holds(item, side) and not _holds(item, other)]
        on_side = on_side or [item for item in evidence if _holds(item, side)]
        if on_side:
            words_of_side = frozenset(content_words(name))
            fullest = max(on_side, key=lambda item: len(words_of_side & _stems(item.text)))
            found.append(maker.excerpt(fullest))
        else:
            missing.append(name)
    return found, missing


def _distinct(sides: Sequence[str]) -> list[frozenset[str]]:
    """Return the stems that tell each side from the other: its names, or all its words without any.

    "India's" and "China's output in 2024": what follows the second name belongs to both.
    """
    named = [" ".join(_NAME.findall(side)) for side in sides]
    stems = [set(content_words(side)) for side in (named if all(named) else sides)]
    both = set.intersection(*stems)
    return [frozenset(found - both) for found in stems]


def _holds(item: Evidence, side: frozenset[str]) -> bool:
    own = _stems(f"{item.passage.title} {item.passage.heading} {item.text}")
    return len(side & own) >= _SIDE_SHARE * len(side)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text))
