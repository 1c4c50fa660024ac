"""HTML pages: what is hidden and what is furniture goes, the text is found, and the page is asked what it says of itself."""

from __future__ import annotations

import re
from typing import Any

from rag.errors import ReadingError
from rag.language.dates import url_dating
from rag.readers.html import metadata
from rag.readers.html.headline import headline
from rag.readers.html.hidden import remove_hidden
from rag.readers.html.main_text import extract_main_text
from rag.readers.html.outline import holds_data
from rag.readers.html.page_boilerplate import remove_page_boilerplate
from rag.readers.page import Page
from rag.schema import Removal

_LINES = frozenset(
    "p div li dd dt h1 h2 h3 h4 h5 span time footer header address small figcaption a em b strong font center td".split()
)
# A place line may stand under a slug and a list of key points.
_OPENING_BLOCKS = 8
_LONGEST_LINE = 300
_UNSEEN = frozenset(("script", "style", "noscript", "template", "head"))


def read_html(text: str, origin: str) -> Page:
    """Read one page.

    Raises:
        ReadingError: no tree can be made of the markup.
    """
    import lxml.html

    try:
        tree = lxml.html.document_fromstring(_without_declaration(text))
    except (lxml.etree.ParserError, ValueError) as error:
        raise ReadingError(f"{origin}: the markup cannot be parsed ({error})") from error
    hidden = remove_hidden(tree)
    stated = metadata.stated(tree)
    publisher = metadata.publisher_of(tree, stated)
    title, suffix = headline(tree, stated, publisher)
    lines = _visible_lines(tree)
    section = metadata.section_of(tree, stated, title)
    url = metadata.address_of(tree, stated)
    published = metadata.stated_dating(
        stated, ("datePublished", "dateCreated"), metadata.PUBLISHED
    ) or metadata.visible_dating(tree, lines, title)
    furniture = remove_page_boilerplate(tree)
    blocks = extract_main_text(tree, title)
    reasons = {
        "hidden text": hidden.texts,
        "hidden until a script runs, kept": hidden.kept,
        "furniture of the page": furniture,
    }
    return Page(
        blocks=blocks,
        title=title,
        publisher=publisher or suffix or metadata.publisher_of_footer(lines) or _handle(stated),
        published=published or metadata.first_opening(blocks[:_OPENING_BLOCKS]) or url_dating(url),
        updated=metadata.stated_dating(stated, ("dateModified",), metadata.UPDATED)
        or metadata.labelled_update(lines),
        url=url,
        language=metadata.language_of(tree, stated),
        authors=tuple(name for name in metadata.authors_of(stated, lines) if name != publisher),
        section=section,
        kind=metadata.kind_of_page(stated),
        removals=tuple(Removal.of(reason, texts) for reason, texts in reasons.items() if texts),
        suspicious=hidden.suspicious,
    )


def _handle(stated: metadata.Stated) -> str | None:
    """The name of the publisher's account, for want of a better one."""
    return stated.metas.get("twitter:site", "").lstrip("@") or None


def _without_declaration(text: str) -> str:
    """Lxml refuses text with an XML encoding declaration."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


def _visible_lines(tree: Any) -> list[str]:  # noqa: ANN401 - lxml ships no types
    """Short runs of text in the order of the page, without scripts and tables of data."""
    tables = {table for table in tree.iter("table") if holds_data(table)}
    found = []
    for element in tree.iter(*_LINES):
        if not any(parent.tag in _UNSEEN or parent in tables for parent in element.iterancestors()):
            found += [
                line
                for run in _runs(element)
                if 3 <= len(line := metadata.squeezed(run)) <= _LONGEST_LINE
            ]
    return found


def _runs(element: Any) -> list[str]:  # noqa: ANN401
    """The text of an element, and each of its lines where breaks part it."""
    whole = element.text_content()
    if element.find("br") is None or len(whole) > _LONGEST_LINE * 10:
        return [whole]
    runs = [element.text or ""]
    for child in element:
        if child.tag == "br":
            runs.append("")
        runs[-1] += (
            "" if child.tag == "br" or not isinstance(child.tag, str) else child.text_content()
        ) + (child.tail or "")
    return [whole, *runs]
