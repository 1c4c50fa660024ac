"""Which provision of an act a question names ("section 3(b)", "Article 5(2)"), and where it stands in the act's text."""

from __future__ import annotations

import re
from typing import NamedTuple

from rag.language.sentences import sentences
from rag.schema import Span

_WORDS = {
    "section": r"(?:section|sec\.?)",
    "article": r"(?:article|art\.?)",
    "clause": r"clause",
    "paragraph": r"(?:paragraph|para\.?)",
    "rule": r"rule",
}
_NAMED = re.compile(
    rf"\b(?P<word>{'|'.join(_WORDS.values())})\s?(?P<number>\d{{1,3}}[a-z]?)\b(?P<parts>(?:\s?\([a-z0-9]{{1,4}}\)){{0,4}})",
    re.IGNORECASE,
)
_PART = re.compile(r"\(([a-z0-9]{1,4})\)", re.IGNORECASE)
# The end of a sentence that introduces a list.
_LEADS = re.compile(r"[:—–]$")
_ROMAN = (
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
)


class Provision(NamedTuple):
    """A part of an act: `word` is section, article, clause, paragraph or rule; `parts` lead down from its number; `span` is where it is named."""

    word: str
    number: str
    parts: tuple[str, ...]
    span: Span


def named_provision(question: str) -> Provision | None:
    """The first provision that a question names.

    >>> named_provision("What does Sec. 3(b)(i) of the order say?")[:3]
    ('section', '3', ('b', 'i'))
    """
    match = _NAMED.search(question)
    if match is None:
        return None
    word = next(
        name
        for name, written in _WORDS.items()
        if re.fullmatch(written, match["word"], re.IGNORECASE)
    )
    return Provision(
        word,
        match["number"].lower(),
        tuple(part.lower() for part in _PART.findall(match["parts"])),
        Span(*match.span()),
    )


def find_provision(text: str, provision: Provision) -> Span | None:
    """Where a provision stands in a text that numbers them at the start of paragraphs; None when it does not, or has no such part."""
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
    """The sentences that introduce the lists which a provision is an item of, "The Director shall:", the outermost first."""
    found = []
    for depth, part in enumerate(provision.parts):
        above = find_provision(text, provision._replace(parts=provision.parts[:depth]))
        marks = [
            mark
            for first in _first(part)
            if above and (mark := _mark(text, above, first)) is not None
        ]
        if above and marks:
            before = sentences(text[above.start : min(marks)])[-1:]
            found += [
                lead
                for span in before
                if _LEADS.search((lead := span.shifted(above.start)).of(text))
            ]
    return found


def _part(text: str, within: Span, part: str) -> Span | None:
    """Where "(b)" stands inside a provision: until the mark that follows it in its row, "(c)"."""
    start = _mark(text, within, part)
    if start is None:
        return None
    rest = Span(start + 1, within.end)
    ends = [
        end for following in _following(part) if (end := _mark(text, rest, following)) is not None
    ]
    return Span(start, min(ends, default=within.end))


def _mark(text: str, within: Span, part: str) -> int | None:
    """Where a mark opens a paragraph or stands behind a heading or another mark."""
    match = re.compile(
        rf"(?:^[ \t]*|[.:;)][ \t])(?P<mark>\({re.escape(part)}\))", re.IGNORECASE | re.MULTILINE
    ).search(text, *within)
    return match.start("mark") if match else None


def _first(part: str) -> list[str]:
    """The marks that may open the row of a mark: "(i)" is a letter or a numeral."""
    if part.isdigit():
        return ["1"]
    return ["i"] * (part in _ROMAN) + ["a"] * (len(part) == 1)


def _following(part: str) -> list[str]:
    """The marks that may follow one in its row: "(i)" is a letter or a numeral."""
    found = [str(int(part) + 1)] if part.isdigit() else []
    if part in _ROMAN[:-1]:
        found.append(_ROMAN[_ROMAN.index(part) + 1])
    if len(part) == 1 and "a" <= part < "z":
        found.append(chr(ord(part) + 1))
    return found
