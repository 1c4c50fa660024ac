"""Where a text cites acts: US orders, EU law, Chinese announcements and Indian notifications, one pattern a style."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from rag.legal.acts import completed
from rag.legal.series import yearly
from rag.schema import ActCitation

_YEAR = r"(?:19|20)\d\d"
_NO = r"(?:Nos?\.?\s?|Numbers?\s)?"
_ISSUED = rf"(?:\s?,?\s?(?:of|\(|\[)\s?(?P<year>{_YEAR})[)\]]?)?"


class Style(NamedTuple):
    """How one kind of act is cited: the opening with its first number, a further number of a list, and what to make of a match."""

    opening: re.Pattern[str]
    further: re.Pattern[str]
    named: Callable[[re.Match[str]], tuple[str, str]]


def _list(number: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:\s?[,;]\s?(?:and\s|or\s|as well as\s)?|\s(?:and|or|&)\s){_NO}(?P<number>{number})(?![\d/]|\.\d)",
        re.IGNORECASE,
    )


def _president(match: re.Match[str]) -> tuple[str, str]:
    kind = match.group().lower()
    return ("Proclamation" if "proclamation" in kind else "Executive Order"), match["number"]


def _union(match: re.Match[str]) -> tuple[str, str]:
    word = re.search(r"regulation|directive|decision", match.group(), re.IGNORECASE)
    return (word.group().capitalize() if word else "Regulation"), match["number"]


def _gazette(match: re.Match[str]) -> tuple[str, str]:
    series = re.sub(r"[\s.]", "", match["series"]).upper()
    return ".".join(series) + ".", f"{match['number']}(E)"


_STYLES = (
    Style(
        re.compile(
            rf"\b(?:Executive Orders?|E\.O\.|EO|(?:Presidential )?Proclamations?)\s{_NO}(?P<number>\d{{4,5}}(?:-[A-Z])?)\b(?!-\d)",
            re.IGNORECASE,
        ),
        _list(r"\d{4,5}(?:-[A-Z])?\b"),
        _president,
    ),
    Style(
        re.compile(
            r"\b(?:Regulations?|Directives?|Decisions?)\s(?:\((?:EU|EC|EEC|Euratom|CFSP|EU, Euratom|EC, Euratom)\)\s)?(?:Nos?\s)?(?P<number>\d{1,4}/\d{1,4})(?:/(?:EU|EC|EEC|CFSP|JHA|Euratom))?(?![/\d])",
            re.IGNORECASE,
        ),
        re.compile(
            r"(?:\s?[,;]\s?(?:and\s|or\s)?|\s(?:and|or)\s)(?:\((?:EU|EC|EEC|CFSP)\)\s)?(?:No\s)?(?P<number>\d{1,4}/\d{1,4})(?:/(?:EU|EC|EEC|CFSP))?(?![/\d])"
        ),
        _union,
    ),
    Style(
        re.compile(
            rf"\b(?:Notifications?\s{_NO}|No\.\s?(?=\d{{1,4}}/{_YEAR}\s?[-–]\s?[A-Z]))(?P<number>\d{{1,4}}/{_YEAR}(?:\s?[-–]\s?[A-Z][A-Za-z. ]{{2,24}}?(?:\([A-Z.]{{1,6}}\))?(?=[\s,;.:?)]|$))?)",
            re.IGNORECASE,
        ),
        _list(rf"\d{{1,4}}/{_YEAR}(?:[-–][A-Z][a-z]{{2,12}})?\b"),
        lambda match: ("Notification No.", re.sub(r"\s?[-–]\s?", "-", match["number"]).strip()),
    ),
    Style(
        re.compile(
            r"\b(?P<series>S\s?\.\s?O\s?\.|G\s?\.\s?S\s?\.\s?R\s?\.)\s?(?:No\.?\s?)?(?P<number>\d{1,5})\s?\(E\)",
            re.IGNORECASE,
        ),
        re.compile(r"(?!)(?P<number>)"),
        _gazette,
    ),
    Style(
        re.compile(
            r"\b(?:State Council|Premier['’]s)?\s?(?:Order|Decree)\sNo\.\s?(?P<number>\d{1,4})\b",
            re.IGNORECASE,
        ),
        re.compile(r"(?!)(?P<number>)"),
        lambda match: ("Order No.", match["number"]),
    ),
)


def find_citations(text: str, published: date | None = None) -> list[ActCitation]:
    """Every citation of an act in a text, in order, with the dates and titles that follow; none inside another.

    Args:
        text: a cleaned text.
        published: the day it was written on, by which announcements cited without their year are those of that year.
    """
    found: list[ActCitation] = []
    for style in _STYLES:
        for match in style.opening.finditer(text):
            kind, number = style.named(match)
            mention = completed(
                text,
                match.start() + len(match.group()) - len(match.group().lstrip()),
                match.end(),
                kind,
                number,
            )
            found.append(mention)
            while further := style.further.match(text, mention.span.end):
                mention = completed(
                    text,
                    further.start("number"),
                    further.end(),
                    kind,
                    further["number"],
                    follows=True,
                )
                found.append(mention)
    found += yearly(text, published)
    ordered = sorted(found, key=lambda mention: (mention.span.start, -mention.span.end))
    kept: list[ActCitation] = []
    for mention in ordered:
        if not kept or mention.span.start >= kept[-1].span.end:
            kept.append(mention)
    return kept
