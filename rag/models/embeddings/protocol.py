"""The contract of an embedding model, and how its vectors are keyed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

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


class Embedder(Protocol):
    """The contract of an embedding model; `name` keys its vectors in the library."""

    name: str

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of documents, float32 of shape (n, dimensions)."""
        ...

    def embed_question(self, text: str) -> Vectors:
        """Return the unit vector of a question, float32 of shape (dimensions,)."""
        ...

    def embed_words(self, texts: Sequence[str]) -> list[EmbeddedText]:
        """Return each text with its vector and those of its words."""
        ...


def embedding_input(title: str, text: str) -> str:
    """Return what is embedded for a chunk: its document's title, then its text."""
    return f"{title}\n{text}" if title else text


def vector_key(text: str) -> str:
    """Return the key of a text's vector: equal texts share one."""
    return hashlib.sha256(text.encode()).hexdigest()
