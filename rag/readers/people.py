"""Names in a byline or an author's field: people one by one, an organisation whole."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from rag.language.lexicon import load
from rag.readers.cleaning.junk_lines import is_byline
from rag.readers.cleaning.phrases import one_of

_BYLINES = load("bylines")
_ORGANISATION = re.compile(rf"\b{one_of(_BYLINES['organisations'])}\b")
_ROLE = re.compile(rf"\b{one_of(_BYLINES['roles'])}(?:[ -](?:in|at|for|of)[ -].{{1,40}})?$")
_BY = re.compile(rf"(?:{one_of(_BYLINES['by'])})[:\s]\s*")
_PLACE = re.compile(r"\s(?:in|for)\s[A-Z].*|\s?\([^()]*\)?$")
_BETWEEN = re.compile(r"\s*(?:,|;|\||&|\band\b(?=\s))\s*")
# Between two full names alone: "Kirche und Leben" is a paper.
_BETWEEN_FULL = re.compile(r"(?<=\w\s)(?:und|et|y|e)\s(?=\S+\s\S)")
_SITE = re.compile(r"[\w-]+\.[a-z]{2,4}")
_TURNED = re.compile(r"[\w'’-]+, [\w'’-]+")


def names_in(text: str) -> tuple[str, ...]:
    """Return the names in a line, without the roles and places beside them.

    >>> names_in("By Jane Roe, Transport Correspondent, and Ann Lee in Castor")
    ('Jane Roe', 'Ann Lee')
    >>> names_in("Department for Environment, Food and Rural Affairs")
    ('Department for Environment, Food and Rural Affairs',)
    >>> names_in("Roe, Jane")
    ('Jane Roe',)
    """
    text = _BY.sub("", html.unescape(text).strip(), count=1)
    if is_organisation(_BETWEEN.split(text)[0]):
        return (text.strip(" ."),)
    if _TURNED.fullmatch(text) and not _is_role(text.partition(", ")[2]):
        return (" ".join(reversed(text.split(", "))),)
    pieces = [half for piece in _BETWEEN.split(text) for half in _halves(piece)]
    parts = [_PLACE.sub("", piece).strip(" .") for piece in pieces]
    named = [part for part in parts if part and not (_is_role(part) or is_organisation(part))]
    return tuple(named or [part for part in parts[:1] if part])


def _halves(piece: str) -> list[str]:
    halves = _BETWEEN_FULL.split(piece)
    return halves if all(len(half.split()) > 1 for half in halves) else [piece]


def byline_names(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the names in the first of some lines that opens with "By"."""
    byline = next((line for line in lines if line[:3].lower() == "by " and is_byline(line)), "")
    return names_in(byline) if byline else ()


def is_organisation(name: str) -> bool:
    """Return whether a noun of organisations stands in a name."""
    return bool(_ORGANISATION.search(name))


def _is_role(part: str) -> bool:
    """Return whether a part is "Transport Correspondent" or the like, a site, or in lower case."""
    return bool(_ROLE.search(part) or _SITE.fullmatch(part)) or part.islower()
