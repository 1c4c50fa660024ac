"""The sentence of a document that says most about a subject, by its words alone."""

from __future__ import annotations

from collections.abc import Iterator

from rag.language.discourse import is_full_sentence, leans_back
from rag.language.injection import is_command
from rag.language.sentences import sentences
from rag.language.tokens import content_words, words
from rag.schema import Evidence, Scope
from rag.storage import Library

# Passages of a document that are read, and the most words of a sentence that reads at a glance.
_PASSAGES, _LONG = 40, 45


def best_mention(library: Library, document_id: str, subject: str, scope: Scope) -> Evidence | None:
    """Return the sentence of a document with most words of a subject; None where none has one.

    It is a whole sentence; of several the first that reads alone and is not long.
    """
    wanted = frozenset(content_words(subject))
    found = list(_mentions(library, document_id, wanted, scope))
    return max(found, key=_merit, default=None)


def _mentions(
    library: Library, document_id: str, wanted: frozenset[str], scope: Scope
) -> Iterator[Evidence]:
    """Yield the sentences that hold a word of a subject, in the order of the text."""
    for passage in library.chunks.passages_of(document_id, scope, _PASSAGES):
        for span in sentences(passage.text):
            text = span.of(passage.text)
            share = len(wanted.intersection(content_words(text))) / len(wanted)
            if share and is_full_sentence(text) and not is_command(text):
                place = span.shifted(passage.span.start)
                yield Evidence(passage, place, text, share, share, share)


def _merit(item: Evidence) -> tuple[float, bool, bool]:
    is_short = len(words(item.text)) <= _LONG
    return item.score, not leans_back(item.text), is_short
