"""Order what retrieval found by a cross-encoder, which reads question and passage together.

Off by default, for readers who have one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rag.models.cross_encoder import CrossEncoderModel
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


class CrossEncoderReranker(CrossEncoderModel):
    """The cross-encoder that `RAG_RERANKER` names, by a name or a folder."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "RAG_RERANKER")


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
