"""Whether an index of words holds the words of its texts, and no others."""

from __future__ import annotations

import sqlite3
from itertools import zip_longest

# The number of texts and words, which BM25 counts with, is kept in the first record.
_READ = (
    'SELECT term, doc, col, "offset" FROM temp.{vocabulary}',
    "SELECT id, sz FROM {schema}.{table}_docsize ORDER BY id",
    "SELECT block FROM {schema}.{table}_data WHERE id = 1",
)


def fits(db: sqlite3.Connection, table: str, texts: str) -> bool:
    """Return whether an FTS5 table is as one that is made of its texts now.

    Args:
        db: the connection.
        table: name of the index.
        texts: a query that gives the rowid and the columns of each of its rows.

    Raises:
        sqlite3.DatabaseError: the index or the texts cannot be read.
    """
    (made,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    _drop(db, table)
    db.execute(made.replace(table, f"temp.{table}", 1))
    try:
        db.execute("BEGIN")  # one snapshot, whoever writes meanwhile
        columns = [row[1] for row in db.execute(f"PRAGMA temp.table_info({table})")]
        db.execute(f"INSERT INTO temp.{table} (rowid, {', '.join(columns)}) {texts}")
        for schema in ("main", "temp"):
            db.execute(
                f"CREATE VIRTUAL TABLE temp.{schema}_vocabulary"
                f" USING fts5vocab('{schema}', '{table}', 'instance')"
            )
        return all(_is_same(db, table, sql) for sql in _READ)
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
        _drop(db, table)


def _drop(db: sqlite3.Connection, table: str) -> None:
    db.execute(f"DROP TABLE IF EXISTS temp.{table}")


def _is_same(db: sqlite3.Connection, table: str, sql: str) -> bool:
    stored, made = (
        db.execute(sql.format(schema=schema, table=table, vocabulary=f"{schema}_vocabulary"))
        for schema in ("main", "temp")
    )
    return all(one == other for one, other in zip_longest(stored, made))
