"""An act as others cite it: its kind, its number, and what is said of it beside that."""

from __future__ import annotations

import re

from rag.language.dates import DAY_PATTERN, day_of
from rag.language.tokens import fingerprint
from rag.schema import Act, ActCitation, Span

_DATED = re.compile(r"\s?,?\s?(?:of|dated|dt\.?)\s(?:the\s)?", re.IGNORECASE)
# “Title”, (“Title”), (Title), , entitled “Title,”; a parenthesis in lower case tells something else and is stepped over.
_NAMED = re.compile(
    r"\s?,?\s?(?:(?:entitled|titled)\s)?(?:\([“\"](?P<both>[^”\"()]{3,300})[”\"]\)"
    r"|\((?P<plain>[A-Z][^()]{5,300}(?:\([^()]{1,60}\)[^()]{0,200})?)\)|\((?!E[UC]\))[^()]{1,160}\)|[“\"](?P<quoted>[A-Z][^”\"]{5,300}?),?[”\"])"
)


def title_key(title: str) -> str:
    """What an act is found by when only its title is known."""
    return f"title {fingerprint(title)}"


def completed(
    text: str, start: int, end: int, kind: str, number: str, follows: bool = False
) -> ActCitation:
    """The mention of an act whose number ends at `end`, with the date and the title behind it."""
    day, title = None, None
    if (dated := _DATED.match(text, end)) and (found := DAY_PATTERN.match(text, dated.end())):
        day, end = day_of(found), found.end()
    if named := _NAMED.match(text, end):
        title, end = named["both"] or named["plain"] or named["quoted"], named.end()
    return ActCitation(Span(start, end), Act(kind, number, day, title), follows)
