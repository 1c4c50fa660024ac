"""A sentence-transformers model as an `Embedder`."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from rag.models.embeddings.loading import (
    declared_languages,
    half_precision,
    load_sentence_transformer,
)
from rag.models.embeddings.protocol import (
    DEFAULT_MODEL,
    ChunkText,
    EmbeddedChunk,
    EmbeddedText,
    Vectors,
)
from rag.models.embeddings.word_vectors import Places, join_chunk, join_tokens

# Questions whose vectors are kept: ranking and evidence ask for the same one.
_QUESTIONS = 16
# Chunks whose tokens are held at once: 256 of 110 tokens take 43 MB.
_CHUNKS_AT_ONCE = 256
# Prompts that sentence-transformers puts before a text, the first that a model has.
_DOCUMENT_PROMPTS = ("document", "passage", "corpus")
_QUESTION_PROMPTS = ("query",)
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
        self._question = lru_cache(maxsize=_QUESTIONS)(self._read_question)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension())

    @property
    def reads_english_only(self) -> bool:
        """Whether the model's card names English as its one language."""
        return declared_languages(self.name) == ["en"]

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
        with self._lock:
            encoded = self._model.encode_document(
                list(texts),
                batch_size=self._size_for(texts),
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return np.asarray(encoded, np.float32)

    def embed_question(self, text: str) -> Vectors:
        """Return the unit vector of a question, float32 of shape (dimensions,), read-only."""
        return self._question(text).vector

    def embed_question_words(self, text: str) -> EmbeddedText:
        """Return a question with its vector and those of its words, from one pass."""
        return self._question(text)

    def embed_words(self, texts: Sequence[str]) -> list[EmbeddedText]:
        """Return each text with its vector and those of its words, from one pass through the model.

        Half precision is used where that is faster. No prompt is put before the texts, whatever the
        model asks for.
        """
        if not texts:
            return []
        with self._lock:
            with half_precision():
                outputs = self._model.encode(
                    list(texts),
                    batch_size=self._size_for(texts),
                    output_value=None,
                    prompt="",
                    show_progress_bar=False,
                )
            placed = self._places(texts)
        return [
            join_tokens(text, *_arrays(output), places)
            for text, output, places in zip(texts, outputs, placed, strict=True)
        ]

    def embed_chunks(self, chunks: Sequence[ChunkText]) -> list[EmbeddedChunk]:
        """Return what `embed` gives of each chunk, with the vectors of its sentences and words.

        Longest chunks go first, for even batches.
        """
        order = sorted(range(len(chunks)), key=lambda place: -len(chunks[place].embedded))
        read: dict[int, EmbeddedChunk] = {}
        for start in range(0, len(order), _CHUNKS_AT_ONCE):
            part = order[start : start + _CHUNKS_AT_ONCE]
            found = self._read_chunks([chunks[place] for place in part])
            read.update(zip(part, found, strict=True))
        return [read[place] for place in range(len(chunks))]

    def _read_chunks(self, chunks: Sequence[ChunkText]) -> list[EmbeddedChunk]:
        texts = [chunk.embedded for chunk in chunks]
        with self._lock:
            prompt = self._prompt(_DOCUMENT_PROMPTS)
            outputs = self._model.encode_document(
                texts,
                batch_size=self._size_for(texts),
                output_value=None,
                prompt=prompt,
                show_progress_bar=False,
            )
            placed = self._places([prompt + text for text in texts])
        found = []
        for chunk, text, output, places in zip(chunks, texts, outputs, placed, strict=True):
            before = len(prompt) + len(text) - len(chunk.text)
            found.append(join_chunk(chunk.text, *_arrays(output), _moved(places, before)))
        return found

    def _size_for(self, texts: Sequence[str]) -> int:
        """Return how many of some texts make a batch."""
        return min(self._batch_size, max(8, len(texts) // 8))

    def _prompt(self, wanted: Sequence[str]) -> str:
        """Return what the model puts before a text: the first of some prompts that it has."""
        prompts: dict[str | None, str | None] = self._model.prompts
        names = (*wanted, self._model.default_prompt_name)
        return next((prompts[name] or "" for name in names if name in prompts), "")

    def _places(self, texts: Sequence[str]) -> list[Places]:
        """Return where each token of some texts stands; empty for marks of the model's own."""
        read = self._model.tokenizer(
            list(texts),
            truncation=True,
            max_length=self._model.max_seq_length,
            return_offsets_mapping=True,
        )
        placed: list[Places] = read["offset_mapping"]
        return placed

    def _read_question(self, text: str) -> EmbeddedText:
        with self._lock:
            prompt = self._prompt(_QUESTION_PROMPTS)
            output = self._model.encode_query(
                text, output_value=None, prompt=prompt, show_progress_bar=False
            )
            (places,) = self._places([prompt + text])
        read = join_tokens(text, *_arrays(output), _moved(places, len(prompt)))
        read.vector.setflags(write=False)
        return read

    @property
    def _model(self) -> Any:  # noqa: ANN401 - sentence_transformers loads lazily
        loaded = self.__dict__.get("_loaded")
        if loaded is None:
            with _LOADING:
                loaded = self.__dict__.get("_loaded") or load_sentence_transformer(self.name)
                self.__dict__["_loaded"] = loaded
        return loaded


class _Output(NamedTuple):
    """What a model gives of one text: its vector, shape (d,), and its tokens', shape (n, d)."""

    vector: Vectors
    tokens: Vectors


def _moved(places: Places, by: int) -> Places:
    """Return places with their offsets counted from a character."""
    return [(start - by, end - by) for start, end in places]


def _arrays(output: Mapping[str, Any]) -> _Output:
    vector = output["sentence_embedding"].float().numpy()
    return _Output(vector, output["token_embeddings"].float().numpy())
