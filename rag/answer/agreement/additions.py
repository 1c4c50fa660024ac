"""Find what a statement adds: a clause whose words the cited passages do not hold."""

from __future__ import annotations

import re

from rag.answer.agreement.source import SourceText
from rag.language.clauses import clauses
from rag.language.same_names import with_one_name
from rag.language.tokens import STOP_WORDS, stem, words

# A part with fewer of its words in the source adds something of its own.
_LEAST_HELD = 0.34
_LEAST_WORDS = 2
_PARTS = re.compile(r",\s+")


def additions(statement: str, source: SourceText) -> str:
    """Return the first part of a statement that says what its passages do not."""
    held = {stem(word) for item in source.sentences for word in words(item.in_context)}
    starts = {word[:5] for word in held if len(word) >= 5}
    for clause in clauses(with_one_name(statement)):
        for part in _PARTS.split(clause):
            wanted = [word for word in words(part) if word not in STOP_WORDS and word.isalpha()]
            missing = [
                word for word in wanted if stem(word) not in held and stem(word)[:5] not in starts
            ]
            if len(wanted) >= _LEAST_WORDS and len(missing) > (1 - _LEAST_HELD) * len(wanted):
                return f"does not speak of “{' '.join(missing)}”"
    return ""
