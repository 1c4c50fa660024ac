"""Read an act as others cite it: its kind, its number, and the date and title that follow."""

from __future__ import annotations

import re

from rag.language.dates import DAY_PATTERN, day_of
from rag.language.tokens import fingerprint
from rag.schema import Act, ActCitation, Span

_DATED = re.compile(r"\s?,?\s?(?:of|dated|dt\.?)\s(?:the\s)?", re.IGNORECASE)
# “Title”, (“Title”), (Title), , entitled “Title,”; a parenthesis in lower case is stepped over.
_IN_BOTH = r"\([“\"](?P<both>[^”\"()]{3,300})[”\"]\)"
_IN_PARENTHESES = r"\((?P<plain>[A-Z][^()]{5,300}(?:\([^()]{1,60}\)[^()]{0,200})?)\)"
_STEPPED_OVER = r"\((?!E[UC]\))[^()]{1,160}\)"
_IN_QUOTES = r"[“\"](?P<quoted>[A-Z][^”\"]{5,300}?),?[”\"]"
_NAMED = re.compile(
    r"\s?,?\s?(?:(?:entitled|titled)\s)?"
    rf"(?:{_IN_BOTH}|{_IN_PARENTHESES}|{_STEPPED_OVER}|{_IN_QUOTES})"
)
_HYPHEN = r"\s?[-–\u2011—]\s?"


def title_key(title: str) -> str:
    """Return the key of an act of which only the title is known."""
    return f"title {fingerprint(title)}"


def number_pattern(act: Act) -> str:
    """Return a pattern of an act's number as texts write it, without a year behind it.

    >>> bool(re.search(number_pattern(Act("Public Law", "117-58")), "Pub. L. 117–58"))
    True
    """
    number = act.number.split()[0]
    pieces = [re.escape(piece) for piece in number.split("-")]
    written = _HYPHEN.join(pieces)
    return rf"(?<![\w.]){written}(?!\w)"


def completed(
    text: str, start: int, end: int, kind: str, number: str, follows: bool = False
) -> ActCitation:
    """Return the citation whose number ends at `end`, with the date and the title behind it.

    Args:
        text: where it stands.
        start: its first character.
        end: the end of its number.
        kind: of the act, "Executive Order".
        number: of the act, "13301".
        follows: whether it is a bare number that goes on with a list.
    """
    day = None
    dated = _DATED.match(text, end)
    found = DAY_PATTERN.match(text, dated.end()) if dated else None
    if found:
        day = day_of(found)
        end = found.end()
    title = None
    named = _NAMED.match(text, end)
    if named:
        title = named["both"] or named["plain"] or named["quoted"]
        end = named.end()
    act = Act(kind, number, day, title)
    return ActCitation(Span(start, end), act, follows)
