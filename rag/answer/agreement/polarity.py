"""Compare what turns a sentence round: negations, opposites, and what only would be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.agreement.source import SourceSentence, SourceText
from rag.language.clauses import clauses
from rag.language.discourse import light_stems
from rag.language.lexicon.patterns import any_of
from rag.language.opposites import (
    can_be_denied,
    conditionals,
    has_negation,
    hedges,
    implies_negation,
    intentions,
    negated_heads,
    negated_stems,
    opposites,
    plain_stems,
)
from rag.language.phrases import says_any
from rag.language.quantities import without_days
from rag.language.same_names import with_one_name
from rag.language.tokens import content_words, stem, words

# A clause denies another with this share of its words in common.
_SAME_CLAIM = 0.5


def negation(statement: str, source: SourceText) -> str:
    """Compare negations clause by clause, each with the clauses of the source most like it."""
    for clause in clauses(with_one_name(statement)):
        fault = _undenied(clause, source) if has_negation(clause) else _denied(clause, source)
        if fault:
            return fault
    return ""


def direction(statement: str, source: SourceText) -> str:
    """Compare opposites: "rose" is not backed where only "fell" stands near."""
    near = " ".join(sentence.in_context for sentence in source.near(statement))
    for one, other in (*opposites(), *(pair[::-1] for pair in opposites())):
        said = says_any(one, statement)
        if not said or says_any(other, statement):
            continue
        contrary = says_any(other, source.quote)
        if contrary and not says_any(one, f"{source.quote} {near}"):
            return f"says the opposite of “{said}”: “{contrary}”"
    return ""


def modality(statement: str, source: SourceText) -> str:
    """Compare what is with what only would be: "would require" does not back "requires"."""
    if says_any(hedges(), without_days(statement)):
        return ""
    claimed = set(content_words(statement))
    for sentence in source.near(statement):
        for match in _conditional().finditer(sentence.text):
            verb = stem(match["verb"].lower())
            plain = sentence.text[: match.start()] + sentence.text[match.end() :]
            if verb in claimed and verb not in content_words(plain):
                return f"says only “{match[0]}”"
    return ""


def would_be(text: str) -> str:
    """Return the verbs of a text that only would be done: "may suspend" -> "suspend"."""
    return " ".join(match["verb"] for match in _conditional().finditer(text))


def _conditional() -> re.Pattern[str]:
    would, means = any_of(conditionals()), any_of(intentions())
    return re.compile(rf"\b(?:{would}|{means}\sto)\s(?:\w+ly\s)?(?P<verb>[a-z]{{3,}})")


def _denied(clause: str, source: SourceText) -> str:
    """Return the fault of a plain clause whose nearest one in the source is denied."""
    if implies_negation(clause):
        return ""
    wanted = frozenset(content_words(clause)) - light_stems()
    best: tuple[int, bool, str] = (0, False, "")
    for piece, held in source.pieces:
        held -= light_stems()
        shared = len(wanted & held)
        is_plain = not negated_stems(piece) & wanted
        is_same = shared >= _SAME_CLAIM * len(wanted) or shared >= max(2, _SAME_CLAIM * len(held))
        if is_plain or is_same:
            best = max(best, (shared, is_plain, piece))
    return "" if best[1] or not best[0] else f"denies it: “{best[2]}”"


def _undenied(clause: str, source: SourceText) -> str:
    """Return the fault of a denial that nothing near in the source denies."""
    denied = negated_stems(clause)
    if not denied:
        return ""
    sentences = source.near(clause)
    swapped = _swapped(clause, denied, sentences)
    if swapped:
        return swapped
    near = " ".join(sentence.text for sentence in sentences)
    if can_be_denied(near):
        return ""
    said = {stem(word) for word in words(near)}
    return "does not deny it" if denied & said else ""


def _swapped(clause: str, denied: set[str], sentences: Sequence[SourceSentence]) -> str:
    """Return the fault of a clause that denies what a sentence says, and says what it denies.

    "Frost and not drought" against "drought and not frost".
    """
    heads, said = negated_heads(clause), plain_stems(clause)
    for sentence in sentences:
        denied_there, heads_there = negated_stems(sentence.text), negated_heads(sentence.text)
        is_apart = not heads & denied_there and not heads_there & denied
        if not (heads and heads_there and is_apart):
            continue
        if heads_there <= said and heads <= plain_stems(sentence.text):
            return f"denies it: “{sentence.text}”"
    return ""
