"""Takes keys and passwords out of the addresses that older releases kept."""

from __future__ import annotations

import sqlite3

from rag.addresses import masked

_ADDRESSES = {
    "documents": ("key",),
    "versions": ("url", "origin"),
    "origins": ("origin", "file"),
    "files": ("file",),
    "runs": ("report",),
    "turns": ("question", "answer"),
}


def apply(db: sqlite3.Connection) -> None:
    """Mask all columns that hold addresses; of two that become one the second stays as it is."""
    db.create_function("masked", 1, masked, deterministic=True)
    for table, columns in _ADDRESSES.items():
        for column in columns:
            db.execute(
                f"UPDATE OR IGNORE {table} SET {column} = masked({column})"
                f" WHERE {column} LIKE '%://%' AND masked({column}) != {column}"
            )
