"""What a language model is given to draft from, and the lines that it drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from rag.schema.passages import Passage
from rag.schema.query import Question

LineKind = Literal["statement", "missing", "nothing", "refusal"]


@dataclass(frozen=True)
class DraftedLine:
    """One line of a draft.

    Attributes:
        text: a statement with its markers as "[n]"; of what is `missing`, what that is.
        kind: `missing` for what the passages leave open, `nothing` where they answer nothing,
            `refusal` where the model declines.
        words: the words of the passages that a statement rests on, as the model wrote them.
        is_finished: whether it came to its end; one that was broken off may say anything.
    """

    text: str
    kind: LineKind = "statement"
    words: tuple[str, ...] = ()
    is_finished: bool = True


class Known(NamedTuple):
    """Something that the library knows of the sources; `quotes` are numbers of passages and words.

    A number counts from 1 in the order of the passages given.
    """

    message: str
    quotes: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Background:
    """What a draft is to take into account beside its passages.

    Attributes:
        known: what the library knows of their status and of what they disagree on.
        states: by number of a passage, what became of its act where it is not in force.
        earlier_question: the one that a follow-up goes on with, else "".
        earlier_answer: the sentences of its answer.
    """

    known: tuple[Known, ...] = ()
    states: Mapping[int, str] = field(default_factory=dict)
    earlier_question: str = ""
    earlier_answer: tuple[str, ...] = ()


class DraftContext(NamedTuple):
    """What a draft is made from; the passages of one document stand in reading order."""

    question: Question
    passages: tuple[Passage, ...]
    background: Background = Background()
