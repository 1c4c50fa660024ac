"""Which questions go on with the conversation, and the words they lean on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of
from rag.language.tokens import STOP_WORDS, content_words, words

_WORDS = load("followups")
_PLACES = {name: place for place, name in enumerate(_WORDS["ordinals"])} | {"last": -1}
# Words of its own with which a question that points back goes on with the last one, and with which
# one does that names nothing. Swept 2 to 6 on mtrag.
_LEANING, _SHORT = 6, 3
# Questions back that "Why?" after "And for gallium?" may reach.
_MEMORY = 5


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_NTH = _compiled(rf"\bthe ({'|'.join(_PLACES)}) (?:one|of (?:them|these|those))\b")
_ELLIPSIS = _compiled(rf"{any_of([*_WORDS['ellipses'], *_WORDS['remarks']])}(?!\w)")
_JOINER = _compiled(rf"{any_of(_WORDS['joiners'])}\b,?\s*")
_OPENING = _compiled(rf"{any_of(_WORDS['openings'])}\b")
_EMPTY = _compiled(
    rf"\bit (?:\w+ )?{any_of(_WORDS['empty']['adjectives'])} {any_of(_WORDS['empty']['links'])}\b"
    rf"|\bit {any_of(_WORDS['empty']['takers'])}\b"
    rf"|\bthose {any_of(_WORDS['empty']['relatives'])}\b"
    rf"|\b(?:this|that|these|those) {any_of(_WORDS['empty']['times'])}s?\b"
)
_PRONOUN = _compiled(rf"\b{any_of(_WORDS['pronouns'])}\b")
# "That" within a question joins two clauses as a rule: it points where it opens or ends one.
_POINTER = _compiled(
    r"\b(?:this|these|those)\b"
    r"|^(?:\w+\s){1,2}that\b|\bthat\W*$|\b(?:of|about|for|after|before|with|by|like|to) that\b"
)
# At the end, or before a year or a day, it is no name of the question that is meant.
_FINAL = _compiled(
    rf"\b(?:{any_of(_WORDS['pronouns'])}|{any_of(_WORDS['demonstratives'])}|there)"
    r"(?:\s(?:in|on|by|since|before|after|until|as of)\b[^?]{0,12}\d[^?]{0,8})?\W*$"
)
_DEFINITE = _compiled(r"\bthe\s+((?:[\w’'-]+\s*){1,3})")
_NAME = re.compile(r"\b(?:[A-Z][\w’'.-]*|\w*\d\w*)")
# "I'm" is none.
_SELVES = ("I'", "I’")
_ASKED = _compiled(r"\b(?:how many|which|what)\s+([\w’'-]+)")


def leans(question: str) -> bool:
    """Return whether a question goes on with the one before it, having no subject of its own.

    >>> [leans(text) for text in ("When does it end?", "Who builds a dam in Peru?", "And tin?")]
    [True, False, True]
    """
    text = question.strip()
    own = content_words(text)
    if not own or _NTH.search(text):
        return True
    if _is_ellipsis(text):
        return len(own) <= _LEANING
    text = _JOINER.sub("", text, count=1) if _JOINER.match(text) else text
    if _points_back(text):
        return len(own) <= _LEANING
    return len(own) < len(words(text)) and not _names(text) and _lacks_subject(text)


def standalone(question: str, history: Sequence[str], previous_answer: Sequence[str] = ()) -> str:
    """Return the question with the words of what it leans on.

    That is the sentence of the last answer that it counts to, else the last question.
    A question that can stand alone is returned as it is.

    >>> standalone("And for gallium?", ["Which announcement suspended the October controls?"])
    'And for gallium? Which announcement suspended the October controls?'
    """
    if not history or not leans(question):
        return question
    nth = _NTH.search(question)
    counted_to = previous_answer[_PLACES[nth[1].lower()] :][:1] if nth else ()
    if counted_to:
        return f"{question} {counted_to[0]}"
    last = history[-1]
    is_short = len(content_words(last)) <= _SHORT
    before = standalone(last, history[-_MEMORY:-1]) if is_short else last
    return f"{question} {before}"


def _is_ellipsis(text: str) -> bool:
    """Return whether a question has no verb of its own: "What about tin?", "And in Japan?"."""
    if _ELLIPSIS.match(text):
        return True
    joined = _JOINER.match(text)
    if not joined:
        return False
    rest = text[joined.end() :]
    return not _OPENING.match(rest) or len(content_words(rest)) <= 1


def _points_back(text: str) -> bool:
    """Return whether a pronoun of a question has nothing in it to stand for."""
    plain = _EMPTY.sub("", text)
    if _FINAL.search(plain):
        return True
    pointers = [match for pattern in (_PRONOUN, _POINTER) for match in pattern.finditer(plain)]
    first = min((match.start() for match in pointers), default=None)
    return first is not None and not _names(plain[:first])


def _names(text: str) -> list[str]:
    """Return names and numbers: words with a capital, but for the one that opens it."""
    opens = _OPENING.match(text)
    found = [match.group() for match in _NAME.finditer(text, opens.end() if opens else 0)]
    return [name for name in found if name.lower() not in STOP_WORDS and name[:2] not in _SELVES]


def _lacks_subject(text: str) -> bool:
    """Return whether a question names nothing but what "the" says is known, or nothing at all."""
    own = content_words(text)
    if len(own) <= _SHORT and any(map(_is_open, _DEFINITE.finditer(text))):
        return True
    asked = content_words(" ".join(_ASKED.findall(text)[:1]))
    return len(own) - len(asked) <= 1 and not re.search(r"\ban?\s", text, re.IGNORECASE)


def _is_open(definite: re.Match[str]) -> bool:
    """Return whether nothing behind "the price" says whose."""
    following = words(definite[1])
    links = _WORDS["explained"]["links"]
    return not any(word in links for word in following[1:])
