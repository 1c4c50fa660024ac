"""The vectors of words in their context, joined from those of a model's tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np

from rag.language.tokens import placed_words
from rag.models.embeddings.protocol import EmbeddedText, Vectors


def join_tokens(
    text: str, vector: Vectors, tokens: Vectors, places: Sequence[tuple[int, int]]
) -> EmbeddedText:
    """Join the vectors of a model's tokens to those of words, which are their means.

    Args:
        text: the text.
        vector: its vector, shape (d,).
        tokens: vectors of its tokens, shape (n, d).
        places: where each token stands in the text; empty for marks of the model's own.
    """
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
