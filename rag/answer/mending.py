"""Ask a language model once to mend the statements that were withheld."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from rag.answer.prompt import NO_ANSWER
from rag.schema.drafts import DraftedLine

_TASK = f"""\
Not every line of your answer is shown. These are withheld, each for the reason behind it:
{{lines}}

Write each of them once more, in the same form, so that its source bears every part of it: put right
or leave out what is at fault, or name the source that does bear it. A line must be understood
without those before it, so begin none with "It" or "They". Leave out a line that no source bears.
Write no other line. If none can be mended, write exactly: {NO_ANSWER}"""


class WithheldLine(NamedTuple):
    """A line of a draft that is not shown, and why."""

    line: DraftedLine
    why: str


def mending_messages(
    asked: Sequence[BaseMessage], drafted: Sequence[DraftedLine], withheld: Sequence[WithheldLine]
) -> list[BaseMessage]:
    """Return the conversation that goes on from a draft.

    Args:
        asked: what the draft was asked by.
        drafted: its lines.
        withheld: those of them that are not shown.
    """
    said = "\n".join(map(_as_drafted, drafted))
    task = _TASK.format(lines="\n".join(_numbered(withheld)))
    return [*asked, AIMessage(said), HumanMessage(task)]


def _as_drafted(line: DraftedLine) -> str:
    return " ".join([line.text, *(f"«{words}»" for words in line.words)])


def _numbered(withheld: Sequence[WithheldLine]) -> Iterator[str]:
    for number, item in enumerate(withheld, start=1):
        yield f"{number}. {item.line.text} - {item.why}."
