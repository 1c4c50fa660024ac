"""Answer a question step by step: find, refuse or quote, draft and check."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from langchain_core.runnables import RunnableConfig

from rag.answer.background import gather
from rag.answer.builder import AnswerBuilder
from rag.answer.checking import Checker
from rag.answer.collection import answer_collection_question
from rag.answer.conflicts import find_conflicts
from rag.answer.decision import Decision, decide
from rag.answer.drafting import draft
from rag.answer.notices import notices_on_answer, notices_on_index, notices_on_sides
from rag.answer.refusal import refuse_as_model
from rag.answer.unsearchable import refuse_before_search
from rag.evidence.excerpts import ExcerptMaker
from rag.evidence.find import Finder, Timer
from rag.models.chat import OpenedModel
from rag.models.metering import Meter
from rag.query.input import QuestionInput
from rag.query.rewrite import rewrite_followup
from rag.query.understand import Rewriter, understand
from rag.schema import (
    Abstention,
    AnswerReady,
    CollectionRequest,
    Engine,
    Event,
    Findings,
    Notice,
    NoticeRaised,
    Question,
    Source,
    SourcesFound,
)

# Who writes an answer about the collection itself.
_TABLES = Engine("quotes", reason="counted from the library's tables")

# Stands beside quotes of which the library knows that they answer.
_NOT_SEEN = (
    "The model {model} found no answer in the passages; the quotes are what the library holds of"
    " the act's status."
)

# Finds what answers a question, timing its steps; in place of `Finder.find` where it is watched.
Find = Callable[[Question, Timer], Findings]


@dataclass(frozen=True)
class Answerer:
    """Answers questions with what a `Finder` finds.

    `model` drafts where there is one; without, the quotes are the answer. `reason` says why it is
    that one. `checker` judges what the check by code lets through. `new_meter` makes what counts
    the calls for one answer.
    """

    finder: Finder
    model: OpenedModel | None
    reason: str
    quotes: int
    timeout_seconds: float
    new_meter: Callable[[], Meter] = Meter
    checker: Checker | None = None

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
            self._rewriter(builder or AnswerBuilder(meter=self.new_meter()), config),
        )

    def events(
        self,
        given: QuestionInput,
        today: date,
        find: Find | None = None,
        config: RunnableConfig | None = None,
        meter: Meter | None = None,
    ) -> Iterator[Event]:
        """Yield each step of an answer as it is there; the last is `AnswerReady`.

        Args:
            given: what is asked.
            today: the reader's day.
            find: in place of `Finder.find`, as for callbacks.
            config: LangChain's, for the calls of the model.
            meter: counts these calls, and may end them.
        """
        builder = AnswerBuilder(meter=meter or self.new_meter())
        with builder.timed("understand"):
            question = self.understand(given, today, builder, config)
        refusal = refuse_before_search(self.finder.library, question)
        if refusal:
            nothing = Findings(question, (), (), {}, "none")
            builder.notices += self.notices(nothing, (), ())
            yield AnswerReady(builder.build(nothing, self.engine(), refusal))
            return
        if question.collection:
            yield from self._from_tables(question, question.collection, builder)
            return
        if find:
            found = find(question, builder.timed)
        else:
            found = self.finder.find(question, timed=builder.timed)
        with builder.timed("decide"):
            decision = decide(self.finder.library, found, self.finder.passages, self.quotes)
        findings = decision.findings
        abstention = decision.abstention
        if abstention:
            builder.notices += self.notices(findings, (), ())
        else:
            abstention = yield from self._answered(decision, given, builder, config)
        engine = self.engine(findings.dense)
        yield AnswerReady(builder.build(findings, engine, abstention))

    def _from_tables(
        self, question: Question, request: CollectionRequest, builder: AnswerBuilder
    ) -> Iterator[Event]:
        """Answer a question about the collection; no passage is sought and no model asked."""
        with builder.timed("count"):
            told = answer_collection_question(self.finder.library, question, request)
        if not told.refusal:
            yield builder.add_listed(told.lead, () if told.quotes else told.documents)
            maker = ExcerptMaker(self.finder.library, told.quotes)
            for item in maker.sentences(told.quotes):
                yield builder.add_quote(item)
            if told.rest:
                yield builder.add_listed(told.rest, told.documents)
        findings = Findings(question, (), (), {}, "none")
        builder.notices += self.notices(findings, (), ())
        for notice in builder.notices:
            yield NoticeRaised(notice)
        yield AnswerReady(builder.build(findings, _TABLES, told.refusal))

    def _answered(
        self,
        decision: Decision,
        given: QuestionInput,
        builder: AnswerBuilder,
        config: RunnableConfig | None,
    ) -> Generator[Event, None, Abstention | None]:
        """Quote, then draft, then say what the reader should know; or return a refusal."""
        findings = decision.findings
        yield SourcesFound(findings.passages, self.engine(findings.dense))
        for item in decision.quotes:
            yield builder.add_quote(item)
        for remark in decision.remarks:
            builder.add_remark(remark)
        with builder.timed("decide"):
            conflicts = find_conflicts(findings.question, findings.evidence)
        for conflict in conflicts:
            builder.add_conflict(conflict)
        sources = tuple(builder.sources.values())
        shown = [statement.text for statement in builder.statements]
        builder.notices += self.notices(findings, sources, shown)
        builder.notices += notices_on_sides(decision.missing_sides)
        refusal = None
        if self.model:
            library = self.finder.library
            context = gather(library, findings, decision.remarks, conflicts, given)
            before = len(builder.notices)
            timeout, checker = self.timeout_seconds, self.checker
            outcome = yield from draft(self.model, context, builder, timeout, config, checker)
            if outcome.judges_nothing:
                refusal = self._on_no_answer(decision, builder, before, self.model.name)
        for notice in builder.notices:
            yield NoticeRaised(notice)
        return refusal

    def _on_no_answer(
        self, decision: Decision, builder: AnswerBuilder, before: int, model: str
    ) -> Abstention | None:
        """Return the refusal of a model that finds no answer; what the library knows stands.

        Args:
            decision: what is quoted.
            builder: loses its quotes where it is a refusal.
            before: how many of its notices are on the quotes.
            model: who found no answer.
        """
        if decision.is_known:
            builder.notices.append(Notice("unanswered", _NOT_SEEN.format(model=model)))
            return None
        findings = decision.findings
        builder.withdraw([*self.notices(findings, (), ()), *builder.notices[before:]])
        return refuse_as_model(self.finder.library, findings, model)

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
                builder.meter,
                config,
            )

        return rewrite
