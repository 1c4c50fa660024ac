"""The text of a mail: one of its two forms, without the mails it answers and without signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from rag.language.tokens import words
from rag.readers.html.fragment import read_all_text
from rag.readers.line_wrapping import unwrap_lines
from rag.readers.page import Page
from rag.schema import Removal

# A plain text of fewer of the HTML's words is a stub ("Your programme shows no HTML …").
_STUB = 0.4
_WROTE = re.compile(
    r"(?:on|am|le|el)\b.{4,200}\b(?:wrote|schrieb|a écrit|escribió)\s?:", re.IGNORECASE
)
_ORIGINAL = re.compile(
    r"-{3,}\s?(?:original (?:message|appointment)|ursprüngliche nachricht|message d'origine)\s?-{3,}|_{20,}",
    re.IGNORECASE,
)
_FORWARDED = re.compile(r"-{3,}\s?forwarded message|begin forwarded message", re.IGNORECASE)
_HEADER_LINE = re.compile(r"(?:from|von|de)\s?:\s.{3,}", re.IGNORECASE)
_SENT_LINE = re.compile(r"(?:sent|date|to|gesendet|an|envoyé|à)\s?:\s.{3,}", re.IGNORECASE)
_QUOTES = "//*[(self::blockquote and @type='cite') or contains(@class, 'gmail_quote') or contains(@class, 'yahoo_quoted') or @id='divRplyFwdMsg']"
_SIGNATURES = "//*[contains(@class, 'gmail_signature') or contains(@class, 'moz-signature') or @id='Signature']"


class _OwnText(NamedTuple):
    text: str
    quoted: list[str]
    signed: list[str]


def read_body(plain: Sequence[str], html: Sequence[str]) -> Page:
    """The body as a page: its plain form, or its HTML where the plain one is missing or a stub."""
    kept = _without_answers("\n".join(plain))
    rich = _read_html("\n".join(html)) if html else Page(blocks=())
    if len(words(kept.text)) < max(1.0, _STUB * sum(len(words(block)) for block in rich.blocks)):
        return rich
    return Page(
        blocks=tuple(unwrap_lines(kept.text)),
        characters=len(kept.text),
        removals=_removals(kept.quoted, kept.signed),
    )


def _without_answers(text: str) -> _OwnText:
    """Plain text without lines marked as quoted, the line that introduces them, what stands below an older mail's head, and the signature."""
    kept: list[str] = []
    quoted: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        bare = line.strip()
        if line.startswith("-- ") and line.rstrip() == "--":
            return _OwnText(
                "\n".join(kept),
                quoted,
                [rest.strip() for rest in lines[number + 1 :] if rest.strip()],
            )
        if _begins_older(lines, number) and any(above.strip() for above in kept):
            return _OwnText(
                "\n".join(kept),
                quoted + [rest.strip() for rest in lines[number:] if rest.strip()],
                [],
            )
        if bare.startswith(">") or _introduces(lines, number):
            quoted.append(bare)
        else:
            kept.append(line)
    return _OwnText("\n".join(kept), quoted, [])


def _begins_older(lines: list[str], number: int) -> bool:
    """Whether an answered mail begins here: under a rule with its name, or with the lines of its header."""
    bare, following = (
        lines[number].strip()[:300],
        "\n".join(lines[number + 1 : number + 3])[:300].strip(),
    )
    if _FORWARDED.match(bare):
        return False
    return bool(
        _ORIGINAL.fullmatch(bare) and (_HEADER_LINE.match(following) or "riginal" in bare)
    ) or bool(
        _HEADER_LINE.match(bare)
        and _SENT_LINE.match(following)
        and not any(_FORWARDED.match(line.strip()) for line in lines[max(0, number - 3) : number])
    )


def _introduces(lines: list[str], number: int) -> bool:
    """Whether a line, or it and the next, says who wrote what is quoted below."""
    if not any(line.strip().startswith(">") for line in lines[number + 1 : number + 4]):
        return False
    first = lines[number].strip()[:200]
    second = lines[number + 1].strip()[:200]
    before = lines[number - 1].strip()[:200] if number else ""
    return any(
        bool(_WROTE.fullmatch(line)) for line in (first, f"{first} {second}", f"{before} {first}")
    )


def _read_html(markup: str) -> Page:
    """The HTML form, without quoted mails and signatures that are marked as such."""
    import lxml.html

    from rag.readers.html.tree import parse_html

    if not markup.strip():
        return Page(blocks=())
    tree = parse_html(f"<div>{re.sub(r'<[?]xml[^>]*>', '', markup)}</div>")
    found = {}
    for path in (_QUOTES, _SIGNATURES):
        elements = [
            element
            for element in tree.xpath(path)
            if element.getparent() is not None and not _is_forwarded(element.text_content())
        ]
        found[path] = [" ".join(element.text_content().split()) for element in elements]
        for element in elements:
            element.drop_tree()
    page = read_all_text(str(lxml.html.tostring(tree, encoding="unicode")))
    return replace(page, removals=(*page.removals, *_removals(found[_QUOTES], found[_SIGNATURES])))


def _is_forwarded(text: str) -> bool:
    """A mail that is passed on is what the reader is to read."""
    return bool(_FORWARDED.match(text.strip()))


def _removals(quoted: list[str], signed: list[str]) -> tuple[Removal, ...]:
    return tuple(
        Removal.of(reason, texts)
        for reason, texts in (("quoted mail", quoted), ("signature", signed))
        if texts
    )
