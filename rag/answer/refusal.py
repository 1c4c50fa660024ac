"""Word a refusal, with the nearest sources."""

from __future__ import annotations

from datetime import date

from rag.answer.legal_status import missing_acts, passages_naming
from rag.answer.unsearchable import unknown_words
from rag.evidence.answerability import NOTHING_FOUND, nearest_sources
from rag.schema import Abstention, AbstentionReason, Findings, Source
from rag.storage import Library

_MESSAGES: dict[AbstentionReason, str] = {
    "nothing_found": NOTHING_FOUND,
    "not_enough": "The collection touches on this, but no passage answers the question.",
    "outside_dates": "The collection has nothing from or about that period",
}
_BY_MODEL = (
    "The model {model} read the passages that were found and says that none answers the question."
)


def refuse(
    library: Library, findings: Findings, reason: AbstentionReason, missing: str = ""
) -> Abstention:
    """Return the refusal for a reason.

    That a named act is not in the collection is said in its place, and the nearest sources are
    those that name it; `missing` is what the question asks for and no passage gives.
    """
    message = missing_acts(library, findings.question)
    if not message and reason == "nothing_found":
        message = unknown_words(library, findings.question.text)
    if not message:
        message = _MESSAGES[reason]
        if missing:
            message = f"The collection touches on this, but no passage gives {missing}."
        if reason == "outside_dates":
            message = f"{message}; {_period(library, findings.question.scope.as_of)}."
    return Abstention(reason, message, _nearest(library, findings))


def refuse_as_model(library: Library, findings: Findings, model: str) -> Abstention:
    """Return the refusal of a model that finds no answer in the passages."""
    message = _BY_MODEL.format(model=model)
    return Abstention("model_found_nothing", message, _nearest(library, findings))


def _nearest(library: Library, findings: Findings) -> tuple[Source, ...]:
    naming = passages_naming(library, findings.question)
    return nearest_sources(naming or findings.passages)


def _period(library: Library, as_of: date | None) -> str:
    period = library.catalogue.period(as_of)
    if period:
        return f"its documents were published from {period[0]} to {period[1]}"
    if as_of:
        return f"none of its documents was published by {as_of}"
    return "none of its documents has a date"
