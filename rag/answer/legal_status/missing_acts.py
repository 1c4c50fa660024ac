"""That an act which a question names by its number is not in the collection, and where it is only named."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.legal_status.act_text import keys_of
from rag.legal.citations import find_citations
from rag.legal.questions import Asked, named_acts
from rag.schema import Act, Passage, Query, Scope
from rag.storage import Library

# Passages with the act's number that are looked through, and documents that are told.
_LOOKED_THROUGH, _TOLD = 50, 3


def absent(library: Library, query: Query) -> str:
    """For each act that a question names by its number and that is not in the collection, a sentence that says so; "" when there is none."""
    return " ".join(
        filter(
            None,
            (_absent(library, act, Scope(query.scope.as_of)) for act in named_acts(query.text)),
        )
    )


def _absent(library: Library, act: Act, scope: Scope) -> str:
    if library.relations.documents_of(keys_of(library, Asked("says", (), act)), scope):
        return ""
    passages = library.chunks.passages(
        library.fulltext.search_words(act.number, scope, _LOOKED_THROUGH), scope.as_of
    )
    if any(passage.kind == "policy" and _names(passage.title, act) for passage in passages):
        return ""  # it may be the act itself, which does not say its number where it is looked for
    as_of = f" as of {scope.as_of}" if scope.as_of else ""
    return f"{act.name} is not in this collection{as_of}; {_where([passage for passage in passages if _names(passage.text, act)])}."


def _where(naming: Sequence[Passage]) -> str:
    titles = {passage.document_id: f"“{passage.title}”" for passage in naming}
    others = f" and {len(titles) - _TOLD} more" if len(titles) > _TOLD else ""
    return (
        f"it is only named in {', '.join(list(titles.values())[:_TOLD])}{others}"
        if titles
        else "no document of it names it"
    )


def _names(text: str, act: Act) -> bool:
    """Whether a text cites an act; a number of each year may stand without its year in the question."""
    return any(f"{mention.act.key} ".startswith(f"{act.key} ") for mention in find_citations(text))
