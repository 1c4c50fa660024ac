"""Answer a question step by step: find, refuse or quote, draft and check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from langchain_core.runnables import RunnableConfig

from rag.answer.builder import AnswerBuilder
from rag.answer.drafting import draft
from rag.answer.legal_status import answer_status_question, remarks_on
from rag.answer.notices import notices_on_answer, notices_on_index
from rag.answer.refusal import refuse
from rag.evidence.answerability import nearest_sources
from rag.evidence.find import Finder, Timer
from rag.evidence.parts import assess_parts
from rag.models.chat import OpenedModel
from rag.query.input import QuestionInput
from rag.query.parts import split_question
from rag.query.rewrite import rewrite_followup
from rag.query.understand import Rewriter, understand
from rag.schema import (
    Abstention,
    AnswerReady,
    Engine,
    Event,
    Evidence,
    Findings,
    Notice,
    NoticeRaised,
    Outcome,
    Question,
    Remark,
    Source,
    SourcesFound,
    StatusAnswer,
)

# Finds what answers a question, timing its steps; in place of `Finder.find` where it is watched.
Find = Callable[[Question, Timer], Findings]


@dataclass(frozen=True)
class Answerer:
    """Answers questions with what a `Finder` finds.

    `model` drafts where there is one; without, the quotes are the answer. `reason` says why it is
    that one.
    """

    finder: Finder
    model: OpenedModel | None
    reason: str
    quotes: int
    timeout_seconds: float

    def understand(
        self,
        given: QuestionInput,
        today: date,
        builder: AnswerBuilder | None = None,
        config: RunnableConfig | None = None,
    ) -> Question:
        """Understand a question.

        A follow-up is made to stand alone by the model, by rules where it cannot.
        """
        return understand(
            given.question,
            today,
            given.scope,
            given.history,
            given.previous_answer,
            given.ignore_time,
            self.finder.library,
            self._rewriter(builder or AnswerBuilder(), config),
        )

    def events(
        self,
        given: QuestionInput,
        today: date,
        find: Find | None = None,
        config: RunnableConfig | None = None,
    ) -> Iterator[Event]:
        """Yield each step of an answer as it is there; the last is `AnswerReady`.

        Args:
            given: what is asked.
            today: the reader's day.
            find: in place of `Finder.find`, as for callbacks.
            config: LangChain's, for the calls of the model.
        """
        builder = AnswerBuilder()
        library = self.finder.library
        with builder.timed("understand"):
            question = self.understand(given, today, builder, config)

        def look_up(asked: Question) -> Findings:
            if find:
                return find(asked, builder.timed)
            return self.finder.find(asked, timed=builder.timed)

        found = look_up(question)
        status = answer_status_question(library, question)
        if status and status.refusal:
            findings = status.findings(found)
            nearest = nearest_sources(findings.passages)
            abstention = Abstention("not_enough", status.refusal, nearest)
            yield self._refused(findings, abstention, builder)
            return
        outcome = self._outcome(given, today, found, status, look_up, builder, config)
        findings = outcome.findings
        if outcome.reason:
            abstention = refuse(library, findings, outcome.reason)
            yield self._refused(findings, abstention, builder)
            return
        quotes: Sequence[Evidence] = outcome.quotes
        if status:
            remarks: Sequence[Remark] = status.remarks
        else:
            remarks = remarks_on(library, quotes, question)
            leading = [item for remark in remarks for item in remark.leading]
            findings = findings.led_by(leading)
            quotes = _distinct([*leading, *quotes])
        yield SourcesFound(findings.passages, self.engine(findings.dense))
        for item in quotes:
            yield builder.add_quote(item)
        builder.notices += outcome.unanswered
        for remark in remarks:
            builder.add_remark(remark)
        sources = tuple(builder.sources.values())
        shown = [statement.text for statement in builder.statements]
        builder.notices += self.notices(findings, sources, shown)
        if self.model:
            yield from draft(self.model, findings, builder, self.timeout_seconds, config)
        for notice in builder.notices:
            yield NoticeRaised(notice)
        yield AnswerReady(builder.build(findings, self.engine(findings.dense)))

    def notices(
        self, findings: Findings, cited: Sequence[Source], quotes: Sequence[str]
    ) -> list[Notice]:
        """Return the notices on what was found, what is cited, and what was not searched."""
        if self.model:
            read = {passage.document_id for passage in findings.passages}
        else:
            read = {source.document_id for source in cited}
        on_answer = notices_on_answer(findings, cited, quotes, read)
        on_index = notices_on_index(self.finder.library, self.finder.index)
        return [*on_answer, *on_index]

    def engine(self, dense: str = "none") -> Engine:
        """Return who writes the answers, and why."""
        drafter = "model" if self.model else "quotes"
        name = self.model.name if self.model else None
        return Engine(drafter, name, None, self.reason, dense)

    def _outcome(
        self,
        given: QuestionInput,
        today: date,
        found: Findings,
        status: StatusAnswer | None,
        look_up: Callable[[Question], Findings],
        builder: AnswerBuilder,
        config: RunnableConfig | None,
    ) -> Outcome:
        library = self.finder.library
        if status:
            return Outcome(None, status.findings(found), list(status.quotes))
        rewriter = self._rewriter(builder, config)
        parts = split_question(given, found.question, today, library, rewriter)
        period = library.catalogue.period()
        return assess_parts(
            found,
            [look_up(part) for part in parts],
            self.finder.passages,
            self.quotes,
            period[1] if period else None,
        )

    def _refused(
        self, findings: Findings, abstention: Abstention, builder: AnswerBuilder
    ) -> AnswerReady:
        builder.notices += self.notices(findings, (), ())
        return AnswerReady(builder.build(findings, self.engine(findings.dense), abstention))

    def _rewriter(self, builder: AnswerBuilder, config: RunnableConfig | None) -> Rewriter | None:
        model = self.model
        if model is None:
            return None

        def rewrite(
            question: str, history: Sequence[str], previous_answer: Sequence[str]
        ) -> str | None:
            return rewrite_followup(
                question,
                history,
                previous_answer,
                model,
                self.timeout_seconds,
                builder.usage,
                config,
            )

        return rewrite


def _distinct(items: Sequence[Evidence]) -> list[Evidence]:
    return list({(item.passage.document_id, item.span): item for item in items}.values())
