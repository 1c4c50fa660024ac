"""Correct a name that the collection writes another way, and nothing else."""

from __future__ import annotations

from rag.language.locale_names import territory_names
from rag.language.spelling import allowed_edits, edit_distance
from rag.language.tokens import STOP_WORDS, placed_words
from rag.models.embeddings.known_words import known_words
from rag.schema import Correction, Scope, Span
from rag.storage import Library

# Words of a question that are looked at; a longer text is no question.
_LONGEST = 60
# Windows within the reader's scope that hold the word it is taken for.
_PLACES = 2


def correct_spelling(
    library: Library, question: str, scope: Scope
) -> tuple[str, tuple[Correction, ...]]:
    """Return a question with its misspelt words as the collection writes them, and what changed.

    A word is misspelt when no window holds it, it is no common English word and no country, and one
    word alone of several windows is as near: one letter, two of nine and more, not the first.
    """
    placed = placed_words(question)
    wanted = {word for word, _ in placed if allowed_edits(word) and not _is_common(word)}
    if not wanted or len(placed) > _LONGEST:
        return question, ()
    unknown = library.vocabulary.unknown(sorted(wanted))
    text, found = question, []
    for word, span in reversed(placed):
        written = span.of(question)[: len(word)]
        is_misspelt = word in unknown and not written.isupper()
        meant = _meant(library, written, span, scope) if is_misspelt else None
        if meant:
            text = text[: span.start] + meant + text[span.start + len(word) :]
            found.append(Correction(written, meant))
    return text, tuple(reversed(found))


def _is_common(word: str) -> bool:
    return word in STOP_WORDS or word in known_words() or word in territory_names()


def _meant(library: Library, written: str, span: Span, scope: Scope) -> str | None:
    """Return the one word of the collection that is nearest to a word; None where there are two."""
    edits = allowed_edits(written)
    is_name = written[0].isupper() and span.start > 0
    near: dict[int, set[str]] = {}
    for stem in library.vocabulary.stems_like(written, edits):
        if not _may_be(stem, written, edits):
            continue
        for form, _ in library.vocabulary.forms(stem).most_common():
            distance = edit_distance(written.lower(), form.lower())
            if distance <= edits and (form[0].isupper() or not is_name):
                near.setdefault(distance, set()).add(form)
    nearest = near.get(min(near, default=0), set())
    by_case = {form.lower(): form for form in sorted(nearest)}
    # Of two as near the name is meant: "linas" is Lynas, as "lines" is seldom misspelt.
    names = [form for word, form in by_case.items() if word not in known_words()]
    if len(by_case) != 1 and len(names) != 1:
        return None
    meant = names[0] if len(names) == 1 else next(iter(by_case.values()))
    return meant if len(library.fulltext.search_words(meant, scope, _PLACES)) >= _PLACES else None


def _may_be(stem: str, written: str, edits: int) -> bool:
    """Return whether a word with a stem can be so near: its beginning must be."""
    beginning = written.lower()[: len(stem)]
    return edit_distance(beginning, stem) <= edits + 1
