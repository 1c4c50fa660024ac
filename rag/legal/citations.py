"""Find the acts that a text cites; a row of `citation_families.toml` is one way of citing them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from rag.language.lexicon import load
from rag.legal.acts import completed
from rag.legal.anchored import matches_near
from rag.legal.series import yearly
from rag.schema import Act, ActCitation

Role = Literal["act", "statute", "source"]
# The separators between the numbers of a list.
_SEPARATOR = r"(?:\s?[,;]\s?(?:and\s|or\s|as\swell\sas\s)?|\s(?:and|or|&)\s)"
_PART = re.compile(r"(?<!\?P)<(\w+)>")
_FIELD = re.compile(r"\{\w+\}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_DASH = re.compile(r"\s?[-–\u2011—]\s?")


@dataclass(frozen=True)
class CitationFamily:
    """One way of citing acts.

    `anchors` are strings of which every text that cites the family holds one. `opening` matches a
    citation, `further` a number that goes on with a list. `kind` and `number` are templates.
    """

    name: str
    anchors: tuple[str, ...]
    opening: re.Pattern[str]
    further: re.Pattern[str] | None
    kind: str
    number: str
    role: Role = "act"

    def citations(self, text: str) -> Iterator[ActCitation]:
        """Yield the citations of this family in a text, in order, those of a list one by one."""
        for match in matches_near(self.opening, text, self.anchors):
            values = _values(match)
            kind = self.kind.format_map(values)
            number = self.number.format_map(values)
            group = "cited" if "cited" in values else 0
            start = match.start(group)
            mention = completed(text, start, match.end(), kind, number)
            yield mention
            yield from self._list(text, mention.span.end, kind)

    def _list(self, text: str, end: int, kind: str) -> Iterator[ActCitation]:
        if self.further is None:
            return
        match = self.further.match(text, end)
        while match:
            number = _plain(match["number"])
            start = match.start("number")
            mention = completed(text, start, match.end(), kind, number, follows=True)
            yield mention
            match = self.further.match(text, mention.span.end)

    def has_kind(self, kind: str) -> bool:
        """Return whether its acts are of a kind, "42 U.S.C."."""
        fixed = [re.escape(part) for part in _FIELD.split(self.kind)]
        pattern = r"\S+".join(fixed)
        return bool(re.fullmatch(pattern, kind))


def read_families(
    rows: Iterable[Mapping[str, Any]], parts: Mapping[str, str] | None = None
) -> tuple[CitationFamily, ...]:
    """Read rows of `citation_families.toml`, which says what they hold; yearly ones are left out.

    Args:
        rows: the rows.
        parts: patterns that "<name>" stands for; those of the file when not given.
    """
    known = load("citation_families")["parts"] if parts is None else parts
    numbered_throughout = [row for row in rows if not row.get("yearly")]
    return tuple(_family(row, known) for row in numbered_throughout)


@cache
def families() -> tuple[CitationFamily, ...]:
    """Return the families of the lexicon."""
    return read_families(load("citation_families")["family"])


@cache
def role_of(kind: str) -> Role:
    """Return the role of the acts of a kind: "act", "statute" or "source".

    >>> role_of("Executive Order"), role_of("Public Law"), role_of("42 U.S.C.")
    ('act', 'statute', 'source')
    """
    found = (family.role for family in families() if family.has_kind(kind))
    return next(found, "act")


@cache
def repeating_kinds() -> tuple[str, ...]:
    """Return the kinds whose numbers start afresh, as keys begin with them: "announcement no."."""
    rows = load("citation_families")["family"]
    kinds = [str(row["kind"]) for row in rows if row.get("repeats")]
    distinct = dict.fromkeys(kind.casefold() for kind in kinds)
    return tuple(distinct)


def find_citations(
    text: str,
    published: date | None = None,
    extra: Sequence[CitationFamily] = (),
) -> list[ActCitation]:
    """Find every citation of an act in a text, with the dates and titles that follow.

    Args:
        text: a cleaned text.
        published: the day it was written on; an announcement without its year is of that year.
        extra: families beside those of the lexicon.

    Returns:
        The citations in the order of the text, none inside another.
    """
    found: list[ActCitation] = []
    for family in (*families(), *extra):
        found += family.citations(text)
    found += yearly(text, published)
    outermost: list[ActCitation] = []
    reached = 0
    for mention in sorted(found, key=_longest_first):
        if mention.span.start >= reached:
            outermost.append(mention)
            reached = mention.span.end
    return outermost


def _longest_first(mention: ActCitation) -> tuple[int, int]:
    """Return the sort key of a citation: its start, of one start the longest first."""
    return mention.span.start, -mention.span.end


def is_source(act: Act) -> bool:
    """Return whether an act is a statute or a source, which other acts name as their basis."""
    return role_of(act.kind) != "act"


def _family(row: Mapping[str, Any], parts: Mapping[str, str]) -> CitationFamily:
    flags = re.VERBOSE
    if row.get("case") == "any":
        flags |= re.IGNORECASE
    opening = _filled(row["opening"], parts)
    return CitationFamily(
        name=row["name"],
        anchors=tuple(row["anchors"]),
        opening=re.compile(opening, flags),
        further=_further(row.get("further"), parts, flags),
        kind=row["kind"],
        number=row.get("number", "{number}"),
        role=row.get("role", "act"),
    )


def _further(
    number: str | None, parts: Mapping[str, str], flags: re.RegexFlag
) -> re.Pattern[str] | None:
    """Return the pattern of a further number of a list; None for a family that has no lists."""
    if not number:
        return None
    if "(?P<number>" not in number:
        number = rf"(?P<number>{number})"
    pattern = _filled(_list_item(number), parts)
    return re.compile(pattern, flags)


def _list_item(number: str) -> str:
    """Return the pattern of a number that goes on with a list."""
    return rf"{_SEPARATOR}<no>?{number}(?![\d/]|\.\d)"


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    """Put the parts in the place of their names; a part may name another."""
    filled = _PART.sub(lambda match: parts[match[1]], pattern)
    return filled if filled == pattern else _filled(filled, parts)


def _values(match: re.Match[str]) -> dict[str, str]:
    """Return what the groups of a citation give to the templates, each as an act is written."""
    values = {name: value for name, value in match.groupdict().items() if value}
    if "noun" in values:
        values["noun"] = values["noun"].capitalize()
    values["number"] = _plain(values["number"])
    return values


def _plain(number: str) -> str:
    """Return a number with plain hyphens, single spaces and no comma at its thousands."""
    hyphened = _DASH.sub("-", number)
    without_commas = _THOUSANDS.sub("", hyphened)
    return " ".join(without_commas.split())
