"""Find the text of an act that a question names."""

from __future__ import annotations

from dataclasses import replace

from rag.legal import title_key
from rag.schema import ActRequest, Passage, Question
from rag.storage import Library

# Passages of an act that is asked what it says.
_MOST_PASSAGES = 200


def passages_of_named_act(library: Library, question: Question) -> list[Passage]:
    """Return the passages of an act that the question names and whose own words it asks for.

    None when it asks for none, or the act is out of scope.
    """
    request = question.request
    if request is None or request.direction != "says":
        return []
    passages = passages_of_act(library, question, request)
    # What is named is what the question is about.
    return [replace(passage, similarity=1.0) for passage in passages]


def passages_of_act(library: Library, question: Question, request: ActRequest) -> list[Passage]:
    """Return the passages of the act of a request, in the order of its text."""
    documents = library.relations.documents_of(keys_of(library, request), question.scope)
    if not documents:
        return []
    return library.chunks.passages_of(documents[0], question.scope, _MOST_PASSAGES)


def keys_of(library: Library, request: ActRequest) -> list[str]:
    """Return the keys under which the library may know the act of a request."""
    act = request.act
    if act is None:
        return [title_key(request.quoted or "")]
    # A bare number may be of any year.
    return [act.key, *library.relations.keys_like(act.key)] if act.number.isdigit() else [act.key]
