"""Which questions go on with the conversation, and the words they lean on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.tokens import content_words, words

_FOLLOWS = re.compile(
    r"^(?:and|but|so|also|then|what about|how about|why\s*\?|how so|which ones?\b"
    r"|the (?:first|second|third|last) one)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|that|this|those|these|he|she|his|her|there|one|ones|same|other"
    r"|others|another|more|else)\b",
    re.IGNORECASE,
)
_NTH = re.compile(
    r"\bthe (first|second|third|fourth|fifth|last) (?:one|of (?:them|these|those))\b", re.IGNORECASE
)
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
# Words of its own with which a question is taken to go on with the last one: any question, and one
# that points back. Swept 2 to 6 on mtrag.
_SHORT, _LEANING = 3, 6
# Questions back that "Why?" after "And for gallium?" may reach.
_MEMORY = 5


def may_lean(question: str) -> bool:
    """Return whether a question may go on with the one before it."""
    return bool(
        _is_short(question) or _FOLLOWS.match(question.strip()) or _POINTS_BACK.search(question)
    )


def standalone(question: str, history: Sequence[str], previous_answer: Sequence[str] = ()) -> str:
    """Return the question with the words of what it leans on.

    That is the sentence of the last answer that it counts to, else the last question.
    A question that can stand alone is returned as it is.

    >>> standalone("And for gallium?", ["Which announcement suspended the October controls?"])
    'And for gallium? Which announcement suspended the October controls?'
    """
    if not history:
        return question
    nth = _NTH.search(question)
    counted_to = previous_answer[_PLACES[nth[1].lower()] :][:1] if nth else ()
    if counted_to:
        return f"{question} {counted_to[0]}"
    if not _is_short(question) and not _is_leaning(question):
        return question
    last = history[-1]
    before = standalone(last, history[-_MEMORY:-1]) if _is_short(last) else last
    return f"{question} {before}"


def _is_leaning(question: str) -> bool:
    return may_lean(question) and len(content_words(question)) <= _LEANING


def _is_short(question: str) -> bool:
    """Return whether it has few words of its own; a bare keyword begins a subject of its own."""
    own = content_words(question)
    return not own or (len(own) <= _SHORT and len(own) < len(words(question)))
