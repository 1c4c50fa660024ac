"""Words by which a sentence leans on the one before it, or denies something."""

from __future__ import annotations

import re
from functools import cache

from rag.language.dates import DAY_WORDS
from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of
from rag.language.tokens import stem

_WORDS = load("discourse")


def _any_of(name: str) -> str:
    """Return a pattern of the words that the lexicon lists under a name."""
    return f"(?:{'|'.join(re.escape(word) for word in _WORDS[name])})"


_NOT_CONTRACTED = r"n['’]t\b"
# No heading, list number or row of a table opens it, and a full stop or the like closes it; a day
# may open it: "25 June 2024, 11:50: The leaders met."
_NO_SENTENCE_OPENING = rf"[#|]|(?!{DAY_WORDS})\d{{1,2}}(?:\.\d{{1,2}})*\.?\s"
_SENTENCE = re.compile(
    rf"(?!{_NO_SENTENCE_OPENING})[\"'“‘(\[]?[^\W_a-z].*[.!…。][\"'”’)\]]*", re.DOTALL
)
_LEANING_OPENING = re.compile(rf"{_any_of('leaning_openings')}\b")
# Characters in which a sentence opens: "Two days later, on 3 May, …".
_OPENING = 24
_LINKING_OPENING = re.compile(rf"{_any_of('linking_openings')}\b")
_KNOWN_THING = re.compile(r"(?:The|Such|Both)\s[a-z]")
_POINTING_OPENING = re.compile(
    rf"{_any_of('pronouns')}\b|{_any_of('demonstratives')}\s{_any_of('demonstrative_verbs')}\b"
)
_CONNECTING = re.compile(rf"^(?:{any_of(load('openings')['connecting'])}(?:,\s+|\s+(?=[a-z\d])))+")
_NEGATION = re.compile(rf"\b{_any_of('negations')}\b|{_NOT_CONTRACTED}")
_DENIAL = re.compile(
    rf"\b{_any_of('denying_auxiliaries')}\s(?:\w+\s)?{_any_of('denying_adverbs')}\b"
    rf"|\b{_any_of('denials')}\b|{_NOT_CONTRACTED}",
    re.IGNORECASE,
)
_STATE_DENIED = re.compile(rf"\b{_any_of('state_auxiliaries')}\snot\b", re.IGNORECASE)
_TIME_OF_CONTEXT = re.compile(
    rf"\b(?:{_any_of('sequences')}\s(?:{_any_of('sequence_units')}|\w+day)"
    rf"|that\s{_any_of('demonstrative_units')}"
    rf"|{_any_of('elapsed_units')}\s{_any_of('elapsed_adverbs')})\b",
    re.IGNORECASE,
)


def is_full_sentence(text: str) -> bool:
    """Return whether a text is a full sentence: no heading, label, row of a table or fragment.

    >>> is_full_sentence("Gallium rose."), is_full_sentence("Gallium and germanium")
    (True, False)
    """
    return bool(_SENTENCE.fullmatch(text))


def leans_back(sentence: str) -> bool:
    """Return whether a sentence opens with a word that leans on the one before: "But", "It"."""
    return bool(_LEANING_OPENING.match(sentence))


def opens_alone(sentence: str) -> bool:
    """Return whether a reader can start with a sentence.

    >>> [opens_alone(text) for text in ("Prices rose.", "However, prices rose.", "and so it did.")]
    [True, False, False]
    """
    is_linked = (
        leans_back(sentence)
        or _LINKING_OPENING.match(sentence)
        or _TIME_OF_CONTEXT.search(sentence[:_OPENING])
    )
    return not is_linked and not sentence[:1].islower()


def opens_with_known_thing(sentence: str) -> bool:
    """Return whether a sentence opens with a thing that the reader is to know: "The plan".

    >>> opens_with_known_thing("The plan failed."), opens_with_known_thing("The IMF agreed.")
    (True, False)
    """
    return bool(_KNOWN_THING.match(sentence))


def needs_context(sentence: str) -> bool:
    """Return whether a sentence opens with what only the one before explains: "It", "This was"."""
    return bool(_POINTING_OPENING.match(sentence))


def has_negation(sentence: str) -> bool:
    """Return whether a sentence holds a negation."""
    return bool(_NEGATION.search(sentence))


def denies_event(sentence: str) -> bool:
    """Return whether a sentence says what did not happen: "has not been lifted"."""
    return bool(_DENIAL.search(sentence))


def denies_state(sentence: str) -> bool:
    """Return whether a sentence denies what lasts: "is not a ban"."""
    return bool(_STATE_DENIED.search(sentence))


def counts_from_context(sentence: str) -> bool:
    """Return whether a sentence counts its time from another one: "two days later"."""
    return bool(_TIME_OF_CONTEXT.search(sentence))


def without_opening(sentence: str) -> str:
    """Return a sentence without the words that only tie it to the one before.

    >>> without_opening("However, in the meantime prices rose.")
    'In the meantime prices rose.'
    """
    bare = _CONNECTING.sub("", sentence)
    return bare[:1].upper() + bare[1:] if bare != sentence else sentence


@cache
def common_openings() -> frozenset[str]:
    """Return words in lower case that are no names where they open a sentence."""
    return frozenset(load("openings")["common"])


@cache
def light_stems() -> frozenset[str]:
    """Return the stems of words that say nothing of their own in any sentence."""
    return frozenset(stem(word) for word in load("openings")["light"])


@cache
def publishing() -> tuple[str, ...]:
    """Return words that say of a text that it was published."""
    return tuple(load("openings")["publishing"])
