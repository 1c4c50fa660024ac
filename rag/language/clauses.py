"""Clauses of a sentence: the parts that say one thing each."""

from __future__ import annotations

import re

_JOINTS = "and|but|yet|or|while|whereas|which|who|although|though|after|before|because|since|so|as"
_JOINT = re.compile(
    rf"[;:–—]\s*|,\s+(?=(?:{_JOINTS}|(?:of|in|to|for|from|by)\swhich)\s)"
    r"|\s(?=and\s(?:has|have|had|is|are|was|were|will|would|can|could|may|must|did|does)\b)"
    r"|\s(?=(?:but|while|whereas|because|although|which|without)\s)"
)
# A piece of fewer words than this says nothing of its own.
_LEAST_WORDS = 2
_COMMA = re.compile(r",\s+(?=[a-z])")
_LEAST_IN_PART = 3


def clauses(sentence: str) -> list[str]:
    """Return the clauses of a sentence in order.

    >>> clauses("Exports fell in May, and prices rose; nobody knows why.")
    ['Exports fell in May', 'and prices rose', 'nobody knows why.']
    """
    found = [piece.strip(" ,") for piece in _JOINT.split(sentence)]
    return [piece for piece in found if len(piece.split()) >= _LEAST_WORDS] or [sentence]


def fine_clauses(clause: str) -> list[str]:
    """Return the parts of a clause at commas, before a word written small.

    >>> fine_clauses("The third list, published in May, names 60 metals")
    ['The third list', 'published in May', 'names 60 metals']
    """
    parts: list[str] = []
    for part in _COMMA.split(clause):
        is_start = not parts or len(parts[-1].split()) >= _LEAST_IN_PART
        if is_start:
            parts.append(part)
        else:
            parts[-1] += f", {part}"
    return parts
