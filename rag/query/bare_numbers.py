"""Acts that a question names by a number alone: "No. 61", "Order 13083", "13083"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from rag.language.lexicon.instruments import instrument_pattern
from rag.language.lexicon.verbs import effect_of
from rag.language.tokens import STOP_WORDS, words
from rag.legal.citations import find_citations, is_source
from rag.schema import Act, ActCitation, Scope, Span, UnclearAct
from rag.storage import Library

# Passages with the number that are looked through for a citation.
_LOOKED_THROUGH = 50
# "The No. 1 producer" names no act.
_NOT_BEFORE = frozenset(["the", "a", "an"])
_LAST_WORD = re.compile(r"[\w’']+[\s(“\"]*$")


class NumberedActs(NamedTuple):
    """The acts of a question, those that nothing here knows, and a number that several have."""

    citations: list[ActCitation]
    unknown: list[ActCitation]
    unclear: UnclearAct | None


class _Number(NamedTuple):
    """A number in a question; `noun` is "order", "" behind "No." alone.

    `is_bare` says that not even that stands before it.
    """

    span: Span
    number: str
    noun: str
    is_bare: bool


def resolve_numbers(
    question: str, citations: Sequence[ActCitation], library: Library, scope: Scope = Scope()
) -> NumberedActs:
    """Find the acts that a question names by a number without their kind.

    A number is the only act of that number in the library. One that no act has is unknown under
    its own name, "Order 99999", so that a refusal can say that it is not there.

    Args:
        question: the text.
        citations: those of acts whose kind is named.
        library: where acts are looked up.
        scope: restricts the texts whose citations are read.
    """
    found, unknown = list(citations), []
    unclear = None
    for item in _numbers(question, citations):
        names = _names_of(item, library, scope)
        if len(names) > 1:
            unclear = unclear or UnclearAct(item.span, tuple(names))
        elif item.is_bare and not names:
            continue
        elif names:
            found.append(ActCitation(item.span, _act(names[0], item.number)))
        else:
            act = Act(item.noun.capitalize() or "No.", item.number)
            unknown.append(ActCitation(item.span, act))
    return NumberedActs(sorted(found, key=lambda each: each.span), unknown, unclear)


def _numbers(question: str, citations: Sequence[ActCitation]) -> Iterable[_Number]:
    """Yield the numbers of acts outside the citations."""
    for match in _pattern().finditer(question):
        span = Span(*match.span())
        is_cited = any(span.overlaps(citation.span) for citation in citations)
        noun = (match["noun"] or "").lower()
        if not is_cited and (noun or _may_name_act(question[: span.start])):
            number = match["number"] or match["bare"]
            yield _Number(span, number, noun, is_bare=match["number"] is None)


def _may_name_act(before: str) -> bool:
    """Return whether "No. 61" may name an act: no noun stands before it, as in "Reactor No. 4"."""
    last = _LAST_WORD.search(before)
    if last is None:
        return not re.search(r"\w", before)
    word = words(last.group())[-1]
    if word in _NOT_BEFORE:
        return False
    return word in STOP_WORDS or effect_of(word) is not None or word.endswith(("ed", "ing"))


def _names_of(item: _Number, library: Library, scope: Scope) -> list[str]:
    """Return the names of the acts that a number may mean, as the library knows them."""
    names = library.relations.names_of_number(item.number)
    fitting = _distinct(names, item)
    if fitting or item.is_bare:
        return fitting
    return _distinct(_cited(item.number, library, scope), item)


def _cited(number: str, library: Library, scope: Scope) -> list[str]:
    """Return the names of acts with a number that texts cite."""
    hits = library.fulltext.search_words(number, scope, _LOOKED_THROUGH)
    return [
        citation.act.name
        for passage in library.chunks.passages(hits, scope.as_of)
        for citation in find_citations(passage.text, passage.published)
        if citation.act.number.split()[0] == number and not is_source(citation.act)
    ]


def _distinct(names: Iterable[str], item: _Number) -> list[str]:
    """Return the names of a noun, without those that another says with its year."""
    fitting = {
        name.casefold(): name
        for name in names
        if re.search(rf"\b{re.escape(item.noun)}\b", name, re.IGNORECASE)
    }
    return [
        name
        for key, name in sorted(fitting.items())
        if not any(other.startswith(f"{key} of ") for other in fitting)
    ]


def _act(name: str, number: str) -> Act:
    """Return the act with a name, "Announcement No. 61 of 2025"."""
    kind, separator, rest = name.partition(f" {number}")
    return Act(kind, f"{separator}{rest}".strip())


@cache
def _pattern() -> re.Pattern[str]:
    noun = rf"(?P<noun>{instrument_pattern('numbered')})\s(?:[Nn]os?\.?\s?|[Nn]umber\s)?"
    return re.compile(
        rf"\b(?:(?i:{noun})|[Nn]os?\.\s?|[Nn]umber\s)"
        r"(?P<number>\d{1,5}(?:[-/]\d{1,5})?)\b(?![.,/]?\d|\s?%)"
        # Four or five digits that are no year: "Who revoked 13083?"
        r"|(?<![\w.,/-])(?P<bare>(?!(?:19|20)\d\d\b)\d{4,5})\b(?![.,/-]?\d|\s?%)"
    )


__all__ = ["NumberedActs", "resolve_numbers"]
