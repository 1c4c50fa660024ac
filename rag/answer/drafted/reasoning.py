"""Take reasoning and control tokens out of a model's stream of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of

_BAR = r"[|\uff5c]"
_TAGS = any_of(load("drafts")["reasoning"])
_TOKEN = re.compile(
    rf"<(?P<thinks>{_TAGS})\b[^>]{{0,40}}>"
    rf"|<{_BAR}channel{_BAR}>(?P<channel>[^<]{{0,40}})<{_BAR}message{_BAR}>"
    rf"|<{_BAR}start{_BAR}>\w{{0,40}}(?=<)"
    rf"|<{_BAR}(?!(?:channel|start){_BAR}>)[^<>|\uff5c\n]{{1,40}}{_BAR}>"
    rf"|</(?:{_TAGS}|s)>|<s>",
    re.IGNORECASE,
)
_END_OF_THOUGHT = re.compile(rf"</{_TAGS}>", re.IGNORECASE)
_END_OF_CHANNEL = re.compile(
    rf"<{_BAR}(?:end|return|call){_BAR}>|(?=<{_BAR}(?:start|channel){_BAR}>)"
)
_OPENING = re.compile(rf"<{_BAR}(?:channel|start){_BAR}>")
# A token that is not there in whole is no longer than this; behind it a "<" is text.
_LONGEST = 100


class _Taken(NamedTuple):
    """What is shown of a text, what is not decided yet, and what ends the part being hidden."""

    shown: str
    rest: str
    until: re.Pattern[str] | None


def without_reasoning(pieces: Iterable[str]) -> Iterator[str]:
    r"""Yield a stream of text without what a model thinks aloud and without control tokens.

    >>> "".join(without_reasoning(["<thi", "nk>Hm.</think>It rose", ".<|end|>"]))
    'It rose.\n'
    """
    rest, until = "", None
    for piece in pieces:
        shown, rest, until = _take(rest + piece, until)
        if shown:
            yield shown
    if rest and until is None:
        yield rest


def _take(text: str, until: re.Pattern[str] | None) -> _Taken:
    shown = ""
    while True:
        if until:
            end = until.search(text)
            if end is None:
                return _Taken(shown, text[-_LONGEST:], until)
            text, until = text[end.end() :], None
        token = _TOKEN.search(text)
        if token is None:
            cut = _undecided(text)
            return _Taken(shown + text[:cut], text[cut:], None)
        shown += text[: token.start()]
        text = text[token.end() :]
        if token["thinks"]:
            until = _END_OF_THOUGHT
        elif token["channel"] is not None and "final" not in token["channel"]:
            until = _END_OF_CHANNEL
        elif token["channel"] is None:
            shown += "\n"


def _undecided(text: str) -> int:
    """Return where a token begins whose end is not there yet, else the length of the text."""
    tail = max(0, len(text) - _LONGEST)
    opening = _OPENING.search(text, tail)
    if opening:
        return opening.start()
    last = text.rfind("<", tail)
    return last if last >= 0 and not re.search(r"[>\n]", text[last:]) else len(text)
