"""Choose what a question's form asks for: a whole list, a side each, a definition, an amount."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from statistics import mean

from rag.evidence.demands import EQUAL_SHARE, meets_demand
from rag.evidence.excerpts import ExcerptMaker
from rag.evidence.select import overlap, weights
from rag.language.discourse import is_full_sentence
from rag.language.question_forms import defines, gives_cause
from rag.language.states import says_state
from rag.language.tokens import content_words, stem, stems, words
from rag.query.form import holds_answer
from rag.schema import Evidence, Excerpt, Findings

# A cause may stand in a sentence this close to the best: it seldom repeats what is explained.
_CAUSE_SHARE = 0.8
# How a thing stands is said by a sentence this close to the best that names the thing itself.
_STATE_SHARE = 0.8
# A side is spoken of where this share of its own words stands.
_SIDE_SHARE = 0.6
# Words of a sentence in which what it is about is named.
_OPENING_WORDS = 10
_NAME = re.compile(r"\b(?:[A-Z]|\d)[\w’'-]*")
# The items of a list that answers come this close to the best sentence.
_LIST_SHARE = 0.8
# The title and the opening of a list of what is asked for hold this share of the question's words.
_OPENING_SHARE = 0.5


def ordered_by_form(findings: Findings, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Put what meets the form of the question before what is about as good."""
    form = findings.question.form
    if form.term:
        return _first_where(evidence, lambda item: is_definition(item, form.term), 0.0)
    if form.answer_type == "reason":
        return _first_where(evidence, lambda item: gives_cause(item.text), _CAUSE_SHARE)
    if form.measure or form.counted:
        return _first_where(evidence, lambda item: meets_demand(item, form), EQUAL_SHARE)
    if form.asks_state and evidence:
        return _led_by_state(findings, evidence)
    if form.answer_type:
        asked = findings.question.text
        return _first_where(
            evidence, lambda item: holds_answer(item.text, asked, form.answer_type), EQUAL_SHARE
        )
    return list(evidence)


def _led_by_state(findings: Findings, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Put the sentence first that says how a thing stands and names most of it in its own words."""
    wanted = weights(findings.question, findings.rarity, formed=False)
    floor = _STATE_SHARE * max(item.score for item in evidence)
    stated = [item for item in evidence if item.score >= floor and says_state(item.text)]
    lead = max(
        [evidence[0], *stated], key=lambda item: overlap(wanted, stems(item.text), frozenset())
    )
    return [lead, *(item for item in evidence if item is not lead)]


def is_definition(item: Evidence, term: str) -> bool:
    """Return whether a sentence says what a term is, or follows it in a glossary: "Levy. A …"."""
    before = item.passage.text[: item.span.start - item.passage.span.start]
    entry = words(before.rpartition("\n")[2])
    named = words(term)
    is_entry = len(entry) <= len(named) + 1 and entry[: len(named)] == named
    return defines(item.text, term) or (is_entry and is_full_sentence(item.text))


def _first_where(
    evidence: Sequence[Evidence], meets: Callable[[Evidence], bool], share: float
) -> list[Evidence]:
    """Put the sentences of at least a share of the best score that meet a condition first."""
    floor = share * max((item.score for item in evidence), default=0.0)
    first = [item for item in evidence if item.score >= floor and meets(item)]
    return [*first, *(item for item in evidence if item not in first)]


def whole_list(findings: Findings, maker: ExcerptMaker) -> Excerpt | None:
    """Return the list or table that answers a question for all of something, None without one.

    It is the one whose items answer best, or for "which metals" the one whose lead-in, heading or
    header speaks of metals and holds most of the question.
    """
    form = findings.question.form
    if not (form.is_list or form.plural):
        return None
    wanted = weights(findings.question, findings.rarity, formed=False)
    first_of = {item.passage.document_id: item for item in reversed(findings.evidence)}
    lists = [block for item in first_of.values() for block in maker.lists(item)]
    if form.is_list:
        floor = _LIST_SHARE * max((item.score for item in findings.evidence), default=0.0)
        found = [(_worth(block, findings.evidence, floor, wanted, maker), block) for block in lists]
    else:
        found = [(_held(block, wanted, stem(form.plural.lower()), maker), block) for block in lists]
    worth, best = max(found, key=lambda pair: pair[0], default=(0.0, None))
    return best if worth > 0 else None


def _worth(
    block: Excerpt,
    evidence: Sequence[Evidence],
    floor: float,
    wanted: Mapping[str, float],
    maker: ExcerptMaker,
) -> float:
    """Return the mean score of the items of a list and how much of the question its opening holds.

    It is 0 where the best item lies below a floor.
    """
    scores = [
        item.score
        for item in evidence
        if item.passage.document_id == block.passage.document_id and item.span.overlaps(block.span)
    ]
    if len(scores) < 2 or max(scores) < floor:
        return 0.0
    return mean(scores) + overlap(wanted, stems(maker.opening_of(block)), frozenset())


def _held(block: Excerpt, wanted: Mapping[str, float], noun: str, maker: ExcerptMaker) -> float:
    """Return how much of a question the opening of a list holds, 0 if too little with its title."""
    opening = stems(maker.opening_of(block))
    held = overlap(wanted, opening | stems(block.passage.title), frozenset())
    is_enough = noun in opening and held >= _OPENING_SHARE
    return overlap(wanted, opening, frozenset()) if is_enough else 0.0


def excerpts_of_sides(findings: Findings, maker: ExcerptMaker) -> tuple[list[Excerpt], list[str]]:
    """Return an excerpt that speaks of both sides of a comparison, or one a side.

    The second value names the sides of which nothing was found.
    """
    sides, evidence = findings.question.form.sides, findings.evidence
    own = _distinct(sides)
    held = [(item, _sides_of(item, own)) for item in evidence]
    best = max((item.score for item in evidence), default=0.0)
    on_both = (item for item in evidence if len(_held_sides(stems(item.text), own)) == len(sides))
    both = next(on_both, None)
    if both and both.score >= EQUAL_SHARE * best:
        return [maker.excerpt(both)], []
    shown: list[Excerpt] = []
    missing: list[str] = []
    for place, name in enumerate(sides):
        on_side = [item for item, found in held if found == {place}]
        on_side = on_side or [item for item, found in held if place in found]
        if on_side:
            opening = [item for item in on_side if _opens_with(item, name)]
            shown.append(maker.excerpt(max(opening or on_side, key=lambda item: item.score)))
        else:
            missing.append(name)
    return shown, missing


def _sides_of(item: Evidence, sides: Sequence[frozenset[str]]) -> frozenset[int]:
    """Return the numbers of the sides that a sentence speaks of.

    Its title counts where that tells the sides apart: one that names both tells nothing.
    """
    own = stems(f"{item.passage.heading} {item.text}")
    above = _held_sides(stems(item.passage.title), sides)
    found = _held_sides(own, sides)
    return found or above if len(above) == 1 else found


def _opens_with(item: Evidence, side: str) -> bool:
    """Return whether a sentence opens with a side, as what it is about; an aside does not."""
    opening = " ".join(words(item.text)[:_OPENING_WORDS])
    return stems(opening).issuperset(content_words(side))


def _held_sides(held: frozenset[str], sides: Sequence[frozenset[str]]) -> frozenset[int]:
    return frozenset(
        place
        for place, side in enumerate(sides)
        if side and len(side & held) >= _SIDE_SHARE * len(side)
    )


def _distinct(sides: Sequence[str]) -> list[frozenset[str]]:
    """Return the stems that tell each side from the other: its names, or all its words without any.

    "India's" and "China's output in 2024": what follows the second name belongs to both.
    """
    named = [" ".join(_NAME.findall(side)) for side in sides]
    each = [set(content_words(side)) for side in (named if all(named) else sides)]
    both = set.intersection(*each)
    return [frozenset(found - both) for found in each]
