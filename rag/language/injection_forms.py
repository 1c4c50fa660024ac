"""The forms of orders to a machine, as patterns: English by templates, other languages by words.

The forms and the words are data, `lexicon/injection.toml` and `injection_languages.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of

# Where an order begins: a sentence or a clause, or what softens the order.
_BEGINNING = (
    r"(?:^[\s\W]*|[.:;!?,(\[{>*#|“”\"—–]\s*|\s-\s"
    r"|\b(?:please|now|then|and|or|just|kindly|simply|immediately|instead|also|first|you)\s)"
)
_TOKEN = re.compile(
    r"<(?P<words>\w+)>|(?P<gap>\.\.)|(?P<start>\^)|(?P<colon>:)|(?P<open>\[)(?=[^\]]*\])"
    r"|(?P<close>\])|(?P<or>\|)|(?P<letters>[^<>.^:\[\]|]+|[\[.])"
)
_GAP = r"[^\n]{0,60}?"
_LIST = re.compile(r"<(\w+)>")
_OPTIONAL = re.compile(r"\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W_]+")


class Form(NamedTuple):
    """A form of an order: its pattern, and sets of words of which it needs one each."""

    pattern: re.Pattern[str]
    needs: tuple[frozenset[str], ...]

    def may_match(self, words: frozenset[str]) -> bool:
        """Return whether a sentence of these words can have the form."""
        return all(not need.isdisjoint(words) for need in self.needs)


class Language(NamedTuple):
    """The words of an order in one language, as patterns."""

    dismiss: re.Pattern[str]
    instructions: re.Pattern[str]
    earlier: re.Pattern[str]
    phrases: re.Pattern[str]

    def has_order(self, text: str) -> bool:
        """Return whether a text holds an order in this language."""
        if self.phrases.search(text):
            return True
        return all(part.search(text) for part in self[:3])


@cache
def forms(name: str) -> tuple[Form, ...]:
    """Return the English forms that the lexicon lists under a name."""
    return tuple(_form(listed) for listed in load("injection")[name])


def words_of(name: str) -> str:
    """Return a pattern of the words that the lexicon lists under a name."""
    return any_of(load("injection")[name])


def words_in(text: str) -> frozenset[str]:
    """Return the words of a text in lower case; an apostrophe parts them."""
    return frozenset(_WORD.findall(text.lower()))


@cache
def languages() -> tuple[Language, ...]:
    """Return the words of orders in other languages."""
    return tuple(map(_language, load("injection_languages")["languages"]))


@cache
def key_words() -> frozenset[str]:
    """Return words of which an order has one, in the languages that write words apart."""
    listed = [
        phrase
        for entry in load("injection_languages")["languages"]
        if not entry.get("glued")
        for phrase in (*entry["dismiss"], *entry["phrases"])
    ]
    return frozenset(max(_WORD.findall(phrase.lower()), key=len) for phrase in listed)


def _first_words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(_WORD.findall(phrase.lower())[0] for phrase in phrases)


def _language(entry: dict[str, Any]) -> Language:
    is_glued = bool(entry.get("glued"))
    ends = "" if is_glued else r"\b"

    def compiled(name: str, end: str = ends) -> re.Pattern[str]:
        return re.compile(f"{ends}{any_of(entry[name])}{end}", re.IGNORECASE)

    return Language(
        compiled("dismiss"), compiled("instructions"), compiled("earlier", ""), compiled("phrases")
    )


def _form(listed: str) -> Form:
    bare = _OPTIONAL.sub(" ", listed)
    needs = [_first_words(load("injection")[name]) for name in _LIST.findall(bare)]
    needs += [frozenset((word,)) for word in _WORD.findall(_LIST.sub(" ", bare).lower())]
    return Form(re.compile(_pattern(listed), re.IGNORECASE), tuple(needs))


def _pattern(form: str) -> str:
    return "".join(_parts(form))


def _parts(form: str) -> Iterator[str]:
    """Yield the parts of a form as patterns.

    >>> re.fullmatch(_pattern("say the word[ now]"), "say the word now") is not None
    True
    """
    for token in _TOKEN.finditer(form):
        if token["words"]:
            yield rf"\b{words_of(token['words'])}(?!\w)"
        elif token["gap"]:
            yield _GAP
        elif token["start"]:
            yield _BEGINNING
        elif token["colon"]:
            yield r"\s*(?:[:—–]|\s-\s)"
        elif token["open"]:
            yield "(?:"
        elif token["close"]:
            yield ")?"
        elif token["or"]:
            yield "|"
        else:
            yield re.escape(token["letters"]).replace(r"\ ", r"\s")
