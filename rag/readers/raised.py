"""What is set high beside a text: the mark of a note, an exponent, the ending of a number."""

from __future__ import annotations

import re

from rag.language.lexicon import load

_ORDINALS = frozenset(load("reference_marks")["ordinals"])
_NOTE = re.compile(r"\(?(?:\d{1,3}(?:\s?[,;–-]?\s?\d{1,3}){0,9}|[a-z]|[*†‡§¶#]{1,3})\)?")
_IN_BRACKETS = re.compile(r"\[([^\[\]]{1,40})\]")
_PAGE = re.compile(r":\s?\d{1,4}(?:[,–-]\s?\d{1,4}){0,5}")  # behind a mark: "[5]:23"
_SIGNED = re.compile(r"[+\u2212–-]\s?(\d{1,3})")
_LAST_FIGURE = re.compile(r"(?:^|[^\d.,])(\d[\d.,]*)$")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
# "¹⁴C": the number of an isotope stands before its sign.
_ELEMENT = re.compile(r"[A-Z][a-z]?(?![\w’'])")
_LONGEST_UNIT = 2  # letters: "km", "x"
_HIGH = {"2": "²", "3": "³"}


def write_raised(before: str, text: str, behind: str = "", is_linked: bool = False) -> str:
    """Write what is set high so that it joins no figure; the mark of a note becomes "[note 1]".

    Args:
        before: what stands before it in its paragraph, or the end of that.
        text: what is set high.
        behind: what follows it.
        is_linked: whether it leads to a note.

    >>> [write_raised("2024", "1"), write_raised("10", "6"), write_raised("m", "3")]
    ['[note 1]', '^6', '³']
    """
    text = " ".join(text.split())
    if found := _IN_BRACKETS.fullmatch(text):
        return note_mark(found[1]) if is_linked and _NOTE.fullmatch(found[1]) else text
    if _PAGE.fullmatch(text) and before.endswith("]"):
        return note_mark(text)
    if is_linked and _NOTE.fullmatch(text):
        return note_mark(text)
    if signed := _SIGNED.fullmatch(text):
        return f"^-{signed[1]}" if text[0] != "+" else f"^{signed[1]}"
    if not _NOTE.fullmatch(text):
        return text
    return _unlinked(before, text, behind)


def note_mark(text: str) -> str:
    """Write the mark of a note; cleaning takes it out and counts it."""
    return f"[note {text.strip('()[]:* ') or '*'}]"


def _unlinked(before: str, text: str, behind: str) -> str:
    if behind[:1] in ("/", "\u2044") and text.isdigit():  # "3 1/2"
        return f" {text}" if before[-1:].isdigit() else text
    if not before.strip():  # the note itself begins with its number
        return f"{text} " if behind[:1].isalpha() and not _ELEMENT.match(behind) else text
    if before[-1].isspace() and _ELEMENT.match(behind):
        return text
    if figure := _LAST_FIGURE.search(before):
        return _behind_figure(figure[1], text)
    word = _LAST_WORD.search(before)
    is_power = word is not None and len(word[0]) <= _LONGEST_UNIT
    if is_power and text.isdigit() and len(text) == 1:
        return _HIGH.get(text, f"^{text}")
    return text if word and text.isalpha() else note_mark(text)


def _behind_figure(figure: str, text: str) -> str:
    if text in _ORDINALS and figure.isdigit() and len(figure) < 4:
        return text
    is_base = figure == "10" or len(figure) == 1
    return f"^{text}" if is_base and text.isdigit() else note_mark(text)
