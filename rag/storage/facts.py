"""Facts about the library as a whole, such as the model whose vectors are complete."""

from __future__ import annotations

from rag.storage.database import Database


class Facts:
    """Names with a value each."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, name: str, value: str) -> None:
        """Keep a fact, in place of what its name meant before."""
        with self._database.transaction() as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def recall(self, name: str) -> str | None:
        """Return a fact kept by `remember`, or None."""
        row = self._database.row("SELECT value FROM facts WHERE name = ?", (name,))
        return str(row[0]) if row else None
