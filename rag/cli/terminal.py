"""Write to a terminal what documents and models wrote, without what would steer it."""

from __future__ import annotations

import unicodedata
from typing import Any

import click

from rag.readers.cleaning.normalise import without_escapes

# Format characters that scripts need inside words.
_JOINERS = "\u200c\u200d"
_UNSEEN_CATEGORIES = ("Cc", "Cf", "Cs")


def echo(text: str = "", nl: bool = True, err: bool = False, **style: Any) -> None:  # noqa: ANN401 - click's styles
    """Print a text as `click.secho` does, without control sequences and turning characters."""
    plain = visible(text)
    click.echo(click.style(plain, **style) if style else plain, nl=nl, err=err)


def visible(text: str) -> str:
    """Return the text without escape sequences, controls and invisible characters."""
    return "".join(char for char in without_escapes(text) if _is_visible(char))


def escaped(json_text: str) -> str:
    """Return JSON in which such characters are written as escapes, so that none is lost."""
    return "".join(char if _is_visible(char) else _as_escapes(char) for char in json_text)


def _as_escapes(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))


def _is_visible(char: str) -> bool:
    if char in "\n\t" or char in _JOINERS:
        return True
    return unicodedata.category(char) not in _UNSEEN_CATEGORIES
