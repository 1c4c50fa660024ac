"""One answer while it grows: statements, numbered sources, notices, and the milliseconds of each step."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from rag.answer.verify import Verification
from rag.schema import (
    Abstention,
    Answer,
    Citation,
    Engine,
    Evidence,
    Findings,
    Notice,
    Passage,
    QuoteFound,
    Remark,
    Source,
    Span,
    Statement,
    StatementReady,
    cite,
)  # fmt: skip


@dataclass
class AnswerBuilder:
    """One answer while it grows. Sources are numbered from 1 in the order of first use, and a number never changes."""

    statements: list[Statement] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    usage: dict[str, int] = field(default_factory=dict)
    timings_ms: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Add the milliseconds spent inside to a step."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.timings_ms[step] = self.timings_ms.get(step, 0) + round(
                (time.perf_counter() - started) * 1000
            )

    def quote(self, item: Evidence) -> QuoteFound:
        """Add an evidence sentence as it stands."""
        citation = self._cite(item.passage, item.text, item.span)
        self.statements.append(Statement(item.text, "quoted", (citation,)))
        return QuoteFound(citation, self.sources[item.passage.document_id])

    def state(self, verdict: Verification, passages: Sequence[Passage]) -> StatementReady:
        """Add a sentence that passed verification."""
        cited = [passages[item.number - 1] for item in verdict.support]
        citations = tuple(
            self._cite(passage, item.quote, item.span)
            for passage, item in zip(cited, verdict.support, strict=True)
        )
        statement = Statement(verdict.text, "verified", citations)
        self.statements.append(statement)
        return StatementReady(
            statement, tuple(self.sources[passage.document_id] for passage in cited)
        )

    def remark(self, remark: Remark) -> Notice:
        """A notice that a quoted document is no longer in force, with the sentences that say so."""
        return Notice(
            "superseded",
            remark.message,
            tuple(self._cite(item.passage, item.text, item.span) for item in remark.evidence),
        )

    def answer(
        self, findings: Findings, engine: Engine, abstention: Abstention | None = None
    ) -> Answer:
        """The whole answer."""
        wrote = any(statement.support == "verified" for statement in self.statements)
        return Answer(
            question=findings.query.question,
            searched=findings.query.text,
            statements=tuple(self.statements),
            sources=tuple(self.sources.values()),
            abstention=abstention,
            notices=tuple(self.notices),
            as_of=findings.query.scope.as_of,
            window=findings.query.scope.window or findings.query.mentioned,
            mentioned=findings.query.mentioned,
            heard=findings.query.heard,
            today=findings.query.today,
            passages=findings.passages,
            engine=replace(
                engine, drafter="model" if wrote else "quotes", usage=self.usage or None
            ),
            timings_ms=self.timings_ms,
        )

    def _cite(self, passage: Passage, quote: str, span: Span) -> Citation:
        return cite(self.sources, passage, quote, span)
