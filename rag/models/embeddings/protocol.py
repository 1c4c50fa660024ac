"""The contract of an embedding model, and how its vectors are keyed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from rag.schema import Span

Vectors = npt.NDArray[np.float32]
DEFAULT_MODEL = "all-MiniLM-L6-v2"


class EmbeddedText(NamedTuple):
    """A text's unit vector, its words, and their unit vectors in context, shape (n, d).

    The words are those of `rag.language.tokens.words`.

    Words behind the model's longest input are left out.
    """

    vector: Vectors
    words: tuple[str, ...]
    vectors: Vectors


class ChunkText(NamedTuple):
    """A chunk and the title of its document, which are embedded together."""

    title: str
    text: str

    @property
    def embedded(self) -> str:
        """Return what the model reads."""
        return embedding_input(self.title, self.text)

    @property
    def key(self) -> str:
        """Return the key of its vector."""
        return vector_key(self.embedded)


class EmbeddedChunk(NamedTuple):
    """A chunk's unit vector, and those of its sentences and words from the same pass.

    `vector` has shape (d,). `spans` are those of the sentences, half-open, in the chunk,
    and `sentences` their unit vectors, shape (len(spans), d). `words` are the stems of words that
    are no stop words, in the order of the text, and `word_vectors` their unit vectors in context,
    shape (len(words), d). What lies behind the model's longest input is left out.
    """

    vector: Vectors
    spans: tuple[Span, ...]
    sentences: Vectors
    words: tuple[str, ...]
    word_vectors: Vectors


class Embedder(Protocol):
    """The contract of an embedding model; `name` keys its vectors in the library."""

    name: str

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    @property
    def reads_english_only(self) -> bool:
        """Whether a text in another language has no vector that says what it means."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of documents, float32 of shape (n, dimensions)."""
        ...

    def embed_question(self, text: str) -> Vectors:
        """Return the unit vector of a question, float32 of shape (dimensions,)."""
        ...

    def embed_question_words(self, text: str) -> EmbeddedText:
        """Return a question with its vector and those of its words, from one pass."""
        ...

    def embed_words(self, texts: Sequence[str]) -> list[EmbeddedText]:
        """Return each text with its vector and those of its words."""
        ...

    def embed_chunks(self, chunks: Sequence[ChunkText]) -> list[EmbeddedChunk]:
        """Return what `embed` gives of each chunk, with the vectors of its sentences and words."""
        ...


def embedding_input(title: str, text: str) -> str:
    """Return what is embedded for a chunk: its document's title, then its text."""
    return f"{title}\n{text}" if title else text


def vector_key(text: str) -> str:
    """Return the key of a text's vector: equal texts share one."""
    return hashlib.sha256(text.encode()).hexdigest()
