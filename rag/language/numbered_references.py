"""Tell the number that names a thing, "No. 70", from the same number that counts something else."""

from __future__ import annotations

import re

from rag.language.lexicon import load
from rag.language.lexicon.instruments import numbered_pattern
from rag.language.lexicon.patterns import any_of

_KIND = rf"(?:Nos?\.?|Numbers?|{numbered_pattern()})"
# A year is no number of its thing: "Rule 2023" may be cited as "in 2023".
_NUMBER = r"(?!(?:19|20)\d\d(?![\d/]))\d{1,6}(?:[/-]\d{1,4})?[a-z]?"
_BEFORE_NUMBER = r"\s?(?:\([A-Z]{2,8}\)\s?)?(?:No\.?\s?)?"
_FURTHER = rf"(?:,\s(?:and\s|or\s)?|\s(?:and|or|to|&)\s)(?:Nos?\.?\s?)?{_NUMBER}\b"
_DIVISIONS = any_of(
    form
    for row in load("instruments")["division"]
    for form in (row["noun"], row.get("plural", f"{row['noun']}s"), *row.get("short", ()))
)
# "Section 5" is a part of an act.
_PART = re.compile(rf"\b{_DIVISIONS}\.?\s\d+[a-z]?\b", re.IGNORECASE)
_NUMBERED = re.compile(rf"\b{_KIND}{_BEFORE_NUMBER}{_NUMBER}(?:{_FURTHER}){{0,40}}", re.IGNORECASE)
_ANY = re.compile(r"(?<![\d.,/-])\d{1,6}(?:[/-]\d{1,4})?[a-z]?\b(?![.,/]\d)", re.IGNORECASE)


def counts_instead(subject: str, text: str) -> bool:
    """Return whether a text has the number of a subject only as the number of something else.

    >>> counts_instead("Announcement No. 70", "Output rose by 70 per cent.")
    True
    >>> counts_instead("Announcement No. 70", "Nos. 61 and 70 stay.")
    False
    """
    named = numbers_of_acts(subject)
    shared = named.intersection(_ANY.findall(text.lower()))
    return bool(shared - numbers_of_acts(text))


def acts_named(text: str) -> set[str]:
    """Return the numbers of acts alone, without those of their parts.

    >>> acts_named("Section 3 of Order 13")
    {'13'}
    """
    return numbers_of_acts(_PART.sub(" ; ", text))


def numbers_of_acts(text: str) -> set[str]:
    """Return the numbers that stand with a word of their kind, alone or in a list.

    >>> numbers_of_acts("Order 13 of 9 May")
    {'13'}
    """
    found: set[str] = set()
    for match in _NUMBERED.finditer(text.lower()):
        found.update(_ANY.findall(match.group()))
    return found
