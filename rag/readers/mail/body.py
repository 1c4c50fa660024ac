"""The text of a mail: one of its two forms, without the mails it answers and without signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from rag.language.lexicon import load
from rag.language.tokens import words
from rag.readers.cleaning.phrases import one_of
from rag.readers.html.fragment import read_all_text
from rag.readers.line_wrapping import unwrap_lines
from rag.readers.page import Page, removals_of

# A plain text of fewer of the HTML's words is a stub ("Your programme shows no HTML …").
_STUB = 0.4
_WORDS = load("mails")
_WROTE = re.compile(
    rf"{one_of(_WORDS['quote_openings'])}\b.{{4,200}}\b{one_of(_WORDS['quote_endings'])}\s?:"
)
_ORIGINAL = re.compile(rf"-{{3,}}\s?{one_of(_WORDS['originals'])}\s?-{{3,}}|_{{20,}}")
_FORWARDED = re.compile(
    rf"-{{3,}}\s?{one_of(_WORDS['forwarded'])}|{one_of(_WORDS['forwarded_openings'])}"
)
_HEADER_LINE = re.compile(rf"{one_of(_WORDS['sender_labels'])}\s?:\s.{{3,}}")
_SENT_LINE = re.compile(rf"{one_of(_WORDS['sent_labels'])}\s?:\s.{{3,}}")
_QUOTE_MARKS = (
    "(self::blockquote and @type='cite')",
    "contains(@class, 'gmail_quote')",
    "contains(@class, 'yahoo_quoted')",
    "@id='divRplyFwdMsg'",
)
_SIGNATURE_MARKS = (
    "contains(@class, 'gmail_signature')",
    "contains(@class, 'moz-signature')",
    "@id='Signature'",
)
_PATHS = {
    "quoted mail": f"//*[{' or '.join(_QUOTE_MARKS)}]",
    "signature": f"//*[{' or '.join(_SIGNATURE_MARKS)}]",
}
_LONGEST_LINE, _LONGEST_OPENING = 300, 200  # characters of lines that are looked at
_QUOTE_DISTANCE = 3  # lines between the words "Jane wrote" and what she did


class _OwnText(NamedTuple):
    """The sender's own text of a mail, the lines of other mails, and those of the signature."""

    text: str
    quoted: list[str]
    signed: list[str]


def read_body(plain: Sequence[str], html: Sequence[str]) -> Page:
    """Return the body as a page: its plain form, or its HTML where that is missing or a stub."""
    own = _own_text("\n".join(plain))
    rich = _read_html("\n".join(html)) if html else Page(blocks=())
    rich_words = sum(len(words(block)) for block in rich.blocks)
    if len(words(own.text)) < max(1.0, _STUB * rich_words):
        return rich
    return Page(
        blocks=tuple(unwrap_lines(own.text)),
        characters=len(own.text),
        removals=removals_of({"quoted mail": own.quoted, "signature": own.signed}),
    )


def _own_text(text: str) -> _OwnText:
    """Split plain text into the sender's own, and what is quoted or signed.

    Quoted are lines marked as such, the line that introduces them, and what stands below an older
    mail's head.
    """
    kept: list[str] = []
    quoted: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        bare = line.strip()
        if line.startswith("-- ") and line.rstrip() == "--":
            return _OwnText("\n".join(kept), quoted, _bare_lines(lines[number + 1 :]))
        if _begins_older(lines, number) and any(above.strip() for above in kept):
            return _OwnText("\n".join(kept), quoted + _bare_lines(lines[number:]), [])
        if bare.startswith(">") or _introduces(lines, number):
            quoted.append(bare)
        else:
            kept.append(line)
    return _OwnText("\n".join(kept), quoted, [])


def _bare_lines(lines: Sequence[str]) -> list[str]:
    bare = (line.strip() for line in lines)
    return [line for line in bare if line]


def _begins_older(lines: list[str], number: int) -> bool:
    """Return whether an answered mail begins here: under a rule, or with its header."""
    line = lines[number].strip()[:_LONGEST_LINE]
    below = "\n".join(lines[number + 1 : number + 3])[:_LONGEST_LINE].strip()
    if _FORWARDED.match(line):
        return False
    if _ORIGINAL.fullmatch(line) and (_HEADER_LINE.match(below) or "riginal" in line):
        return True
    if not (_HEADER_LINE.match(line) and _SENT_LINE.match(below)):
        return False
    above = lines[max(0, number - _QUOTE_DISTANCE) : number]
    return not any(_FORWARDED.match(line.strip()) for line in above)


def _introduces(lines: list[str], number: int) -> bool:
    """Return whether a line, or it and the next, says who wrote what is quoted below."""
    below = lines[number + 1 : number + 1 + _QUOTE_DISTANCE]
    if not any(line.strip().startswith(">") for line in below):
        return False
    start = max(0, number - 1)
    near = [line.strip()[:_LONGEST_OPENING] for line in lines[start : number + 2]]
    before, first, second = near if number else ["", *near]
    candidates = (first, f"{first} {second}", f"{before} {first}")
    return any(_WROTE.fullmatch(line) for line in candidates)


def _read_html(markup: str) -> Page:
    """Read the HTML form, without quoted mails and signatures that are marked as such."""
    import lxml.html

    from rag.readers.html.tree import parse_html, squeezed

    if not markup.strip():
        return Page(blocks=())
    tree = parse_html(f"<div>{re.sub(r'<[?]xml[^>]*>', '', markup)}</div>")
    found = {}
    for reason, path in _PATHS.items():
        inside = (element for element in tree.xpath(path) if element.getparent() is not None)
        elements = [one for one in inside if not _is_forwarded(one.text_content())]
        found[reason] = [squeezed(element.text_content()) for element in elements]
        for element in elements:
            element.drop_tree()
    page = read_all_text(str(lxml.html.tostring(tree, encoding="unicode")))
    return replace(page, removals=(*page.removals, *removals_of(found)))


def _is_forwarded(text: str) -> bool:
    """Return whether a mail is passed on: it is what the reader is to read."""
    return bool(_FORWARDED.match(text.strip()))
