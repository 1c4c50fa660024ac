"""Acts that a question names by their titles."""

from __future__ import annotations

import re

from rag.language.tokens import content_words, fingerprint
from rag.legal import title_key
from rag.schema import Span
from rag.storage import Library

_QUOTED = re.compile(r"[“\"]([^”\"]{3,300})[”\"]")


def find_title(library: Library, question: str) -> Span | None:
    """Return where a question names an act by its title.

    The title stands in quotation marks, or is two or more words that are the title of one act.
    """
    return _in_quotation_marks(library, question) or _in_plain_words(library, question)


def _in_quotation_marks(library: Library, question: str) -> Span | None:
    for match in _QUOTED.finditer(question):
        if library.relations.documents_of([title_key(match[1].rstrip(",."))]):
            return Span(*match.span(1))
    return None


def _in_plain_words(library: Library, question: str) -> Span | None:
    for key in library.relations.titles_in(fingerprint(question)):
        title = key.removeprefix("title ")
        pattern = r"\W+".join(map(re.escape, title.split()))
        found = re.search(pattern, question, re.IGNORECASE)
        if found and len(content_words(title)) > 1:
            return Span(*found.span())
    return None
