"""What a language model is given to draft from, and the lines that it drafts."""

from __future__ import annotations

from dataclasses import dataclass
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
    """Something that the library knows of the sources, with quotes and the numbers of passages."""

    message: str
    quotes: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class DraftContext:
    """What a draft is made from.

    Attributes:
        question: what is asked.
        passages: numbered from 1; those of one document stand in reading order.
        known: what the library knows of their status and of what they disagree on.
        earlier_question: the one that a follow-up goes on with, else "".
        earlier_answer: the sentences of its answer.
    """

    question: Question
    passages: tuple[Passage, ...]
    known: tuple[Known, ...] = ()
    earlier_question: str = ""
    earlier_answer: tuple[str, ...] = ()
