"""The own words of an act that a question names: where it stands in the library, and a provision of it sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.answer.legal_status.remarks import replaced
from rag.answer.legal_status.status_answer import leading
from rag.language.injection import is_command
from rag.language.sentences import sentences
from rag.language.tokens import content_words, fingerprint
from rag.legal.acts import title_key
from rag.legal.provisions import find_provision, leads_in, named_provision
from rag.legal.questions import Asked, asked, named_acts
from rag.schema import Evidence, Passage, Query, Span, StatusAnswer
from rag.storage import Library

# Passages of an act that is asked what it says.
_OWN_PASSAGES = 200
# A provision is shown with this many sentences.
_MOST = 20
_QUOTED = re.compile(r"[“\"]([^”\"]{3,300})[”\"]")


def passages_of_named_act(library: Library, query: Query) -> list[Passage]:
    """The passages of an act that the question names and asks for its own words; none when it does not, or they are not in scope."""
    question = asked(query.text, title_span(library, query.text))
    if question is None or question.direction != "says":
        return []
    own = _passages_of_act(library, query, question)
    return [
        replace(passage, similarity=1.0) for passage in own
    ]  # what is named is what the question is about


def wording(library: Library, query: Query, question: Asked | None) -> StatusAnswer | None:
    """A provision that the question names, sentence by sentence; None when it names none, or the act is not here or has none such."""
    provision = named_provision(query.text)
    if provision is None:
        return None
    act = next(iter(named_acts(query.text)), None)
    own = (
        _passages_of_act(library, query, question or Asked("says", (), act))
        if question or act
        else []
    )
    if not own:
        return None
    text = library.document(own[0].document_id, library.version_of(own[0].chunk_id))["text"]
    span = find_provision(text, provision)
    if span is None and find_provision(text, provision._replace(number="1", parts=())):
        return StatusAnswer(
            refusal=f"“{own[0].title}” has no {provision.span.of(query.text)}, as far as could be read.",
            nearest=tuple(own[:1]),
        )
    own_places = (
        [sentence.shifted(span.start) for sentence in sentences(span.of(text))[:_MOST]]
        if span
        else []
    )
    places = [*leads_in(text, provision), *own_places] if own_places else []
    quotes = [
        Evidence(
            next(passage for passage in reversed(own) if passage.span.start <= place.start),
            place,
            place.of(text),
            1.0,
            1.0,
            1.0,
        )
        for place in places
        if not is_command(place.of(text))
    ]
    remarks = replaced(library, quotes, query)
    return StatusAnswer((*leading(remarks), *quotes), remarks=tuple(remarks)) if quotes else None


def _passages_of_act(library: Library, query: Query, question: Asked) -> list[Passage]:
    documents = library.documents_of(keys_of(library, question), query.scope)
    return [
        passage
        for document_id in documents[:1]
        for passage in library.passages_of(document_id, query.scope, _OWN_PASSAGES)
    ]


def keys_of(library: Library, question: Asked) -> list[str]:
    """The keys under which the library may know the act of a question."""
    if question.act is None:
        return [title_key(question.quoted or "")]
    return (
        [question.act.key, *library.keys_like(question.act.key)]
        if question.act.number.isdigit()
        else [question.act.key]
    )


def title_span(library: Library, question: str) -> Span | None:
    """Where a question names an act by its title: in quotation marks, or by two words and more that are one."""
    for match in _QUOTED.finditer(question):
        if library.documents_of([title_key(match[1].rstrip(",."))]):
            return Span(match.start(1), match.end(1))
    for key in library.titles_in(fingerprint(question)):
        title = key.removeprefix("title ")
        found = re.search(r"\W+".join(map(re.escape, title.split())), question, re.IGNORECASE)
        if found and len(content_words(title)) > 1:
            return Span(*found.span())
    return None
