"""Who issues acts: bodies ("Ministry of Commerce", "ABC") and attributes of acts ("Joint")."""

from __future__ import annotations

from functools import cache

from rag.language.lexicon import load
from rag.language.lexicon.patterns import alternatives, any_of

_CAPITALISED = r"(?-i:[A-Z])[\w’'-]+"


@cache
def issuer_pattern() -> str:
    """Return a group that matches who issues acts, in a pattern that may ignore case.

    A body with what it is for ("Ministry of Commerce", "State Council"), an office with a genitive
    ("President's"), an acronym of three capitals or more, or an attribute of the act ("Joint").
    """
    agencies = load("agencies")
    body = rf"(?:{_CAPITALISED}\s){{0,2}}{any_of(agencies['bodies'])}"
    purpose = rf"(?:\s(?:of|for)\s(?:the\s)?{_CAPITALISED}(?:\s(?:and\s)?{_CAPITALISED}){{0,2}})?"
    office = rf"{any_of(agencies['offices'])}['’]s"
    acronym = r"(?-i:[A-Z]{3,8})\b(?:['’]s)?"
    attribute = any_of(agencies["attributes"])
    return alternatives([rf"{body}{purpose}", office, acronym, attribute])
