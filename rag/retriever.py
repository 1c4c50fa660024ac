"""The retriever: hybrid retrieval for other LangChain chains, one document a passage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from rag.language.injection import without_commands
from rag.query.input import QuestionInput, check_count
from rag.schema import Findings, Kind, Passage
from rag.schema.json_form import iso


class DatelineRetriever(BaseRetriever):
    """Hybrid retrieval over the library of a chain; get one from `DatelineChain.retriever`.

    Every field but `chain` can be given again with a call: `retriever.invoke("…", k=3,
    as_of="2025-10-31")`.
    """

    chain: Any
    """The `DatelineChain` whose library is searched."""
    k: int | None = None
    """Passages; the chain's own number by default."""
    as_of: date | None = None
    """Nothing published later is found."""
    since: date | None = None
    """First day of publication."""
    until: date | None = None
    """Last day of publication."""
    publishers: Sequence[str] = ()
    """Only documents of these publishers."""
    kinds: Sequence[Kind] = ()
    """Only documents of these kinds."""

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **changed: Any
    ) -> list[Document]:
        """Return the passages for a question, best first.

        Raises:
            ConfigError: an argument is unknown or of the wrong kind.
        """
        k = changed.pop("k", self.k)
        if k is not None:
            check_count("k", k)
        fields = {
            "as_of": self.as_of,
            "since": self.since,
            "until": self.until,
            "publishers": self.publishers,
            "kinds": self.kinds,
        }
        given = QuestionInput.of({"question": query, **fields, **changed})
        return as_documents(self.chain.find(given, k))[:k]


def as_documents(findings: Findings) -> list[Document]:
    """Return the passages found as documents, with offsets, date and score in their metadata."""
    return [_as_document(passage) for passage in findings.passages]


def _as_document(passage: Passage) -> Document:
    metadata = {
        "chunk_id": passage.chunk_id,
        "document_id": passage.document_id,
        "start": passage.span.start,
        "end": passage.span.end,
        "score": passage.score,
        "title": passage.title,
        "publisher": passage.publisher,
        "kind": passage.kind,
        "url": passage.url,
        "published": iso(passage.published),
        "heading": passage.heading,
        "date_source": passage.date_source,
        "suspicious": passage.suspicious,
    }
    text = without_commands(passage.text, passage.above)
    return Document(page_content=text, id=passage.chunk_id, metadata=metadata)
