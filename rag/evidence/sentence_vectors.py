"""Vectors of sentences for ranking them: looked up in the library, or embedded as they are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from rag.errors import LibraryError
from rag.language.tokens import content_words
from rag.models.embeddings import EmbeddedText, Embedder, Vectors
from rag.schema import Passage, Span
from rag.storage import Library
from rag.storage.sentence_vectors import BareChunk, ChunkSentences


class LocatedText(Protocol):
    """A text of a passage, and where it stands in the document."""

    @property
    def passage(self) -> Passage:
        """The passage that holds it."""

    @property
    def text(self) -> str:
        """The text."""

    @property
    def span_in_document(self) -> Span:
        """Where it stands, half-open, in the document's text."""


class TextVectors(Protocol):
    """What gives the vectors of a question and of the texts that may answer it, with their words.

    A question's words are those of `rag.language.tokens.words`.
    """

    def of_question(self, text: str) -> EmbeddedText:
        """Return the vectors of a question and of its words."""
        ...

    def of_texts(self, texts: Sequence[LocatedText]) -> list[EmbeddedText]:
        """Return the vectors of texts and of their words, in order."""
        ...


class EmbeddedNow(NamedTuple):
    """Embeds each text as it is asked for, by itself."""

    embed: Callable[[Sequence[str]], Sequence[EmbeddedText]]

    def of_question(self, text: str) -> EmbeddedText:
        """Return the vectors of a question and of its words."""
        return self.embed([text])[0]

    def of_texts(self, texts: Sequence[LocatedText]) -> list[EmbeddedText]:
        """Return the vectors of texts and of their words, in order."""
        return list(self.embed([item.text for item in texts]))


def _no_vectors(texts: Sequence[str]) -> list[EmbeddedText]:
    """Stand in for an embedder."""
    return [EmbeddedText(NO_VECTOR, (), np.zeros((0, 1), np.float32)) for _ in texts]


# What stands for vectors where sentences are ranked by their words alone.
NO_VECTOR = np.zeros(1, np.float32)
BY_WORDS = EmbeddedNow(_no_vectors)


class KeptVectors(NamedTuple):
    """Looks up what ingest kept of the sentences, in one statement, and of words, in another.

    A text has the mean of the sentences that it shares characters with, weighted by these. A word
    has its mean in the whole library: by these, sentences rank at least as well as by words in
    their own context (evals/notebook.md). The sentences of a chunk that lacks them are embedded and
    kept; a text without any sentence of its own is embedded alone.
    """

    library: Library
    embedder: Embedder

    def of_question(self, text: str) -> EmbeddedText:
        """Return the vectors of a question and of its words."""
        return self.embedder.embed_question_words(text)

    def of_texts(self, texts: Sequence[LocatedText]) -> list[EmbeddedText]:
        """Return the vectors of texts and of their words, in order."""
        sentences = self._sentences([item.passage for item in texts])
        vectors = [
            sentences[item.passage.document_id].mean_over(item.span_in_document)
            if item.passage.document_id in sentences
            else None
            for item in texts
        ]
        alone = [item.text for item, vector in zip(texts, vectors, strict=True) if vector is None]
        embedded = iter(self.embedder.embed(alone) if alone else ())
        whole = [next(embedded) if vector is None else vector for vector in vectors]
        return self._with_words([item.text for item in texts], whole)

    def _sentences(self, passages: Sequence[Passage]) -> dict[str, _Sentences]:
        """Return the sentences that passages hold, by document."""
        store = self.library.sentence_vectors
        found = store.of_passages(self.embedder.name, passages)
        return _by_document([*found.chunks, *(self._embed(found.bare) if found.bare else ())])

    def _embed(self, bare: Sequence[BareChunk]) -> list[ChunkSentences]:
        """Embed the sentences of chunks, and keep them for the next question."""
        texts = {chunk.text.key: chunk.text for chunk in bare}
        embedded = dict(zip(texts, self.embedder.embed_chunks(list(texts.values())), strict=True))
        # What cannot be kept, because the disk is full or read-only, is embedded again.
        with suppress(LibraryError):
            self.library.sentence_vectors.add(self.embedder.name, embedded)
        return [chunk.with_sentences(embedded[chunk.text.key]) for chunk in bare]

    def _with_words(self, texts: Sequence[str], vectors: Sequence[Vectors]) -> list[EmbeddedText]:
        """Join texts' vectors with those of their words that the library has."""
        stems = [tuple(dict.fromkeys(content_words(text))) for text in texts]
        distinct = sorted({stem for own in stems for stem in own})
        known = self.library.sentence_vectors.of_words(self.embedder.name, distinct)
        found = []
        for own, vector in zip(stems, vectors, strict=True):
            kept = tuple(stem for stem in own if stem in known)
            rows = np.array([known[stem] for stem in kept], np.float32)
            found.append(EmbeddedText(vector, kept, rows.reshape(len(kept), len(vector))))
        return found


class _Sentences(NamedTuple):
    """The sentences of one document: starts and ends of shape (n,), unit vectors of (n, d)."""

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    vectors: Vectors

    def mean_over(self, span: Span) -> Vectors | None:
        """Return the unit vector of a span, or None where no sentence stands in it."""
        shared = np.minimum(self.ends, span.end) - np.maximum(self.starts, span.start)
        mean = np.maximum(shared, 0).astype(np.float32) @ self.vectors
        length = np.linalg.norm(mean)
        return np.asarray(mean / length, np.float32) if length else None


def _by_document(chunks: Sequence[ChunkSentences]) -> dict[str, _Sentences]:
    """Join the chunks of each document."""
    parts: dict[str, list[ChunkSentences]] = defaultdict(list)
    for chunk in chunks:
        if chunk.spans:
            parts[chunk.document_id].append(chunk)
    joined = {}
    for document_id, own in parts.items():
        places = np.array([span for chunk in own for span in chunk.spans], np.int64)
        vectors = np.concatenate([chunk.vectors for chunk in own])
        joined[document_id] = _Sentences(places[:, 0], places[:, 1], vectors)
    return joined
