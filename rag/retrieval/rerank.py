"""Order what retrieval found by a cross-encoder, which reads question and passage together.

Off by default, for readers who have one.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from rag.models.embeddings import load_cross_encoder
from rag.schema import Hit
from rag.storage import Library

# Passages that are read with the question: each costs about what embedding it would.
DEPTH = 24


class Reranker(Protocol):
    """A model that scores how well texts answer a question."""

    name: str

    def score(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one score a text, shape (n,), comparable within one question only.

        Higher is better.
        """


class CrossEncoderReranker:
    """A cross-encoder of sentence-transformers, loaded when it is first asked.

    Args:
        name: a name or a folder that sentence-transformers knows.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()  # two threads must not share a tokenizer

    def score(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one score a text, shape (n,).

        Raises:
            ModelError: the model cannot be loaded.
        """
        with self._lock:
            scores = self._model.predict(
                [(question, text) for text in texts], show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(scores, np.float32).reshape(len(texts))

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 - a class that is loaded late
        return load_cross_encoder(self.name)


def rerank(hits: Sequence[Hit], question: str, library: Library, reranker: Reranker) -> list[Hit]:
    """Order the first windows by the reranker, and leave the rest.

    The score of a place stays with the place.
    """
    head = list(hits[:DEPTH])
    if not head:
        return []
    scores = reranker.score(
        question, [f"{passage.title}\n{passage.text}" for passage in library.chunks.passages(head)]
    )
    order = np.argsort(-scores, kind="stable")
    return [
        Hit(head[place].number, hit.score) for place, hit in zip(order, head, strict=True)
    ] + list(hits[DEPTH:])
