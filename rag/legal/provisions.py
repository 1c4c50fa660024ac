"""Find the provision that a question names, "section 3(b)", in the text of an act."""

from __future__ import annotations

import re

from rag.language.lexicon.instruments import divisions, written_division
from rag.language.sentences import sentences
from rag.schema import Provision, Span

_WORDS = {noun: written_division(noun) for noun in divisions("provision")}
_NAMED = re.compile(
    rf"\b(?P<word>{'|'.join(_WORDS.values())})\s?(?P<number>\d{{1,3}}[a-z]?)\b"
    r"(?P<parts>(?:\s?\([a-z0-9]{1,4}\)){0,4})",
    re.IGNORECASE,
)
_PART = re.compile(r"\(([a-z0-9]{1,4})\)", re.IGNORECASE)
# The end of a sentence that introduces a list.
_LEADS = re.compile(r"[:—–]$")
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split()


def named_provision(text: str) -> Provision | None:
    """Return the first provision that a question names.

    >>> named_provision("What does Sec. 3(b)(i) of the order say?")[:3]
    ('section', '3', ('b', 'i'))
    """
    match = _NAMED.search(text)
    if match is None:
        return None
    parts = tuple(part.lower() for part in _PART.findall(match["parts"]))
    return Provision(_noun(match["word"]), match["number"].lower(), parts, Span(*match.span()))


def _noun(word: str) -> str:
    """Return the noun of a division that may be abbreviated, "Sec."."""
    matches = (
        noun for noun, written in _WORDS.items() if re.fullmatch(written, word, re.IGNORECASE)
    )
    return next(matches)


def find_provision(text: str, provision: Provision) -> Span | None:
    """Find a provision in a text that numbers them at the start of paragraphs.

    Args:
        text: of an act.
        provision: of it; its own `span` is of no matter.

    Returns:
        From its mark to the next of its row; None when the text has none such, or no such part.
    """
    opening = rf"^[ \t]*(?:#{{1,6}} )?{_WORDS[provision.word]}[ \t]"
    start = re.search(rf"{opening}{provision.number}\b", text, re.IGNORECASE | re.MULTILINE)
    if start is None:
        return None
    after = re.compile(rf"{opening}\d", re.IGNORECASE | re.MULTILINE).search(text, start.end())
    span = Span(start.start(), after.start() if after else len(text))
    for part in provision.parts:
        found = _part(text, span, part)
        if found is None:
            return None
        span = found
    return span


def leads_in(text: str, provision: Provision) -> list[Span]:
    """Return the sentences that introduce the lists which a provision is an item of.

    "The Director shall:" before "(b) publish them"; the outermost first.
    """
    leads = []
    for depth, part in enumerate(provision.parts):
        above = find_provision(text, provision._replace(parts=provision.parts[:depth]))
        lead = _lead_of_row(text, above, part) if above else None
        if lead:
            leads.append(lead)
    return leads


def _lead_of_row(text: str, above: Span, part: str) -> Span | None:
    """Return the sentence before the row of a mark, if it introduces a list."""
    places = (_mark(text, above, first) for first in _first(part))
    marks = [place for place in places if place is not None]
    before = sentences(text[above.start : min(marks)]) if marks else []
    if not before:
        return None
    lead = before[-1].shifted(above.start)
    return lead if _LEADS.search(lead.of(text)) else None


def _part(text: str, within: Span, part: str) -> Span | None:
    """Return where "(b)" stands: until the mark that follows it in its row, "(c)"."""
    start = _mark(text, within, part)
    if start is None:
        return None
    rest = Span(start + 1, within.end)
    places = (_mark(text, rest, following) for following in _following(part))
    ends = [place for place in places if place is not None]
    return Span(start, min(ends, default=within.end))


def _mark(text: str, within: Span, part: str) -> int | None:
    """Return where a mark opens a paragraph or stands behind a heading or another mark."""
    match = re.compile(
        rf"(?:^[ \t]*|[.:;)][ \t])(?P<mark>\({re.escape(part)}\))", re.IGNORECASE | re.MULTILINE
    ).search(text, *within)
    return match.start("mark") if match else None


def _first(part: str) -> list[str]:
    """Return the marks that may open the row of a mark: "(i)" is a letter or a numeral."""
    if part.isdigit():
        return ["1"]
    return ["i"] * (part in _ROMAN) + ["a"] * (len(part) == 1)


def _following(part: str) -> list[str]:
    """Return the marks that may follow one in its row: "(i)" is a letter or a numeral."""
    found = [str(int(part) + 1)] if part.isdigit() else []
    if part in _ROMAN[:-1]:
        found.append(_ROMAN[_ROMAN.index(part) + 1])
    if len(part) == 1 and "a" <= part < "z":
        found.append(chr(ord(part) + 1))
    return found
