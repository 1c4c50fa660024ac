"""Text that a browser would not show: removed, and reported when it is more than a banner."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from rag.language.injection import is_command
from rag.language.lexicon import load
from rag.readers.cleaning.phrases import one_of
from rag.readers.html.tree import squeezed

_ZERO = r"0(?![.\d])"
_UNSEEN_DECLARATIONS = (
    r"display\s*:\s*none",
    r"visibility\s*:\s*hidden",
    rf"font-size\s*:\s*{_ZERO}",
    rf"opacity\s*:\s*{_ZERO}",
    r"left\s*:\s*-\d{3,}",
    r"text-indent\s*:\s*-\d{3,}",
)
_UNSEEN = re.compile("|".join(_UNSEEN_DECLARATIONS), re.IGNORECASE)
_WHITES = (
    r"#fff(?:fff)?\b",
    r"white\b",
    "transparent",
    r"rgba?\(\s*255\s*,\s*255\s*,\s*255",
)
_WHITE = re.compile(rf"(?<![-\w])color\s*:\s*(?:{'|'.join(_WHITES)})", re.IGNORECASE)
_GROUND = re.compile(r"background(?:-color|-image)?\s*:", re.IGNORECASE)
_DARK_GROUND = re.compile(_GROUND.pattern + r"\s*(?!#fff|white|transparent|none)\S", re.IGNORECASE)
_RULE = re.compile(r"(?<![^{}])([^{}]{1,20000})\{([^{}]{0,2000})\}")
_SIMPLE_SELECTOR = re.compile(r"([a-z][a-z0-9]{0,20})?([.#][\w-]{1,100})", re.IGNORECASE)
_CODE = ("script", "style", "template", "noscript", "title")
_BANNER = re.compile(rf"\b{one_of(load('boilerplate_lines')['banners']['phrases'])}\b")
_FEWEST_WORDS = 6  # of a hidden sentence
# An element that hides more of the page's characters is the page, shown when a script runs.
_PAGE_SHARE = 0.75


class Hidden(NamedTuple):
    """The hidden text of a page.

    `texts` is every piece of hidden text, `suspicious` those that a reader of the report should
    see, `kept` the text that was kept because it is the page itself.
    """

    texts: tuple[str, ...]
    suspicious: tuple[str, ...]
    kept: tuple[str, ...] = ()


def remove_hidden(tree: Any) -> Hidden:
    """Drop comments and elements that a browser would not show."""
    comments = _remove_comments(tree)
    texts, kept = _remove_elements(tree)
    # A comment is a developer's note unless it gives orders.
    suspicious = [comment for comment in comments if is_command(comment)]
    suspicious += [text for text in texts if _is_suspicious(text)]
    return Hidden((*comments, *texts), tuple(suspicious), tuple(kept))


def _is_suspicious(text: str) -> bool:
    """Return whether text gives orders, or is a sentence without the words of banners and menus."""
    if is_command(text):
        return True
    return len(text.split()) >= _FEWEST_WORDS and not _BANNER.search(text)


def _remove_comments(tree: Any) -> list[str]:
    """Drop comments, and return those of several words that are no code."""
    import lxml.etree

    found = []
    for comment in list(tree.iter(lxml.etree.Comment)):
        body = squeezed(comment.text or "")
        if len(body.split()) >= _FEWEST_WORDS and not re.search(r"[{};<>=]", body):
            found.append(body)
        _drop(comment)
    return found


def _remove_elements(tree: Any) -> tuple[list[str], list[str]]:
    """Drop hidden elements, and return their texts and those of elements that are the page itself.

    What is hidden inside the latter still goes.
    """
    names = _hidden_names(tree)
    found: list[str] = []
    kept: list[str] = []
    page_size = None
    for element in list(tree.iterfind(".//*")):
        if not _is_hidden(element, names):
            continue
        if page_size is None:
            page_size = _shown_size(tree)
        is_code = element.tag in ("script", "style")
        if not is_code and _shown_size(element) > _PAGE_SHARE * page_size:
            kept.append(squeezed(element.text_content()))
        else:
            _collect(element, found)
    return found, kept


def _is_hidden(element: Any, names: set[tuple[str, str]]) -> bool:
    if element.get("hidden") is not None or is_hiding(element.get("style") or ""):
        return True
    return _is_named(element, names)


def _shown_size(element: Any) -> int:
    """Count the characters that could be shown."""
    unseen = sum(len(code.text or "") for code in element.iter(*_CODE))
    return len(element.text_content()) - unseen


def is_hiding(style: str, sheet: str = "") -> bool:
    """Return whether declarations hide an element.

    White letters are hidden unless their ground, or some ground of the sheet, is not white.

    >>> is_hiding("display: none"), is_hiding("color:#fff;background:#000")
    (True, False)
    """
    if _UNSEEN.search(style):
        return True
    ground = style if _GROUND.search(style) else sheet
    return bool(_WHITE.search(style)) and not _DARK_GROUND.search(ground)


def _hidden_names(tree: Any) -> set[tuple[str, str]]:
    """Return the simple selectors that the page's own style sheets hide.

    Each is a pair of an element's name or "", and ".class" or "#id".
    """
    names = set()
    for style in tree.iterfind(".//style"):
        sheet = re.sub(r"/\*.*?(?:\*/|\Z)", "", style.text or "", flags=re.DOTALL)
        for selectors, declarations in _RULE.findall(_unconditional(sheet)):
            if is_hiding(declarations, sheet):
                parts = selectors.rsplit(";", 1)[-1].split(",")
                simple = (_SIMPLE_SELECTOR.fullmatch(part.strip()) for part in parts)
                names |= {((found[1] or "").lower(), found[2]) for found in simple if found}
    return names


def _unconditional(sheet: str) -> str:
    """Drop "@media print {...}" and the like: what they hide is shown on some screen."""
    kept, depth, skipping = [], 0, False
    for piece in re.split(r"([{}])", sheet):
        if piece == "{":
            depth += 1
        elif piece == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            opening = piece.rsplit(";", 1)[-1].strip().lower()
            skipping = opening.startswith("@") and opening not in ("@media all", "@media screen")
        if not skipping:
            kept.append(piece)
    return "".join(kept)


def _is_named(element: Any, names: set[tuple[str, str]]) -> bool:
    if not names or not isinstance(element.tag, str):
        return False
    own = [f".{name}" for name in (element.get("class") or "").split()]
    own.append(f"#{element.get('id') or ''}")
    return any((tag, name) in names for name in own for tag in ("", element.tag))


def _collect(element: Any, found: list[str]) -> None:
    """Drop an element, and add its text to what was found."""
    if element.tag in ("html", "body") or element.getparent() is None:
        return
    body = squeezed(element.text_content())
    if body:
        found.append(body)
    _drop(element)
    element.clear()  # its own hidden elements are not found again


def _drop(element: Any) -> None:
    """Remove an element and keep the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
