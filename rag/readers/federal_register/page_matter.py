"""Page matter: what the Federal Register prints around a document, in whichever format.

It is recognised by its marks, taken out, and read for what it states. The marks are those of its
pages (running heads, "[[Page 26981]]"), of its filing ("[FR Doc. 03-12661", "Billing code") and of
its typesetting ("VerDate"). A document of the President has a line such as "Executive Order 13301
of May 14, 2003": what stands above it is the masthead, the line below it is the title, and its day
is the day of signing, the only one that every format states.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

from rag.language.dates import dating
from rag.readers.page import Page
from rag.schema import Removal

PRESIDENT = "Executive Office of the President"
PAGE_MATTER = "Federal Register page matter"
_SECTION_NAMES = (
    "Presidential Documents",
    "Rules and Regulations",
    "Proposed Rules",
    "Notices",
    "Unknown Section",
    "Sunshine Act Meetings",
    "Reader Aids",
    "Corrections",
)
_SECTIONS = rf"(?:{'|'.join(_SECTION_NAMES)})"
_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, )?[A-Z][a-z]{2,8} \d{1,2}, \d{4}"
_NUMBER = r"[A-Z]?\d{1,4}[-–]\d{1,6}"
_PAGE = r"[\dA-Z]{1,8}(?:[-–][\dA-Z]{1,8})?"
_VOLUME = r",? Volume \d{1,3},? (?:Number|Issue) \d{1,3} \(.{5,40}\)"
_VOLUME_SHORT = rf"Vol\. ?\d{{1,3}} ?, No\. ?\d{{1,3}} ?/ ?{_DAY}"
_FILED = r"Filed \d{1,2}[-–]\d{1,2}[-–]\d{2,4}; ?\d{1,2}:\d\d [ap]\.?m\.?\]?"
# Each of these is found nowhere else; two different ones make a text the Register's.
_MARKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\[?Federal Register(?:: .{{5,40}}|{_VOLUME})\]?",
        rf"(?:\d{{1,6}} )?Federal Register ?/ ?{_VOLUME_SHORT} ?/(?: ?{_SECTIONS})?(?: \d{{1,6}})?",
        r"From the Federal Register Online .{0,90}",
        rf"\[FR Doc(?:\.|ument)? ?(?:No[:.] ?)?{_NUMBER}(?:;? Filed .{{5,40}})?\]?|{_FILED}",
        r"Billing code \w{4,6}[-–]\w{1,3}(?:[-–]\w{1,3})?(?: \[\[Page \w{1,8}\]\])?",
        r"VerDate .{4,30} Jkt \d{3,9} .{0,160}",
        rf"(?:\[\[?Pages? {_PAGE}\]\]?)|Start Printed Page \d{{1,6}}",
    )
)
# Found elsewhere too; in a text of the Register they are none of the document.
_WEAK_MARKS = (
    rf"\[?{_SECTIONS}\]?",
    r"\(Presidential Sig\.?\)\s?[A-Z>]?",
    "[BWÐ]",
    r"[<\[]GRAPHIC\(S\) NOT AVAILABLE IN TIFF FORMAT[>\]]",
    r"\[GRAPHIC\] ?\[TIFF OMITTED\].{0,20}",
    r"(?:<GID>)?[\w.-]{1,30}\.EPS(?:<.{1,20}>){0,2}",
    r"\w{1,30} on (?:DSK|PROD|PRODPC)\w{1,20} with \w{1,20}",
    "[-_]{5,}",
)
_WEAK = re.compile("|".join(_WEAK_MARKS), re.IGNORECASE)
_PAGE_INSIDE = re.compile(r"\s?\[\[Page [A-Z]?\d{1,6}\]\]\s?")
_PRESIDENTIAL = (
    "Executive Order",
    "Proclamation",
    "Presidential Determination",
    "Memorandum",
    "Notice",
    "Order",
    "Administrative Order",
)
_SIGNED = re.compile(
    rf"(?:#+ )?((?:{'|'.join(_PRESIDENTIAL)})(?: No\.)?(?: [\w–-]{{1,12}})?(?: of)? {_DAY})"
)
_LONGEST_MARK = 200
_TITLE_LINE, _LONGEST_TITLE, _LONGEST_DAY = 75, 500, 18  # characters
_ACCENTED = re.compile(r"\[([A-Za-z](?:acute|grave|circ|uml|tilde|cedil))\]")  # "Guant[aacute]namo"
_TYPEWRITER = (("``", "“"), ("‘‘", "“"), ("''", "”"), ("’’", "”"), ("--", "—"))


class Rest(NamedTuple):
    """The numbers of the lines that belong to the document, and the lines that do not."""

    kept: list[int]
    dropped: list[str]


def is_register(lines: Iterable[str]) -> bool:
    """Return whether two different marks of the Register stand among the lines.

    >>> is_register(["[FR Doc. 03-12661", "Billing code 3195-01-P"])
    True
    """
    found: set[int] = set()
    for line in lines:
        if len(line) > _LONGEST_MARK:
            continue
        bare = _bare(line)
        found.update(number for number, mark in enumerate(_MARKS) if mark.fullmatch(bare))
        if len(found) > 1:
            return True
    return False


def without_page_matter(lines: Sequence[str]) -> Rest:
    """Return the lines of the document itself, for a text that `is_register`."""
    matter = {number for number, line in enumerate(lines) if _is_matter(line)}
    kept = [number for number in range(len(lines)) if number not in matter]
    return Rest(kept, [lines[number] for number in sorted(matter)])


def without_register_matter(page: Page) -> Page:
    """Return a page of the Register without page matter and completed; any other as it is."""
    if not is_register(page.blocks):
        return page
    rest = without_page_matter(page.blocks)
    kept = tuple(page.blocks[number] for number in rest.kept)
    cut = {
        place
        for place, (above, number) in enumerate(pairwise(rest.kept), start=1)
        if number > above + 1
    }
    return completed(
        replace(page, blocks=kept, removals=(*page.removals, *_removal(rest.dropped))), cut
    )


def completed(page: Page, cut: Collection[int] = ()) -> Page:
    """Return a page of the Register whose page matter is out.

    What page ends cut is joined, and title, date, publisher and kind are read.

    Args:
        page: without page matter.
        cut: the numbers of the blocks above which page matter stood.
    """
    blocks = tuple(_plain_signs(block) for block in _mended(page.blocks, cut))
    return presidential(replace(page, blocks=blocks, kind="policy"))


def presidential(page: Page) -> Page:
    """Return a document of the President without its masthead; one of another author as it is."""
    signed = _signed(page.blocks)
    if signed is None:
        return page
    order = page.blocks[signed].lstrip("# ")
    title = _title(page.blocks[signed + 1 :])
    signing = dating(order[-_LONGEST_DAY:], "dateline")
    return replace(
        page,
        blocks=(order, *page.blocks[signed + 1 + len(title) :]),
        title=" ".join(line.lstrip("# ") for line in title) or page.title,
        publisher=PRESIDENT,
        published=replace(signing, text=order[:80]) if signing else page.published,
        updated=None,
        authors=(),
        removals=(*page.removals, *_removal(page.blocks[:signed])),
    )


def _signed(blocks: Sequence[str]) -> int | None:
    """Return the number of the line that names the document and its day.

    The masthead above it may name others.
    """
    found = None
    for number, block in enumerate(blocks):
        if len(block) > _LONGEST_TITLE or (
            len(block) > _LONGEST_MARK and block.endswith((".", ":", ";"))
        ):
            break
        found = number if _SIGNED.fullmatch(block) else found
    return found


def _title(blocks: Sequence[str]) -> Sequence[str]:
    """Return the lines of the title.

    They are the first block and those after it, none of which ends a sentence or a clause of one.
    """
    length = 0
    for number, block in enumerate(blocks):
        length += len(block)
        if (
            length > _LONGEST_TITLE
            or block.endswith((".", ":", ";"))
            or (block.endswith(",") and len(block) > _TITLE_LINE)
        ):
            return blocks[:number]
    return blocks[:1]


def drop_page_marks(tree: Any) -> None:
    """Drop the marks of printed pages, which federalregister.gov has within sentences."""
    for element in tree.xpath("//*[contains(@class, 'unprinted-element')]"):
        if element.getparent() is not None:
            element.drop_tree()


def break_lines(tree: Any) -> None:
    """End a block at each line of text that stands outside of every element.

    The fragments of federalregister.gov mean it so.
    """
    import lxml.html

    for body in tree.iter("body"):
        runs = [(None, body.text)] + [(child, child.tail) for child in body]
        for child, text in runs:
            first, *others = (text or "").split("\n")
            place = 0 if child is None else body.index(child) + 1
            body.text, child = (first, child) if child is None else (body.text, child)
            if child is not None:
                child.tail = first
            for number, line in enumerate(others):
                ended = lxml.html.Element("p")
                ended.tail = line
                body.insert(place + number, ended)


def _is_matter(line: str) -> bool:
    bare = _bare(line)
    return len(line) <= _LONGEST_MARK and (
        not bare or bool(_WEAK.fullmatch(bare)) or any(mark.fullmatch(bare) for mark in _MARKS)
    )


def _bare(line: str) -> str:
    return line.lstrip("#-| ").rstrip("| ") if not set(line) <= set("-_ ") else line.strip()


def _mended(blocks: Sequence[str], cut: Collection[int]) -> list[str]:
    """Join with what follows a sentence that a page's end cut, and a label such as "(c)"."""
    joined: list[str] = []
    start = (_signed(blocks) or 0) + 1  # a masthead's lines have no ends
    for number, block in enumerate(blocks):
        block = _PAGE_INSIDE.sub(" ", block).strip()
        if (
            number > start
            and joined
            and (_is_label(joined[-1]) or _goes_on(joined[-1], block, number in cut))
        ):
            joined[-1] += " " + block
        elif block:
            joined.append(block)
    return joined


def _is_label(block: str) -> bool:
    return bool(re.fullmatch(r"[\"“`]{0,2}\([a-z\d]{1,4}\)", block))


def _goes_on(above: str, block: str, is_cut: bool) -> bool:
    """Return whether a paragraph without an end goes on: over a page's end, or in lower case."""
    if (
        len(above) <= _TITLE_LINE
        or above.startswith(("#", "|"))
        or block.startswith(("#", "|", "("))
    ):
        return False
    return above[-1].isalnum() and (is_cut or block[:1].islower())


def _plain_signs(block: str) -> str:
    """Write the Register's typewriter quotes, dashes and accents as print has them."""
    for written, meant in _TYPEWRITER:
        block = block.replace(written, meant)
    return _ACCENTED.sub(lambda match: html.unescape(f"&{match.group(1)};"), block)


def _removal(dropped: Sequence[str]) -> tuple[Removal, ...]:
    return (Removal.of(PAGE_MATTER, dropped),) if dropped else ()
