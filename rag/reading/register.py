"""What the Federal Register prints around a document, in whichever format: recognised by its marks, taken out, and read for what it states.

The marks are those of its pages (running heads, "[[Page 26981]]"), of its filing ("[FR Doc. 03-12661", "Billing code") and of its typesetting
("VerDate"). A document of the President has a line such as "Executive Order 13301 of May 14, 2003": what stands above it is the masthead, the
line below it is the title, and its day is the day of signing, the only one that every format states.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from rag.dates import dating
from rag.reading.page import Page
from rag.schema import Removal

PRESIDENT = "Executive Office of the President"
REASON = "Federal Register page matter"
_SECTIONS = (
    r"(?:Presidential Documents|Rules and Regulations|Proposed Rules|Notices|Unknown Section|Sunshine Act Meetings|Reader Aids|Corrections)"
)
_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, )?[A-Z][a-z]{2,8} \d{1,2}, \d{4}"
_NUMBER = r"[A-Z]?\d{1,4}[-–]\d{1,6}"
# Each of these is found nowhere else; two different ones make a text the Register's.
_MARKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\[Federal Register(?:: .{5,40}| Volume \d{1,3}, (?:Number|Issue) \d{1,3} \(.{5,40}\))(?:\])?",
        rf"(?:\d{{1,6}} )?Federal Register ?/ ?Vol\. ?\d{{1,3}}, No\. ?\d{{1,3}} ?/ ?{_DAY} ?/(?: ?{_SECTIONS})?(?: \d{{1,6}})?",
        r"From the Federal Register Online .{0,90}",
        rf"\[FR Doc(?:\.|ument)? ?(?:No[:.] ?)?{_NUMBER}(?:;? Filed .{{5,40}})?\]?|Filed \d{{1,2}}[-–]\d{{1,2}}[-–]\d{{2,4}}; ?\d{{1,2}}:\d\d [ap]\.?m\.?\]?",
        r"Billing code \w{4,6}[-–]\w{1,3}[-–]\w",
        r"VerDate .{4,30} Jkt \d{3,9} .{0,160}",
        r"(?:\[\[?Pages? [\dA-Z]{1,8}(?:[-–][\dA-Z]{1,8})?\]\]?)|Start Printed Page \d{1,6}",
    )
)
# Found elsewhere too; in a text of the Register they are none of the document.
_WEAK = re.compile(
    rf"\[?{_SECTIONS}\]?|\(Presidential Sig\.?\)\s?[A-Z]?|[BWÐ]|(?:\S{{1,20}} )?<GRAPHIC\(S\) NOT AVAILABLE IN TIFF FORMAT>|(?:<GID>)?[\w.-]{{1,30}}\.EPS(?:<.{{1,20}}>){{0,2}}"
    r"|\w{1,30} on (?:DSK|PROD|PRODPC)\w{1,20} with \w{1,20}|[-_]{5,}",
    re.IGNORECASE,
)
_PAGE_INSIDE = re.compile(r"\s?\[\[Page [A-Z]?\d{1,6}\]\]\s?")
_SIGNED = re.compile(
    rf"(?:#+ )?((?:Executive Order|Proclamation|Presidential Determination|Memorandum|Notice|Order|Administrative Order)(?: No\.)?(?: [\w–-]{{1,12}})? of {_DAY})"
)
_LONGEST_MARK = 200
_TYPEWRITER = (("``", "“"), ("‘‘", "“"), ("''", "”"), ("’’", "”"), ("--", "—"))


class Rest(NamedTuple):
    """The numbers of the lines that belong to the document, and the lines that do not."""

    kept: list[int]
    dropped: list[str]


def is_register(lines: Iterable[str]) -> bool:
    """Whether two different marks of the Register stand among the lines.

    >>> is_register(["[FR Doc. 03-12661", "Billing code 3195-01-P"]), is_register(["The billing code was 3195-01-P."])
    (True, False)
    """
    found: set[int] = set()
    for line in lines:
        if len(line) <= _LONGEST_MARK:
            found.update(number for number, mark in enumerate(_MARKS) if mark.fullmatch(_bare(line)))
        if len(found) > 1:
            return True
    return False


def without_page_matter(lines: Sequence[str]) -> Rest:
    """The lines of the document itself, for a text that `is_register`."""
    matter = {number for number, line in enumerate(lines) if _is_matter(line)}
    kept = [number for number in range(len(lines)) if number not in matter]
    return Rest(kept, [lines[number] for number in sorted(matter)])


def registered(page: Page) -> Page:
    """A page of the Register without its page matter and completed; any other page as it is."""
    if not is_register(page.blocks):
        return page
    rest = without_page_matter(page.blocks)
    kept = tuple(page.blocks[number] for number in rest.kept)
    return completed(replace(page, blocks=kept, removals=(*page.removals, *_removal(rest.dropped))))


def completed(page: Page) -> Page:
    """A page of the Register whose page matter is out: what page ends cut is joined, and title, date, publisher and kind are read."""
    blocks = tuple(_plain_signs(block) for block in _mended(page.blocks))
    return presidential(replace(page, blocks=blocks, kind="policy"))


def presidential(page: Page) -> Page:
    """A document of the President with its masthead taken off; one of another author as it is."""
    signed = next((number for number, block in enumerate(page.blocks[:40]) if _SIGNED.fullmatch(block)), None)
    if signed is None or any(len(block) > _LONGEST_MARK for block in page.blocks[:signed]):
        return page
    order = page.blocks[signed].lstrip("# ")
    following = page.blocks[signed + 1] if signed + 1 < len(page.blocks) else ""
    titled = len(following) < 2 * _LONGEST_MARK and not following.endswith((".", ":"))
    return replace(
        page,
        blocks=(order, *page.blocks[signed + 1 + titled :]),
        title=following.lstrip("# ") if titled else page.title,
        publisher=PRESIDENT,
        published=dating(order.rpartition(" of ")[2], "dateline"),
        updated=None,
        authors=(),
        kind="policy",
        removals=(*page.removals, *_removal(page.blocks[:signed])),
    )


def drop_page_marks(tree: Any) -> None:  # noqa: ANN401 - lxml ships no types
    """Take the marks of printed pages out of a page of federalregister.gov, where they stand within sentences."""
    for element in tree.xpath("//*[contains(@class, 'unprinted-element')]"):
        if element.getparent() is not None:
            element.drop_tree()


def break_lines(tree: Any) -> None:  # noqa: ANN401
    """End a block at each line of text that stands outside of every element, as the fragments of federalregister.gov mean it."""
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
    return len(line) <= _LONGEST_MARK and (not bare or bool(_WEAK.fullmatch(bare)) or any(mark.fullmatch(bare) for mark in _MARKS))


def _bare(line: str) -> str:
    return line.lstrip("#-| ").rstrip("| ") if not set(line) <= set("-_ ") else line.strip()


def _mended(blocks: Sequence[str]) -> list[str]:
    """Sentences that a page's end cut in two, and labels such as "(c)" that stand on a line of their own, joined with what follows."""
    joined: list[str] = []
    for block in blocks:
        block = _PAGE_INSIDE.sub(" ", block)
        if joined and (_is_label(joined[-1]) or _goes_on(joined[-1], block)):
            joined[-1] += " " + block
        else:
            joined.append(block)
    return joined


def _is_label(block: str) -> bool:
    return bool(re.fullmatch(r"[\"“`]{0,2}\([a-z\d]{1,4}\)", block))


def _goes_on(above: str, block: str) -> bool:
    """A text line without an end before one that begins in lower case."""
    return len(above) > 20 and above[-1].isalnum() and block[:1].islower() and not above.startswith(("#", "|"))


def _plain_signs(block: str) -> str:
    """The Register's typewriter quotes and dashes as print has them; no word is changed."""
    for written, meant in _TYPEWRITER:
        block = block.replace(written, meant)
    return block


def _removal(dropped: Sequence[str]) -> tuple[Removal, ...]:
    return (Removal.of(REASON, dropped),) if dropped else ()
