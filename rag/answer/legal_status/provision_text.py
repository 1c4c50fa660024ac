"""Quote a provision of an act that a question names, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.legal_status.remarks import remarks_on
from rag.evidence.act_text import passages_of_act, passages_of_only_act
from rag.language.injection import is_command
from rag.language.sentences import sentences
from rag.legal.provisions import find_provision, is_absent, leads_in
from rag.schema import ActRequest, Evidence, Passage, Provision, Question, Span, StatusAnswer
from rag.storage import Library

# A provision is shown with this many sentences.
_MOST = 20


def quote_provision(library: Library, question: Question) -> StatusAnswer | None:
    """Quote the provision that a question names.

    Return None when it names none, the act is not here, or it has no such provision and numbers
    none.
    """
    provision = question.provision
    request = question.request
    if request is None and question.acts:
        request = ActRequest("says", (), question.acts[0])
    if provision is None:
        return None
    if request:
        passages = passages_of_act(library, question, request)
    else:
        passages = passages_of_only_act(library, question, provision)
    if not passages:
        return None
    first = passages[0]
    text = library.catalogue.text_of_chunk(first.chunk_id)
    span = find_provision(text, provision)
    if span is None:
        return _not_there(text, provision, question, first)
    quotes = [
        _evidence(place, text, passages)
        for place in _sentences_of(text, provision, span)
        if not is_command(place.of(text))
    ]
    if not quotes:
        return None
    remarks = tuple(remarks_on(library, quotes, question))
    leading = [item for remark in remarks for item in remark.leading]
    return StatusAnswer((*leading, *quotes), remarks=remarks)


def _not_there(
    text: str, provision: Provision, question: Question, act: Passage
) -> StatusAnswer | None:
    """Say that the act has no such provision, where its numbering shows it."""
    if not is_absent(text, provision):
        return None
    name = provision.span.of(question.text)
    refusal = f"“{act.title}” has no {name}, as far as could be read."
    return StatusAnswer(refusal=refusal, nearest=(act,))


def _sentences_of(text: str, provision: Provision, span: Span) -> list[Span]:
    """Return the sentences of a provision, after those that introduce its lists."""
    own = [sentence.shifted(span.start) for sentence in sentences(span.of(text))[:_MOST]]
    return [*leads_in(text, provision), *own] if own else []


def _evidence(place: Span, text: str, passages: Sequence[Passage]) -> Evidence:
    passage = next(item for item in reversed(passages) if item.span.start <= place.start)
    return Evidence(passage, place, place.of(text), 1.0, 1.0, 1.0)
