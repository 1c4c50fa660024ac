"""An embedder that keeps what it has embedded, for asking many questions on the same texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np

from rag.models.embeddings import ChunkText, EmbeddedChunk, EmbeddedText, Embedder, Vectors

T = TypeVar("T")


class KeepingEmbedder:
    """An embedder in front of another one, which is asked once for each text.

    In half precision a vector depends a little on the texts beside it, so that figures may differ
    by one question from those without it.
    """

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._documents: dict[str, Vectors] = {}
        self._questions: dict[str, Vectors] = {}
        self._texts: dict[str, EmbeddedText] = {}

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._embedder.dimensions

    @property
    def reads_english_only(self) -> bool:
        """Whether the model was made for English."""
        return self._embedder.reads_english_only

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of documents, float32 of shape (n, dimensions)."""
        kept = _completed(self._documents, texts, self._embedder.embed)
        rows = [kept[text] for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), self.dimensions)

    def embed_question(self, text: str) -> Vectors:
        """Return the unit vector of a question, float32 of shape (dimensions,)."""
        if text not in self._questions:
            self._questions[text] = self._embedder.embed_question(text)
        return self._questions[text]

    def embed_question_words(self, text: str) -> EmbeddedText:
        """Return a question with its vector and those of its words."""
        return self._embedder.embed_question_words(text)

    def embed_words(self, texts: Sequence[str]) -> list[EmbeddedText]:
        """Return each text with its vector and those of its words."""
        kept = _completed(self._texts, texts, self._embedder.embed_words)
        return [kept[text] for text in texts]

    def embed_chunks(self, chunks: Sequence[ChunkText]) -> list[EmbeddedChunk]:
        """Return what `embed` gives of each chunk, with the vectors of its sentences and words."""
        return self._embedder.embed_chunks(chunks)


def _completed(
    kept: dict[str, T], texts: Sequence[str], embed: Callable[[list[str]], Iterable[T]]
) -> dict[str, T]:
    """Add what is missing of some texts, each once."""
    missing = [text for text in dict.fromkeys(texts) if text not in kept]
    if missing:
        kept.update(zip(missing, embed(missing), strict=True))
    return kept
