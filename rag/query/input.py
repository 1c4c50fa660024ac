"""Check at the door what a reader asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, convert_to_messages
from langchain_core.prompt_values import PromptValue
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import ConfigError
from rag.language.sentences import sentences
from rag.language.tokens import words
from rag.schema import Kind, Scope, Window


class QuestionInput(BaseModel):
    """A question with what its reader sets, as the chain takes it."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, description="The question, in plain words.")
    history: list[str] = Field([], description="The questions before this one, oldest first.")
    previous_answer: list[str] = Field([], description="The sentences of the last answer.")
    as_of: date | None = Field(None, description="Answer as of this day: nothing later is used.")
    since: date | None = Field(None, description="First day of publication.")
    until: date | None = Field(None, description="Last day of publication.")
    publishers: list[str] = Field([], description="Only documents of these publishers.")
    kinds: list[Kind] = Field([], description="Only documents of these kinds.")
    ignore_time: bool = Field(
        False, description="Let the times that the question names restrict nothing."
    )
    standalone: bool = Field(
        False, description="Take the question as it is: it goes on with no conversation."
    )

    @classmethod
    def of(cls, given: Any) -> QuestionInput:  # noqa: ANN401 - whatever a Runnable is given
        """Check what was given: a question, a mapping of the fields, `{"input": …}`, or messages.

        Of messages the last one of a person is the question; those before it are its history, and
        the last answer is what it may lean on.

        Raises:
            ConfigError: a field is unknown, missing or of the wrong kind; or the dates contradict
                each other.
        """
        try:
            asked = cls.model_validate(_fields_of(given))
        except ValidationError as error:
            faults = (
                f"{'.'.join(map(str, item['loc']))}: {item['msg']}, got {item['input']!r}"
                for item in error.errors()
            )
            raise ConfigError("; ".join(faults)) from None
        if not words(asked.question):
            raise ConfigError(f"question: it has no words, got {asked.question!r}")
        if asked.since and asked.until and asked.since > asked.until:
            raise ConfigError(f"since {asked.since} lies after until {asked.until}")
        return asked._alone() if asked.standalone else asked

    def _alone(self) -> QuestionInput:
        return self.model_copy(update={"history": [], "previous_answer": []})

    @property
    def scope(self) -> Scope:
        """Return the reader's restrictions of the question."""
        window = Window(self.since, self.until)
        return Scope(self.as_of, window, tuple(self.publishers), tuple(self.kinds))


def check_count(name: str, count: object) -> None:
    """Refuse a number of passages or rows that is no whole number from 1.

    Raises:
        ConfigError: with the argument's name and what was given.
    """
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise ConfigError(f"{name}: it must be a whole number from 1, got {count!r}")


def _fields_of(given: Any) -> dict[str, Any]:  # noqa: ANN401
    if isinstance(given, QuestionInput):
        return given.model_dump()
    if isinstance(given, str):
        return {"question": given}
    if isinstance(given, PromptValue):
        return _of_messages(given.to_messages())
    if isinstance(given, BaseMessage):
        return _of_messages([given])
    if isinstance(given, Mapping):
        return _of_mapping(given)
    if isinstance(given, Sequence) and given and isinstance(given[0], BaseMessage):
        return _of_messages(given)
    raise ConfigError(
        f"a question is a string, a mapping with `question` or `input`, or messages, got {given!r}"
    )


def _of_mapping(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields under their own names.

    `input` stands for `question`, `messages` for both it and its history.
    """
    fields = dict(given)
    if "messages" in fields:
        return {**_of_messages(fields.pop("messages")), **fields}
    if "input" in fields and "question" not in fields:
        asked = fields.pop("input")
        return {**({"question": asked} if isinstance(asked, str) else _fields_of(asked)), **fields}
    return fields


def _of_messages(messages: Any) -> dict[str, Any]:  # noqa: ANN401
    if isinstance(messages, str) or not isinstance(messages, Sequence):
        raise ConfigError(f"messages: they must be a list of messages, got {messages!r}")
    try:
        messages = convert_to_messages(messages)
    except (ValueError, NotImplementedError) as error:
        raise ConfigError(f"messages: they cannot be read ({error})") from None
    asked = [message.text for message in messages if isinstance(message, HumanMessage)]
    answers = [message.text for message in messages if isinstance(message, AIMessage)]
    if not asked:
        raise ConfigError("the messages hold no question; the last of a person's is answered")
    previous = answers[-1] if answers else ""
    return {
        "question": asked[-1],
        "history": asked[:-1],
        "previous_answer": [span.of(previous) for span in sentences(previous)],
    }
