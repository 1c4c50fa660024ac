"""Raised text of a page, written so that it joins no figure."""

from __future__ import annotations

import re
from typing import Any

from rag.readers.html.outline import BLOCKS
from rag.readers.html.tree import squeezed
from rag.readers.raised import note_mark, write_raised

_RAISED = re.compile(r"(?:^|[\s-])(?:super|superscript|sup)(?:$|\s)", re.IGNORECASE)
_RAISING_STYLE = re.compile(r"vertical-align\s*:\s*(?:super|text-top)", re.IGNORECASE)
_LINKED_MARK = re.compile(r"\d{1,3}|[*†‡]{1,3}")
_NOTE_ROLES = ("doc-noteref", "noteref")
_LONGEST = 60  # characters that are set high; more are no mark
_STEPS = 6  # elements without text that are looked through for what stands before


def write_raised_marks(tree: Any) -> None:
    """Rewrite what a page sets high: marks of notes as "[note 1]", exponents as "^6" or "³"."""
    for element in list(tree.iter("sup", "span", "font", "a")):
        if element.getparent() is None or len(element) > 20:
            continue
        if element.tag == "a":
            _write_linked_number(element)
        elif _is_raised(element):
            _write(element)


def _is_raised(element: Any) -> bool:
    return element.tag == "sup" or bool(
        _RAISED.search(element.get("class") or "")
        or _RAISING_STYLE.search(element.get("style") or "")
    )


def _write(element: Any) -> None:
    text = squeezed(element.text_content())
    if not text or len(text) > _LONGEST:
        return
    link = _link_of(element, text)
    is_linked = link is not None or any(part.get("role") in _NOTE_ROLES for part in element.iter())
    outer = link if link is not None and link in element.iterancestors() else element
    _replace(outer, write_raised(_before(outer), text, _behind(outer), is_linked))


def _write_linked_number(element: Any) -> None:
    """Write a number that leads to a note of the page and touches the word before it."""
    text = squeezed(element.text_content())
    touches = _before(element)[-1:].strip(" \n\t\xa0([-–/.:§")
    if _leads_within(element) and _LINKED_MARK.fullmatch(text) and touches:
        _replace(element, note_mark(text))


def _link_of(element: Any, text: str) -> Any:
    """Return the link to a place of the page inside raised text, or around nothing else."""
    around = (
        parent
        for parent in element.iterancestors("a")
        if squeezed(parent.text_content()).strip("()[] ") == text.strip("()[] ")
    )
    return next(filter(_leads_within, (*element.iter("a"), *around)), None)


def _leads_within(link: Any) -> bool:
    return "#" in (link.get("href") or "")


def _replace(element: Any, text: str) -> None:
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = "span", text, tail


def _before(element: Any) -> str:
    """Return the text before an element in its paragraph, or the end of that."""
    for _ in range(_STEPS):
        previous, parent = element.getprevious(), element.getparent()
        if previous is None:
            if parent is None or parent.text or parent.tag in BLOCKS:
                return (parent.text or "") if parent is not None else ""
            element = parent
            continue
        if previous.tail or previous.tag == "br" or previous.tag in BLOCKS:
            return previous.tail or ""
        text = previous.text_content() if isinstance(previous.tag, str) else ""
        if text:
            return str(text)
        element = previous
    return ""


def _behind(element: Any) -> str:
    """Return the text behind an element, as far as nothing else stands between."""
    return element.tail or ""
