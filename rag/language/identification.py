"""Which language a text is in, by its most frequent words and its letters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache

from rag.language.lexicon import load
from rag.language.tokens import STOP_WORDS

ENGLISH = "English"
# A text in letters that no known list is written in.
OTHER = "another script"
# A question is in another language when it holds this many more of its frequent words than of
# English ones, and this share of all: names and titles of a few foreign words are no language.
_MORE, _SHARE = 2, 0.3
_WORD = re.compile(r"[^\W\d_]{2,}|[yo]")


def language_of(text: str) -> str:
    """Return the language of a text by jusText's name, `ENGLISH` where none other is plain.

    >>> language_of("Welche Firmen haben eine Lizenz bekommen?"), language_of("tin prices")
    ('German', 'English')
    """
    if language := _language_of_script(text):
        return language
    tokens = _counted(text)
    english = sum(word in STOP_WORDS or word in frequent_words(ENGLISH) for word in tokens)
    others = [name for name in load("languages")["names"] if name != ENGLISH]
    hits = {name: sum(word in frequent_words(name) for word in tokens) for name in others}
    best = max(hits, key=lambda name: hits[name])
    if _opens_question(text, tokens):
        is_plain = english <= 1 and (hits[best] > 0 or not "".join(tokens).isascii())
        return best if is_plain else ENGLISH
    is_plain = hits[best] - english >= _MORE and hits[best] >= _SHARE * len(tokens)
    return best if is_plain else ENGLISH


def _counted(text: str) -> list[str]:
    """Return the words in lower case, without names: those with a capital after the first."""
    first, *others = re.findall(r"[^\W\d_]+", text) or [""]
    return [first.lower(), *(word for word in others if word.islower())]


def _opens_question(text: str, tokens: Sequence[str]) -> bool:
    """Return whether a text opens as a question does in another language, and goes on."""
    words_of_questions = load("languages")["question_words"]
    return "¿" in text or (len(tokens) > 2 and tokens[0] in words_of_questions)


@cache
def frequent_words(language: str) -> frozenset[str]:
    """Return the frequent words of a language in lower case; of others those of English are out.

    None of a language without a list.
    """
    if language not in load("languages")["names"]:
        return frozenset()
    from justext import get_stoplist

    found = frozenset(word for word in get_stoplist(language) if _WORD.fullmatch(word))
    return found if language == ENGLISH else found - frequent_words(ENGLISH)


def words_of_no_weight(language: str) -> frozenset[str]:
    """Return the frequent words of a language and those that open its questions."""
    return frequent_words(language) | frozenset(load("languages")["question_words"])


def _language_of_script(text: str) -> str:
    """Return the language of a text whose letters are mostly of no Latin script; "" of any other.

    Kana make a text Japanese, however many Chinese characters it holds.
    """
    scripts = Counter(unicodedata.name(char, "").split(" ")[0] for char in text if char.isalpha())
    if 2 * scripts["LATIN"] >= scripts.total():
        return ""
    languages = load("languages")["scripts"]
    return next((languages[script] for script in languages if scripts[script]), OTHER)
