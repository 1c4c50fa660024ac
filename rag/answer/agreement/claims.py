"""Compare words whose claim a source must make too: quantifiers, bounds, status, cause."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.agreement.polarity import would_be
from rag.answer.agreement.source import SourceText
from rag.language.clauses import clauses
from rag.language.lexicon import load
from rag.language.opposites import has_negation, hedges
from rag.language.phrases import says_any
from rag.language.quantities import without_days


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
                is_backed = any(_asserts(piece, backing, clause) for piece in pieces)
            else:
                is_backed = bool(says_any(backing, text))
            if not is_backed:
                return f"does not say “{said}”"
    return ""


def _asserts(piece: str, backing: Sequence[str], clause: str) -> bool:
    """Return whether a clause of the source claims something as firmly as one of the statement."""
    if not says_any(backing, piece):
        return False
    if has_negation(piece) and not has_negation(clause):
        return False
    return says_any(hedges(), without_days(clause)) != "" or not says_any(backing, would_be(piece))
