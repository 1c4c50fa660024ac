"""An embedder that counts words: no weights, and every vector can be worked out by hand."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from rag.language.sentences import sentences
from rag.language.tokens import stem, words
from rag.models.embeddings.protocol import ChunkText, EmbeddedChunk, EmbeddedText, Vectors


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

    @property
    def reads_english_only(self) -> bool:
        """Whether it cannot count in other languages: it can."""
        return False

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, float32 of shape (n, dimensions); zero for a text without words."""
        return _counted(texts, self.dimensions)

    def embed_question(self, text: str) -> Vectors:
        """Return what `embed` does of one text."""
        return np.asarray(self.embed([text])[0], np.float32)

    def embed_question_words(self, text: str) -> EmbeddedText:
        """Return what `embed_words` does of one text."""
        return self.embed_words([text])[0]

    def embed_words(self, texts: Sequence[str]) -> list[EmbeddedText]:
        """Return texts without their words.

        Counting knows of no word that is like another, and two may fall on one dimension.
        """
        return [
            EmbeddedText(vector, (), np.zeros((0, self.dimensions), np.float32))
            for vector in self.embed(texts)
        ]

    def embed_chunks(self, chunks: Sequence[ChunkText]) -> list[EmbeddedChunk]:
        """Return chunks with their sentences, counted one by one, and without their words."""
        vectors = self.embed([chunk.embedded for chunk in chunks])
        return [self._read(chunk, vector) for chunk, vector in zip(chunks, vectors, strict=True)]

    def _read(self, chunk: ChunkText, vector: Vectors) -> EmbeddedChunk:
        spans = sentences(chunk.text)
        counted = _counted([span.of(chunk.text) for span in spans], self.dimensions)
        no_words = np.zeros((0, self.dimensions), np.float32)
        return EmbeddedChunk(vector, tuple(spans), counted, (), no_words)


def _counted(texts: Sequence[str], dimensions: int) -> Vectors:
    vectors = np.zeros((len(texts), dimensions), np.float32)
    for row, text in zip(vectors, texts, strict=True):
        for word in words(text):
            row[zlib.crc32(stem(word).encode()) % dimensions] += 1
        row /= np.linalg.norm(row) or 1
    return vectors
