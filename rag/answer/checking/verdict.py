"""Read what a model that checks a statement answers, leniently where it is clear."""

from __future__ import annotations

import re
from functools import cache

from rag.answer.drafted.reasoning import without_reasoning
from rag.language.injection import is_command
from rag.language.lexicon import load
from rag.language.lexicon.patterns import any_of
from rag.schema.checks import Judgement, Verdict

_LEXICON = load("checks")
_VERDICTS: tuple[Verdict, ...] = ("supported", "contradicted", "not_enough")
_DOUBT = re.compile(rf"\b{any_of(_LEXICON['doubts'])}\b|n[’']t\b", re.IGNORECASE)
_LONGEST_REASON = 200
# Words behind "supported" that may take it back; further on they are the source's.
_TAKEN_BACK = re.compile(r"(?:\W*\w+){0,2}")
UNREADABLE = "its verdict cannot be read"


def read_verdict(answer: str) -> Judgement:
    r"""Return the verdict on the first line that gives one, and the reason behind it.

    A line that doubts the support it finds is not read as support.

    >>> read_verdict("**CONTRADICTED**: the source says May.")
    Judgement(verdict='contradicted', reason='the source says May.')
    >>> read_verdict("Supported, but only in part").verdict
    'unknown'
    """
    text = "".join(without_reasoning([answer]))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for place, line in enumerate(lines):
        found = _labels().search(line)
        if found:
            verdict = _verdict_of(line, found)
            reason = " ".join([line[found.end() :], *lines[place + 1 :]])
            return Judgement(verdict, _plain(reason) if verdict != "unknown" else UNREADABLE)
    return Judgement("unknown", UNREADABLE)


def _verdict_of(line: str, found: re.Match[str]) -> Verdict:
    verdict = next(name for name in _VERDICTS if found[name])
    if verdict != "supported":
        return verdict
    behind = _TAKEN_BACK.match(line, found.end())
    near = line[: behind.end() if behind else found.end()]
    return "unknown" if _DOUBT.search(near) else verdict


@cache
def _labels() -> re.Pattern[str]:
    """Return a pattern of the forms of each verdict, those that hold another form first."""
    order = ("not_enough", "contradicted", "supported")
    kinds = "|".join(f"(?P<{name}>{any_of(_LEXICON[name])})" for name in order)
    return re.compile(rf"(?<!\w)(?:{kinds})(?!\w)", re.IGNORECASE)


def _plain(reason: str) -> str:
    """Return a reason without markup around it; "" for one that gives orders."""
    flat = re.sub(r"\s+", " ", reason).strip(" *_`\"'{}[]:;,.–—-|")
    short = flat[:_LONGEST_REASON]
    return "" if is_command(short) else short
