"""Marks that refer to notes: "[6][7]", "[citation needed]"."""

from __future__ import annotations

import re

from rag.language.lexicon import load

_WORDS = load("reference_marks")
_NUMBERS = r"\[[1-9]\d{0,2}(?:\s?[,–-]\s?\d{1,3}){0,9}\]"
_NAMED = "|".join(map(re.escape, _WORDS["notes"]))
_NOTE = rf"\[(?:{_NAMED})\s?[^\s\[\]]{{1,24}}\]"
_REMARK = rf"\[(?:{'|'.join(map(re.escape, _WORDS['remarks']))})\]"
# Behind a word or the stop of a sentence. A letter may be a change to a quoted word, "alleg[e]",
# unless it stands behind a stop, a figure or another mark.
_BESIDE_WORD = rf"(?<=[^\s\[(/]){_NUMBERS}(?!\w)|(?<=[\d\].,;:!?”\"])\[[a-z]\](?!\w)"
# Apart from the word before it where a sentence or a clause ends: "the fee [6]."
_AT_END = rf"(?<=[^\W\d_][ ])(?<!\b(?:in|by|of|at|to) )(?<!\bsee ){_NUMBERS}(?=[.,;]|$)"
_MARK = re.compile(
    rf" ?\((?:{_NOTE})\)| ?{_NOTE}| ?{_REMARK}|{_BESIDE_WORD}|{_AT_END}| ?↩\ufe0e?|(?<=^- )[↑^] ",
    re.IGNORECASE,
)
_BEFORE_STOP = re.compile(r" +(?=[.,;](?:\s|$))")


def reference_marks(block: str) -> list[str]:
    """Return the marks of notes in a paragraph, in order.

    >>> reference_marks("It rose,[citation needed] as said.[6][7]")
    ['[citation needed]', '[6]', '[7]']
    """
    return [match.group().strip() for match in _MARK.finditer(block)]


def without_reference_marks(block: str) -> str:
    """Drop the marks of notes from a paragraph; what begins with its number keeps it.

    >>> without_reference_marks("In 2024[note 1] it rose.[6] [7] says so.")
    'In 2024 it rose. [7] says so.'
    """
    kept = _MARK.sub("", block)
    return block if kept == block else _BEFORE_STOP.sub("", kept).strip()
