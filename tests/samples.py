"""Documents that tests build by hand, and a chat model that says what it is told to say."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from rag.chain import DatelineChain
from rag.ingest.pipeline import DocumentReport, store
from rag.models.chat import ModelChoice
from rag.models.embeddings import Embedder, WordCountEmbedder
from rag.query.understand import understand
from rag.schema import Dating, Document, Kind, Passage, Question, Scope, Span
from rag.settings import load_settings
from rag.storage import Library
from rag.storage.dense.index import VectorIndex


def document(
    key: str,
    text: str,
    title: str = "A title",
    day: str | None = "2025-10-31",
    publisher: str | None = "The Daily",
    kind: Kind = "news",
    url: str | None = None,
) -> Document:
    """A document as reading would give it; `day` is its date of publication."""
    published = Dating(date.fromisoformat(day), "meta", day) if day else None
    return Document(
        key=key,
        origin=key,
        source_hash=f"hash of {text}",
        title=title,
        text=text,
        kind=kind,
        publisher=publisher,
        published=published,
        url=url,
    )


def put(library: Library, embedder: Embedder, *documents: Document) -> list[DocumentReport]:
    """Store documents as ingest does."""
    with library.writing():
        return store(documents, library, embedder)


@contextmanager
def quoting_chain(library: Library) -> Iterator[DatelineChain]:
    """A chain without a language model over counted words, asked on New Year's Day of 2026."""
    index = VectorIndex(library, WordCountEmbedder().name, library.path.parent / "index")
    settings = load_settings(embedding_model="words", today=date(2026, 1, 1))
    yield DatelineChain(
        library, index, WordCountEmbedder(), settings, None, ModelChoice("quotes", "for the test")
    )
    index.close()


def passage(
    text: str,
    title: str = "A title",
    day: str | None = "2025-10-31",
    number: int = 1,
    start: int = 0,
) -> Passage:
    """A passage that begins at `start` of its document."""
    return Passage(
        f"chunk-{number}",
        f"document-{number}",
        text,
        Span(start, start + len(text)),
        1.0,
        title,
        "The Daily",
        date.fromisoformat(day) if day else None,
        "meta",
        None,
        None,
        "news",
        similarity=0.9,
    )


def question(text: str, scope: Scope = Scope(), today: date = date(2026, 1, 1)) -> Question:
    """A question as it is understood on New Year's Day of 2026; its times restrict nothing."""
    return understand(text, today, scope, ignore_time=True)


class SayingModel(BaseChatModel):
    """Streams `pieces`, then raises `error` when there is one."""

    pieces: Sequence[str] = ()
    error: Any = None

    @property
    def _llm_type(self) -> str:
        return "saying"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage("".join(self.pieces)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for piece in self.pieces:
            yield ChatGenerationChunk(message=AIMessageChunk(piece))
        counts = UsageMetadata(input_tokens=20, output_tokens=10, total_tokens=30)
        metadata = {"model_name": "saying"}
        last = AIMessageChunk("", usage_metadata=counts, response_metadata=metadata)
        yield ChatGenerationChunk(message=last)
        if self.error:
            raise self.error
