"""Say that an act which a question names is not in the collection, and where it is only named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.evidence.act_text import keys_of
from rag.legal.citations import find_citations
from rag.schema import Act, ActRequest, Passage, Question, Scope
from rag.storage import Library

# Passages with the act's number that are looked through, and documents that are named.
_LOOKED_THROUGH, _NAMED = 50, 3


def missing_acts(library: Library, question: Question) -> str:
    """Return a sentence for each act that a question names and that is not here; "" for none."""
    scope = Scope(question.scope.as_of)
    sentences = (_missing(library, act, scope) for act in question.acts)
    return " ".join(filter(None, sentences))


def passages_naming(library: Library, question: Question) -> list[Passage]:
    """Return passages that name the acts of a question, one a document."""
    scope = question.scope
    found: dict[str, Passage] = {}
    for act in question.acts:
        hits = library.fulltext.search_words(act.number, scope, _LOOKED_THROUGH)
        for passage in library.chunks.passages(hits, scope.as_of):
            if names_act(f"{passage.title}\n{passage.text}", act, passage.published):
                found.setdefault(passage.document_id, passage)
    return list(found.values())


def _missing(library: Library, act: Act, scope: Scope) -> str:
    keys = keys_of(library, ActRequest("says", (), act))
    if library.relations.documents_of(keys, scope):
        return ""
    hits = library.fulltext.search_words(act.number, scope, _LOOKED_THROUGH)
    passages = library.chunks.passages(hits, scope.as_of)
    if any(passage.kind == "policy" and names_act(passage.title, act) for passage in passages):
        return ""  # it may be the act itself, which does not say its number where it is looked for
    as_of = f" as of {scope.as_of}" if scope.as_of else ""
    naming = [passage for passage in passages if names_act(passage.text, act, passage.published)]
    return f"{act.name} is not in this collection{as_of}; {_where(naming)}."


def _where(naming: Sequence[Passage]) -> str:
    titles = list({passage.document_id: f"“{passage.title}”" for passage in naming}.values())
    if not titles:
        return "no document of it names it"
    more = len(titles) - _NAMED
    others = f" and {more} more" if more > 0 else ""
    return f"it is only named in {', '.join(titles[:_NAMED])}{others}"


def names_act(text: str, act: Act, published: date | None = None) -> bool:
    """Return whether a text cites an act.

    A number of each year may stand without its year in the question, or in a text of that year.
    """
    cited = (citation.act.key for citation in find_citations(text, published))
    return any(f"{key} ".startswith(f"{act.key} ") for key in cited)
