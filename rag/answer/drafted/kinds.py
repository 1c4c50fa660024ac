"""Tell the statements of a draft from what a model writes around them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of
from rag.schema.drafts import LineKind

_LEXICON = load("drafts")
_MARKERS = re.compile(r"\s*(?:\[\d{1,3}\])+")
_LABEL = re.compile(rf"\s*{any_of(_LEXICON['labels'])}\s*[:\uff1a]\s*", re.IGNORECASE)
_MISSING = re.compile(rf"{any_of(_LEXICON['missing'])}\s*(?:[:\uff1a]|\s[–—-])\s*", re.IGNORECASE)
_IS_SILENT = re.compile(
    rf"\b{any_of(_LEXICON['given'])}\b.{{0,40}}\b(?:do|does|did) ?(?:not|n[’']t)\s(?:\w+\s){{0,2}}?"
    rf"{any_of(_LEXICON['telling'])}\b",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(r"\bNO[ _-]?ANSWER\b")
# A heading has at most this many words; a longer line with a colon leads a list in.
_HEADING_WORDS = 4
# A preamble is short or leads in; a longer sentence that opens alike has something to say.
_PREAMBLE_WORDS = 8


def without_label(text: str) -> str:
    """Return a statement without the label before it: "Answer: It rose." -> "It rose."."""
    return _LABEL.sub("", text, count=1) if _LABEL.match(text) else text


def kind_of(text: str) -> LineKind | None:
    """Return what a line of a draft is, None for what says nothing of the matter.

    >>> kind_of("It rose. [1]"), kind_of("NO ANSWER."), kind_of("Here is the answer:")
    ('statement', 'nothing', None)
    """
    bare = _MARKERS.sub("", text).strip()
    plain = _plain(bare)
    if _NO_ANSWER.search(bare) or plain in _LEXICON["no_answers"]:
        return "nothing"
    if _MISSING.match(bare):
        return "missing"
    if not re.search(r"[^\W_]", bare):
        return None
    if bare != text.strip():  # it cites
        return "statement"
    if _opens(plain, _LEXICON["refusals"]):
        return "refusal"
    if _IS_SILENT.search(bare):
        return "missing"
    return None if _says_nothing(bare, plain) else "statement"


def what_is_missing(text: str) -> str:
    """Return what a line says the passages leave open, without its markers."""
    return _MISSING.sub("", _MARKERS.sub("", text).strip(), count=1)


def heads_sources(text: str) -> bool:
    """Return whether a line is the heading of a list of sources."""
    return _plain(text) in _LEXICON["source_lists"]


def _plain(text: str) -> str:
    """Return the words of a line in lower case: "**NO_ANSWER!**" -> "no answer"."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def _opens(plain: str, phrases: Iterable[str]) -> bool:
    return any(f"{plain} ".startswith(f"{_plain(phrase)} ") for phrase in phrases)


def _says_nothing(bare: str, plain: str) -> bool:
    """Return whether a line without a marker is a heading, a preamble or a closing."""
    leads_in, length = bare.endswith((":", "\uff1a")), len(bare.split())
    if (leads_in and length <= _HEADING_WORDS) or _opens(plain, _LEXICON["closings"]):
        return True
    is_short = leads_in or length <= _PREAMBLE_WORDS
    return is_short and _opens(plain, _LEXICON["preambles"])
