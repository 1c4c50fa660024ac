"""The vectors of words and sentences in their context, joined from those of a model's tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rag.language.sentences import sentences
from rag.language.tokens import STOP_WORDS, placed_words, stem
from rag.models.embeddings.protocol import EmbeddedChunk, EmbeddedText, Vectors
from rag.schema import Span


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


def join_chunk(
    text: str, vector: Vectors, tokens: Vectors, places: Sequence[tuple[int, int]]
) -> EmbeddedChunk:
    """Join the vectors of a model's tokens to those of a chunk's sentences and words.

    Args:
        text: the chunk.
        vector: its vector, shape (d,).
        tokens: vectors of its tokens, shape (n, d).
        places: where each token stands in the text, ascending; a token that starts before it, or is
            empty, belongs to a title, a prompt or the model's own marks.
    """
    real = [number for number, (start, end) in enumerate(places) if 0 <= start < end]
    own = tokens[real]
    spots = np.array([places[number] for number in real], np.int64).reshape(-1, 2)
    spans, means = _means(sentences(text), own, spots)
    placed = [(word, span) for word, span in placed_words(text) if word not in STOP_WORDS]
    word_of = {span: stem(word) for word, span in placed}
    found, word_vectors = _means(list(word_of), own, spots)
    stems = tuple(word_of[span] for span in found)
    return EmbeddedChunk(_unit(vector), tuple(spans), means, stems, word_vectors)


def _means(
    spans: Sequence[Span], tokens: Vectors, spots: npt.NDArray[np.int64]
) -> tuple[list[Span], Vectors]:
    """Return the spans that hold tokens, and the unit vector of each one's mean."""
    first = np.searchsorted(spots[:, 1], [span.start for span in spans], side="right")
    last = np.searchsorted(spots[:, 0], [span.end for span in spans], side="left")
    kept = np.flatnonzero(first < last)
    sums = np.vstack([np.zeros((1, tokens.shape[1]), np.float32), np.cumsum(tokens, axis=0)])
    return [spans[place] for place in kept.tolist()], _unit(sums[last[kept]] - sums[first[kept]])


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths, lengths, 1), np.float32)
