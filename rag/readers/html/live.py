"""Live pages: each update keeps its own time, and the page is of the day of its first.

The updates are those that the page's linked data lists, or else the parts of its markup that are
named after them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from rag.language.dates import dating
from rag.language.tokens import fingerprint
from rag.readers.html.metadata import PageHead
from rag.readers.html.tree import squeezed
from rag.schema import Dating

_PART = re.compile(r"live[ _-]?(?:blog|post|update|entry|event)|\bupdate[_-]?(?:post|item|entry)")
_FEWEST = 2  # updates of a live page
_MOST = 1000
_OPENING = 40  # characters of a paragraph by which an update is found in the text


class LiveUpdate(NamedTuple):
    """When an update was published, and the opening of its text as a fingerprint."""

    published: Dating
    opening: str


def live_updates(tree: Any, head: PageHead) -> tuple[LiveUpdate, ...]:
    """Return the updates of a live page; none for any other page."""
    listed = tuple(_listed(head.linked))
    found = listed or tuple(_marked(tree))
    return found[:_MOST] if len(found) >= _FEWEST else ()


def first_day(updates: Sequence[LiveUpdate], stated: Dating | None) -> Dating | None:
    """Return the earliest date of a live page, which states that of its last update as its own."""
    known = [update.published for update in updates]
    return min((*known, *([stated] if stated else [])), key=lambda found: found.day, default=None)


def with_times(blocks: Iterable[str], updates: Sequence[LiveUpdate]) -> tuple[str, ...]:
    """Return the blocks with the time of each update before its first paragraph.

    "25 June 2024, 11:50: The nine leaders agreed …"
    """
    by_opening = {update.opening: update.published for update in updates}
    stamped = []
    for block in blocks:
        published = by_opening.pop(_opening(block), None)
        stamped.append(f"{_stamp(published)}: {block}" if published else block)
    return tuple(stamped)


def _listed(linked: Iterable[dict[str, Any]]) -> Iterator[LiveUpdate]:
    for item in linked:
        given = item.get("liveBlogUpdate")
        for update in given if isinstance(given, list) else [given]:
            if not isinstance(update, dict):
                continue
            text = update.get("articleBody") or update.get("headline")
            published = dating(str(update.get("datePublished") or ""), "json-ld")
            if published and isinstance(text, str):
                yield LiveUpdate(published, _opening(text))


def _marked(tree: Any) -> Iterator[LiveUpdate]:
    for element in tree.iter("div", "article", "section", "li"):
        named = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        times = element.findall(".//time") if _PART.search(named) else []
        paragraph = element.find(".//p")
        if len(times) != 1 or paragraph is None:
            continue
        written = times[0].get("datetime") or squeezed(times[0].text_content())
        if published := dating(written, "time element"):
            yield LiveUpdate(published, _opening(squeezed(paragraph.text_content())))


def _opening(text: str) -> str:
    return fingerprint(text[: 2 * _OPENING])[:_OPENING]


def _stamp(published: Dating) -> str:
    day = f"{published.day.day} {published.day:%B %Y}"
    return f"{day}, {datetime.fromisoformat(published.at):%H:%M}" if published.at else day
