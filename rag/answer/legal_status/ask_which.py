"""Ask which act is meant by a number that several have."""

from __future__ import annotations

from collections.abc import Sequence

from rag.schema import Act, Question, StatusAnswer
from rag.storage import Library

# Acts that are named, and documents of them that are shown.
_NAMED = 5
_NEAREST = 3


def ask_which(library: Library, question: Question) -> StatusAnswer | None:
    """Refuse to guess which act is asked about, where several have the number; None elsewhere."""
    request, unclear = question.request, question.unclear_act
    if request and request.act:
        written, names = request.act.name, _of_each_year(library, request.act)
    elif request and unclear:
        written, names = unclear.span.of(question.text), list(unclear.names)
    else:
        return None
    return _refuse(library, question, written, names) if len(names) > 1 else None


def _of_each_year(library: Library, act: Act) -> list[str]:
    """Return the names of the acts of all years that a number without its year may mean."""
    if not act.number.isdigit():
        return []
    names = library.relations.names_of_number(act.number)
    return [name for name in names if name.startswith(f"{act.name} of ")]


def _refuse(
    library: Library, question: Question, written: str, names: Sequence[str]
) -> StatusAnswer:
    *others, last = names[:_NAMED]
    more = " or another" if len(names) > _NAMED else ""
    refusal = f"{written} may be {', '.join(others)} or {last}{more}; name the one you mean."
    keys = [name.casefold() for name in names]
    documents = library.relations.documents_of(keys, question.scope)[:_NEAREST]
    nearest = [
        passage
        for document_id in documents
        for passage in library.chunks.passages_of(document_id, question.scope, 1)
    ]
    return StatusAnswer(refusal=refusal, nearest=tuple(nearest))
