"""Acts whose numbers start afresh each year, such as announcements: lists and ranges of numbers, and the year that each is of.

A number is no act without its year. It is taken from what stands beside the number, from the same number elsewhere in the text, and, where
nothing else is said, from the day of the text: within the year one cites an announcement without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from rag.language.dates import DAY_WORDS, find_days
from rag.legal.acts import completed
from rag.schema import Act, ActCitation

_YEAR = r"(?:19|20)\d\d"
_NO = r"(?:Nos?\.?\s?|Numbers?\s)"
_NUMBER = (
    r"(?P<number>\d{1,3})\b(?!\.\d|\s(?:per\s?cent|percent|days?|weeks?|months?|years?)\b|\s?%)"
)
_CITED = re.compile(
    rf"\b(?P<noun>Announcement|Notice|Circular|Notification)(?P<many>s?)\s(?:\[?(?P<before>{_YEAR})\]?\s)?(?P<no>Nos?\.\s?|Numbers?\s){_NUMBER}(?!/(?!{_YEAR}\b(?!\s?[-–]))|\s?\([A-Z]\))",
    re.IGNORECASE,
)
# "Nos. 61 and 62", "- No. 57: europium", "the value test of No. 61"; a noun before it would be of another series: "Order No. 839", "the No. 1".
_BARE = re.compile(
    rf"(?P<item>^|\n|^[-*|]\s|\n[-*|]\s|[(,;:—–]\s?|(?<=[.!?])\s|\b(?:of|and|or|by|in|under|that|to|from|for|with|while|whereas|what|if|as|both|than|through|beside|besides|is|on)\s)(?P<no>Nos?\.\s?){_NUMBER}(?!/)"
)
_FURTHER = re.compile(
    rf"(?:\s?[,;]\s?(?:(?:and|or|as well as)\s)?|\s(?:and|or|&)\s)(?P<no>{_NO})?{_NUMBER}(?!/)",
    re.IGNORECASE,
)
_UP_TO = re.compile(rf"\s?(?:to|through|[-–—])\s?{_NO}?{_NUMBER}(?!/)", re.IGNORECASE)
_OF_YEAR = re.compile(rf"(?:\s?,?\s?(?:of\s|\(|\[)|/)(?P<year>{_YEAR})\b[)\]]?")
_OF_DAY = re.compile(
    rf"\s?[,(]{{0,2}}\s?(?:(?:of|dated|issued on|published on|made public on)\s)?(?P<day>{DAY_WORDS})"
)
_SERIES = re.compile(r"\b(?P<noun>announcement|circular|notification)s?\b", re.IGNORECASE)
# How far before a bare list its series is named, and how many numbers a range may have.
_REACH, _LONGEST_RANGE = 600, 40
# In the first months of a year a number without its year is often one of the year before.
_FIRST_SURE_MONTH = 3
_BESIDE = 250


class _Place(NamedTuple):
    """A number in a text; `after` is the number that a range comes from."""

    start: int
    end: int
    number: str
    after: str | None = None


class _Cited(NamedTuple):
    """A list of numbers, the noun of their series, and the year that stands beside them."""

    noun: str
    places: tuple[_Place, ...]
    end: int
    year: str | None


def yearly(text: str, published: date | None = None) -> Iterator[ActCitation]:
    """Every citation of an act of a yearly series; one whose year is not known has the number alone.

    Args:
        text: a cleaned text.
        published: the day it was written on.
    """
    full = [_cited(text, match, match["noun"]) for match in _CITED.finditer(text)]
    lists = [*full, *_bare(text, full)]
    years: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for item in lists:
        for place in item.places if item.year else ():
            years.setdefault((item.noun, place.number), []).append((place.start, item.year or ""))
    for item in lists:
        for n, place in enumerate(item.places):
            year = (
                item.year
                or _elsewhere(years.get((item.noun, place.number), []), place.start)
                or _of_day(text, place, published)
            )
            kind, number = _named(item.noun, place.number, year)
            within = range(int(place.after) + 1, int(place.number)) if place.after else ()
            is_last = n == len(item.places) - 1
            found = completed(
                text, place.start, item.end if is_last else place.end, kind, number, n > 0
            )
            yield replace(
                found, within=tuple(Act(*_named(item.noun, str(inner), year)) for inner in within)
            )


def _cited(text: str, match: re.Match[str], noun: str, year: str | None = None) -> _Cited:
    """The whole list that a citation opens; a single announcement goes on only with "No." before its next number."""
    groups = match.groupdict()
    many = bool(groups.get("many")) or match["no"].lower().startswith(("nos", "numbers"))
    first = match.start("noun") if "noun" in groups else match.start("no")
    places = [_Place(first, match.end("number"), match["number"])]
    while True:
        end = places[-1].end
        upper = _UP_TO.match(text, end) if many and not places[-1].after else None
        if upper and 0 < int(upper["number"]) - int(places[-1].number) <= _LONGEST_RANGE:
            places.append(
                _Place(upper.start("number"), upper.end(), upper["number"], places[-1].number)
            )
            continue
        further = _FURTHER.match(text, end)
        if not further or not (many or further["no"]):
            break
        places.append(_Place(further.start("number"), further.end(), further["number"]))
    of_year = _OF_YEAR.match(text, places[-1].end)
    of_day = None if of_year else _OF_DAY.match(text, places[-1].end)
    days = find_days(of_day["day"]) if of_day else []
    own = groups.get("before") or (
        of_year["year"] if of_year else str(days[0].year) if days else None
    )
    return _Cited(
        noun.capitalize(), tuple(places), of_year.end() if of_year else places[-1].end, own or year
    )


def _bare(text: str, full: list[_Cited]) -> Iterator[_Cited]:
    """Numbers without their noun: a list after the noun of its series, and single ones that the text cites elsewhere."""
    taken = {offset for item in full for offset in range(item.places[0].start, item.end)}
    nouns = {place.number: item.noun for item in full for place in item.places}
    later, reached = [], 0
    for match in _BARE.finditer(text):
        if match.start("no") in taken or match.start("no") < reached:
            continue
        named = list(_SERIES.finditer(text, max(0, match.start() - _REACH), match.start()))
        is_list = match["no"].startswith("Nos") or match["item"].strip("\n") in ("- ", "* ")
        if named and (is_list or _OF_YEAR.match(text, match.end())):
            days = find_days(text[named[-1].end() : match.start()])
            cited = _cited(
                text,
                match,
                named[-1]["noun"],
                str(days[0].year) if len({day.year for day in days}) == 1 else None,
            )
            nouns |= {place.number: cited.noun for place in cited.places}
            reached = cited.end
            yield cited
        else:
            later.append(match)
    reached = 0
    for match in later:
        if match["number"] in nouns and match.start("no") >= reached:
            cited = _cited(text, match, nouns[match["number"]])
            reached = cited.end
            yield cited


def _elsewhere(known: list[tuple[int, str]], start: int) -> str | None:
    """The year that the same number has in the nearest citation before, else in the first one after."""
    before = [year for place, year in known if place < start]
    return before[-1] if before else known[0][1] if known else None


def _of_day(text: str, place: _Place, published: date | None) -> str | None:
    """The year of the text, unless an earlier one stands beside the number, or the year is too young."""
    if published is None:
        return None
    line = (
        text[max(0, place.start - _BESIDE) : place.start].rpartition("\n")[2]
        + text[place.end : place.end + _BESIDE].partition("\n")[0]
    )
    beside = {int(year) for year in re.findall(rf"(?<![\d/,.]){_YEAR}(?![\d/])", line)}
    earlier, own = {year for year in beside if year < published.year}, published.year in beside
    return (
        str(published.year)
        if not earlier and (own or published.month >= _FIRST_SURE_MONTH)
        else None
    )


def _named(noun: str, number: str, year: str | None) -> tuple[str, str]:
    """Kind and number of an act: notifications are written "3/2025", the others "3 of 2025" whatever their noun."""
    if noun == "Notification":
        return "Notification No.", f"{number}/{year}" if year else number
    return "Announcement No.", f"{number} of {year}" if year else number
