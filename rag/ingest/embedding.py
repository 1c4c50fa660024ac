"""Embedding: the chunks of a library get their vectors, and their sentences and words with them."""

from __future__ import annotations

import queue
from collections.abc import Mapping

from rag.ingest.report import Progress, Step, silent
from rag.models.embeddings import ChunkText, Embedder
from rag.storage import Library

# Texts embedded by one call: long enough that batches of even length can be made of them, short
# enough to lose little when killed.
_MOST_TEXTS = 1024
# While reading goes on, fewer texts than this wait for more.
_LEAST_TEXTS = 128
_PATIENCE_SECONDS = 0.2

ChunkQueue = queue.Queue[dict[str, ChunkText] | None]


def embed_missing(library: Library, embedder: Embedder, progress: Progress = silent) -> int:
    """Embed the texts that have no vector of this model yet; return how many."""
    none: ChunkQueue = queue.Queue()
    none.put(None)
    with library.writing():
        return embed_from(none, library, embedder, progress)


def embed_from(chunks: ChunkQueue, library: Library, embedder: Embedder, progress: Progress) -> int:
    """Embed the texts that lack a vector, then those of a queue until it gives None."""
    waiting = library.vectors.texts_without_vector(embedder.name)
    done = 0
    more = True
    while waiting or more:
        more = more and _collect(chunks, waiting)
        if more and len(waiting) < _LEAST_TEXTS:
            continue
        part = dict(list(waiting.items())[:_MOST_TEXTS])
        progress(Step("embedding", done, done + len(waiting), ""))
        done += embed_chunks(part, library, embedder)
        waiting = {key: text for key, text in waiting.items() if key not in part}
    progress(Step("embedding", done, done, ""))
    if library.facts.recall("embedding_model") != embedder.name:
        library.vectors.settle_model(embedder.name)
    return done


def _collect(chunks: ChunkQueue, waiting: dict[str, ChunkText]) -> bool:
    """Add what has come, waiting a little for the first; return whether more will come."""
    while True:
        patience = 0 if len(waiting) >= _LEAST_TEXTS else _PATIENCE_SECONDS
        try:
            found = chunks.get(timeout=patience)
        except queue.Empty:
            return True
        if found is None:
            return False
        waiting.update(found)


def embed_chunks(chunks: Mapping[str, ChunkText], library: Library, embedder: Embedder) -> int:
    """Embed chunks, by the keys of their vectors, that have none yet; return how many."""
    known = library.vectors.known(embedder.name, chunks)
    missing = [key for key in chunks if key not in known]
    if missing:
        embedded = embedder.embed_chunks([chunks[key] for key in missing])
        library.vectors.add(embedder.name, dict(zip(missing, embedded, strict=True)))
    return len(missing)
