"""What the answers of a day have used of a language model, counted for all processes."""

from __future__ import annotations

import sqlite3
from datetime import date

from rag.storage.database import Database

_ADD = "UPDATE facts SET value = CAST(value AS INTEGER) + :tokens WHERE name = :name"
_WITHIN = " AND CAST(value AS INTEGER) + :tokens <= :most"


class Spending:
    """The tokens of one day; those of days before are forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reserve(self, day: date, tokens: int, most: int) -> bool:
        """Add tokens to a day's if they stay within `most`; return whether they do."""
        with self._database.transaction() as db:
            name = _begin(db, day)
            added = db.execute(_ADD + _WITHIN, {"name": name, "tokens": tokens, "most": most})
            return added.rowcount > 0

    def settle(self, day: date, tokens: int) -> None:
        """Add tokens to a day's whatever they come to; a negative number gives back."""
        with self._database.transaction() as db:
            db.execute(_ADD, {"name": _name(day), "tokens": tokens})

    def tokens_of(self, day: date) -> int:
        """Return what a day has used, with what is reserved for calls that are running."""
        return self._database.scalar("SELECT value FROM facts WHERE name = ?", (_name(day),))


def _begin(db: sqlite3.Connection, day: date) -> str:
    """Return the name of a day's count, which is made where there is none."""
    name = _name(day)
    db.execute("DELETE FROM facts WHERE name GLOB 'tokens of *' AND name < ?", (name,))
    db.execute("INSERT OR IGNORE INTO facts VALUES (?, 0)", (name,))
    return name


def _name(day: date) -> str:
    return f"tokens of {day}"
