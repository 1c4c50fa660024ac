"""Answer questions about the status of an act, and say what of the quotes is not in force.

Answers come from the relations in the library, so that each is the sentence of the act that did it.
"""

from rag.answer.legal_status.missing_acts import missing_acts, passages_naming
from rag.answer.legal_status.remarks import remarks_on
from rag.answer.legal_status.status_question import answer_status_question

__all__ = ["answer_status_question", "missing_acts", "passages_naming", "remarks_on"]
