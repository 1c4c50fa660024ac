"""Find what a statement adds: a clause whose words the cited passages do not hold."""

from __future__ import annotations

import re

from rag.answer.agreement.source import SourceText
from rag.language.clauses import clauses
from rag.language.discourse import light_stems
from rag.language.quantities import without_amounts, without_days
from rag.language.same_names import with_one_name
from rag.language.tokens import STOP_WORDS, stem

# A part with so many words, and this share of them, in no passage adds something of its own.
_LEAST_MISSING = 2
_MOST_MISSING = 0.67
# Words that start alike are taken for one: "refined", "refinery".
_SAME_START = 5
_PARTS = re.compile(r",\s+")


def additions(statement: str, source: SourceText) -> str:
    """Return the first part of a statement that says what no passage of the turn does."""
    held = source.vocabulary_stems
    starts = {word[:_SAME_START] for word in held if len(word) >= _SAME_START}
    for clause in clauses(with_one_name(statement)):
        for part in _PARTS.split(without_amounts(without_days(clause))):
            found = re.findall(r"\b[a-z]{2,}\b", part)  # names are compared by themselves
            wanted = [word for word in found if not _is_light(word)]
            missing = [
                word
                for word in wanted
                if stem(word) not in held and stem(word)[:_SAME_START] not in starts
            ]
            if len(missing) >= _LEAST_MISSING and len(missing) > _MOST_MISSING * len(wanted):
                return f"does not speak of “{' '.join(missing)}”"
    return ""


def _is_light(word: str) -> bool:
    """Return whether a word says nothing of its own: "another part", "gives", "the report"."""
    return word in STOP_WORDS or stem(word) in light_stems()
