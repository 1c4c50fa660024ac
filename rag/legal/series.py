"""Cite acts whose numbers start afresh each year, such as announcements: lists, ranges and years.

A number is no act without its year. The year comes from the words beside the number, from the same
number elsewhere in the text, or else from the day of the text: within the year one cites an
announcement without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from rag.language.dates import DAY_WORDS, find_days
from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of
from rag.legal.acts import completed
from rag.legal.anchored import matches_near
from rag.schema import Act, ActCitation

_YEAR = r"(?:19|20)\d\d"
_NO = r"(?:Nos?\.?\s?|Numbers?\s)"
_MEASURE = r"(?:per\s?cent|percent|days?|weeks?|months?|years?)"
_NUMBER = rf"(?P<number>\d{{1,3}})\b(?!\.\d|\s{_MEASURE}\b|\s?%)"
# "No. 50/2017-Customs" and "No. 12(E)" are of other series.
_OF_ANOTHER_SERIES = rf"/(?!{_YEAR}\b(?!\s?[-–]))|\s?\([A-Z]\)"
_BARE = re.compile(rf"(?P<no>Nos?\.\s?){_NUMBER}(?!/)")
# "Nos. 61 and 62", "- No. 57: europium", "the value test of No. 61"; a noun before it would be of
# another series: "Order No. 839", "the No. 1".
_WORDS_BEFORE_BARE = (
    "of and or by in under that to from for with while whereas what if as both than through beside"
    " besides is on"
).split()
_BEFORE_BARE = re.compile(
    rf"(?:^|\n|^[-*|]\s|\n[-*|]\s|[(,;:—–]\s?|[.!?]\s|\b{any_of(_WORDS_BEFORE_BARE)}\s)$"
)
_BULLET = re.compile(r"(?:^|\n)[-*]\s$")
_LONGEST_BEFORE = 12
_FURTHER = re.compile(
    r"(?:\s?[,;]\s?(?:(?:and|or|as well as)\s)?|\s(?:and|or|&)\s)"
    rf"(?P<no>{_NO})?{_NUMBER}(?!/)",
    re.IGNORECASE,
)
_UP_TO = re.compile(rf"\s?(?:to|through|[-–—])\s?{_NO}?{_NUMBER}(?!/)", re.IGNORECASE)
_OF_YEAR = re.compile(rf"(?:\s?,?\s?(?:of\s|\(|\[)|/)(?P<year>{_YEAR})\b[)\]]?")
_OF_DAY = re.compile(
    r"\s?[,(]{0,2}\s?(?:(?:of|dated|issued on|published on|made public on)\s)?"
    rf"(?P<day>{DAY_WORDS})"
)
_BESIDE_YEAR = re.compile(rf"(?<![\d/,.]){_YEAR}(?![\d/])")
# How far before a bare list its series is named, and how many numbers a range may have.
_REACH, _LONGEST_RANGE = 600, 40
# In the first months of a year a number without its year is often one of the year before.
_FIRST_SURE_MONTH = 3
_BESIDE = 250


@dataclass(frozen=True)
class Series:
    """A row of `citation_families.toml` whose acts are numbered by year; nouns in lower case."""

    nouns: tuple[str, ...]
    kind: str
    number: str
    undated: str
    bare: bool

    def name(self, number: str, year: str | None) -> tuple[str, str]:
        """Return kind and number of an act: "Announcement No.", "61 of 2025"."""
        template = self.number if year else self.undated
        return self.kind, template.format(number=number, year=year)


class _Place(NamedTuple):
    """A number in a text; `after` is the number that a range comes from."""

    start: int
    end: int
    number: str
    after: str | None = None


class _List(NamedTuple):
    """A list of numbers, their series, and the year that stands beside them."""

    series: Series
    places: tuple[_Place, ...]
    end: int
    year: str | None


def read_series(rows: Iterable[Mapping[str, Any]]) -> tuple[Series, ...]:
    """Read the yearly rows of `citation_families.toml`."""
    return tuple(
        Series(
            nouns=tuple(noun.lower() for noun in row["nouns"]),
            kind=row["kind"],
            number=row["number"],
            undated=row["undated"],
            bare=row.get("bare", True),
        )
        for row in rows
        if row.get("yearly")
    )


@cache
def all_series() -> tuple[Series, ...]:
    """Return the series of the lexicon."""
    return read_series(load("citation_families")["family"])


def yearly(text: str, published: date | None = None) -> Iterator[ActCitation]:
    """Yield every citation of an act of a yearly series; one of no known year has the number alone.

    Args:
        text: a cleaned text.
        published: the day it was written on.
    """
    full = []
    for match in _full_citations(text):
        full.append(_list(text, match, _series_of(match["noun"])))
    lists = [*full, *_bare_lists(text, full)]
    known_years = _known_years(lists)
    for item in lists:
        for order, place in enumerate(item.places):
            known = known_years.get((item.series, place.number), [])
            year = item.year or _nearest(known, place.start)
            if not year:
                year = _year_of_text(text, place, published)
            yield _citation(text, item, order, year)


def _full_citations(text: str) -> Iterator[re.Match[str]]:
    """Yield the citations with their noun: "Announcement No. 61"."""
    return matches_near(_full_pattern(), text, _anchors())


@cache
def _full_pattern() -> re.Pattern[str]:
    nouns = any_of(noun for series in all_series() for noun in series.nouns)
    return re.compile(
        rf"\b(?P<noun>{nouns})(?P<many>s?)\s(?:\[?(?P<before>{_YEAR})\]?\s)?"
        rf"(?P<no>Nos?\.\s?|Numbers?\s){_NUMBER}(?!{_OF_ANOTHER_SERIES})",
        re.IGNORECASE,
    )


@cache
def _bare_nouns() -> re.Pattern[str]:
    nouns = any_of(noun for series in all_series() if series.bare for noun in series.nouns)
    return re.compile(rf"\b(?P<noun>{nouns})s?\b", re.IGNORECASE)


@cache
def _anchors() -> tuple[str, ...]:
    nouns = [noun for series in all_series() for noun in series.nouns]
    anchors = []
    for noun in nouns:
        rest = noun[1:]
        anchors += [rest, rest.upper()]
    return tuple(anchors)


def _series_of(noun: str) -> Series:
    lower = noun.lower()
    return next(series for series in all_series() if lower in series.nouns)


def _citation(text: str, item: _List, order: int, year: str | None) -> ActCitation:
    """Return the citation at one place of a list, with the acts of a range that ends there."""
    place = item.places[order]
    is_last = order == len(item.places) - 1
    end = item.end if is_last else place.end
    kind, number = item.series.name(place.number, year)
    found = completed(text, place.start, end, kind, number, follows=order > 0)
    return replace(found, within=_acts_within(item.series, place, year))


def _acts_within(series: Series, place: _Place, year: str | None) -> tuple[Act, ...]:
    """Return the acts between the ends of a range that ends at a place."""
    if not place.after:
        return ()
    numbers = range(int(place.after) + 1, int(place.number))
    acts = []
    for number in numbers:
        kind, name = series.name(str(number), year)
        acts.append(Act(kind, name))
    return tuple(acts)


def _list(text: str, match: re.Match[str], series: Series, year: str | None = None) -> _List:
    """Read the list that a citation opens; one in the singular goes on only with "No."."""
    groups = match.groupdict()
    is_plural = match["no"].lower().startswith(("nos", "numbers"))
    many = is_plural or bool(groups.get("many"))
    start = match.start("noun" if "noun" in groups else "no")
    last = _Place(start, match.end("number"), match["number"])
    places = [last]
    following = _following(text, last, many)
    while following:
        last = following
        places.append(last)
        following = _following(text, last, many)
    of_year = _OF_YEAR.match(text, last.end)
    own_year = groups.get("before") or _year_beside(text, of_year, last.end)
    end = of_year.end() if of_year else last.end
    return _List(series, tuple(places), end, own_year or year)


def _following(text: str, last: _Place, many: bool) -> _Place | None:
    """Return the number with which a list goes on, as the end of a range or after a comma."""
    if many and not last.after:
        upper = _end_of_range(text, last)
        if upper:
            return upper
    further = _FURTHER.match(text, last.end)
    if further is None:
        return None
    goes_on = many or further["no"]
    if not goes_on:
        return None
    return _Place(further.start("number"), further.end(), further["number"])


def _end_of_range(text: str, first: _Place) -> _Place | None:
    """Return the upper end of a range, "Nos. 55 to 58"; None where it is no likely one."""
    upper = _UP_TO.match(text, first.end)
    if upper is None:
        return None
    length = int(upper["number"]) - int(first.number)
    if not 0 < length <= _LONGEST_RANGE:
        return None
    return _Place(upper.start("number"), upper.end(), upper["number"], first.number)


def _year_beside(text: str, of_year: re.Match[str] | None, end: int) -> str | None:
    """Return the year that stands behind a number, alone or in a day."""
    if of_year:
        return of_year["year"]
    of_day = _OF_DAY.match(text, end)
    if of_day is None:
        return None
    days = find_days(of_day["day"])
    return str(days[0].year) if days else None


def _bare_lists(text: str, full: Sequence[_List]) -> Iterator[_List]:
    """Yield numbers without their noun: lists after it, and numbers that are cited elsewhere."""
    series_of = {place.number: item.series for item in full for place in item.places}
    others: list[re.Match[str]] = []
    reached = 0
    for match in _bare_numbers(text, full):
        if match.start() < reached:
            continue
        found = _after_noun(text, match)
        if found is None:
            others.append(match)
            continue
        for place in found.places:
            series_of[place.number] = found.series
        reached = found.end
        yield found
    reached = 0
    for match in others:
        series = series_of.get(match["number"])
        if series and match.start() >= reached:
            found = _list(text, match, series)
            reached = found.end
            yield found


def _bare_numbers(text: str, full: Sequence[_List]) -> Iterator[re.Match[str]]:
    """Yield the numbers without a noun outside the lists that have one."""
    may_follow = bool(full) or bool(_bare_nouns().search(text))
    if not may_follow:
        return
    covered: set[int] = set()
    for item in full:
        covered.update(range(item.places[0].start, item.end))
    for match in _BARE.finditer(text):
        is_covered = match.start() in covered
        if not is_covered and _BEFORE_BARE.search(_before(text, match)):
            yield match


def _before(text: str, match: re.Match[str]) -> str:
    """Return the few characters before a bare number, which say whether it may be a citation."""
    return text[max(0, match.start() - _LONGEST_BEFORE) : match.start()]


def _after_noun(text: str, match: re.Match[str]) -> _List | None:
    """Return the list whose series is named before it; None when it is no list or none is named."""
    is_item = bool(_BULLET.search(_before(text, match)))
    is_list = is_item or match["no"].startswith("Nos")
    if not is_list and not _OF_YEAR.match(text, match.end()):
        return None
    first = max(0, match.start() - _REACH)
    nouns = list(_bare_nouns().finditer(text, first, match.start()))
    if not nouns:
        return None
    noun = nouns[-1]
    days = find_days(text[noun.end() : match.start()])
    years = {day.year for day in days}
    year = str(years.pop()) if len(years) == 1 else None
    return _list(text, match, _series_of(noun["noun"]), year)


def _known_years(lists: Iterable[_List]) -> dict[tuple[Series, str], list[tuple[int, str]]]:
    """Return by series and number where it stands with its year, and which year that is."""
    found: dict[tuple[Series, str], list[tuple[int, str]]] = {}
    for item in lists:
        if item.year is None:
            continue
        for place in item.places:
            citations = found.setdefault((item.series, place.number), [])
            citations.append((place.start, item.year))
    return found


def _nearest(known: Sequence[tuple[int, str]], start: int) -> str | None:
    """Return the year of the nearest citation before a place, else of the first one behind it."""
    if not known:
        return None
    before = [year for place, year in known if place < start]
    if before:
        return before[-1]
    _, first_year = known[0]
    return first_year


def _year_of_text(text: str, place: _Place, published: date | None) -> str | None:
    """Return the year of the text, unless an earlier one stands beside or the year is too young."""
    if published is None:
        return None
    before = text[max(0, place.start - _BESIDE) : place.start]
    behind = text[place.end : place.end + _BESIDE]
    line = before.rpartition("\n")[2] + behind.partition("\n")[0]
    beside = {int(year) for year in _BESIDE_YEAR.findall(line)}
    if any(year < published.year for year in beside):
        return None
    is_sure = published.year in beside or published.month >= _FIRST_SURE_MONTH
    return str(published.year) if is_sure else None
