"""Compare a statement with its sources: amounts, dates, names, and the words that turn a claim."""

from __future__ import annotations

from rag.answer.agreement.additions import additions
from rag.answer.agreement.amounts import numbers, single, vague_numbers
from rag.answer.agreement.claims import claims
from rag.answer.agreement.dates import dates, months_and_weekdays
from rag.answer.agreement.meeting import figures_meet_names, names_meet_words, rival_figures
from rag.answer.agreement.names import known_names, rival_names
from rag.answer.agreement.polarity import direction, modality, negation
from rag.answer.agreement.source import SourceSentence, SourceText, source_sentences

__all__ = ["SourceSentence", "SourceText", "disagreement", "source_sentences"]

_CHECKS = (
    dates,
    months_and_weekdays,
    numbers,
    vague_numbers,
    single,
    known_names,
    negation,
    direction,
    modality,
    claims,
    figures_meet_names,
    names_meet_words,
    rival_names,
    rival_figures,
    additions,
)


def disagreement(statement: str, source: SourceText) -> str:
    """Return the first thing in a statement that its source lacks or contradicts, "" without one.

    >>> disagreement("It cost half a million dollars.", SourceText("It cost two million dollars."))
    'does not say the number 500000 dollar'
    """
    return next((fault for check in _CHECKS if (fault := check(statement, source))), "")
