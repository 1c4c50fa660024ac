"""Compare the names of a statement with those of its source and of its header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rag.answer.agreement.source import SourceText
from rag.language.discourse import common_openings
from rag.language.locale_names import month_numbers, weekdays
from rag.language.opposites import is_demonym_of
from rag.language.quantities import names, vague_amounts, without_amounts
from rag.language.same_names import as_written, with_one_name
from rag.language.tokens import STOP_WORDS, stem, words

_BESIDE = re.compile(r"\b([A-Z]\w+)(?:[’']s?)?\s([a-z]{4,})\b")
_OPENER = re.compile(r"[\"'“‘(]*([^\W\d_][\w’'-]*)")
# No name ends so; what opens a sentence with a capital then is a common word.
_COMMON_ENDINGS = ("ly", "tion", "tions", "ment", "ments", "ity", "ities")


def known_names(statement: str, source: SourceText) -> str:
    """Compare the names with those of the supporting sentences and of the headers."""
    known = words_of(f"{source.quote} {source.context}")
    written = source.short_forms
    for name in sorted(claimed_names(with_one_name(statement), source)):
        if not is_known(name, known, written):
            return f"does not say the name {as_written(name, statement)}"
    return ""


def rival_names(statement: str, source: SourceText) -> str:
    """Compare a name with the word beside it: "US officials" against "Malaysian officials".

    Only where no sentence cited has the two side by side, and the statement lacks the other name.
    """
    whole = with_one_name(statement)
    said = frozenset(words(whole))
    small = source.small_stems
    for name, word in sorted(_beside(whole, small)):
        near = [item.text for item in source.near(whole)]
        others = {
            other for text in near for other, beside in _beside(text, small) if beside == word
        }
        is_same = name in others or is_demonym_of(name, others) or _has_demonym(name, others)
        if others and not is_same and not others & said:
            return f"says it of {min(others)} {word}, not of {name}"
    return ""


def _has_demonym(name: str, others: set[str]) -> bool:
    return any(is_demonym_of(other, {name}) for other in others)


def _beside(text: str, small: frozenset[str]) -> set[tuple[str, str]]:
    """Return each name with the word written small behind it, "US officials"."""
    found = (words(f"a {match[1]} {match[2]}")[-2:] for match in _BESIDE.finditer(text))
    return {
        (name, stem(word))
        for name, word in found
        if not _is_common(name, small) and word not in STOP_WORDS
    }


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text, its names in one form."""
    return frozenset(words(with_one_name(text)))


def is_known(name: str, known: frozenset[str], written: Mapping[str, frozenset[str]]) -> bool:
    """Return whether some words hold a name, in full, inflected or by its initials."""
    if name in written and written[name] <= known:
        return True
    return all(_is_known_word(part, known, written) for part in words(name))


def claimed_names(statement: str, source: SourceText) -> Iterable[str]:
    """Yield the names inside a statement, and the word that opens it if it is one."""
    bare = without_amounts(statement)
    yield from names(bare)
    opener = _OPENER.match(bare)
    if opener and opener[1][0].isupper():
        found = words(opener[1])
        parts = found[0].split("-") if found else []
        if not all(_is_common(part, source.small_stems) for part in parts):
            yield opener[1]


def _is_known_word(word: str, known: frozenset[str], written: Mapping[str, frozenset[str]]) -> bool:
    """Return whether a source has a word of a name; months and weekdays are compared as dates."""
    if word in known or word in month_numbers() or word in weekdays():
        return True
    if word in ("us", "i", "no", "nos") or word in STOP_WORDS or is_demonym_of(word, known):
        return True
    if any(short.lower() in known and word in parts for short, parts in written.items()):
        return True
    return any(stem(word) == stem(other) for other in known)


def _is_common(word: str, small: frozenset[str]) -> bool:
    """Return whether a word that opens a sentence is no name, in lower case."""
    if word in STOP_WORDS or word in common_openings() or word.endswith(_COMMON_ENDINGS):
        return True
    return bool(vague_amounts(word)) or stem(word) in small
