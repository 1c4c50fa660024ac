"""Text of a page that a browser would not show: removed before reading, and reported when it is more than a banner."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from rag.language.injection import is_command

_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])|left\s*:\s*-\d{3,}|text-indent\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![-\w])color\s*:\s*(?:#fff(?:fff)?\b|white\b|transparent|rgba?\(\s*255\s*,\s*255\s*,\s*255)",
    re.IGNORECASE,
)
_GROUND = re.compile(r"background(?:-color|-image)?\s*:", re.IGNORECASE)
_DARK_GROUND = re.compile(_GROUND.pattern + r"\s*(?!#fff|white|transparent|none)\S", re.IGNORECASE)
_RULE = re.compile(r"(?<![^{}])([^{}]{1,20000})\{([^{}]{0,2000})\}")
_BOILERPLATE = re.compile(
    r"\b(?:cookies?|consent|our partners|preferences|privacy|menu|navigation|subscribe|newsletter|sign (?:in|up)|log ?in|skip to|javascript"
    r"|loading|advertisements?|accept all|terms of)\b",
    re.IGNORECASE,
)


# An element that hides more of the page's letters than this is the page, shown when a script runs.
_WHOLE_PAGE = 0.75


class Hidden(NamedTuple):
    """Every piece of hidden text, those that a reader of the report should see, and the text that was kept as it is the page itself."""

    texts: tuple[str, ...]
    suspicious: tuple[str, ...]
    kept: tuple[str, ...] = ()


def remove_hidden(tree: Any) -> Hidden:  # noqa: ANN401 - lxml ships no types
    """Drop comments and elements that a browser would not show."""
    notes = _remove_comments(tree)
    texts, kept = _remove_elements(tree)
    suspicious = [note for note in notes if is_command(note)] + [
        text for text in texts if _is_suspicious(text)
    ]
    return Hidden((*notes, *texts), tuple(suspicious), tuple(kept))


def _is_suspicious(text: str) -> bool:
    """Text that gives orders, or a sentence without the words of banners and menus; a comment is a developer's note unless it orders."""
    return is_command(text) or (len(text.split()) >= 6 and not _BOILERPLATE.search(text))


def _remove_comments(tree: Any) -> list[str]:  # noqa: ANN401
    import lxml.etree

    found = []
    for comment in list(tree.iter(lxml.etree.Comment)):
        body = re.sub(r"\s+", " ", comment.text or "").strip()
        if len(body.split()) >= 6 and not re.search(r"[{};<>=]", body):
            found.append(body)
        _drop(comment)
    return found


def _remove_elements(tree: Any) -> tuple[list[str], list[str]]:  # noqa: ANN401
    """The texts removed, and those of elements that are the page itself; what is hidden inside these still goes."""
    names = _hidden_names(tree)
    found: list[str] = []
    kept: list[str] = []
    whole = None
    for element in list(tree.iterfind(".//*")):
        if (
            element.get("hidden") is not None
            or is_hiding(element.get("style") or "")
            or _is_named(element, names)
        ):
            whole = _letters(tree) if whole is None else whole
            if element.tag not in ("script", "style") and _letters(element) > _WHOLE_PAGE * whole:
                kept.append(_words(element))
            else:
                _collect(element, found)
    return found, kept


def _letters(element: Any) -> int:  # noqa: ANN401
    """Characters that could be shown."""
    unseen = sum(
        len(code.text or "")
        for code in element.iter("script", "style", "template", "noscript", "title")
    )
    return len(element.text_content()) - unseen


def _words(element: Any) -> str:  # noqa: ANN401
    return re.sub(r"\s+", " ", str(element.text_content())).strip()


def is_hiding(style: str, sheet: str = "") -> bool:
    """Whether declarations hide an element; white letters are hidden unless their ground, or some ground of the sheet, is not white.

    >>> is_hiding("display: none"), is_hiding("color:#fff;background:#fff"), is_hiding("color:#fff;background:#000")
    (True, True, False)
    """
    if _UNSEEN.search(style):
        return True
    return bool(_WHITE.search(style)) and not _DARK_GROUND.search(
        style if _GROUND.search(style) else sheet
    )


def _hidden_names(tree: Any) -> set[tuple[str, str]]:  # noqa: ANN401
    """The simple selectors that the page's own style sheets hide, as (element or "", ".class" or "#id")."""
    names = set()
    for style in tree.iterfind(".//style"):
        sheet = re.sub(r"/\*.*?(?:\*/|\Z)", "", style.text or "", flags=re.DOTALL)
        for selectors, declarations in _RULE.findall(_unconditional(sheet)):
            if is_hiding(declarations, sheet):
                names |= {
                    simple
                    for selector in selectors.rsplit(";", 1)[-1].split(",")
                    if (simple := _simple(selector.strip()))
                }
    return names


def _unconditional(sheet: str) -> str:
    """The sheet without "@media print {...}" and the like: what they hide is shown on some screen."""
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


def _simple(selector: str) -> tuple[str, str] | None:
    match = re.fullmatch(r"([a-z][a-z0-9]{0,20})?([.#][\w-]{1,100})", selector, re.IGNORECASE)
    return ((match.group(1) or "").lower(), match.group(2)) if match else None


def _is_named(element: Any, names: set[tuple[str, str]]) -> bool:  # noqa: ANN401
    if not names or not isinstance(element.tag, str):
        return False
    own = ["." + name for name in (element.get("class") or "").split()] + [
        "#" + (element.get("id") or "")
    ]
    return any((tag, name) in names for name in own for tag in ("", element.tag))


def _collect(element: Any, found: list[str]) -> None:  # noqa: ANN401
    if element.tag in ("html", "body") or element.getparent() is None:
        return
    body = _words(element)
    if body:
        found.append(body)
    _drop(element)
    element.clear()  # its own hidden elements are not found again


def _drop(element: Any) -> None:  # noqa: ANN401
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
