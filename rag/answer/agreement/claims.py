"""Compare words whose claim a source must make too: quantifiers, bounds, status, cause."""

from __future__ import annotations

from collections.abc import Sequence, Set

from rag.answer.agreement.polarity import would_be
from rag.answer.agreement.source import SourceText
from rag.language.clauses import clauses
from rag.language.lexicon import load
from rag.language.numbered_references import acts_named
from rag.language.opposites import has_negation, hedges, negated_stems
from rag.language.phrases import says_any
from rag.language.quantities import without_days
from rag.language.tokens import stem

# "Sec. 3. Revocation." is a heading and claims nothing.
_LEAST_WORDS = 4


def claims(statement: str, source: SourceText) -> str:
    """Return the first claim of `lexicon/claims.toml` that the sentences near do not make."""
    pieces = [source.context, *(piece for piece, _ in source.pieces)]
    whole = source.near(statement)
    for clause in clauses(statement):
        text = " ".join(f"{item.before} {item.text}" for item in [*source.near(clause), *whole])
        for claim in load("claims")["claim"]:
            said = says_any(claim["said"], clause, claim.get("unless", ()))
            backing = [*claim["said"], *claim["backed"]]
            if not said:
                continue
            if claim.get("anywhere"):
                acts = acts_named(clause) - source.own_acts
                is_backed = any(_asserts(piece, backing, clause, acts) for piece in pieces)
            else:
                is_backed = bool(says_any(backing, text))
            if not is_backed:
                return f"does not say “{said}”"
    return ""


def _asserts(piece: str, backing: Sequence[str], clause: str, acts: Set[str]) -> bool:
    """Return whether a clause of the source claims something as firmly as one of the statement.

    Not denied, nor only meant to be, nor of other acts than the clause is of.
    """
    said = says_any(backing, piece)
    acts_there = acts_named(piece)
    is_heading = len(piece.split()) < _LEAST_WORDS
    if not said or is_heading or (acts and acts_there and not acts & acts_there):
        return False
    if not has_negation(clause) and negated_stems(piece) & set(map(stem, said.split())):
        return False
    is_hedged = says_any(hedges(), without_days(clause))
    return bool(is_hedged) or not says_any(backing, would_be(piece))
