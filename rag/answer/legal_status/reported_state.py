"""Quote texts that say of an act that it applies or does not yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rag.answer.legal_status.missing_acts import passages_naming
from rag.language.discourse import needs_context
from rag.language.injection import is_command
from rag.language.sentences import sentences
from rag.language.states import says_stands
from rag.legal.citations import find_citations
from rag.schema import Act, Evidence, Passage, Question, Span, StatusAnswer
from rag.storage import Library

# Documents that are read, sentences of one, and sentences in all.
_READ, _OF_ONE, _MOST = 12, 2, 4
_PASSAGES_OF_ONE = 200


def quote_reported_state(library: Library, question: Question, act: Act) -> StatusAnswer | None:
    """Quote the sentences that name an act and say how it stands, of the newest document first.

    Return None where there are none.
    """
    naming = passages_naming(library, question)[:_READ]
    newest_first = sorted(naming, key=lambda item: item.published or date.min, reverse=True)
    quotes = []
    for passage in newest_first:
        quotes += list(_saying(library, question, act, passage))[:_OF_ONE]
    return StatusAnswer(tuple(quotes[:_MOST])) if quotes else None


def _saying(
    library: Library, question: Question, act: Act, named_in: Passage
) -> Iterator[Evidence]:
    """Yield the sentences of a passage's document that name an act and say how it stands."""
    text = library.catalogue.text_of_chunk(named_in.chunk_id)
    cited = [
        citation.span
        for citation in find_citations(text, named_in.published)
        if f"{citation.act.key} ".startswith(f"{act.key} ")
    ]
    passages = library.chunks.passages_of(named_in.document_id, question.scope, _PASSAGES_OF_ONE)
    for span in sentences(text):
        sentence = span.of(text)
        is_on_act = any(span.overlaps(place) and not _does(text, place) for place in cited)
        reads_alone = not needs_context(sentence) and not is_command(sentence)
        if is_on_act and reads_alone and says_stands(sentence):
            passage = next(item for item in reversed(passages) if item.span.start <= span.start)
            yield Evidence(passage, span, sentence, 1.0, 1.0, 1.0)


def _does(text: str, place: Span) -> bool:
    """Return whether an act is cited as what does something: "not touched by Order 5"."""
    return text[max(0, place.start - 10) : place.start].endswith(("by ", "by the "))
