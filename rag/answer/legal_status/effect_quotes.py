"""Quote the sentences of what befell an act."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.legal_status.remarks import describe_ending, sentences_of
from rag.schema import Effect, Evidence, Remark, Status, StatusAnswer
from rag.storage import Library

# An act that 100 others amended is shown with this many.
_MOST = 20


def quote_effects(
    library: Library, effects: Sequence[Effect], ended: Status | None = None
) -> StatusAnswer | None:
    """Quote the sentences of some effects.

    What ended the act for good stands last when it is none of them.
    """
    quotes: dict[object, Evidence] = {}
    for effect in effects[:_MOST]:
        for item in sentences_of(library, effect):
            quotes[item.passage.document_id, item.span] = item
    if not quotes:
        return None
    if ended is None or ended.by is None:
        return StatusAnswer(tuple(quotes.values()))
    ending = tuple(sentences_of(library, ended.by))
    remark = Remark(describe_ending(ended.by.act, ended), ending)
    return StatusAnswer((*quotes.values(), *ending), remarks=(remark,))
