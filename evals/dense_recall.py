"""Chroma's recall of the exact nearest 200, and the cost of its settings, at 50,000 and 100,000.

Two kinds of unit vectors: `clustered` are the vectors of texts of a folder, blown up by differences
of two others so that they lie where texts lie; `random` fill all directions alike, which nothing
embeds to and no graph can hold: they are a bound from below. Every question is a vector that is not
in the index. No question is asked of the chain and no library is filled, so that only Chroma is
measured.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evals.harness import CACHE, Row, documents_of
from rag.ingest.chunking import chunk
from rag.models.embeddings import Embedder, Vectors, embedding_input
from rag.retrieval.hybrid import DEPTH
from rag.storage import Library
from rag.storage.dense.chroma import ChromaIndex
from rag.storage.dense.exact import ExactIndex

SIZES = (50_000, 100_000)
_QUESTIONS = 100
_REAL = 3_000
_CHUNKS_A_DOCUMENT = 6
_SEED = 7
# A drawn vector is a real one and this much of the difference of two others: cosine .9 to the real
# one.
_NOISE = 0.4


class Sample(NamedTuple):
    """Vectors to be indexed, shape (n, d), and questions, shape (q, d), all of length 1."""

    vectors: Vectors
    questions: Vectors


def run(folder: Path, embedder: Embedder, sizes: Sequence[int] = SIZES) -> Iterator[Row]:
    """Yield a row for each kind of vectors, size and question."""
    real = embedded_texts(folder, embedder)
    questions = min(_QUESTIONS, len(real) // 4)
    yield from measure("clustered", clustered(real, max(sizes), questions), sizes)
    yield from measure("random", uniform(real.shape[1], max(sizes), questions), sizes)


def measure(kind: str, sample: Sample, sizes: Sequence[int]) -> Iterator[Row]:
    """Index the first `size` vectors and ask every question of Chroma and of exact search."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            exact = ExactIndex(Library(Path(place) / "library.sqlite3"), kind)
            exact.numbers = np.arange(1, size + 1, dtype=np.int64)
            exact.matrix = sample.vectors[:size]
            chroma = ChromaIndex(exact, kind, Path(place) / "index")
            started = time.process_time()
            chroma.rebuild()
            details = {"build_cpu_seconds": round(time.process_time() - started, 1)}
            for number, question in enumerate(sample.questions):
                scores = _ask(exact, chroma, question)
                yield Row(f"{kind} {size} {number}", f"{kind} {size:,}", scores, details)
            chroma.close()


def _ask(exact: ExactIndex, chroma: ChromaIndex, question: Vectors) -> dict[str, float]:
    started = time.process_time()
    truth = {hit.number for hit in exact.nearest(question, exact.numbers, DEPTH)}
    compared = time.process_time()
    found = {hit.number for hit in chroma.nearest(question, exact.numbers, DEPTH)}
    searched = time.process_time()
    return {
        f"recall_{DEPTH}": len(truth & found) / len(truth),
        "exact_cpu_ms": (compared - started) * 1000,
        "chroma_cpu_ms": (searched - compared) * 1000,
    }


def clustered(real: Vectors, size: int, questions: int) -> Sample:
    """Return real vectors, then drawn ones up to `size`; the first real ones are the questions."""
    held_out, base = real[:questions], real[questions:]
    draw = np.random.default_rng(_SEED)
    others = base[draw.integers(len(base), size=(2, size))]
    drawn = base[np.arange(size) % len(base)] + _NOISE * (others[0] - others[1])
    first = min(size, len(base))
    drawn[:first] = base[:first]
    return Sample(_unit(drawn), held_out)


def uniform(dimensions: int, size: int, questions: int) -> Sample:
    """Return unit vectors of all directions."""
    drawn = np.random.default_rng(_SEED).normal(size=(size + questions, dimensions))
    vectors = _unit(drawn.astype(np.float32))
    return Sample(vectors[:size], vectors[size:])


def embedded_texts(folder: Path, embedder: Embedder) -> Vectors:
    """Return vectors of the first chunks of a folder's documents, cached for the next run."""
    inputs = [
        embedding_input(document.title, piece.text)
        for document in documents_of(folder)
        for piece in chunk(document.text)[:_CHUNKS_A_DOCUMENT]
    ]
    texts = list(islice(dict.fromkeys(inputs), _REAL))
    digest = hashlib.sha256("\x1f".join([embedder.name, *texts]).encode()).hexdigest()[:12]
    path = CACHE / f"dense-{digest}.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, embedder.embed(texts))
    return np.asarray(np.load(path), np.float32)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
