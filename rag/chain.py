"""The chain: a LangChain Runnable from a question to an `Answer`. The only module that knows all the others.

understand -> retrieve -> evidence -> (refuse | quote, draft, verify) -> Answer; `stream` yields each step's result as it is there.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import run_in_executor
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.config import Settings, load_settings
from rag.draft import NO_ANSWER, messages, sentence_stream
from rag.embed import Embedder, open_embedder
from rag.errors import ConfigError, DatelineError, ModelError
from rag.evidence import coverage, find_evidence
from rag.index import VectorIndex
from rag.library import Library
from rag.model import Choice, Opened, choose, open_model, stream_text
from rag.question import periods_in, understand
from rag.retrieve import retrieve
from rag.schema import (
    Abstention,
    AbstentionReason,
    Answer,
    AnswerReady,
    Citation,
    Engine,
    Event,
    Evidence,
    Kind,
    Notice,
    NoticeRaised,
    Passage,
    Query,
    QuoteFound,
    Scope,
    Source,
    SourcesFound,
    Statement,
    StatementReady,
    StatementWithheld,
    Window,
)  # fmt: skip
from rag.text import words
from rag.verify import Verdict, verify, withheld

# A question is about the collection when a passage is this near to it, or when the best one holds this share of its words. Off-topic
# questions on the sample collection stay below .35, all others lie above .53.
MIN_SIMILARITY = 0.42
MIN_COVERAGE = 0.75
# The best sentence answers when its score and its cosine add up to this. Refuses 5 % of the answerable and 12 % of the unanswerable
# questions of squad2 (near misses), 6 % and 50 % of clapnq's, gold passage given (evals/README.md).
MIN_ANSWERABILITY = 0.88
# Quotes after the first must come this close to it.
QUOTE_SHARE = 0.65
# A question for the latest is told when its newest source is older than this.
OLD_DAYS = 180
_NEAREST = 3
_MESSAGES: dict[AbstentionReason, str] = {
    "nothing_found": "Nothing in this collection is about that.",
    "not_enough": "The collection touches on this, but no passage answers the question.",
    "outside_dates": "The collection has nothing from or about that period",
}


class Ask(BaseModel):
    """What the chain takes when it is not a plain question string."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1)
    history: list[str] = []
    as_of: date | None = None
    since: date | None = None
    until: date | None = None
    publishers: list[str] = []
    kinds: list[Kind] = []

    @classmethod
    def of(cls, given: str | Mapping[str, Any]) -> Ask:
        """Check what was given.

        Raises:
            ConfigError: a field is unknown, missing or of the wrong kind; or the dates contradict each other.
        """
        try:
            ask = cls.model_validate({"question": given} if isinstance(given, str) else dict(given))
        except ValidationError as error:
            raise ConfigError(
                "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}, got {item['input']!r}" for item in error.errors())
            ) from None
        if not words(ask.question):
            raise ConfigError(f"question: it has no words, got {ask.question!r}")
        if ask.since and ask.until and ask.since > ask.until:
            raise ConfigError(f"since {ask.since} lies after until {ask.until}")
        return ask

    @property
    def scope(self) -> Scope:
        """What the reader restricts the question to."""
        return Scope(self.as_of, Window(self.since, self.until), tuple(self.publishers), tuple(self.kinds))


@dataclass
class Numbering:
    """Source numbers of one answer: from 1, in order of first use, never changed."""

    sources: dict[str, Source] = field(default_factory=dict)

    def of(self, passage: Passage) -> Source:
        """The numbered source of a passage."""
        if passage.document_id not in self.sources:
            self.sources[passage.document_id] = Source.of(len(self.sources) + 1, passage)
        return self.sources[passage.document_id]


@dataclass
class Clock:
    """Milliseconds spent in each step."""

    spent: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add the time inside to a step."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.spent[name] = self.spent.get(name, 0) + round((time.perf_counter() - started) * 1000)


@dataclass(frozen=True)
class Findings:
    """What retrieval and evidence gave for one question."""

    query: Query
    passages: tuple[Passage, ...]
    evidence: tuple[Evidence, ...]
    rarity: Mapping[str, float]
    engine: Engine

    def within(self, chunk_ids: Iterable[str]) -> Findings:
        """Only the passages and the evidence of some chunks."""
        kept = set(chunk_ids)
        return replace(
            self,
            passages=tuple(passage for passage in self.passages if passage.chunk_id in kept),
            evidence=tuple(item for item in self.evidence if item.passage.chunk_id in kept),
        )


class DatelineChain(Runnable[Any, Answer]):
    """A Runnable over a question string, or a mapping of the fields of `Ask`, that gives an `Answer`.

    Build it with `open_chain`. It is safe to share between threads.
    """

    def __init__(
        self, library: Library, index: VectorIndex, embedder: Embedder, settings: Settings, model: Opened | None, choice: Choice
    ) -> None:
        self.library = library
        self.index = index
        self.embedder = embedder
        self.settings = settings
        self._model = model
        self._choice = choice

    @property
    def retriever(self) -> DatelineRetriever:
        """The retrieval half as a LangChain retriever, for other chains."""
        return DatelineRetriever(chain=self)

    def invoke(self, input: str | Mapping[str, Any], config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: ANN401 - LangChain's signature
        """Answer one question.

        Raises:
            ConfigError: the input is malformed.
        """
        return self._call_with_config(self._answer, input, config)

    def stream(self, input: str | Mapping[str, Any], config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Event]:  # type: ignore[override]  # noqa: ANN401
        """Yield typed events (`SourcesFound`, `QuoteFound`, `StatementReady`, …); the last is `AnswerReady`."""
        yield from self._events(Ask.of(input))

    async def astream(self, input: str | Mapping[str, Any], config: RunnableConfig | None = None, **kwargs: Any) -> AsyncIterator[Event]:  # type: ignore[override]  # noqa: ANN401
        """As `stream`."""
        events = self._events(Ask.of(input))
        while (event := await run_in_executor(None, next, events, None)) is not None:
            yield event

    def find(self, ask: Ask, limit: int | None = None, clock: Clock | None = None) -> Findings:
        """Understand and retrieve: everything before a word of the answer is chosen."""
        clock = clock or Clock()
        with clock.step("understand"):
            query = understand(ask.question, self.settings.day, ask.scope, ask.history)
        with clock.step("retrieve"):
            depth = (limit or self.settings.passages) * (3 if query.mentioned else 1)
            found, dense = retrieve(self.library, self.index, self.embedder, query, depth)
        with clock.step("evidence"):
            rarity = self.library.rarity(words(query.text))
            evidence = find_evidence(query.text, found, self.embedder.embed_question(query.text), self.embedder.embed, rarity)
        return Findings(query, tuple(found), tuple(evidence), rarity, self._engine(dense))

    def close(self) -> None:
        """Give up the index, so that another process can own it."""
        self.index.close()

    @property
    def engine(self) -> Engine:
        """Who writes the answers, and why."""
        return self._engine("none")

    def _engine(self, dense: str) -> Engine:
        return Engine("model" if self._model else "quotes", self._model.name if self._model else None, None, self._choice.reason, dense)

    def _answer(self, given: str | Mapping[str, Any]) -> Answer:
        for event in self._events(Ask.of(given)):
            if isinstance(event, AnswerReady):
                return event.answer
        raise DatelineError("the chain ended without an answer")

    def _events(self, ask: Ask) -> Iterator[Event]:
        clock = Clock()
        findings = self.find(ask, clock=clock)
        reason, findings = decide(findings, self.settings.passages)
        draft = Answer(
            question=ask.question,
            as_of=findings.query.scope.as_of,
            window=findings.query.scope.window or findings.query.mentioned,
            passages=findings.passages,
            engine=findings.engine,
        )
        if reason:
            abstention = Abstention(reason, self._message(reason), _nearest(findings.passages))
            yield AnswerReady(
                replace(
                    draft,
                    abstention=abstention,
                    notices=tuple(self._notices(findings, ())),
                    engine=replace(draft.engine, drafter="quotes"),
                    timings_ms=clock.spent,
                )
            )
            return
        yield SourcesFound(draft.passages, draft.engine)
        numbering = Numbering()
        statements = []
        for item in quotable(findings, self.settings.quotes):
            statement = _quoted(item, numbering)
            statements.append(statement)
            yield QuoteFound(statement.citations[0], numbering.of(item.passage))
        notices = self._notices(findings, numbering.sources.values())
        if self._model:
            yield from self._drafted(findings.query, draft.passages, numbering, statements, notices, draft_engine := _Usage({}), clock)
            draft = replace(draft, engine=replace(draft.engine, usage=draft_engine.counts or None))
        yield from (NoticeRaised(notice) for notice in notices)
        yield AnswerReady(
            replace(
                draft,
                statements=tuple(statements),
                sources=tuple(numbering.sources.values()),
                notices=tuple(notices),
                timings_ms=clock.spent,
            )
        )

    def _drafted(
        self,
        query: Query,
        passages: Sequence[Passage],
        numbering: Numbering,
        statements: list[Statement],
        notices: list[Notice],
        usage: _Usage,
        clock: Clock,
    ) -> Iterator[Event]:
        """Stream the model's statements, each verified; what fails is appended to `notices`."""
        assert self._model is not None
        failures = 0
        pieces = sentence_stream(stream_text(self._model.chat, messages(query, passages), self.settings.llm_timeout_seconds, usage.counts))
        try:
            while True:
                with clock.step("draft"):
                    piece = next(pieces, None)
                if piece is None or NO_ANSWER in piece:
                    break
                with clock.step("verify"):
                    verdict = verify(piece, passages)
                if verdict.why:
                    failures += 1
                    yield StatementWithheld(withheld(verdict))
                    continue
                statement = _verified(verdict, passages, numbering)
                statements.append(statement)
                yield StatementReady(statement, tuple(numbering.of(passages[item.number - 1]) for item in verdict.support))
        except ModelError as error:
            notices.append(Notice("model_failed", f"The model {self._model.name} failed: {error}. The quotes stand on their own."))
        finally:
            pieces.close()  # type: ignore[attr-defined]  # a generator: closing it stops the provider's call
        if failures:
            notices.append(
                Notice(
                    "withheld",
                    f"{failures} drafted {'sentence was' if failures == 1 else 'sentences were'} withheld because the sources do not back {'it' if failures == 1 else 'them'}.",
                )
            )

    def _notices(self, findings: Findings, cited: Iterable[Source]) -> list[Notice]:
        notices = []
        suspicious = dict.fromkeys(f"“{passage.title}”" for passage in findings.passages if passage.suspicious)
        if suspicious:
            message = "A source holds text that speaks to an assistant instead of a reader; it was ignored"
            notices.append(Notice("suspicious_text", f"{message}: {'; '.join(suspicious)}."))
        if self.library.is_busy():
            notices.append(Notice("incomplete_index", "Documents are being read just now; what is not in yet was not searched."))
        if missing := self.index.missing():
            message = f"{missing:,} passages have no vector of this model yet and were searched by their words only."
            notices.append(Notice("incomplete_index", message))
        newest = max((source.published for source in cited if source.published), default=None)
        age = (findings.query.today - newest).days if newest else 0
        if findings.query.latest and age > OLD_DAYS:
            notices.append(Notice("old_evidence", f"The newest source is of {newest}, {age} days before {findings.query.today}."))
        return notices

    def _message(self, reason: AbstentionReason) -> str:
        message = _MESSAGES[reason]
        if reason != "outside_dates":
            return message
        period = self.library.period()
        return (
            f"{message}; its documents were published from {period[0]} to {period[1]}."
            if period
            else f"{message}; none of its documents has a date."
        )


@dataclass
class _Usage:
    counts: dict[str, int]


class DatelineRetriever(BaseRetriever):
    """Hybrid retrieval as a LangChain retriever: one document a passage, offsets and date in its metadata."""

    chain: Any

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[LangChainDocument]:
        findings = self.chain.find(Ask.of(query))
        return [
            LangChainDocument(
                page_content=passage.text,
                id=passage.chunk_id,
                metadata={
                    "chunk_id": passage.chunk_id, "document_id": passage.document_id, "start": passage.span.start, "end": passage.span.end,
                    "score": passage.score, "title": passage.title, "publisher": passage.publisher, "kind": passage.kind, "url": passage.url,
                    "published": passage.published.isoformat() if passage.published else None, "heading": passage.heading,
                },
            )
            for passage in findings.passages
        ]  # fmt: skip


def open_chain(home: Path | str | None = None, llm: str | None = None, **overrides: Any) -> DatelineChain:  # noqa: ANN401 - any field of Settings
    """Open the library and give the chain over it.

    Args:
        home: the folder `RAG_HOME`; from the settings by default.
        llm: who writes answers, as in `RAG_LLM`.
        overrides: other fields of `rag.config.Settings`.

    Raises:
        ConfigError: a setting is unknown or ill-typed.
        LibraryError: the library cannot be opened.
        ModelError: the language model asked for by name cannot be opened.
    """
    settings = load_settings(home=Path(home) if home else None, llm=llm, **overrides)
    library = Library(settings.home / "library.sqlite3")
    embedder = open_embedder(settings.embedding_model)
    choice = choose(settings.llm)
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    model = None if choice.spec == "quotes" else open_model(choice.spec, settings.llm_timeout_seconds, key)
    return DatelineChain(library, VectorIndex(library, embedder.name, settings.home / "index"), embedder, settings, model, choice)


def decide(findings: Findings, limit: int) -> tuple[AbstentionReason | None, Findings]:
    """Whether to refuse and why; the findings are narrowed to `limit` passages of the period that the question names."""
    if not findings.evidence or not _is_about(findings):
        nothing_in_window = not findings.passages and bool(findings.query.scope)
        return (
            "outside_dates" if nothing_in_window and (findings.query.scope.window or findings.query.scope.as_of) else "nothing_found"
        ), findings
    if findings.query.mentioned:
        inside = [passage.chunk_id for passage in findings.passages if speaks_of(passage, findings.query.mentioned)]
        if not inside:
            return "outside_dates", findings
        findings = findings.within(inside[:limit])
    if not findings.evidence or findings.evidence[0].score + findings.evidence[0].similarity < MIN_ANSWERABILITY:
        return "not_enough", findings
    return None, findings


def speaks_of(passage: Passage, window: Window) -> bool:
    """Whether a passage was published in a period or names a day, month or year of it."""
    if passage.published and window.holds(passage.published):
        return True
    return any(window.overlaps(period) for period in periods_in(f"{passage.title}. {passage.heading}. {passage.text}"))


def quotable(findings: Findings, limit: int) -> list[Evidence]:
    """The evidence to show: the best, then what comes close to it; the newest first when the question asks for the latest."""
    best = findings.evidence[0].score
    close = [item for item in findings.evidence if item.score >= QUOTE_SHARE * best]
    if findings.query.latest:
        floor = [item for item in close if item.score >= 0.85 * best]
        close = sorted(floor, key=lambda item: item.passage.published or date.min, reverse=True)
    return close[:limit]


def _is_about(findings: Findings) -> bool:
    """Whether the best passages are about the question's subject at all."""
    best = findings.evidence[0]
    similarity = max((passage.similarity or 0.0 for passage in findings.passages), default=0.0)
    return similarity >= MIN_SIMILARITY or coverage(findings.query.text, best, findings.rarity) >= MIN_COVERAGE


def _nearest(passages: Sequence[Passage]) -> tuple[Source, ...]:
    distinct = {passage.document_id: passage for passage in reversed(passages)}
    ordered = [passage for passage in passages if distinct[passage.document_id] is passage]
    return tuple(Source.of(n, passage) for n, passage in enumerate(ordered[:_NEAREST], start=1))


def _quoted(item: Evidence, numbering: Numbering) -> Statement:
    source = numbering.of(item.passage)
    return Statement(item.text, "quoted", (Citation(source.n, item.passage.chunk_id, item.passage.document_id, item.text, item.span),))


def _verified(verdict: Verdict, passages: Sequence[Passage], numbering: Numbering) -> Statement:
    citations = []
    for item in verdict.support:
        passage = passages[item.number - 1]
        citations.append(Citation(numbering.of(passage).n, passage.chunk_id, passage.document_id, item.quote, item.span))
    return Statement(verdict.text, "verified", tuple(citations))
