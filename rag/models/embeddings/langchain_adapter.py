"""An `Embedder` as LangChain's `Embeddings`."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from rag.models.embeddings.protocol import Embedder


class LangChainEmbeddings(Embeddings):
    """An `Embedder` as LangChain's `Embeddings`, for chains that are not ours."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text."""
        return [[float(value) for value in row] for row in self.embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return [float(value) for value in self.embedder.embed_question(text)]
