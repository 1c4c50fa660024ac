"""Phrases of the lexicon as patterns.

A phrase is a line as it is printed, in which "(a|b)" stands for one of them, "[a]" for it or
nothing, "'" for either apostrophe, and a name in braces for a part of `PARTS`; "{text:40}" is a
part of at most forty characters or words. Letters match in any case; in a phrase that begins with
"=" they match their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.language.lexicon import load

_SIGNS = {"(": "(?:", ")": ")", "[": "(?:", "]": ")?", "|": "|", "'": "['’]"}
_TOKEN = re.compile(r"[()\[\]|']|\{(?P<part>\w+)(?::(?P<most>\d+))?\}|(?P<letters>[^()\[\]|'{}]+)")

NAME = r"[A-Z][\w.'’&-]*"
YEAR = r"(?:19|20)\d\d"


def one_of(phrases: Iterable[str]) -> str:
    """Return the source of a pattern that matches any of the phrases.

    >>> bool(re.fullmatch(one_of(["read (more|also)", "ad[s]"]), "Read also"))
    True
    """
    return f"(?:{'|'.join(map(_source, phrases))})"


def compile_phrases(phrases: Iterable[str], behind: str = "") -> re.Pattern[str]:
    """Compile phrases; `behind` is the source of what follows any of them."""
    return re.compile(one_of(phrases) + behind)


def compile_names(anywhere: Iterable[str] = (), words: Iterable[str] = ()) -> re.Pattern[str]:
    """Compile names of parts of a page, of which `words` have no letter beside them."""
    alone = [rf"(?<![a-z]){one_of(words)}(?![a-z])"] if words else []
    return re.compile("|".join((*alone, *map(_source, anywhere))), re.IGNORECASE)


def _source(phrase: str) -> str:
    keeps_case = phrase.startswith("=")
    return "".join(_token(match, keeps_case) for match in _TOKEN.finditer(phrase.lstrip("=")))


def _token(match: re.Match[str], keeps_case: bool) -> str:
    if match["part"]:
        return PARTS[match["part"]].replace("MOST", match["most"] or "")
    if match["letters"]:
        letters = re.escape(match["letters"])
        return letters if keeps_case else f"(?i:{letters})"
    return _SIGNS[match[0]]


_BYLINES = load("bylines")
_PARTICLE = f"(?:{'|'.join(_BYLINES['particles'])})"
NAMES = rf"{NAME}(?: (?:{_PARTICLE} ){{0,2}}{NAME}){{0,6}}"
# What a name in braces stands for; MOST is the number behind it.
PARTS = {
    # text of any kind
    "rest": ".{0,MOST}",
    "some": ".{1,MOST}",
    "text": ".{2,MOST}",
    "lead": ".{0,MOST}[.!?:|–-]",
    "clause": '[^,;“”"]{0,MOST}[.!]?',
    "within": "[^.]{0,MOST}",
    "credit": "[^.()]{3,MOST}",
    # words and signs
    "word": r"\w+",
    "words": r"[\w ]{0,MOST}",
    "plain_words": r"(?:\w+ ){0,MOST}",
    "more_words": r"(?: \w+){0,MOST}",
    "letters": r"\w*",
    "more_pages": "(?: (?:from|stories|news|articles|links))+",
    "token": r"\S+",
    "end": r"\b",
    "gap": r"\s+",
    "colon": r"\s*:\s*",
    "dashes": "[-–—]{0,2}",
    "open": r"\(",
    "close": r"\)",
    "number": r"\d+",
    "digit": r"\d",
    "year": rf"\b{YEAR}\b",
    # names and addresses
    "capital": "[A-Z]",
    "initials": "[A-Z]{2,4}(?:/[A-Z]{2,4}){1,4}",
    "name": NAME,
    "names": NAMES,
    "person": r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}",
    "owner": r"[A-Z]\S*['’]s",
    "place": r",? [A-Z][\w ]{2,30}",
    "account": r"(?:[\w@.'’-]+ ){1,5}",
    "handle": r"\w{1,30}",
    "email": r"\S+@\S+",
    "name_list": rf"{NAMES}(?:(?:, | and |, and ){NAMES}){{0,8}}",
}
PARTS["network"] = one_of(load("boilerplate_lines")["networks"]["names"])
PARTS["role"] = one_of(_BYLINES["roles"])
PARTS["work"] = one_of(_BYLINES["works"])
_BETWEEN_NAMES = rf"[\s,&|/]+(?:(?:and|in|{_PARTICLE})\s+)?"
PARTS["people"] = (
    rf"{NAME}(?:{_BETWEEN_NAMES}\(?{NAME}\)?){{0,12}}(?:, [\w ]{{0,30}}{PARTS['role']})?"
)
_BETWEEN_CREDITS = rf"[\s,;&]+(?:(?:and|in|for|with|the|{PARTS['work']} by) )*"
PARTS["credited"] = rf"{NAME}(?:{_BETWEEN_CREDITS}{NAME}){{0,20}}"
