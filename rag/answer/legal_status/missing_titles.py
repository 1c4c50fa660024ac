"""Say that an act which a question names by its title is not in the collection.

A title is a run of capitalised words that ends in a word for an instrument, "the EU AI Act". It is
here where some passage has its words close together, or its initials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from rag.language.lexicon.instruments import instruments
from rag.language.lexicon.patterns import any_of
from rag.language.tokens import STOP_WORDS, content_words, stem, words
from rag.schema import Passage, Question, Scope, StatusAnswer
from rag.storage import Library

# Passages with words of a title that are looked through, and how many of them a refusal names.
_LOOKED_THROUGH, _NEAREST = 60, 12
# The words of a title may stand this many words apart: "the Act on the resilience of harbours".
_APART = 12
_SHORTEST_INITIALS = 3
_NUMBER_BEHIND = re.compile(r"\s(?:[Nn]os?\.\s?|\()?\d")


def refuse_missing_title(library: Library, question: Question) -> StatusAnswer | None:
    """Refuse where a question names acts by their titles and none of them is here."""
    titles = [] if question.acts else list(titles_in(question.text))
    scope = Scope(question.scope.as_of)
    if not titles or any(_is_here(library, title, scope) for title in titles):
        return None
    as_of = f" as of {scope.as_of}" if scope.as_of else ""
    sentences = [
        f"“{title}” is not in this collection{as_of}; no document of it names it."
        for title in dict.fromkeys(titles)
    ]
    hits = library.fulltext.search_words(question.text, question.scope, _NEAREST)
    nearest = library.chunks.passages(hits, scope.as_of)
    return StatusAnswer(refusal=" ".join(sentences), nearest=tuple(nearest))


def titles_in(question: str) -> Iterator[str]:
    """Yield the titles of acts in a question.

    >>> list(titles_in("Do the Clean Harbours Act and the Treaty of Rome bind ports of the EU?"))
    ['Clean Harbours Act', 'Treaty of Rome']
    """
    for match in _pattern().finditer(question):
        has_number = _NUMBER_BEHIND.match(question, match.end())
        if len(content_words(match.group())) > 1 and not has_number:
            yield match.group()


def _is_here(library: Library, title: str, scope: Scope) -> bool:
    """Return whether some passage names a title; its first word may be left out, as in "EU"."""
    wanted = content_words(title)
    initials = _initials(title)
    hits = library.fulltext.search_words(f"{title} {initials}", scope, _LOOKED_THROUGH)
    passages: Sequence[Passage] = library.chunks.passages(hits, scope.as_of)
    for passage in passages:
        text = f"{passage.title}. {passage.heading}. {passage.text}"
        if _stand_together(wanted, text) or (initials and re.search(rf"\b{initials}\b", text)):
            return True
        if len(wanted) > 2 and _stand_together(wanted[1:], text):
            return True
    return False


def _initials(title: str) -> str:
    """Return the initials by which a title may be known, "CHA"; "" where they are too few."""
    letters = "".join(word if word.isupper() else word[0] for word in title.split())
    capitals = "".join(letter for letter in letters if letter.isupper())
    return capitals if len(capitals) >= _SHORTEST_INITIALS else ""


def _stand_together(wanted: Sequence[str], text: str) -> bool:
    """Return whether a text has some stems within a few words of each other."""
    last_place: dict[str, int] = {}
    for place, word in enumerate(words(text)):
        found = stem(word)
        if found in wanted:
            last_place[found] = place
        is_complete = len(last_place) == len(set(wanted))
        if is_complete and place - min(last_place.values()) <= _APART:
            return True
    return False


@cache
def _pattern() -> re.Pattern[str]:
    nouns = any_of(noun.capitalize() for noun in instruments("title"))
    opening = any_of(word.capitalize() for word in STOP_WORDS)  # "Is the Harbours Act"
    word = rf"(?!(?:{nouns}|{opening})\b)[A-Z][\w’'-]*"
    joint = r"(?:(?:of|the|and|on|for|to|in)\s){0,2}"
    before = rf"(?:{word}\s{joint}){{1,8}}{nouns}(?:\s{nouns})?\b(?!\s[A-Z])"
    behind = rf"{nouns}\s(?:of|on|for)\s(?:the\s)?{word}(?:\s{joint}{word}){{0,5}}"
    return re.compile(rf"\b(?:{before}|{behind})")
