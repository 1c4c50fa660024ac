"""An embedder that counts words: no weights, and every vector can be worked out by hand."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from rag.language.tokens import stem, words
from rag.models.embeddings.protocol import EmbeddedText, Vectors


class WordCountEmbedder:
    """Counts word stems: each adds 1 at `crc32(stem) % dimensions`; vectors have length 1.

    It needs no weights and can be worked out by hand, which is what tests and crash trials want;
    `RAG_EMBEDDING_MODEL=words`.
    """

    def __init__(self, dimensions: int = 256) -> None:
        self.name = f"words-{dimensions}"
        self._dimensions = dimensions

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, float32 of shape (n, dimensions); zero for a text without words."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in words(text):
                row[zlib.crc32(stem(word).encode()) % self.dimensions] += 1
            row /= np.linalg.norm(row) or 1
        return vectors

    def embed_question(self, text: str) -> Vectors:
        """Return what `embed` does of one text."""
        return np.asarray(self.embed([text])[0], np.float32)

    def embed_words(self, texts: Sequence[str]) -> list[EmbeddedText]:
        """Return texts without their words.

        Counting knows of no word that is like another, and two may fall on one dimension.
        """
        return [
            EmbeddedText(vector, (), np.zeros((0, self.dimensions), np.float32))
            for vector in self.embed(texts)
        ]
