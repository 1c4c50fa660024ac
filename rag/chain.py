"""The chain: a LangChain Runnable from a question to an `Answer`.

Understand, retrieve, rank sentences; then refuse, or quote, draft and check. `events` yields each
step as it is there.
"""

from __future__ import annotations

import weakref
from collections.abc import AsyncIterator, Generator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from langchain_core.callbacks import dispatch_custom_event
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import (
    ensure_config,
    get_callback_manager_for_config,
    patch_config,
    run_in_executor,
)
from pydantic import BaseModel

from rag.answer.answering import Answerer, Find
from rag.answer.checking import Checker, open_checker
from rag.errors import DatelineError
from rag.evidence.find import Finder, Timer
from rag.evidence.survey import survey, without_date_filter, without_period
from rag.ingest.reprocess import outdated, serving
from rag.models.chat import ModelChoice, OpenedModel, choose, open_model
from rag.models.embeddings import Embedder, open_embedder
from rag.models.metering import Meter
from rag.models.reader import open_reader
from rag.query.input import QuestionInput, check_count
from rag.reports import build_changes, build_timeline, known_between
from rag.reports.changes import Changes
from rag.reports.timeline import Timeline
from rag.retrieval.rerank import CrossEncoderReranker
from rag.retriever import DatelineRetriever, as_documents
from rag.schema import Answer, AnswerReady, Engine, Event, Findings, Question
from rag.settings import Settings, load_settings
from rag.storage import Library
from rag.storage.dense.index import VectorIndex, open_index


class DatelineChain(Runnable[Any, Answer]):
    """A Runnable that answers a question from the library with an `Answer`.

    Its input is a question, a mapping of the fields of `QuestionInput`, `{"input": …}`, or
    messages. Build it with `open_chain`, close it or use it in a `with` block; it is safe to share
    between threads. `outdated` says in one sentence what was made by an older reader, chunking or
    model when it was opened; "" when nothing was.
    """

    name: str | None = "dateline"

    def __init__(
        self,
        library: Library,
        index: VectorIndex,
        embedder: Embedder,
        settings: Settings,
        model: OpenedModel | None,
        choice: ModelChoice,
        outdated: str = "",
        checker: Checker | None = None,
    ) -> None:
        self.library = library
        self.index = index
        self.embedder = embedder
        self.settings = settings
        self.outdated = outdated
        # A chain that nobody closed gives its share of the index up when it is gone.
        self._release = weakref.finalize(self, index.close)
        self._release.atexit = False
        reranker = CrossEncoderReranker(settings.reranker) if settings.reranker else None
        reader = open_reader(settings.reader) if settings.reader else None
        self._finder = Finder(library, index, embedder, settings.passages, reranker, reader)
        self._new_meter = partial(Meter, settings.limits, library.spending)
        self._answerer = Answerer(
            self._finder,
            model,
            choice.reason,
            settings.quotes,
            settings.llm_timeout_seconds,
            self._new_meter,
            checker,
        )

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answer one question.

        Raises:
            ConfigError: the input is malformed.
        """
        answer = None
        for event in self.events(input, config):
            if isinstance(event, AnswerReady):
                answer = event.answer
        return _whole(answer)

    async def ainvoke(
        self, input: Any, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Answer:
        """Answer one question; when it is cancelled, so is the call of the model."""
        answer = None
        async for event in self.aevents(input, config):
            if isinstance(event, AnswerReady):
                answer = event.answer
        return _whole(answer)

    def events(self, input: Any, config: RunnableConfig | None = None) -> Generator[Event]:
        """Yield typed events (`SourcesFound`, `QuoteFound`, `StatementReady`, …).

        The last is `AnswerReady`. Each is dispatched as a custom event to the callbacks of
        `config` too, by its name.

        Raises:
            ConfigError: the input is malformed.
        """
        return self._events(input, config, self._new_meter())

    def _events(self, input: Any, config: RunnableConfig | None, meter: Meter) -> Generator[Event]:
        config = ensure_config(config)
        manager = get_callback_manager_for_config(config)
        name = config.get("run_name") or self.get_name()
        run = manager.on_chain_start(None, input, name=name, run_id=config.pop("run_id", None))
        child = patch_config(config, callbacks=run.get_child())
        answer = None
        try:
            given = QuestionInput.of(input)
            find = _traced(self._finder, child)
            for event in self._answerer.events(given, self.settings.day, find, child, meter):
                dispatch_custom_event(event.name, event.to_dict(), config=child)
                if isinstance(event, AnswerReady):
                    answer = event.answer
                yield event
        except GeneratorExit:  # the reader has left
            run.on_chain_end(answer)
            raise
        except BaseException as error:
            run.on_chain_error(error)
            raise
        run.on_chain_end(answer)

    async def aevents(
        self, input: Any, config: RunnableConfig | None = None
    ) -> AsyncIterator[Event]:
        """Yield the same events as `events`; when it is left, the call of the model ends."""
        meter = self._new_meter()
        events = self._events(input, config, meter)
        try:
            while (event := await run_in_executor(config, next, events, None)) is not None:
                yield event
        finally:
            meter.cancel()
            with suppress(ValueError):  # it runs in its thread, where it ends now
                await run_in_executor(config, events.close)

    def find(
        self, given: QuestionInput | str | Mapping[str, Any], limit: int | None = None
    ) -> Findings:
        """Understand and retrieve: everything before a word of the answer is chosen."""
        question = self._answerer.understand(QuestionInput.of(given), self.settings.day)
        return self._finder.find(question, limit)

    @property
    def retriever(self) -> DatelineRetriever:
        """Return the retrieval half as a LangChain retriever, for other chains."""
        return DatelineRetriever(chain=self)

    def timeline(self, given: Any, limit: int = 20) -> Timeline:
        """Return the dated events of a subject, each a verbatim quote.

        `since` and `until` are days of the events.

        Args:
            given: as for `invoke`.
            limit: the most rows; the best on the subject are kept.

        Raises:
            ConfigError: the input is malformed.
        """
        check_count("limit", limit)
        question = self._subject(QuestionInput.of(given))
        found = survey(self._finder, without_date_filter(question))
        timeline = build_timeline(self.library, question, found, limit)
        notices = self._answerer.notices(found.findings, timeline.sources, ())
        return replace(timeline, notices=tuple(notices))

    def changes(
        self,
        given: Any,
        since: date | str | None = None,
        until: date | str | None = None,
        limit: int = 20,
    ) -> Changes:
        """Return what became known about a subject from `since` to `until`, both included.

        That is new documents, new versions, and acts whose state changed.

        Args:
            given: as for `invoke`; its own `since` and `until` count where the arguments are left
                out.
            since: the first day.
            until: the last day; the as-of day, or today, by default and at most.
            limit: the most of each.

        Raises:
            ConfigError: the input is malformed, or no first day is given.
        """
        check_count("limit", limit)
        fields = QuestionInput.of(given).model_dump()
        days = {name: day for name, day in (("since", since), ("until", until)) if day}
        asked = QuestionInput.of(fields | days)
        question = self._subject(asked)
        window = known_between(asked.since, asked.until, question.today)
        scope = replace(question.scope, as_of=window.end, window=window)
        question = replace(question, scope=scope)
        whole = without_date_filter(question)
        everything, recent = survey(self._finder, whole), survey(self._finder, question)
        changes = build_changes(self.library, whole, everything, recent, window, limit)
        notices = self._answerer.notices(everything.findings, changes.sources, ())
        return replace(changes, notices=tuple(notices))

    @property
    def engine(self) -> Engine:
        """Return who writes the answers, and why."""
        return self._answerer.engine()

    def get_input_schema(self, config: RunnableConfig | None = None) -> type[BaseModel]:
        """Return the fields of a question, as tools and servers ask for them."""
        return QuestionInput

    @property
    def OutputType(self) -> type[Answer]:
        """Return the type of what `invoke` returns."""
        return Answer

    def close(self) -> None:
        """Give up the index, so that another process can own it; a second call does nothing."""
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _subject(self, given: QuestionInput) -> Question:
        question = self._answerer.understand(given, self.settings.day)
        return without_period(question, given.history)


def _whole(answer: Answer | None) -> Answer:
    if answer is None:
        raise DatelineError("the chain ended without an answer")
    return answer


def _traced(finder: Finder, config: RunnableConfig) -> Find:
    """Return `Finder.find` as a child run of the chain's."""

    def find(question: Question, timed: Timer) -> Findings:
        manager = get_callback_manager_for_config(config)
        run = manager.on_retriever_start(None, question.text, name="dateline_retriever")
        try:
            findings = finder.find(question, timed=timed)
        except Exception as error:
            run.on_retriever_error(error)
            raise
        run.on_retriever_end(as_documents(findings))
        return findings

    return find


def open_chain(
    home: Path | str | None = None, llm: str | None = None, **overrides: Any
) -> DatelineChain:
    """Open the library and return the chain over it.

    Args:
        home: the folder `RAG_HOME`; from the settings by default.
        llm: who writes answers, as in `RAG_LLM`.
        overrides: other fields of `rag.settings.Settings`.

    Raises:
        ConfigError: a setting is unknown or ill-typed.
        LibraryError: the library cannot be opened.
        ModelError: the language model or the checker asked for by name cannot be opened.
    """
    settings = load_settings(home=Path(home) if home else None, llm=llm, **overrides)
    library = Library(settings.home / "library.sqlite3")
    wanted = open_embedder(settings.embedding_model)
    embedder = serving(library, wanted)
    choice = choose(settings.llm)
    model = checker = None
    if choice.spec != "quotes":
        key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
        longest = settings.limits.output
        model = open_model(choice.spec, settings.llm_timeout_seconds, key, longest)
        checker = open_checker(settings.checker, model, settings.llm_timeout_seconds, key)
    index = open_index(library, embedder.name, settings.home / "index")
    reason = outdated(library, wanted).sentence
    if reason and library.is_busy():  # an ingest that runs makes it anew
        reason = ""
    return DatelineChain(library, index, embedder, settings, model, choice, reason, checker)
