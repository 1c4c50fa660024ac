"""Text that a browser would not show: removed, and reported when it is more than a banner."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from rag.language.injection import speaks_to_machine
from rag.readers.cleaning.junk_lines import is_sentence
from rag.readers.hidden_text import FEWEST_WORDS, is_suspicious
from rag.readers.html.hiding_styles import Hiding, declarations, ground_of, hiding, is_pale
from rag.readers.html.tree import prose_size, squeezed

_RULE = re.compile(r"(?<![^{}])([^{}]{1,20000})\{([^{}]{0,2000})\}")
_SIMPLE_SELECTOR = re.compile(r"([a-z][a-z0-9]{0,20})?([.#][\w-]{1,100})", re.IGNORECASE)
_SHEET_GROUND = re.compile(r"background(?:-color|-image)?\s*:\s*([^;{}]{1,200})", re.IGNORECASE)
# An element that a script could show and that hides more of the page's prose is the page.
_PAGE_SHARE = 0.5


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
    removed = _remove_elements(tree)
    # A comment is a developer's note unless it gives orders, and what a script may show is a menu
    # or a dialogue: of 343 pages of the web 128 hide sentences, 21 in a way that no script undoes.
    suspicious = [text for text in (*comments, *removed.switched_off) if speaks_to_machine(text)]
    suspicious += [text for text in removed.unseen if is_suspicious(text)]
    texts = (*comments, *removed.switched_off, *removed.unseen)
    return Hidden(texts, tuple(suspicious), tuple(removed.kept))


class _Removed(NamedTuple):
    """The texts of menus and dialogues that scripts may show, of others, and of the page itself."""

    switched_off: list[str]
    unseen: list[str]
    kept: list[str]


def _remove_comments(tree: Any) -> list[str]:
    """Drop comments, and return those of several words that are no code."""
    import lxml.etree

    found = []
    for comment in list(tree.iter(lxml.etree.Comment)):
        body = squeezed(comment.text or "")
        if len(body.split()) >= FEWEST_WORDS and not re.search(r"[{};<>=]", body):
            found.append(body)
        _drop(comment)
    return found


def _remove_elements(tree: Any) -> _Removed:
    """Drop hidden elements but for those that are the page itself; what these hide still goes."""
    names = _hidden_names(tree)
    found = _Removed([], [], [])
    page_size = None
    for element in list(tree.iterfind(".//*")):
        hidden = _hiding(element, names)
        if not hidden.hides:
            continue
        if page_size is None:
            page_size = prose_size(tree)
        may_be_page = hidden.until_script and element.tag not in ("script", "style")
        if may_be_page and prose_size(element) > _PAGE_SHARE * page_size:
            found.kept.append(squeezed(element.text_content()))
        else:
            is_menu = hidden.until_script and not _stands_among_paragraphs(element)
            _collect(element, found.switched_off if is_menu else found.unseen)
    return found


def _stands_among_paragraphs(element: Any) -> bool:
    """Return whether a paragraph stands beside those of a text, as no menu and no dialogue does."""
    parent = element.getparent()
    if element.tag != "p" or parent is None:
        return False
    return sum(is_sentence(squeezed(other.text_content())) for other in parent.iterfind("p")) > 2


def _hiding(element: Any, names: Mapping[tuple[str, str], bool]) -> Hiding:
    """Return whether attributes, the style or the page's style sheets hide an element."""
    if element.get("hidden") is not None or element.get("aria-hidden", "").lower() == "true":
        return Hiding(True, until_script=True)
    style = element.get("style") or ""
    own = hiding(style) if style else Hiding(False)
    if own.hides:
        return own
    colour = element.get("color", "") if element.tag == "font" else ""
    if (style or colour) and _is_pale_on_white(element, style, colour):
        return Hiding(True)
    return _named(element, names)


def _is_pale_on_white(element: Any, style: str, colour: str) -> bool:
    """Return whether letters have the colour of their ground, white where none is declared."""
    stated = declarations(style)
    colour = stated.get("color", colour)
    if not colour:
        return False
    ground = ground_of(stated)
    if ground:
        return ground == colour or (is_pale(colour) and _is_light(ground))
    return is_pale(colour) and not any(map(_has_dark_ground, element.iterancestors()))


def _has_dark_ground(element: Any) -> bool:
    ground = element.get("bgcolor") or ground_of(declarations(element.get("style") or ""))
    return bool(ground) and not _is_light(ground)


def _is_light(ground: str) -> bool:
    return is_pale(ground) or ground.startswith("none")


def is_hiding(style: str, sheet: str = "") -> bool:
    """Return whether declarations hide an element.

    Pale letters are hidden unless their ground, or some ground of the sheet, is dark.

    >>> is_hiding("display: none"), is_hiding("color:#fff;background:#000")
    (True, False)
    """
    if hiding(style).hides:
        return True
    stated = declarations(style)
    colour, ground = stated.get("color", ""), ground_of(stated)
    if colour and ground:
        return ground == colour or (is_pale(colour) and _is_light(ground))
    return is_pale(colour) and not _has_dark_grounds(sheet)


@lru_cache(maxsize=8)  # asked for each rule of a sheet
def _has_dark_grounds(sheet: str) -> bool:
    return any(not _is_light(ground.strip()) for ground in _SHEET_GROUND.findall(sheet))


def _hidden_names(tree: Any) -> dict[tuple[str, str], bool]:
    """Return the simple selectors that the page's own style sheets hide.

    Each is a pair of an element's name or "", and ".class" or "#id"; the value says whether a
    script may be meant to show it.
    """
    names: dict[tuple[str, str], bool] = {}
    for style in tree.iterfind(".//style"):
        sheet = re.sub(r"/\*.*?(?:\*/|\Z)", "", style.text or "", flags=re.DOTALL)
        for selectors, stated in _RULE.findall(_unconditional(sheet)):
            if is_hiding(stated, sheet):
                parts = selectors.rsplit(";", 1)[-1].split(",")
                simple = (_SIMPLE_SELECTOR.fullmatch(part.strip()) for part in parts)
                until_script = hiding(stated).until_script
                names |= {
                    ((found[1] or "").lower(), found[2]): until_script for found in simple if found
                }
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


def _named(element: Any, names: Mapping[tuple[str, str], bool]) -> Hiding:
    if not names or not isinstance(element.tag, str):
        return Hiding(False)
    own = [f".{name}" for name in (element.get("class") or "").split()]
    own.append(f"#{element.get('id') or ''}")
    keys = [(tag, name) for name in own for tag in ("", element.tag)]
    found = [names[key] for key in keys if key in names]
    return Hiding(bool(found), until_script=all(found))


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
