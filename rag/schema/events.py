"""The events of a stream of an answer, step by step.

Each event has a `name`, under which LangChain's callbacks see it, and a JSON form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from rag.schema.answers import Answer, Engine, Notice, Statement
from rag.schema.passages import Passage
from rag.schema.sources import Source


@dataclass(frozen=True)
class SourcesFound:
    """The passages that retrieval found, best first."""

    passages: tuple[Passage, ...]
    engine: Engine

    name: ClassVar[str] = "sources_found"

    def to_dict(self) -> dict[str, Any]:
        """Return the passages without their texts."""
        return {"passages": [passage.to_dict() for passage in self.passages]}


@dataclass(frozen=True)
class QuoteFound:
    """An excerpt, verbatim, with its source."""

    statement: Statement
    source: Source

    name: ClassVar[str] = "quote_found"

    def to_dict(self) -> dict[str, Any]:
        """Return the excerpt and its source."""
        return {"statement": self.statement.to_dict(), "source": self.source.to_dict()}


@dataclass(frozen=True)
class StatementReady:
    """A statement that passed its checks, with the sources it cites."""

    statement: Statement
    sources: tuple[Source, ...]

    name: ClassVar[str] = "statement_ready"

    def to_dict(self) -> dict[str, Any]:
        """Return the statement and its sources."""
        sources = [source.to_dict() for source in self.sources]
        return {"statement": self.statement.to_dict(), "sources": sources}


@dataclass(frozen=True)
class StatementWithheld:
    """A statement that failed verification."""

    statement: Statement

    name: ClassVar[str] = "statement_withheld"

    def to_dict(self) -> dict[str, Any]:
        """Return the statement and why it is withheld."""
        return {"statement": self.statement.to_dict(), "why": self.statement.why}


@dataclass(frozen=True)
class NoticeRaised:
    """A notice."""

    notice: Notice

    name: ClassVar[str] = "notice_raised"

    def to_dict(self) -> dict[str, Any]:
        """Return the notice."""
        return {"notice": self.notice.to_dict()}


@dataclass(frozen=True)
class AnswerReady:
    """The last event, with the whole answer."""

    answer: Answer

    name: ClassVar[str] = "answer_ready"

    def to_dict(self) -> dict[str, Any]:
        """Return the answer."""
        return {"answer": self.answer.to_dict()}


Event = SourcesFound | QuoteFound | StatementReady | StatementWithheld | NoticeRaised | AnswerReady
