"""Find the text of an act that a question names."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from rag.language.lexicon import load
from rag.language.tokens import content_words, stem
from rag.legal import title_key
from rag.legal.provisions import find_provision
from rag.schema import ActRequest, Passage, Provision, Question
from rag.storage import Library

# Passages of an act that is asked what it says.
_MOST_PASSAGES = 200
# Texts that are read for a provision of an act without a name.
_MOST_TEXTS = 8


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


def passages_of_only_act(
    library: Library, question: Question, provision: Provision
) -> list[Passage]:
    """Return the passages of the one text that has a provision, where no act is named.

    None where the question asks for more than its words, or where several texts have it.
    """
    rest = question.text.replace(provision.span.of(question.text), "")
    if not set(content_words(rest)) <= _wording_stems():
        return []
    heading = f"{provision.word} {provision.number}"
    hits = library.fulltext.search_words(heading, question.scope, _MOST_PASSAGES)
    found = list(dict.fromkeys(item.document_id for item in library.chunks.passages(hits)))
    having = []
    for document_id in found[:_MOST_TEXTS]:
        passages = library.chunks.passages_of(document_id, question.scope, _MOST_PASSAGES)
        text = library.catalogue.text_of_chunk(passages[0].chunk_id) if passages else ""
        if find_provision(text, provision):
            having.append(passages)
    return having[0] if len(having) == 1 else []


@cache
def _wording_stems() -> frozenset[str]:
    return frozenset(map(stem, load("question_forms")["wording_verbs"]))


def keys_of(library: Library, request: ActRequest) -> list[str]:
    """Return the keys under which the library may know the act of a request."""
    act = request.act
    if act is None:
        return [title_key(request.quoted or "")]
    # A bare number may be of any year.
    return [act.key, *library.relations.keys_like(act.key)] if act.number.isdigit() else [act.key]
