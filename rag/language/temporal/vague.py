"""Words for a time that have no one meaning."""

from __future__ import annotations

import re
from datetime import date

from rag.language.temporal.expressions import rule
from rag.language.temporal.vocabulary import TIMES, UNIT, phrases

_WORDS = TIMES["vague"]
_FEW = phrases(TIMES["spans"]["few"])
_EITHER_SIDE = phrases(TIMES["spans"]["either"])
_NEW_YEAR = rf"(?:the\s+)?{phrases(_WORDS['new_years'])}(?:['’]s\s+(?:Eve|Day))?"
_FEAST = rf"(?:{phrases(_WORDS['feasts'])}|{_NEW_YEAR})"
_PATTERNS = (
    rf"\b{phrases(_WORDS['phrases'])}\b",
    r"(?<!most )\brecently\b",
    r"(?<!how )(?<!as )\bsoon\b(?!\s+as\b)",
    r"(?<!how )\blong\s+ago\b",
    rf"\brecent\s+(?:times|{UNIT}s)\b",
    rf"\b(?:the\s+)?coming\s+{UNIT}s\b",
    rf"\b(?:the\s+)?{_EITHER_SIDE}\s+{_FEW}\s+{UNIT}s\b",
    rf"\b(?:a\s+)?{_FEW}\s+{UNIT}s\s+ago\b",
    rf"\bthe\s+other\s+{UNIT}\b",
    rf"\b{phrases(_WORDS['feast_prepositions'])}\s+{_FEAST}\b",
    rf"\b(?:the\s+)?turn\s+of\s+the\s+{phrases(_WORDS['turns'])}\b",
)


def _unknown(match: re.Match[str], today: date) -> None:
    return None


VAGUE = tuple(rule(pattern, _unknown, "standalone") for pattern in _PATTERNS)
