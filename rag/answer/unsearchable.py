"""Refuse before anything is searched: another language, restrictions that leave nothing."""

from __future__ import annotations

from collections import Counter

from rag.answer.scope_refusal import is_empty_scope, refuse_empty_scope
from rag.language.identification import OTHER, language_of
from rag.language.tokens import STOP_WORDS, words
from rag.models.embeddings.known_words import known_words
from rag.schema import Abstention, Question, Scope
from rag.storage import Library

# Texts that say what language the collection is in, and the share of them that makes one of its
# languages; a question in that of a single text is searched.
_SAMPLE, _SHARE = 300, 0.1


def refuse_before_search(library: Library, question: Question) -> Abstention | None:
    """Return why a question cannot be searched for; None where it can."""
    if is_empty_scope(library, question.scope):
        return refuse_empty_scope(library, question, question.scope)
    if question.language == "English":
        return None
    counts = _languages_of(library, question.scope)
    if question.language in counts:
        return None
    least = _SHARE * counts.total()
    languages = [name for name, count in counts.most_common() if count >= least]
    names = " and ".join(name.replace("_", " ") for name in languages if name != OTHER)
    if not names:
        return None
    message = f"The collection is in {names}, and this question is not: ask it in {names}."
    return Abstention("nothing_found", message)


def unknown_words(library: Library, text: str) -> str:
    """Say that no word of a question occurs in the collection; "" where one does or is English."""
    asked = list(dict.fromkeys(word for word in words(text) if word not in STOP_WORDS))
    if not asked or not known_words().isdisjoint(asked):
        return ""
    if len(library.vocabulary.unknown(asked)) < len(asked):
        return ""
    if len(asked) == 1:
        return f"The word “{asked[0]}” occurs nowhere in the collection."
    listed = ", ".join(f"“{word}”" for word in asked[:-1])
    return f"None of the words {listed} and “{asked[-1]}” occurs in the collection."


def _languages_of(library: Library, scope: Scope) -> Counter[str]:
    """Count documents within a scope by their languages."""
    return Counter(map(language_of, library.holdings.beginnings(scope, _SAMPLE)))
