"""Declarations of CSS that keep text from being seen, and colours that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_DECLARATION = re.compile(r"(?:^|[;{\s])([a-z-]{3,30})\s*:\s*([^;{}]{1,300})", re.IGNORECASE)
_NUMBER = re.compile(
    r"(-?(?:\d+\.?\d*|\.\d+))\s*(px|pt|r?em|ex|ch|%|v[wh]|cm|mm|in|)", re.IGNORECASE
)
_COLOUR = re.compile(
    r"#([0-9a-f]{3,8})\b|(rgb|hsl)a?\(([^()]{1,80})\)|([a-z]{3,20})", re.IGNORECASE
)
# Names of colours too near to white to be read on it.
_PALE = frozenset(
    "white snow ivory ghostwhite whitesmoke floralwhite mintcream azure seashell"
    " transparent".split()
)
_PALEST = 245  # of each channel, of 255
_LIGHTEST = 96  # per cent of lightness
_FAINTEST = 0.05  # of opacity
_SMALLEST = 3.0  # pixels of letters that can be read
_PIXELS = {"pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 0.16, "px": 1.0, "": 1.0}
# How far off the screen text is moved; half of a wide box is a usual margin of one in the middle.
_AWAY = {"left": 100, "text-indent": 100, "right": 1000, "top": 1000, "bottom": 1000}
_AWAY |= {"margin-left": 1000, "margin-top": 1000, "margin": 1000, "inset": 1000}
_SCREENS = ("vw", "vh")  # a hundred of them are a screen
_CLIPPED = re.compile(
    r"rect\(\s*[01](?:px)?(?:[\s,]+[01](?:px)?){3}|inset\(\s*(?:[5-9]\d|100)%|circle\(\s*0"
)
_SHRUNK = re.compile(r"scale[xy]?\(\s*0?\.?0*\s*[,)]|translate\w?\([^)]*-\d{4,}px", re.IGNORECASE)
_FILTERED = re.compile(r"opacity\(\s*0?(?:\.0\d*)?%?\s*\)")


class Hiding(NamedTuple):
    """Whether text is hidden, and whether a script may be meant to show it."""

    hides: bool
    until_script: bool = False


def declarations(style: str) -> dict[str, str]:
    """Return the declarations of a style in lower case, the last of a name."""
    return {
        found[1].lower(): found[2].strip().lower().replace("!important", "").strip()
        for found in _DECLARATION.finditer(style)
    }


def hiding(style: str) -> Hiding:
    """Return whether declarations hide text, apart from its colour.

    >>> hiding("display: none"), hiding("font-size:1px").hides, hiding("left: 4px").hides
    (Hiding(hides=True, until_script=True), True, False)
    """
    stated = declarations(style)
    if _is_switched_off(stated):
        return Hiding(True, until_script=True)
    return Hiding(_is_tiny(stated) or _is_away(stated) or _is_clipped(stated) or _is_behind(stated))


def is_pale(colour: str) -> bool:
    """Return whether letters of a colour cannot be read on white.

    >>> is_pale("#fefefe"), is_pale("rgba(0, 0, 0, .01)"), is_pale("#333")
    (True, True, False)
    """
    found = _COLOUR.match(colour.strip())
    if not found:
        return False
    digits, function, numbers, name = found.groups()
    if name:
        return name.lower() in _PALE
    if digits:
        return _is_pale_hex(digits)
    values = [float(number) for number, _ in _NUMBER.findall(numbers)]
    if len(values) > 3 and values[3] <= _FAINTEST:
        return True
    if function.lower() == "hsl":
        return len(values) > 2 and values[2] >= _LIGHTEST
    return len(values) > 2 and min(values[:3]) >= _PALEST


def ground_of(stated: Mapping[str, str]) -> str:
    """Return what is declared of the ground behind the letters, "" for nothing."""
    names = ("background", "background-color", "background-image")
    return next((stated[name] for name in names if name in stated), "")


def _is_pale_hex(digits: str) -> bool:
    if len(digits) in (3, 4):
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[place : place + 2], 16) for place in range(0, len(digits) - 1, 2)]
    if len(channels) > 3 and channels[3] <= _FAINTEST * 255:
        return True
    return len(channels) >= 3 and min(channels[:3]) >= _PALEST


def _is_switched_off(stated: Mapping[str, str]) -> bool:
    if stated.get("display", "").startswith("none"):
        return True
    if stated.get("visibility", "").startswith(("hidden", "collapse")):
        return True
    if stated.get("content-visibility") == "hidden" or stated.get("mso-hide") == "all":
        return True
    opacity = _size(stated.get("opacity", ""))
    return opacity is not None and opacity <= _FAINTEST


def _is_tiny(stated: Mapping[str, str]) -> bool:
    size = _size(stated.get("font-size", ""))
    if size is not None and size < _SMALLEST:
        return True
    if stated.get("overflow", "") not in ("hidden", "clip"):
        return False
    boxes = (_size(stated.get(name, "")) for name in ("height", "width", "max-height", "max-width"))
    return any(box is not None and box <= 1 for box in boxes)


def _is_away(stated: Mapping[str, str]) -> bool:
    """Return whether text is moved off the screen."""
    for name, far in _AWAY.items():
        for number, unit in _NUMBER.findall(stated.get(name, "")):
            limit = 100 if unit.lower() in _SCREENS else far
            if float(number) <= -limit:
                return True
    return False


def _is_clipped(stated: Mapping[str, str]) -> bool:
    clip = f"{stated.get('clip', '')} {stated.get('clip-path', '')}"
    if _CLIPPED.search(clip) or _FILTERED.search(stated.get("filter", "")):
        return True
    return bool(_SHRUNK.search(stated.get("transform", "")))


def _is_behind(stated: Mapping[str, str]) -> bool:
    placed = stated.get("position", "") in ("absolute", "fixed")
    return placed and stated.get("z-index", "").startswith("-")


def _size(value: str) -> float | None:
    """Return a length in pixels, or a bare number; None for anything else."""
    found = _NUMBER.match(value)
    scale = _PIXELS.get(found[2]) if found else None
    return float(found[1]) * scale if found and scale is not None else None
