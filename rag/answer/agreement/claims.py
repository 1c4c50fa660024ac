"""Compare words whose claim a source must make too: quantifiers, bounds, status, cause."""

from __future__ import annotations

from rag.answer.agreement.source import SourceText
from rag.language.clauses import clauses
from rag.language.lexicon import load
from rag.language.phrases import says_any


def claims(statement: str, source: SourceText) -> str:
    """Return the first claim of `lexicon/claims.toml` that the sentences near do not make."""
    everything = " ".join([source.context, *(item.text for item in source.sentences)])
    for clause in clauses(statement):
        text = " ".join(f"{item.before} {item.text}" for item in source.near(clause))
        for claim in load("claims")["claim"]:
            said = says_any(claim["said"], clause, claim.get("unless", ()))
            where = everything if claim.get("anywhere") else text
            if said and not says_any([*claim["said"], *claim["backed"]], where):
                return f"does not say “{said}”"
    return ""
