"""Clauses and phrases about something else than the event of a sentence.

In "the controls announced in October are strict" and "the ban that it imposed in December" the time
is that of a thing which the sentence names.
"""

from __future__ import annotations

import re

from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of

_LEXICON = load("event_dates")
_CLAUSES = _LEXICON["clauses"]
_PARTICIPLES = _LEXICON["participles"]

_NOT_SAYING = "".join(rf"(?<!{ending}\s)" for ending in _CLAUSES["saying_endings"])
_OPENS_CLAUSE = re.compile(
    rf"\b{any_of(_CLAUSES['openings'])}\b|{_NOT_SAYING}\bthat\b|\(", re.IGNORECASE
)
_FIGURE = r"[$€£¥₹]?\d(?:[^,;]|,\d){0,40}"
_FROM_FIGURE = re.compile(rf"\b(?:from|against)\s(?:\w{{2,10}}\s){{0,2}}{_FIGURE}$")

_NOT_REPORTING = rf"(?!{'|'.join(_PARTICIPLES['not_of_verbs'])})"
_PARTICIPLE = rf"{_NOT_REPORTING}(?:\w{{2,20}}ed|{any_of(_PARTICIPLES['irregular'])})"
_HAS_PARTICIPLE = re.compile(rf"\b{_PARTICIPLE}\b")
# "…, as originally announced on 9 October," is the thing's day.
_OPENS_WITH_PARTICIPLE = re.compile(
    rf"^\s*(?:as\s)?(?:(?:first|originally|\w+ly)\s)?{_PARTICIPLE}\b", re.IGNORECASE
)
_NAME = r"[\w’'.]{2,20}(?:\s[A-Z][\w’'.]{1,20}){0,3}"
_WHERE = rf"(?:\s{any_of(_PARTICIPLES['place_prepositions'])}\s(?:the\s)?{_NAME})?"
# "The controls announced on".
_THING = rf"(?i:{any_of(_LEXICON['things']['words'])})"
_THING_DONE = re.compile(
    rf"\b{_THING}\s(?:first\s|\w+ly\s)?{any_of(_PARTICIPLES['transitive'])}{_WHERE}\s+$"
)
# "The controls it had announced on".
_NOT_BEFORE_PRONOUN = "".join(rf"(?<!\b{word})" for word in _CLAUSES["not_before_pronoun"])
_RELATIVE_CLAUSE = re.compile(
    rf"{_NOT_BEFORE_PRONOUN}\s{any_of(_CLAUSES['pronouns'])}\s(?:(?:had|has|have)\s)?"
    rf"{_PARTICIPLE}{_WHERE}\s+$"
)
# "… announced on 9 October are": the participle belongs to the subject.
_ENDS_WITH_PARTICIPLE = re.compile(rf"\b(?!said\b){_PARTICIPLE}{_WHERE}\s+$")
_FINITE_VERB = re.compile(rf"\s(?:{any_of(_LEXICON['finite']['verbs'])}|\w{{2,20}}ed)\b")
_CLAUSE_END = re.compile(r"[,;:—–)]\s")


def is_aside(before: str, after: str) -> bool:
    """Return whether a time stands in a clause or a phrase about something else.

    Args:
        before: the sentence up to the time and its preposition.
        after: the sentence from the time on.
    """
    *earlier, clause = _CLAUSE_END.split(before)
    if _OPENS_CLAUSE.search(clause) or _FROM_FIGURE.search(clause):
        return True
    if earlier and _OPENS_WITH_PARTICIPLE.match(clause) and not _has_participle(earlier[-1]):
        return True
    if _THING_DONE.search(f"{before} ") or _RELATIVE_CLAUSE.search(f" {clause} "):
        return True
    belongs_to_subject = _ENDS_WITH_PARTICIPLE.search(f"{before} ") and _FINITE_VERB.match(after)
    return bool(belongs_to_subject)


def _has_participle(clause: str) -> bool:
    return _HAS_PARTICIPLE.search(clause) is not None
