"""A sentence-transformers model as an `Embedder`."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from rag.models.embeddings.loading import half_precision, load_sentence_transformer
from rag.models.embeddings.protocol import DEFAULT_MODEL, EmbeddedText, Vectors
from rag.models.embeddings.word_vectors import join_tokens

# Questions whose vectors are kept: ranking and evidence ask for the same one.
_QUESTIONS = 16
_LOADING = threading.Lock()


class SentenceTransformerEmbedder:
    """A sentence-transformers model, loaded at its first use; the bundled one from disk only.

    Args:
        name: `all-MiniLM-L6-v2` for the bundled model, or any name or path that
            sentence-transformers takes.

    Raises (at first use):
        ModelError: the model cannot be found or its weights are not the expected ones.
    """

    def __init__(self, name: str = DEFAULT_MODEL, batch_size: int = 32) -> None:
        self.name = name
        self._batch_size = batch_size
        self._lock = threading.Lock()  # two threads must not share a tokenizer
        self._question = lru_cache(maxsize=_QUESTIONS)(self._embed_question)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension())

    @property
    def is_loaded(self) -> bool:
        """Return whether the weights are in memory."""
        return "_loaded" in self.__dict__

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors, float32 of shape (n, dimensions).

        Longest texts go first, so that batches are of even length. Few texts go in small batches,
        because each is padded to its longest: the 32 sentences of a question took half the time in
        eights.
        """
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        size = min(self._batch_size, max(8, len(texts) // 8))
        with self._lock:
            encoded = self._model.encode_document(
                list(texts),
                batch_size=size,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return np.asarray(encoded, np.float32)

    def embed_question(self, text: str) -> Vectors:
        """Return the unit vector of a question, float32 of shape (dimensions,), read-only."""
        return self._question(text)

    def embed_words(self, texts: Sequence[str]) -> list[EmbeddedText]:
        """Return each text with its vector and those of its words, from one pass through the model.

        Half precision is used where that is faster. No prompt is put before the texts, whatever the
        model asks for.
        """
        if not texts:
            return []
        size = min(self._batch_size, max(8, len(texts) // 8))
        with self._lock:
            with half_precision():
                outputs = self._model.encode(
                    list(texts),
                    batch_size=size,
                    output_value=None,
                    prompt="",
                    show_progress_bar=False,
                )
            placed = self._model.tokenizer(
                list(texts),
                truncation=True,
                max_length=self._model.max_seq_length,
                return_offsets_mapping=True,
            )
        return [
            join_tokens(
                text,
                output["sentence_embedding"].float().numpy(),
                output["token_embeddings"].float().numpy(),
                place,
            )
            for text, output, place in zip(texts, outputs, placed["offset_mapping"], strict=True)
        ]

    def _embed_question(self, text: str) -> Vectors:
        with self._lock:
            encoded = self._model.encode_query(
                text, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
            )
        vector = np.asarray(encoded, np.float32)
        vector.setflags(write=False)
        return vector

    @property
    def _model(self) -> Any:  # noqa: ANN401 - sentence_transformers loads lazily
        loaded = self.__dict__.get("_loaded")
        if loaded is None:
            with _LOADING:
                loaded = self.__dict__.get("_loaded") or load_sentence_transformer(self.name)
                self.__dict__["_loaded"] = loaded
        return loaded
