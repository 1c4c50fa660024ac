"""Vectors of sentences and words, kept beside those of the chunks that they stand in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from rag.models.embeddings import ChunkText, EmbeddedChunk, Vectors
from rag.schema import Passage, Span
from rag.storage.database import Database

# A word's vector is the mean over its first occurrences, and then stays: 16 rank sentences as well
# as all do, 4 and 8 lose 2 of 156 questions of clapnq.
SETTLED = 16
_LARGEST = 127
_OF_PASSAGES = (
    "SELECT v.document_id, c.start, x.spans, x.vectors,"
    " CASE WHEN x.vectors IS NULL THEN v.title END AS title,"
    ' CASE WHEN x.vectors IS NULL THEN substr(v.text, c.start + 1, c."end" - c.start) END AS text'
    " FROM chunks c JOIN versions v USING (version_id)"
    " LEFT JOIN sentence_vectors x ON x.model = ? AND x.vector_key = c.vector_key"
    " WHERE c.number IN (SELECT w.number FROM json_each(?) p"
    " JOIN chunks a ON a.chunk_id = json_extract(p.value, '$[0]')"
    " JOIN chunks w ON w.version_id = a.version_id AND w.number >= a.number"
    " AND w.start < json_extract(p.value, '$[1]'))"
)


class ChunkSentences(NamedTuple):
    """The sentences of one chunk with their unit vectors, shape (len(spans), d).

    The spans count in the document's text.
    """

    document_id: str
    spans: tuple[Span, ...]
    vectors: Vectors


class BareChunk(NamedTuple):
    """A chunk whose sentences are not kept, and where it starts in its document's text."""

    document_id: str
    start: int
    text: ChunkText

    def with_sentences(self, embedded: EmbeddedChunk) -> ChunkSentences:
        """Return its sentences, which the model has read now."""
        spans = tuple(span.shifted(self.start) for span in embedded.spans)
        return ChunkSentences(self.document_id, spans, embedded.sentences)


class FoundSentences(NamedTuple):
    """What is kept of some passages, and the chunks of which nothing is."""

    chunks: list[ChunkSentences]
    bare: list[BareChunk]


class SentenceVectors:
    """The vectors of sentences and words, each model's for itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, model: str, chunks: Mapping[str, EmbeddedChunk]) -> None:
        """Keep the sentences and words of chunks, by the keys of their vectors, that are in."""
        with self._database.transaction() as db:
            insert_sentences(db, model, chunks)

    def of_passages(self, model: str, passages: Iterable[Passage]) -> FoundSentences:
        """Return the sentences of the chunks that some passages stand in.

        A passage starts at the chunk that it is called by, and may be as long as its document.
        """
        wanted = sorted({(passage.chunk_id, passage.span.end) for passage in passages})
        found: list[ChunkSentences] = []
        bare: list[BareChunk] = []
        for row in self._database.rows(_OF_PASSAGES, (model, json.dumps(wanted))):
            if row["vectors"] is None:
                text = ChunkText(row["title"], row["text"])
                bare.append(BareChunk(row["document_id"], row["start"], text))
            else:
                found.append(_read(row))
        return FoundSentences(found, bare)

    def of_words(self, model: str, stems: Iterable[str]) -> dict[str, Vectors]:
        """Return the unit vectors of those stems that have one."""
        rows = self._database.rows(
            "SELECT word, vector FROM word_vectors"
            " WHERE model = ? AND word IN (SELECT value FROM json_each(?))",
            (model, json.dumps(list(stems))),
        )
        vectors = _unpacked(b"".join(row["vector"] for row in rows), len(rows))
        return {row["word"]: vector for row, vector in zip(rows, vectors, strict=True)}


def insert_sentences(
    db: sqlite3.Connection, model: str, chunks: Mapping[str, EmbeddedChunk]
) -> None:
    """Write the sentences of chunks that have a vector, and count their words in once."""
    new = dict(chunks)
    for key, chunk in chunks.items():
        spans = np.array(chunk.spans, "<i4").reshape(-1, 2)
        cursor = db.execute(
            "INSERT OR IGNORE INTO sentence_vectors"
            " SELECT model, vector_key, ?, ? FROM vectors WHERE model = ? AND vector_key = ?",
            (spans.tobytes(), _packed(chunk.sentences), model, key),
        )
        if not cursor.rowcount:
            del new[key]
    _insert_words(db, model, list(new.values()))


def _insert_words(db: sqlite3.Connection, model: str, chunks: Sequence[EmbeddedChunk]) -> None:
    """Take the words of chunks into the means of those that are not settled."""
    occurring = [word for chunk in chunks for word in chunk.words]
    if not occurring:
        return
    found, numbers, counts = np.unique(occurring, return_inverse=True, return_counts=True)
    sums = np.zeros((len(found), chunks[0].word_vectors.shape[1]), np.float32)
    np.add.at(sums, numbers, np.concatenate([chunk.word_vectors for chunk in chunks]))
    seen = _seen(db, model, found.tolist())
    rows = []
    for word, count, total in zip(found.tolist(), counts.tolist(), sums, strict=True):
        before, vector = seen.get(word, (0, np.zeros(1, np.float32)))
        if before < SETTLED:
            rows.append((model, word, before + count, _packed(total + before * vector)))
    db.executemany("INSERT OR REPLACE INTO word_vectors VALUES (?, ?, ?, ?)", rows)


def _seen(
    db: sqlite3.Connection, model: str, stems: Sequence[str]
) -> dict[str, tuple[int, Vectors]]:
    """Return how often each stem was seen, and its unit vector."""
    rows = db.execute(
        "SELECT word, seen, vector FROM word_vectors"
        " WHERE model = ? AND word IN (SELECT value FROM json_each(?))",
        (model, json.dumps(list(stems))),
    ).fetchall()
    return {row["word"]: (row["seen"], _unpacked(row["vector"], 1)[0]) for row in rows}


def _read(row: sqlite3.Row) -> ChunkSentences:
    places = np.frombuffer(row["spans"], "<i4").reshape(-1, 2) + row["start"]
    spans = tuple(Span(start, end) for start, end in places.tolist())
    return ChunkSentences(row["document_id"], spans, _unpacked(row["vectors"], len(spans)))


def _packed(vectors: Vectors) -> bytes:
    """Return the directions of vectors as whole numbers up to 127.

    The cosines of 1,673 sentences are off by at most .002; float16 takes twice the disk.
    """
    largest = np.abs(vectors).max(axis=-1, keepdims=True)
    return np.rint(vectors * (_LARGEST / np.where(largest, largest, 1))).astype(np.int8).tobytes()


def _unpacked(packed: bytes, rows: int) -> Vectors:
    """Return unit vectors of shape (rows, d)."""
    if not rows:
        return np.zeros((0, 0), np.float32)
    vectors = np.frombuffer(packed, np.int8).reshape(rows, -1).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths, lengths, 1), np.float32)
