"""Vectors, keyed by model and by the hash of the text they are of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from rag.schema import Scope
from rag.storage.tables import marks
from rag.storage.visibility import Visible, visible

# Vectors read by one statement: 15 MB of them.
_AT_ONCE = 10_000


class Vectors(Visible):
    """The part of the library that holds vectors."""

    def add_vectors(self, model: str, vectors: Mapping[str, npt.NDArray[np.float32]]) -> None:
        """Keep vectors of chunks that are already here."""
        with self._transaction(changes=True) as db:
            db.executemany(
                "INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)",
                [(model, key, vector.tobytes()) for key, vector in vectors.items()],
            )

    def known_vectors(self, model: str, keys: Iterable[str]) -> set[str]:
        """Those of `keys` that have a vector of `model`."""
        wanted = list(dict.fromkeys(keys))
        found: set[str] = set()
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            found.update(
                row[0]
                for row in self._all(
                    f"SELECT vector_key FROM vectors WHERE model = ? AND vector_key IN ({marks(part)})",
                    (model, *part),
                )
            )
        return found

    def vectors(
        self, model: str, among: npt.NDArray[np.int64] | None = None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Those of some chunks, by default of all that may ever answer, that have a vector of `model`: shapes (n,) and (n, d), ascending."""
        wanted = self.lasting_numbers() if among is None else among
        numbers, parts = [], []
        for start in range(0, len(wanted), _AT_ONCE):
            rows = self._all(
                "SELECT c.number, x.vector FROM chunks c JOIN vectors x ON x.model = ? AND x.vector_key = c.vector_key"
                " WHERE c.number IN (SELECT value FROM json_each(?)) ORDER BY c.number",
                (model, json.dumps(wanted[start : start + _AT_ONCE].tolist())),
            )
            numbers += [row[0] for row in rows]
            if rows:
                parts.append(
                    np.frombuffer(b"".join(row[1] for row in rows), np.float32).reshape(
                        len(rows), -1
                    )
                )
        return np.array(numbers, np.int64), np.concatenate(parts) if parts else np.zeros(
            (0, 0), np.float32
        )

    def texts_without_vector(self, model: str) -> list[tuple[str, str, str]]:
        """Key, title and text of chunks that have no vector of `model` yet."""
        rows = self._all(
            'SELECT DISTINCT c.vector_key, v.title, substr(v.text, c.start + 1, c."end" - c.start) FROM chunks c JOIN versions v USING (version_id)'
            " WHERE NOT EXISTS (SELECT 1 FROM vectors x WHERE x.model = ? AND x.vector_key = c.vector_key)",
            (model,),
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def count_missing(self, model: str) -> int:
        """How many texts of chunks have no vector of `model`."""
        return self._scalar(
            "SELECT count(DISTINCT c.vector_key) FROM chunks c WHERE NOT EXISTS"
            " (SELECT 1 FROM vectors x WHERE x.model = ? AND x.vector_key = c.vector_key)",
            (model,),
        )

    def counts(self, model: str) -> dict[str, int]:
        """Documents and chunks that answer, and vectors of `model` that are missing for them."""
        return {
            "documents": self._scalar("SELECT count(*) FROM documents WHERE NOT removed"),
            "chunks": self._scalar(
                f"SELECT count(*) FROM chunks c JOIN versions v USING (version_id) JOIN documents d USING (document_id) WHERE {visible(Scope())[0]}"
            ),
            "vectors_missing": self._scalar(
                "SELECT count(*) FROM chunks c JOIN versions v USING (version_id) JOIN documents d USING (document_id)"
                f" WHERE {visible(Scope())[0]} AND NOT EXISTS (SELECT 1 FROM vectors x WHERE x.model = ? AND x.vector_key = c.vector_key)",
                (model,),
            ),
        }

    def settle_model(self, model: str) -> None:
        """Record that every text has its vector of `model`; drop the vectors of other models, and of texts that stand nowhere any more."""
        with self._transaction(changes=True) as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES ('embedding_model', ?)", (model,))
            db.execute(
                "DELETE FROM vectors WHERE model != ? OR vector_key NOT IN (SELECT vector_key FROM chunks)",
                (model,),
            )
