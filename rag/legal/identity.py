"""Find the acts that a document is: those that its title or one of its first lines names as own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from rag.language.lexicon.patterns import any_of
from rag.legal.citations import find_citations, role_of
from rag.schema import Act, ActCitation, Span

# An act names itself in its first lines.
_OPENING_BLOCKS, _OPENING = 10, 3_000
_LONGEST_BEFORE_OWN = 120
_MOST_IDENTITIES = 3
# "REGULATION (EU) …" stands alone in its line, or behind who made it.
_BEFORE_OWN = re.compile(
    r"[\s#*_>|]*(?:[A-Z][\w.()’'-]*,?\s(?:of\s|the\s|and\s|for\s){0,2}){0,12}$"
)
_BEHIND_OWN = {
    "nothing": r"[\s*_.#|]*$",
    "a dash": r"\s?[.:]?\s?[—–-]{1,2}\s?",
    "who made it": r"\s(?i:of|by)\s(?i:the)\s[A-Z]",
    "what it does": r",?\s(?:on|establishing|laying down|amending|repealing|concerning"
    r"|implementing)\s",
    "a place and its day": r"[.,]?\s(?:dated\b|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?,\s(?:the\s)?\d)",
    "its day": r"\s(?:of\s)?(?:\d{1,2}\s[A-Z]|[A-Z][a-z]{2,8}\s\d{1,2}, \d{4}[\s*_]*$)",
}
_AFTER_OWN = re.compile("|".join(_BEHIND_OWN.values()))
_ABOUT_NOUNS = (
    "amendment amendments revocation repeal suspension extension termination exemption under after"
    " about why how what"
).split()
_ABOUT = re.compile(rf"\b(?:\w+ing|{any_of(_ABOUT_NOUNS)})\b", re.IGNORECASE)


def identities(title: str, text: str, mentions: Sequence[ActCitation]) -> tuple[Act, ...]:
    """Return the acts that a title or one of the first lines is or begins with, one of a kind.

    Args:
        title: of the document.
        text: its cleaned text.
        mentions: the citations in the text.
    """
    found: dict[str, Act] = {}
    for line in _first_lines(text):
        mention = _first_within(mentions, line)
        if mention and _is_own(text, mention, line):
            found.setdefault(mention.act.key, mention.act)
    first = next(iter(found.values()), None)
    titled = _act_of_title(title)
    if titled and (first is None or first.kind != titled.kind):
        found[titled.key] = titled
    by_kind: dict[str, Act] = {}
    for act in found.values():
        by_kind.setdefault(act.kind, act)
    return tuple(by_kind.values())[:_MOST_IDENTITIES]


def _first_lines(text: str) -> list[Span]:
    lines = re.finditer(r"[^\n]+", text[:_OPENING])
    first = islice(lines, _OPENING_BLOCKS)
    return [Span(*match.span()) for match in first]


def _first_within(mentions: Sequence[ActCitation], line: Span) -> ActCitation | None:
    """Return the first citation that begins in a line."""
    inside = (mention for mention in mentions if line.start <= mention.span.start < line.end)
    return next(inside, None)


def _act_of_title(title: str) -> Act | None:
    """Return the act that a title names as its own."""
    mention = next(iter(find_citations(title)), None)
    if mention and _is_own(title, mention, Span(0, len(title))):
        return mention.act
    return None


def _is_own(text: str, mention: ActCitation, line: Span) -> bool:
    """Return whether a line that cites an act is the heading of that act."""
    if role_of(mention.act.kind) == "source":
        return False
    before = text[line.start : mention.span.start]
    if len(before) >= _LONGEST_BEFORE_OWN or _ABOUT.search(before):
        return False
    after = text[mention.span.end : line.end]
    return bool(_BEFORE_OWN.match(before) and _AFTER_OWN.match(after))
