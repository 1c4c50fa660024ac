"""The day a page was published and last changed: as its head states it, and as readers see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from rag.language.dates import dating
from rag.language.instants import in_printed_zone
from rag.language.lexicon import load
from rag.language.tokens import fingerprint
from rag.readers.cleaning.junk_lines import is_sentence
from rag.readers.cleaning.phrases import compile_names
from rag.readers.dateline import first_line_dating, is_update, line_dating, opening_dating
from rag.readers.html.metadata import PageHead
from rag.readers.html.tree import squeezed
from rag.schema import Dating

_NAMES = load("page_metadata")
_PARTS = load("page_parts")
_DATE_NAME = compile_names(**_PARTS["date"])
_OTHER_DATE = compile_names(**_PARTS["other_date"])
# Lines around the headline in which its date stands most often. One further up is often the day of
# the visit.
_ABOVE, _BELOW = 12, 16
_LONGEST_DATE_LINE = 120  # characters
_MARGINS = frozenset(("aside", "nav", "footer"))
_OTHERS = 2  # the rank of a time that is not the page's own


class ShownPage(NamedTuple):
    """A page as its readers see it.

    `lines` are its visible lines without the headline, which stands at `headline`; `language` is
    the page's, with its country where that is known.
    """

    tree: Any
    lines: list[str]
    headline: int
    language: str | None

    def nearest_lines(self) -> list[str]:
        """Return the lines below the headline, where its date stands, and then those above."""
        above, below = max(0, self.headline - _ABOVE), self.headline + _BELOW
        return self.lines[self.headline : below] + self.lines[above : self.headline]


def shown_page(tree: Any, lines: list[str], title: str | None, language: str | None) -> ShownPage:
    """Return a page with the place of its headline, whose own date is an event's."""
    mark = fingerprint(title or "")
    marks = [fingerprint(line) for line in lines]
    heads = (n for n, line in enumerate(marks) if mark and line.startswith(mark))
    own = ["" if line_mark == mark else line for line, line_mark in zip(lines, marks, strict=True)]
    return ShownPage(tree, own, next(heads, 0), language)


def published_dating(head: PageHead, page: ShownPage) -> Dating | None:
    """Return the day of publication: the one that readers see before that of another zone."""
    stated = _stated(head, ("datePublished", "dateCreated"), _NAMES["published"], page.language)
    times = [found for rank, found in _times(page) if not stated or rank < _OTHERS]
    zoned = (found for found in stated[1:] if found.at)
    ordered = [*stated[:1], *zoned, *(_printed(page) if stated else ()), *times]
    return in_printed_zone(ordered[0], ordered[1:]) if stated or times else _visible_dating(page)


def updated_dating(head: PageHead, page: ShownPage) -> Dating | None:
    """Return the day of the last change that the head states, or a line that says so."""
    stated = _stated(head, ("dateModified",), _NAMES["updated"], page.language)
    labelled = (
        dating(line[:80], "dateline", language=page.language)
        for line in page.lines
        if is_update(line)
    )
    return next((found for found in chain(stated, labelled) if found), None)


def _stated(
    head: PageHead, fields: Sequence[str], names: Sequence[str], language: str | None
) -> list[Dating]:
    """Return the dates in the fields of the linked data, then in meta elements of these names."""
    linked = (item.get(field) for field in fields for item in head.linked)
    datings = (
        *(dating(text, "json-ld", None, language) for text in linked if isinstance(text, str)),
        *(dating(head.metas.get(name), "meta", None, language) for name in names),
    )
    return [found for found in datings if found]


def _visible_dating(page: ShownPage) -> Dating | None:
    """Return the date that readers see.

    It stands in a line beside the headline, in an element named after its date, or in any line that
    dates the page.
    """
    above, below = max(0, page.headline - _ABOVE), page.headline + _BELOW
    lines, language = page.lines, page.language
    return (
        first_line_dating(lines[page.headline : below], language)
        or first_line_dating(lines[above : page.headline] + lines[below:], language)
        or next(_named_datings(page), None)
        or first_line_dating(lines[:above], language)
    )


def _printed(page: ShownPage) -> Iterator[Dating]:
    """Yield the dates that readers see near the headline, none of them of an update."""
    lines = (line for line in page.nearest_lines() if line and not is_update(line))
    datings = (line_dating(line, page.language) for line in lines)
    yield from (found for found in datings if found)
    yield from _named_datings(page)


def _times(page: ShownPage) -> Iterator[tuple[int, Dating]]:
    """Yield ranks and dates of the time elements, the page's own first."""
    for element in sorted(page.tree.iterfind(".//time"), key=_time_rank):
        for written in (element.get("datetime"), squeezed(element.text_content())):
            if found := dating(written, "time element", None, page.language):
                yield _time_rank(element), found


def first_opening(lines: Iterable[str]) -> Dating | None:
    """Return the date of the first line that opens with a place and a day."""
    datings = (opening_dating(line) for line in lines)
    return next((found for found in datings if found), None)


def _time_rank(element: Any) -> int:
    """Rank time elements for the page's own date.

    0 is the page's own, 1 a time without a mark, 2 an update, or a time in a margin or in a list
    of other pages.
    """
    parents = list(element.iterancestors())
    names = " ".join(_class_and_id(one) for one in (element, *parents[:4]))
    if any(parent.tag in _MARGINS for parent in parents) or _OTHER_DATE.search(names):
        return _OTHERS
    is_own = element.get("itemprop") == "datePublished" or element.get("pubdate") is not None
    return 0 if is_own or "publish" in names else 1


def _class_and_id(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _named_datings(page: ShownPage) -> Iterator[Dating]:
    """Yield the dates in short elements whose class or id says that they hold one."""
    for element in page.tree.iter(
        "div", "span", "p", "li", "small", "dd", "font", "h4", "h5", "h6"
    ):
        name = _class_and_id(element)
        if not _DATE_NAME.search(name) or _OTHER_DATE.search(name):
            continue
        text = squeezed(element.text_content())
        if len(text) > _LONGEST_DATE_LINE or is_sentence(text) or is_update(text):
            continue
        if found := dating(text, "dateline", None, page.language):
            yield found
