"""What a stream of an answer yields, step by step."""

from __future__ import annotations

from typing import NamedTuple

from rag.schema.answers import Answer, Citation, Engine, Notice, Source, Statement
from rag.schema.passages import Passage


class SourcesFound(NamedTuple):
    """Event: the passages that retrieval found, best first."""

    passages: tuple[Passage, ...]
    engine: Engine


class QuoteFound(NamedTuple):
    """Event: an evidence sentence, verbatim, with its source."""

    citation: Citation
    source: Source


class StatementReady(NamedTuple):
    """Event: a statement that passed verification, with the sources it cites."""

    statement: Statement
    sources: tuple[Source, ...]


class StatementWithheld(NamedTuple):
    """Event: a statement that failed verification."""

    statement: Statement


class NoticeRaised(NamedTuple):
    """Event: a notice."""

    notice: Notice


class AnswerReady(NamedTuple):
    """Event: the last one, with the whole answer."""

    answer: Answer


Event = SourcesFound | QuoteFound | StatementReady | StatementWithheld | NoticeRaised | AnswerReady
