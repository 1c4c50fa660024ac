"""What a question costs with the vectors of sentences kept, and with sentences embedded meanwhile.

The second is how it was done before: the 24 sentences with most of the question's words are
embedded one by one while the reader waits, and the question once more with them.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from evals.keeping import KeepingEmbedder
from rag.chain import DatelineChain
from rag.language.sentences import sentences
from rag.language.tokens import content_words
from rag.models.embeddings import EmbeddedChunk, EmbeddedText, Vectors
from rag.schema import Passage
from rag.storage.sentence_vectors import FoundSentences, SentenceVectors

_EMBEDDED = 24
# A drawn vector is that of the chunk and this much of a random one.
_NOISE = 0.5


class SentenceCost(NamedTuple):
    """Median milliseconds of the processors a question, kept and embedded meanwhile."""

    kept: float
    meanwhile: float


def measure(chain: DatelineChain, questions: Sequence[str]) -> SentenceCost:
    """Ask every question twice in each way, in the order kept, meanwhile, meanwhile, kept.

    So a drift of the machine falls on both. The chain is left as it was.
    """
    store, embedder = chain.library.sentence_vectors, chain.embedder
    nothing, meanwhile = _NothingKept(chain.library.database), _EmbeddingMeanwhile(embedder)
    found: dict[bool, list[float]] = {True: [], False: []}
    for is_kept in (True, False, False, True):
        chain.library.sentence_vectors = store if is_kept else nothing
        chain.embedder = embedder if is_kept else meanwhile
        found[is_kept] += _milliseconds(chain, questions)
    chain.library.sentence_vectors, chain.embedder = store, embedder
    return SentenceCost(float(np.median(found[True])), float(np.median(found[False])))


def _milliseconds(chain: DatelineChain, questions: Sequence[str]) -> Iterator[float]:
    for question in questions:
        started = time.process_time()
        chain.invoke(question)
        yield (time.process_time() - started) * 1000


class _NothingKept(SentenceVectors):
    """A store that holds no sentence and no word, and misses none."""

    def of_passages(self, model: str, passages: Iterable[Passage]) -> FoundSentences:
        return FoundSentences([], [])

    def of_words(self, model: str, stems: Iterable[str]) -> dict[str, Vectors]:
        return {}


class _EmbeddingMeanwhile(KeepingEmbedder):
    """An embedder that reads the first 24 of some texts with their words, as before."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        read = self._embedder.embed_words(texts[:_EMBEDDED])
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(vectors, read, strict=False):
            row[:] = text.vector
        return vectors

    def embed_question(self, text: str) -> Vectors:
        return self._embedder.embed_question(text)

    def embed_question_words(self, text: str) -> EmbeddedText:
        return self._embedder.embed_words([text])[0]


def draw_chunks(
    texts: Mapping[str, str], vectors: Mapping[str, Vectors], noise: np.random.Generator
) -> dict[str, EmbeddedChunk]:
    """Draw the vectors of the sentences and words of texts near those of the texts.

    Args:
        texts: chunks, by the keys of their vectors.
        vectors: their unit vectors, shape (d,), by the same keys.
        noise: what draws.
    """
    drawn = {}
    for key, text in texts.items():
        vector = vectors[key]
        spans = tuple(sentences(text))
        stems = tuple(content_words(text))
        near = [_near(vector, count, noise) for count in (len(spans), len(stems))]
        drawn[key] = EmbeddedChunk(vector, spans, near[0], stems, near[1])
    return drawn


def _near(vector: Vectors, count: int, noise: np.random.Generator) -> Vectors:
    """Draw unit vectors about one, shape (count, d)."""
    drawn = noise.standard_normal((count, len(vector)), np.float32) / np.sqrt(len(vector))
    near = vector + _NOISE * drawn
    return np.asarray(near / np.linalg.norm(near, axis=1, keepdims=True), np.float32)
