"""Build one answer step by step: statements, numbered sources, notices, milliseconds."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from rag.answer.arrangement import arrange
from rag.answer.conflicts import conflict_message
from rag.answer.verify import Verification
from rag.models.metering import Meter
from rag.schema import (
    Abstention,
    Answer,
    Citation,
    Conflict,
    Engine,
    Excerpt,
    Findings,
    Notice,
    Passage,
    QuoteFound,
    Remark,
    Source,
    Span,
    Statement,
    StatementReady,
    Support,
    cite,
)


@dataclass
class AnswerBuilder:
    """One answer while it grows.

    Sources are numbered from 1 in the order of first use, and a number never changes. `meter`
    counts the calls of language models.
    """

    statements: list[Statement] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    meter: Meter = field(default_factory=Meter)
    timings_ms: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Add the milliseconds spent inside to a step."""
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = round((time.perf_counter() - started) * 1000)
            self.timings_ms[step] = self.timings_ms.get(step, 0) + spent

    def add_quote(self, item: Excerpt) -> QuoteFound:
        """Add an excerpt as it stands."""
        citations = [self._cite(item.passage, item.text, item.span)]
        text = f"{item.text} …" if item.is_cut else item.text
        if item.lead:
            citations.insert(0, self._cite(item.passage, item.lead_text, item.lead))
            text = f"{item.lead_text}\n…\n{text}"
        statement = Statement(text, "quoted", tuple(citations), highlights=item.highlights)
        self.statements.append(statement)
        return QuoteFound(statement, self.sources[item.passage.document_id])

    def add_statement(
        self,
        checked: Verification,
        passages: Sequence[Passage],
        checker: str = "",
        unjudged: str = "",
    ) -> StatementReady:
        """Add a sentence that passed the check by code, and that of the checker where it is named.

        `unjudged` says why a checker that was asked did not judge it.
        """
        cited = [passages[support.number - 1] for support in checked.support]
        citations = tuple(
            self._cite(passage, support.quote, support.span)
            for passage, support in zip(cited, checked.support, strict=True)
        )
        support: Support = "verified" if checker else "backed"
        checked_by = ("code", checker) if checker else ("code",)
        statement = Statement(checked.text, support, citations, unjudged, checked_by=checked_by)
        self.statements.append(statement)
        sources = tuple(self.sources[passage.document_id] for passage in cited)
        return StatementReady(statement, sources)

    def add_listed(self, text: str, documents: Sequence[Source] = ()) -> StatementReady:
        """Add a sentence counted from the library's tables, and documents as its sources."""
        statement = Statement(text, "listed")
        self.statements.append(statement)
        for source in documents:
            numbered = replace(source, n=len(self.sources) + 1)
            self.sources.setdefault(source.document_id, numbered)
        listed = tuple(self.sources[source.document_id] for source in documents)
        return StatementReady(statement, listed)

    def add_remark(self, remark: Remark) -> None:
        """Add a notice that something quoted is no longer in force, with the sentences for it."""
        citations = tuple(
            self._cite(item.passage, item.text, item.span) for item in remark.evidence
        )
        self.notices.append(Notice("superseded", remark.message, citations))

    def add_conflict(self, conflict: Conflict) -> None:
        """Add a notice that two sources disagree, with the sentences of both."""
        citations = tuple(
            self._cite(item.passage, item.text, item.span) for item in conflict.evidence
        )
        self.notices.append(Notice("conflict", conflict_message(conflict), citations))

    def withdraw(self, notices: Sequence[Notice]) -> None:
        """Leave nothing but some notices: no excerpt of the sources is the answer."""
        self.statements, self.sources, self.notices = [], {}, list(notices)

    def build(
        self, findings: Findings, engine: Engine, abstention: Abstention | None = None
    ) -> Answer:
        """Return the whole answer."""
        question = findings.question
        wrote = any(statement.checked_by for statement in self.statements)
        drafter = "model" if wrote else "quotes"
        return Answer(
            question=question.original,
            searched=question.text,
            leans=question.leans,
            statements=arrange(self.statements),
            sources=tuple(self.sources.values()),
            abstention=abstention,
            notices=tuple(self.notices),
            as_of=question.scope.as_of,
            window=question.scope.window or question.mentioned,
            mentioned=question.mentioned,
            expressions=question.expressions,
            today=question.today,
            passages=findings.passages,
            engine=replace(engine, drafter=drafter, usage=self.meter.usage or None),
            timings_ms=self.timings_ms,
        )

    def _cite(self, passage: Passage, quote: str, span: Span) -> Citation:
        return cite(self.sources, passage, quote, span)
