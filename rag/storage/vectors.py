"""Vectors, keyed by model and by the hash of the text they are of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from rag.models.embeddings import ChunkText, EmbeddedChunk
from rag.schema import Scope
from rag.storage.columns import marks
from rag.storage.database import Database
from rag.storage.sentence_vectors import insert_sentences
from rag.storage.visibility import Numbers, Visibility, visible

Matrix = npt.NDArray[np.float32]

# Vectors read by one statement: 15 MB of them.
_VECTORS_AT_ONCE = 10_000
# SQLite takes 32,766 parameters; more than some hundreds gain nothing.
_KEYS_AT_ONCE = 500
_WITHOUT_VECTOR = (
    "NOT EXISTS (SELECT 1 FROM vectors x WHERE x.model = ? AND x.vector_key = c.vector_key)"
)
_CHUNKS = "chunks c JOIN versions v USING (version_id) JOIN documents d USING (document_id)"


class VectorStore:
    """The vectors of chunks, each model's for itself; equal texts share one."""

    def __init__(self, database: Database, visibility: Visibility) -> None:
        self._database = database
        self._visibility = visibility

    def add(self, model: str, chunks: Mapping[str, EmbeddedChunk]) -> None:
        """Keep the vectors of chunks, by their keys, and those of their sentences and words."""
        rows = [(model, key, chunk.vector.tobytes()) for key, chunk in chunks.items()]
        with self._database.transaction(changes=True) as db:
            db.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)
            insert_sentences(db, model, chunks)

    def known(self, model: str, keys: Iterable[str]) -> set[str]:
        """Return those of `keys` that have a vector of `model`."""
        wanted = list(dict.fromkeys(keys))
        found: set[str] = set()
        for start in range(0, len(wanted), _KEYS_AT_ONCE):
            part = wanted[start : start + _KEYS_AT_ONCE]
            there = self._database.column(
                f"SELECT vector_key FROM vectors WHERE model = ? AND vector_key IN ({marks(part)})",
                (model, *part),
            )
            found.update(there)
        return found

    def load(self, model: str, among: Numbers | None = None) -> tuple[Numbers, Matrix]:
        """Return chunks with a vector of `model`, ascending, shape (n,), and these, shape (n, d).

        Args:
            model: the embedding model's name.
            among: numbers of chunks; by default of all that may answer under some scope.
        """
        wanted = self._visibility.lasting_numbers() if among is None else among
        numbers: list[int] = []
        parts: list[Matrix] = []
        for start in range(0, len(wanted), _VECTORS_AT_ONCE):
            part = wanted[start : start + _VECTORS_AT_ONCE]
            rows = self._database.rows(
                "SELECT c.number, x.vector FROM chunks c"
                " JOIN vectors x ON x.model = ? AND x.vector_key = c.vector_key"
                " WHERE c.number IN (SELECT value FROM json_each(?)) ORDER BY c.number",
                (model, json.dumps(part.tolist())),
            )
            if rows:
                numbers += [row["number"] for row in rows]
                joined = b"".join(row["vector"] for row in rows)
                parts.append(np.frombuffer(joined, np.float32).reshape(len(rows), -1))
        matrix = np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)
        return np.array(numbers, np.int64), matrix

    def texts_without_vector(self, model: str) -> dict[str, ChunkText]:
        """Return the chunks that have no vector of `model` yet, by the keys of these."""
        rows = self._database.rows(
            "SELECT DISTINCT c.vector_key, v.title,"
            ' substr(v.text, c.start + 1, c."end" - c.start)'
            f" FROM chunks c JOIN versions v USING (version_id) WHERE {_WITHOUT_VECTOR}",
            (model,),
        )
        return {row[0]: ChunkText(row[1], row[2]) for row in rows}

    def count_missing(self, model: str) -> int:
        """Return how many texts of chunks have no vector of `model`."""
        return self._database.scalar(
            f"SELECT count(DISTINCT c.vector_key) FROM chunks c WHERE {_WITHOUT_VECTOR}", (model,)
        )

    def counts(self, model: str) -> dict[str, int]:
        """Return how many documents and chunks answer, and how many chunks lack a vector."""
        answering, _ = visible(Scope())
        documents = "SELECT count(*) FROM documents WHERE NOT removed"
        chunks = f"SELECT count(*) FROM {_CHUNKS} WHERE {answering}"
        return {
            "documents": self._database.scalar(documents),
            "chunks": self._database.scalar(chunks),
            "vectors_missing": self._database.scalar(f"{chunks} AND {_WITHOUT_VECTOR}", (model,)),
        }

    def settle_model(self, model: str) -> None:
        """Record that every text has its vector of `model`.

        The vectors of other models, and those of texts that are in no version any more, are
        dropped, each with those of its sentences.
        """
        with self._database.transaction(changes=True) as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES ('embedding_model', ?)", (model,))
            db.execute(
                "DELETE FROM vectors"
                " WHERE model != ? OR vector_key NOT IN (SELECT vector_key FROM chunks)",
                (model,),
            )
            db.execute("DELETE FROM word_vectors WHERE model != ?", (model,))
