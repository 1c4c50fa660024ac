"""Find the provision that a question names, "section 3(b)", in the text of an act."""

from __future__ import annotations

import re
from string import ascii_lowercase

from rag.language.lexicon.instruments import divisions, written_division
from rag.language.sentences import sentences
from rag.legal.provision_rows import names_part, row_with, rows_of_kind, span_of_part
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
# Before the number of a provision at the start of a paragraph.
_START = r"^[ \t]*(?:#{1,6} )?"


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
    headings = _headings(text, provision.word)
    ends = [start for _, start in headings[1:]] + [len(text)]
    named = [
        Span(start, end)
        for (name, start), end in zip(headings, ends, strict=False)
        if name == provision.number
    ]
    # A table of contents names it, too.
    span = max(named, key=lambda own: own.end - own.start, default=None)
    for part in provision.parts:
        span = span_of_part(text, span, part) if span else None
    return span


def is_absent(text: str, provision: Provision) -> bool:
    """Return whether the numbering of an act shows that it has no such provision.

    Its neighbours stand there and it does not, or it lies behind the last of a row that is read
    from the first on. Where the row cannot be read nothing is known.
    """
    if find_provision(text, provision):
        return False
    upper = provision
    while upper.parts:
        part, upper = upper.parts[-1], provision._replace(parts=upper.parts[:-1])
        within = find_provision(text, upper)
        if within:
            rows = rows_of_kind(text, within, part)
            is_read = any(len(row) > 1 for row in rows)
            return is_read and not names_part(text, within, part)
    return _is_skipped(_headings(text, provision.word), provision.number)


def _is_skipped(headings: list[tuple[str, int]], number: str) -> bool:
    """Return whether the numbers of some headings run on without one."""
    numbers = [int(name) for name, _ in headings if name.isdigit()]
    if not (numbers and number.isdigit()):
        return False
    last = max(numbers)
    is_whole = set(range(1, last + 1)) <= set(numbers)
    asked = int(number)
    return (asked > last and is_whole) or {asked - 1, asked + 1} <= set(numbers)


def _headings(text: str, word: str) -> list[tuple[str, int]]:
    """Return the numbers of the provisions of an act, each with where its heading starts.

    An act that sets no noun before its numbers has them alone at the start of paragraphs, from 1.
    """
    named = re.compile(rf"{_START}{_WORDS[word]}[ \t]+(?P<number>\d{{1,3}}[a-z]?)\b", _LINES)
    found = [(match["number"].lower(), match.start()) for match in named.finditer(text)]
    others = rf"{_START}(?:{'|'.join(_WORDS.values())})[ \t]+\d"
    if found or re.search(others, text, _LINES):
        return found
    bare = re.compile(rf"{_START}(?P<number>\d{{1,3}}[a-z]?)\.?(?:—|[ \t]+)(?=[\w(“\"])", _LINES)
    found = [(match["number"].lower(), match.start()) for match in bare.finditer(text)]
    numbers = [int(name.rstrip(ascii_lowercase)) for name, _ in found]
    return found if numbers[:1] == [1] and numbers == sorted(numbers) else []


def leads_in(text: str, provision: Provision) -> list[Span]:
    """Return the sentences that introduce the lists which a provision is an item of.

    "The Director shall:" before "(b) publish them"; the outermost first. Of a list that runs on in
    its sentence it is the part before the first item.
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
    """Return what stands before the row of a mark, if it introduces a list or is its sentence."""
    row = row_with(text, above, part)
    if not row:
        return None
    before = sentences(text[above.start : row[0].start])
    if not before:
        return None
    lead = before[-1].shifted(above.start)
    own = lead.of(text)
    if not any(char.isalpha() for char in own):
        return None
    runs_on = own[-1].isalnum() and "\n" not in text[lead.end : row[0].start]
    return lead if _LEADS.search(own) or runs_on else None
