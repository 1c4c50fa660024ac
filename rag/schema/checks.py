"""What a checker is asked about a drafted statement, and what it says."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

# `unknown` where nobody judged: the checker failed, or what it said cannot be read.
Verdict = Literal["supported", "contradicted", "not_enough", "unknown"]


class CitedSource(NamedTuple):
    """What a checker reads of one source: what is known of its document, and an extract."""

    header: str
    text: str


class Claim(NamedTuple):
    """A statement to be judged by the sources that it cites.

    `question` is what it answers, and `before` the statement before it, "" for the first: they show
    what it refers to.
    """

    statement: str
    sources: tuple[CitedSource, ...]
    today: date
    question: str = ""
    before: str = ""


class Judgement(NamedTuple):
    """A verdict, and in a few words what it rests on."""

    verdict: Verdict
    reason: str = ""
