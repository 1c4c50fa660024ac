"""Find the provision that a question names, "section 3(b)", in the text of an act."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_LINES = re.IGNORECASE | re.MULTILINE
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
    return Provision(
        word=_noun(match["word"]),
        number=match["number"].lower(),
        parts=parts,
        span=Span(*match.span()),
    )


def _noun(word: str) -> str:
    """Return the noun of a division that may be abbreviated, "Sec."."""
    for noun, written in _WORDS.items():
        if re.fullmatch(written, word, re.IGNORECASE):
            return noun
    raise ValueError(f"{word} is no division of an act")


def find_provision(text: str, provision: Provision) -> Span | None:
    """Find a provision in a text that numbers them at the start of paragraphs.

    Args:
        text: of an act.
        provision: of it; its own `span` is of no matter.

    Returns:
        From its mark to the next of its row; None when the text has none such, or no such part.
    """
    opening = rf"^[ \t]*(?:#{{1,6}} )?{_WORDS[provision.word]}[ \t]"
    own_heading = re.compile(rf"{opening}{provision.number}\b", _LINES)
    start = own_heading.search(text)
    if start is None:
        return None
    next_heading = re.compile(rf"{opening}\d", _LINES)
    after = next_heading.search(text, start.end())
    end = after.start() if after else len(text)
    span: Span | None = Span(start.start(), end)
    for part in provision.parts:
        span = _part(text, span, part) if span else None
    return span


def leads_in(text: str, provision: Provision) -> list[Span]:
    """Return the sentences that introduce the lists which a provision is an item of.

    "The Director shall:" before "(b) publish them"; the outermost first.
    """
    leads = []
    for depth, part in enumerate(provision.parts):
        upper = provision._replace(parts=provision.parts[:depth])
        above = find_provision(text, upper)
        lead = _lead_of_row(text, above, part) if above else None
        if lead:
            leads.append(lead)
    return leads


def _lead_of_row(text: str, above: Span, part: str) -> Span | None:
    """Return the sentence before the row of a mark, if it introduces a list."""
    marks = _places(text, above, _first(part))
    if not marks:
        return None
    before = sentences(text[above.start : min(marks)])
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
    ends = _places(text, rest, _following(part))
    return Span(start, min(ends, default=within.end))


def _places(text: str, within: Span, parts: Sequence[str]) -> list[int]:
    """Return where marks stand, those that do."""
    places = [_mark(text, within, part) for part in parts]
    return [place for place in places if place is not None]


def _mark(text: str, within: Span, part: str) -> int | None:
    """Return where a mark opens a paragraph or stands behind a heading or another mark."""
    pattern = re.compile(rf"(?:^[ \t]*|[.:;)][ \t])(?P<mark>\({re.escape(part)}\))", _LINES)
    match = pattern.search(text, *within)
    return match.start("mark") if match else None


def _first(part: str) -> list[str]:
    """Return the marks that may open the row of a mark: "(i)" is a letter or a numeral."""
    if part.isdigit():
        return ["1"]
    marks = []
    if part in _ROMAN:
        marks.append("i")
    if len(part) == 1:
        marks.append("a")
    return marks


def _following(part: str) -> list[str]:
    """Return the marks that may follow one in its row: "(i)" is a letter or a numeral."""
    found = []
    if part.isdigit():
        number = int(part) + 1
        found.append(str(number))
    if part in _ROMAN[:-1]:
        place = _ROMAN.index(part)
        found.append(_ROMAN[place + 1])
    is_letter = len(part) == 1 and "a" <= part < "z"
    if is_letter:
        found.append(chr(ord(part) + 1))
    return found
