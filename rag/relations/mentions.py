"""Where a text cites acts: US orders, EU law, Chinese announcements and Indian notifications, one pattern a style."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from rag.relations.acts import Mention, completed

_YEAR = r"(?:19|20)\d\d"
_NO = r"(?:Nos?\.?\s?|Numbers?\s)?"
_ISSUED = rf"(?:\s?,?\s?(?:of|\(|\[)\s?(?P<year>{_YEAR})[)\]]?)?"


class Style(NamedTuple):
    """How one kind of act is cited: the opening with its first number, a further number of a list, and what to make of a match."""

    opening: re.Pattern[str]
    further: re.Pattern[str]
    named: Callable[[re.Match[str]], tuple[str, str]]


def _list(number: str) -> re.Pattern[str]:
    return re.compile(rf"(?:\s?[,;]\s?(?:and\s|or\s|as well as\s)?|\s(?:and|or|&)\s){_NO}(?P<number>{number})(?![\d./])", re.IGNORECASE)


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
        re.compile(r"\b(?P<series>S\s?\.\s?O\s?\.|G\s?\.\s?S\s?\.\s?R\s?\.)\s?(?:No\.?\s?)?(?P<number>\d{1,5})\s?\(E\)", re.IGNORECASE),
        re.compile(r"(?!)(?P<number>)"),
        _gazette,
    ),
    Style(
        re.compile(r"\b(?:State Council|Premier['’]s)?\s?(?:Order|Decree)\sNo\.\s?(?P<number>\d{1,4})\b", re.IGNORECASE),
        re.compile(r"(?!)(?P<number>)"),
        lambda match: ("Order No.", match["number"]),
    ),
)
_ANNOUNCED = re.compile(
    rf"\b(?:Announcements?|Notices?|Circulars?)\s(?:\[?(?P<before>{_YEAR})\]?\s)?(?:Nos?\.\s?|Numbers?\s)(?P<number>\d{{1,3}})\b",
    re.IGNORECASE,
)
_FURTHER = _list(r"\d{1,3}")
_OF_YEAR = re.compile(rf"\s?,?\s?(?:of\s|\(|\[)(?P<year>{_YEAR})\b[)\]]?")


def find_mentions(text: str) -> list[Mention]:
    """Every citation of an act in a text, in order, with the dates and titles that follow; none inside another."""
    found: list[Mention] = []
    for style in _STYLES:
        for match in style.opening.finditer(text):
            kind, number = style.named(match)
            mention = completed(text, match.start() + len(match.group()) - len(match.group().lstrip()), match.end(), kind, number)
            found.append(mention)
            while further := style.further.match(text, mention.span.end):
                mention = completed(text, further.start("number"), further.end(), kind, further["number"], follows=True)
                found.append(mention)
    found += _announcements(text)
    ordered = sorted(found, key=lambda mention: (mention.span.start, -mention.span.end))
    kept: list[Mention] = []
    for mention in ordered:
        if not kept or mention.span.start >= kept[-1].span.end:
            kept.append(mention)
    return kept


def _announcements(text: str) -> Iterator[Mention]:
    """Announcements are numbered afresh each year; a number without one has that of its last mention."""
    years: dict[str, str] = {}
    for match in _ANNOUNCED.finditer(text):
        places = [(match.start(), match.end(), match["number"])]
        while further := _FURTHER.match(text, places[-1][1]):
            places.append((further.start("number"), further.end(), further["number"]))
        issued = _OF_YEAR.match(text, places[-1][1])
        year = match["before"] or (issued["year"] if issued else None)
        for place, (start, end, number) in enumerate(places):
            known = year or years.get(number)
            years[number] = known or ""
            last = place == len(places) - 1
            yield completed(
                text,
                start,
                issued.end() if issued and last else end,
                "Announcement No.",
                f"{number} of {known}" if known else number,
                place > 0,
            )
