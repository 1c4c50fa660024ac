"""Parts of a page that its own names call no text, such as comments and forms for newsletters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from rag.language.lexicon import load
from rag.readers.cleaning.junk_lines import is_promotion
from rag.readers.cleaning.phrases import one_of
from rag.readers.html.tree import prose_size, squeezed

_PARTS = load("page_parts")["boilerplate"]
_SUBJECTS = ("reader_comments", "consent", "other_pages", "requests", "about_the_page")
_STRUCTURE = one_of(_PARTS["structure"])
_BEFORE, _AFTER = rf"(?:{_STRUCTURE} ){{0,3}}", rf"(?: {_STRUCTURE}){{0,3}}"
_SUBJECT = one_of(name for subject in _SUBJECTS for name in _PARTS[subject])
# A site's own prefix may stand before the rest.
_BOILERPLATE = re.compile(rf"(?:\w{{1,4}} )?{_BEFORE}{_SUBJECT}{_AFTER}")
_ENDLESS = re.compile(
    rf"{_BEFORE}{one_of((*_PARTS['reader_comments'], *_PARTS['consent']))}{_AFTER}"
)
# A part with more of the page's prose is the text, whatever its name, unless it is a line or two.
# Comments and notices on consent may be longer than the text, as long as there is one beside them.
_LARGEST = 0.3
_SHORTEST = 300  # characters of prose
_LONGEST_NAME, _LONGEST_CLASS = 60, 400
_INLINE = frozenset(("span", "strong", "b", "em", "i"))
_TAGS = tuple("div section ul ol p span form table dl h2 h3 h4 header".split())
_BOXES = ("div", "ul", "ol", "form")  # the id of a heading or a section names its subject


def remove_asides(tree: Any) -> list[str]:
    """Drop readers' comments and notices on consent, and return their text.

    Both may be longer than the text; they stay where nothing else would.
    """
    size = prose_size(tree)
    return _drop_named(tree, _ENDLESS, lambda own: size - own < _SHORTEST)


def remove_page_boilerplate(tree: Any) -> list[str]:
    """Drop what is named as boilerplate, and return its text.

    The headline and whatever holds most of the page stay.
    """
    size = prose_size(tree)
    found = _drop_named(tree, _BOILERPLATE, lambda own: own > size * _LARGEST)
    found += filter(None, _linked_promotions(tree))
    return found


def _drop_named(tree: Any, names: re.Pattern[str], is_text: Callable[[int], bool]) -> list[str]:
    found = []
    for element in list(tree.iter(*_TAGS)):
        if not any(names.fullmatch(name) for name in _names(element)):
            continue
        if element.getroottree().getroot() is not tree:  # dropped with one around it
            continue
        own = prose_size(element)
        if element.find(".//h1") is None and (own < _SHORTEST or not is_text(own)):
            if text := squeezed(element.text_content()):
                found.append(text)
            element.drop_tree()
    return found


def _names(element: Any) -> list[str]:
    """Return each class, and the id of a box, as words.

    The class "articleShare-bar" is "article share bar".
    """
    own = (element.get("class") or "")[:_LONGEST_CLASS].split()
    if element.tag in _BOXES and (identity := element.get("id")):
        own.append(identity)
    return [_as_words(name) for name in own if len(name) <= _LONGEST_NAME]


def _as_words(name: str) -> str:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    return re.sub(r"[^a-z0-9]+", " ", parted).strip()


def _linked_promotions(tree: Any) -> Iterator[str]:
    """Drop links within a paragraph such as "Also read: …", with the words before them."""
    for link in list(tree.iter("a")):
        text = squeezed(link.text_content())
        around = _inline_around(link)
        around_text = squeezed(around.text_content()) if around is not None else ""
        if is_promotion(around_text) and len(text) > len(around_text) / 2:
            yield around_text
            around.drop_tree()
        elif is_promotion(text):
            yield text
            link.drop_tree()


def _inline_around(link: Any) -> Any:
    """Return the inline element of which a link is the only child; None for any other."""
    parent = link.getparent()
    is_alone = link.getprevious() is None and link.getnext() is None
    return parent if is_alone and parent is not None and parent.tag in _INLINE else None
