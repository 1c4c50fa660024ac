"""The chain: a LangChain Runnable from a question to an `Answer`. The only module that knows all the others.

understand -> retrieve -> evidence -> (refuse | quote, draft, verify) -> Answer; `stream` yields each step's result as it is there.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import run_in_executor

from rag.answer.builder import AnswerBuilder
from rag.answer.legal_status import (
    absent,
    answer_status_question,
    leading,
    passages_of_named_act,
    replaced,
)
from rag.answer.prompt import NO_ANSWER, messages, sentence_stream
from rag.answer.verify import verify, withheld
from rag.errors import DatelineError, ModelError
from rag.evidence.answerability import nearest
from rag.evidence.precedence import prefer_fitting_sources
from rag.evidence.question_parts import assess_parts, split_question
from rag.evidence.rank import rank_by_evidence
from rag.evidence.survey import Survey, subject, survey, without_date_filter
from rag.ingest.reprocess import outdated, serving
from rag.language.dates import find_days
from rag.language.injection import without_commands
from rag.models.chat import Choice, Opened, choose, open_model, stream_text
from rag.models.embeddings import Embedder, open_embedder
from rag.query.input import QuestionInput
from rag.query.rewrite import rewrite_followup
from rag.query.understand import may_lean, understand
from rag.reports import build_changes, build_timeline, known_between
from rag.reports.changes import Changes
from rag.reports.timeline import Timeline
from rag.retrieval.hybrid import retrieve
from rag.retrieval.rerank import CrossEncoderReranker
from rag.schema import (
    Abstention,
    AbstentionReason,
    Answer,
    AnswerReady,
    Engine,
    Event,
    Findings,
    Notice,
    NoticeRaised,
    Outcome,
    Query,
    Source,
    SourcesFound,
    StatementWithheld,
)  # fmt: skip
from rag.settings import Settings, load_settings
from rag.storage import Library
from rag.storage.dense.index import VectorIndex

# A question for the latest is told when its newest source is older than this.
OLD_DAYS = 180
_UNTIL = re.compile(r"\b(?:until|till|through|expires? on|ends? on)\s+.{6,24}", re.IGNORECASE)
_MESSAGES: dict[AbstentionReason, str] = {
    "nothing_found": "No passage of this collection was found to be about that.",
    "not_enough": "The collection touches on this, but no passage answers the question.",
    "outside_dates": "The collection has nothing from or about that period",
}


class DatelineChain(Runnable[Any, Answer]):
    """A Runnable over a question string, or a mapping of the fields of `QuestionInput`, that gives an `Answer`.

    Build it with `open_chain`. It is safe to share between threads. `outdated` says in one sentence what was made by an older reader,
    scheme or model when it was opened; "" when nothing was.
    """

    def __init__(
        self, library: Library, index: VectorIndex, embedder: Embedder, settings: Settings, model: Opened | None, choice: Choice,
        outdated: str = "",
    ) -> None:  # fmt: skip
        self.library = library
        self.index = index
        self.embedder = embedder
        self.settings = settings
        self._model = model
        self._choice = choice
        self._reranker = CrossEncoderReranker(settings.reranker) if settings.reranker else None
        self.outdated = outdated

    @property
    def retriever(self) -> DatelineRetriever:
        """The retrieval half as a LangChain retriever, for other chains."""
        return DatelineRetriever(chain=self)

    def invoke(
        self, input: str | Mapping[str, Any], config: RunnableConfig | None = None, **kwargs: Any
    ) -> Answer:
        """Answer one question.

        Raises:
            ConfigError: the input is malformed.
        """
        return self._call_with_config(self._answer, input, config)

    def stream(  # type: ignore[override]
        self, input: str | Mapping[str, Any], config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Event]:
        """Yield typed events (`SourcesFound`, `QuoteFound`, `StatementReady`, …); the last is `AnswerReady`."""
        yield from self._events(QuestionInput.of(input))

    async def astream(  # type: ignore[override]
        self, input: str | Mapping[str, Any], config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Event]:
        """As `stream`."""
        events = self._events(QuestionInput.of(input))
        while (event := await run_in_executor(None, next, events, None)) is not None:
            yield event

    def transform(
        self, input: Iterator[Any], config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Answer]:
        """As a step of a pipeline that streams: the next step gets the whole `Answer`, never the events."""
        yield from (self.invoke(given, config) for given in input)

    async def atransform(
        self, input: AsyncIterator[Any], config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Answer]:
        """As `transform`."""
        async for given in input:
            yield await self.ainvoke(given, config)

    def find(
        self, ask: QuestionInput, turn: AnswerBuilder | None = None, limit: int | None = None
    ) -> Findings:
        """Understand and retrieve: everything before a word of the answer is chosen."""
        turn = turn or AnswerBuilder()
        with turn.timed("understand"):
            query = self._understood(ask, turn)
        with turn.timed("retrieve"):
            depth = (limit or self.settings.passages) * (3 if query.mentioned else 1)
            found, dense = retrieve(
                self.library, self.index, self.embedder, query, depth, self._reranker
            )
            own = passages_of_named_act(self.library, query)
        with turn.timed("evidence"):
            passages, evidence, rarity = rank_by_evidence(
                self.library, self.embedder, query, own or found
            )
        if self._reranker:  # the reader's own: it has read each passage beside the question
            passages = found
        if own:
            passages = (
                list({item.passage.chunk_id: item.passage for item in evidence}.values())[:depth]
                or own[:depth]
            )
        return prefer_fitting_sources(
            self.library, Findings(query, tuple(passages), tuple(evidence), rarity, dense)
        )

    def timeline(self, given: str | Mapping[str, Any], limit: int = 20) -> Timeline:
        """The dated events of a subject, each a verbatim quote; `since` and `until` are days of the events.

        Args:
            given: as for `invoke`.
            limit: the most rows; the best on the subject are kept.

        Raises:
            ConfigError: the input is malformed.
        """
        query = self._subject(QuestionInput.of(given))
        seen = self._survey(without_date_filter(query))
        told = build_timeline(self.library, query, seen, limit)
        return replace(told, notices=tuple(self._notices(seen.findings, told.sources, ())))

    def changes(
        self,
        given: str | Mapping[str, Any],
        since: date | str | None = None,
        until: date | str | None = None,
        limit: int = 20,
    ) -> Changes:
        """What became known about a subject from `since` to `until`, both included: new documents, versions and states of acts.

        Args:
            given: as for `invoke`; its own `since` and `until` count where the arguments are left out.
            since: the first day.
            until: the last day; the as-of day, or today, by default and at most.
            limit: the most of each.

        Raises:
            ConfigError: the input is malformed, or no first day is given.
        """
        named = {name: day for name, day in (("since", since), ("until", until)) if day}
        ask = QuestionInput.of(
            {**({"question": given} if isinstance(given, str) else given), **named}
        )
        query = self._subject(ask)
        window = known_between(ask.since, ask.until, query.today)
        query = replace(query, scope=replace(query.scope, as_of=window.end, window=window))
        everything, recent = self._survey(without_date_filter(query)), self._survey(query)
        told = build_changes(
            self.library, without_date_filter(query), everything, recent, window, limit
        )
        return replace(told, notices=tuple(self._notices(everything.findings, told.sources, ())))

    def _subject(self, ask: QuestionInput) -> Query:
        return subject(
            understand(
                ask.question,
                self.settings.day,
                ask.scope,
                ask.history,
                ask.previous_answer,
                ask.ignore_time,
            ),
            ask.history,
        )

    def _survey(self, query: Query) -> Survey:
        return survey(self.library, self.index, self.embedder, query)

    def close(self) -> None:
        """Give up the index, so that another process can own it."""
        self.index.close()

    @property
    def engine(self) -> Engine:
        """Who writes the answers, and why."""
        return self._engine("none")

    def _engine(self, dense: str) -> Engine:
        return Engine(
            "model" if self._model else "quotes",
            self._model.name if self._model else None,
            None,
            self._choice.reason,
            dense,
        )

    def _answer(self, given: str | Mapping[str, Any]) -> Answer:
        for event in self._events(QuestionInput.of(given)):
            if isinstance(event, AnswerReady):
                return event.answer
        raise DatelineError("the chain ended without an answer")

    def _understood(self, ask: QuestionInput, turn: AnswerBuilder) -> Query:
        """The query; what may lean on the conversation is made to stand alone by the model, by rules where it cannot."""
        query = understand(
            ask.question,
            self.settings.day,
            ask.scope,
            ask.history,
            ask.previous_answer,
            ask.ignore_time,
        )
        if self._model and ask.history and may_lean(ask.question):
            text = rewrite_followup(
                ask.question,
                ask.history,
                ask.previous_answer,
                self._model,
                self.settings.llm_timeout_seconds,
                turn.usage,
            )
            return replace(query, text=text or query.text)
        return query

    def _events(self, ask: QuestionInput) -> Iterator[Event]:
        turn = AnswerBuilder()
        findings = self.find(ask, turn)
        period = self.library.catalogue.period()
        if told := answer_status_question(self.library, findings.query):
            outcome = Outcome(
                "not_enough" if told.refusal else None, told.findings(findings), list(told.quotes)
            )
        else:
            parts = [self.find(part, turn) for part in split_question(ask, self.settings.day)]
            outcome = assess_parts(
                findings,
                parts,
                self.settings.passages,
                self.settings.quotes,
                period[1] if period else None,
            )
        reason, findings, quotes, unanswered = outcome
        if reason:
            turn.notices += self._notices(findings, (), ())
            message = (
                told.refusal
                if told
                else absent(self.library, findings.query)
                or self._message(reason, findings.query.scope.as_of)
            )
            abstention = Abstention(reason, message, nearest(findings.passages))
            yield AnswerReady(turn.answer(findings, self._engine(findings.dense), abstention))
            return
        remarks = told.remarks if told else replaced(self.library, quotes, findings.query)
        if not told:
            first = leading(remarks)
            findings = findings.led_by(first)
            quotes = list(
                {(item.passage.document_id, item.span): item for item in [*first, *quotes]}.values()
            )
        yield SourcesFound(findings.passages, self._engine(findings.dense))
        yield from (turn.quote(item) for item in quotes)
        turn.notices += [*unanswered, *(turn.remark(remark) for remark in remarks)]
        turn.notices += self._notices(
            findings, turn.sources.values(), [statement.text for statement in turn.statements]
        )
        if self._model:
            yield from self._drafted(self._model, findings, turn)
        yield from (NoticeRaised(notice) for notice in turn.notices)
        yield AnswerReady(turn.answer(findings, self._engine(findings.dense)))

    def _drafted(self, model: Opened, findings: Findings, turn: AnswerBuilder) -> Iterator[Event]:
        """Stream the model's statements, each verified; a failure becomes a notice."""
        text = stream_text(
            model.chat,
            messages(findings.query, findings.passages),
            self.settings.llm_timeout_seconds,
            turn.usage,
        )
        pieces = sentence_stream(text)
        failures = 0
        try:
            while True:
                with turn.timed("draft"):
                    piece = next(pieces, None)
                if piece is None or NO_ANSWER in piece:
                    break
                with turn.timed("verify"):
                    verdict = verify(piece, findings.passages)
                if verdict.why:
                    failures += 1
                    yield StatementWithheld(withheld(verdict))
                else:
                    yield turn.state(verdict, findings.passages)
        except ModelError as error:
            turn.notices.append(
                Notice(
                    "model_failed",
                    f"The model {model.name} failed: {error}. The quotes stand on their own.",
                )
            )
        finally:
            text.close()  # stops the provider's call
        if failures:
            count = (
                "1 drafted sentence was" if failures == 1 else f"{failures} drafted sentences were"
            )
            turn.notices.append(
                Notice(
                    "withheld",
                    f"{count} withheld because the sources do not back {'it' if failures == 1 else 'them'}.",
                )
            )

    def _notices(
        self, findings: Findings, cited: Collection[Source], quotes: Sequence[str]
    ) -> list[Notice]:
        notices = []
        read = (
            {source.document_id for source in cited}
            if self._model is None
            else {passage.document_id for passage in findings.passages}
        )
        suspicious = dict.fromkeys(
            f"“{passage.title}”"
            for passage in findings.passages
            if passage.suspicious and passage.document_id in read
        )
        if suspicious:
            message = "A source holds text that speaks to an assistant instead of a reader; it was ignored"
            notices.append(Notice("suspicious_text", f"{message}: {'; '.join(suspicious)}."))
        if findings.query.unclear:
            words_ = ", ".join(f"“{phrase}”" for phrase in findings.query.unclear)
            message = f"No one time could be read from {words_}, so it restricts nothing; write a day as 2025-10-31."
            notices.append(Notice("unclear_time", message))
        if self.library.is_busy():
            notices.append(
                Notice(
                    "incomplete_index",
                    "Documents are being read just now; what is not in yet was not searched.",
                )
            )
        if missing := self.index.missing():
            message = f"{missing:,} of the passages have no vector of this model yet; those were searched by their words only."
            notices.append(Notice("incomplete_index", message))
        if ended := _ended(quotes, findings.query.today):
            message = f"A quote speaks of a time until {ended}, which is over on {findings.query.today}; it does not say what came after."
            notices.append(Notice("old_evidence", message))
        newest = max((source.published for source in cited if source.published), default=None)
        age = (findings.query.today - newest).days if newest else 0
        if findings.query.latest and age > OLD_DAYS:
            notices.append(
                Notice(
                    "old_evidence",
                    f"The newest source is of {newest}, {age} days before {findings.query.today}.",
                )
            )
        return notices

    def _message(self, reason: AbstentionReason, as_of: date | None) -> str:
        message = _MESSAGES[reason]
        if reason != "outside_dates":
            return message
        period = self.library.catalogue.period(as_of)
        if period is None:
            return f"{message}; {f'none of its documents was published by {as_of}' if as_of else 'none of its documents has a date'}."
        return f"{message}; its documents were published from {period[0]} to {period[1]}."


class DatelineRetriever(BaseRetriever):
    """Hybrid retrieval as a LangChain retriever: one document a passage, offsets and date in its metadata."""

    chain: Any

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        findings = self.chain.find(QuestionInput.of(query))
        return [
            LangChainDocument(
                page_content=without_commands(passage.text),
                id=passage.chunk_id,
                metadata={
                    "chunk_id": passage.chunk_id, "document_id": passage.document_id, "start": passage.span.start, "end": passage.span.end,
                    "score": passage.score, "title": passage.title, "publisher": passage.publisher, "kind": passage.kind, "url": passage.url,
                    "published": passage.published.isoformat() if passage.published else None, "heading": passage.heading,
                    "date_source": passage.date_source,
                    "suspicious": passage.suspicious,
                },
            )
            for passage in findings.passages
        ]  # fmt: skip


def open_chain(
    home: Path | str | None = None, llm: str | None = None, **overrides: Any
) -> DatelineChain:
    """Open the library and give the chain over it.

    Args:
        home: the folder `RAG_HOME`; from the settings by default.
        llm: who writes answers, as in `RAG_LLM`.
        overrides: other fields of `rag.settings.Settings`.

    Raises:
        ConfigError: a setting is unknown or ill-typed.
        LibraryError: the library cannot be opened.
        ModelError: the language model asked for by name cannot be opened.
    """
    settings = load_settings(home=Path(home) if home else None, llm=llm, **overrides)
    library = Library(settings.home / "library.sqlite3")
    wanted = open_embedder(settings.embedding_model)
    embedder = serving(library, wanted)
    choice = choose(settings.llm)
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    model = (
        None
        if choice.spec == "quotes"
        else open_model(choice.spec, settings.llm_timeout_seconds, key)
    )
    index = VectorIndex(library, embedder.name, settings.home / "index")
    return DatelineChain(
        library, index, embedder, settings, model, choice, outdated(library, wanted).sentence
    )


def _ended(quotes: Sequence[str], today: date) -> date | None:
    """The latest day that a quote says something lasts until, when it has passed."""
    ends = [
        day
        for quote in quotes
        for match in _UNTIL.finditer(quote)
        for day in find_days(match.group())
    ]
    return max((day for day in ends if day < today), default=None)
