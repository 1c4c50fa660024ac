"""HTML pages: hidden text and boilerplate go, the main text is found, and metadata is read."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from rag.errors import ReadingError
from rag.language.dates import url_dating
from rag.readers.html import metadata, page_dates
from rag.readers.html.consent import consent_in
from rag.readers.html.headline import headline
from rag.readers.html.hidden import remove_hidden
from rag.readers.html.live import first_day, live_updates, with_times
from rag.readers.html.main_text import extract_main_text, read_plainly
from rag.readers.html.outline import holds_data, outline
from rag.readers.html.page_boilerplate import remove_asides, remove_page_boilerplate
from rag.readers.html.raised_marks import write_raised_marks
from rag.readers.html.second_opinion import whole_body
from rag.readers.html.tree import keep_article_asides, parse_html, prose_size, squeezed
from rag.readers.html.unfinished import is_index, unfinished
from rag.readers.page import Page, removals_of

_LINES = frozenset(
    "p div li dd dt h1 h2 h3 h4 h5 span time footer header address small figcaption a em b strong "
    "font center td".split()
)
_OPENING_BLOCKS = 8  # a place line may stand under a slug and a list of key points
_SHORTEST_BOX = 20  # characters outside links
_SHORTEST_LINE, _LONGEST_LINE = 3, 300  # characters
_UNSEEN = frozenset(("script", "style", "noscript", "template", "head"))


def read_html(text: str, origin: str) -> Page:
    """Read one page.

    Raises:
        ReadingError: no tree can be made of the markup, or it is an index of other pages.
    """
    import lxml.etree

    try:
        tree = parse_html(text)
    except (lxml.etree.ParserError, ValueError) as error:
        raise ReadingError(f"{origin}: the markup cannot be parsed ({error})") from error
    hidden = remove_hidden(tree)
    keep_article_asides(tree)
    write_raised_marks(tree)
    head = metadata.read_head(tree)
    publisher = metadata.publisher_of(tree, head)
    title, suffix = headline(tree, head, publisher)
    lines = _visible_lines(tree)
    section = metadata.section_of(tree, head, title)
    url = metadata.address_of(tree, head)
    shown = page_dates.shown_page(tree, lines, title, metadata.locale_of(tree, head, lines))
    updates = live_updates(tree, head)
    published = first_day(updates, page_dates.published_dating(head, shown))
    asides = remove_asides(tree)  # after the dates and names, which stand in parts of the page
    witness = read_plainly(tree)  # the dearest step: the same page is not read so again
    whole = copy.deepcopy(tree)
    boilerplate = remove_page_boilerplate(tree)
    named = extract_main_text(tree, title, read_plainly(tree) if boilerplate else witness)
    blocks, source = whole_body(
        named, witness, head.linked, lambda: extract_main_text(whole, title, witness)
    )
    if is_index(outline(tree), blocks, title):
        raise ReadingError(
            f"{origin} is an index page: each paragraph stands under a link to another page; "
            "ingest those pages, or the site's feed"
        )
    notices = consent_in(blocks, title)
    kept = tuple(block for block in blocks if block not in notices)
    blocks, notes, reason = unfinished(kept, head.linked)
    blocks = with_times(blocks, updates)
    opening = page_dates.first_opening(blocks[:_OPENING_BLOCKS])
    authors = metadata.authors_of(head, lines)
    return Page(
        blocks=blocks,
        title=title,
        publisher=publisher or suffix or metadata.publisher_of_footer(lines) or _account(head),
        published=published or opening or url_dating(url),
        updated=page_dates.updated_dating(head, shown),
        url=url,
        language=metadata.language_of(tree, head),
        authors=tuple(name for name in authors if name != publisher),
        section=section,
        kind=metadata.kind_of_page(head),
        removals=removals_of(
            {
                "hidden text": hidden.texts,
                "hidden until a script runs, kept": hidden.kept,
                "page boilerplate": (*asides, *boilerplate),
                "notice on consent": notices,
                "line in place of a text": notes,
                "caption or box": _beside(tree, blocks),
            }
        ),
        suspicious=hidden.suspicious,
        remarks=(f"body taken from {source}",) if source else (),
        incomplete=reason,
    )


def _beside(tree: Any, blocks: Sequence[str]) -> list[str]:
    """Return the captions, and the boxes inside the text, that are no part of it."""
    text = " ".join(blocks)
    boxes = (*tree.iter("figcaption"), *tree.iterfind(".//article//aside"))
    unlinked = (box for box in boxes if prose_size(box) >= _SHORTEST_BOX)
    found = dict.fromkeys(squeezed(box.text_content()) for box in unlinked)
    return [box for box in found if box and box not in text]


def _account(head: metadata.PageHead) -> str | None:
    """Return the name of the publisher's account, for want of a better one."""
    return head.metas.get("twitter:site", "").lstrip("@") or None


def _visible_lines(tree: Any) -> list[str]:
    """Return short runs of text in the order of the page, without scripts and tables of data."""
    tables = {table for table in tree.iter("table") if holds_data(table)}
    found = []
    for element in tree.iter(*_LINES):
        parents = element.iterancestors()
        if any(parent.tag in _UNSEEN or parent in tables for parent in parents):
            continue
        lines = map(squeezed, _runs(element))
        found += [line for line in lines if _SHORTEST_LINE <= len(line) <= _LONGEST_LINE]
    return found


def _runs(element: Any) -> Iterator[str]:
    """Yield the text of an element, and each of its lines where breaks part it."""
    text = element.text_content()
    yield text
    if element.find("br") is None or len(text) > _LONGEST_LINE * 10:
        return
    run = element.text or ""
    for child in element:
        if child.tag == "br":
            yield run
            run = ""
        elif isinstance(child.tag, str):
            run += child.text_content()
        run += child.tail or ""
    yield run
