"""The vectors of words and sentences in their context, joined from those of a model's tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.language.sentences import sentences
from rag.language.tokens import STOP_WORDS, placed_words, stem
from rag.models.embeddings.protocol import EmbeddedChunk, EmbeddedText, Vectors
from rag.schema import Span

# The start and end of each token in a text. One that is empty or starts before the text is not its
# own: it belongs to a prompt, a title or the marks of the model.
Places = Sequence[tuple[int, int]]


def join_tokens(text: str, vector: Vectors, tokens: Vectors, places: Places) -> EmbeddedText:
    """Join the vectors of a model's tokens to those of words, which are their means.

    Args:
        text: the text.
        vector: its vector, shape (d,).
        tokens: vectors of its tokens, shape (n, d).
        places: where each token stands in the text, ascending; see `Places`.
    """
    own = _Tokens.of(tokens, places)
    word_of = {span: word for word, span in placed_words(text)}
    found, means = own.means(list(word_of))
    return EmbeddedText(_unit(vector), tuple(word_of[span] for span in found), means)


def join_chunk(text: str, vector: Vectors, tokens: Vectors, places: Places) -> EmbeddedChunk:
    """Join the vectors of a model's tokens to those of a chunk's sentences and words.

    Args:
        text: the chunk.
        vector: its vector, shape (d,).
        tokens: vectors of its tokens, shape (n, d).
        places: where each token stands in the text, ascending; see `Places`.
    """
    own = _Tokens.of(tokens, places)
    spans, means = own.means(sentences(text))
    stem_of = {span: stem(word) for word, span in placed_words(text) if word not in STOP_WORDS}
    found, word_vectors = own.means(list(stem_of))
    stems = tuple(stem_of[span] for span in found)
    return EmbeddedChunk(_unit(vector), tuple(spans), means, stems, word_vectors)


class _Tokens(NamedTuple):
    """The tokens of a text: where each starts and ends, shape (n, 2), and sums of their vectors.

    Row i of `sums`, of shape (n + 1, d), is the sum over the first i.
    """

    places: npt.NDArray[np.int64]
    sums: Vectors

    @classmethod
    def of(cls, vectors: Vectors, places: Places) -> _Tokens:
        real = [number for number, (start, end) in enumerate(places) if 0 <= start < end]
        own = np.array([places[number] for number in real], np.int64).reshape(-1, 2)
        sums = np.zeros((len(real) + 1, vectors.shape[1]), np.float32)
        np.cumsum(vectors[real], axis=0, out=sums[1:])
        return cls(own, sums)

    def means(self, spans: Sequence[Span]) -> tuple[list[Span], Vectors]:
        """Return the spans that hold tokens, and the unit vector of the mean of each one's."""
        starts, ends = self.places[:, 0], self.places[:, 1]
        first = np.searchsorted(ends, [span.start for span in spans], side="right")
        last = np.searchsorted(starts, [span.end for span in spans], side="left")
        kept = np.flatnonzero(first < last)
        sums = self.sums[last[kept]] - self.sums[first[kept]]
        return [spans[place] for place in kept.tolist()], _unit(sums)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths, lengths, 1), np.float32)
