"""What a reader may ask for, checked at the door."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import ConfigError
from rag.language.tokens import words
from rag.schema import Kind, Scope, Window


class QuestionInput(BaseModel):
    """What the chain takes when it is not a plain question string.

    `history` are the questions before this one, `said` the sentences of the last answer; with `ignore_time` the times that the question
    names restrict nothing.
    """

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1)
    history: list[str] = []
    previous_answer: list[str] = []
    as_of: date | None = None
    since: date | None = None
    until: date | None = None
    publishers: list[str] = []
    kinds: list[Kind] = []
    ignore_time: bool = False

    @classmethod
    def of(cls, given: str | Mapping[str, Any]) -> QuestionInput:
        """Check what was given.

        Raises:
            ConfigError: a field is unknown, missing or of the wrong kind; or the dates contradict each other.
        """
        if not isinstance(given, str | Mapping):
            raise ConfigError(f"a question is a string or a mapping with `question`, got {given!r}")
        try:
            ask = cls.model_validate({"question": given} if isinstance(given, str) else dict(given))
        except ValidationError as error:
            raise ConfigError(
                "; ".join(
                    f"{'.'.join(map(str, item['loc']))}: {item['msg']}, got {item['input']!r}"
                    for item in error.errors()
                )
            ) from None
        if not words(ask.question):
            raise ConfigError(f"question: it has no words, got {ask.question!r}")
        if ask.since and ask.until and ask.since > ask.until:
            raise ConfigError(f"since {ask.since} lies after until {ask.until}")
        return ask

    @property
    def scope(self) -> Scope:
        """What the reader restricts the question to."""
        return Scope(
            self.as_of, Window(self.since, self.until), tuple(self.publishers), tuple(self.kinds)
        )
