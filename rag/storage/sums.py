"""A checksum of every row, written by the transaction that writes the row.

What changes a row without it, a damaged page or another program, is found by comparing them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

# Those of virtual tables are made of other rows, and are compared with them (integrity.py).
_TABLES = (
    "SELECT name FROM sqlite_master t WHERE type = 'table' AND name != 'sums'"
    " AND substr(name, 1, 7) != 'sqlite_' AND sql NOT LIKE 'CREATE VIRTUAL %' AND NOT EXISTS"
    " (SELECT 1 FROM sqlite_master v WHERE v.sql LIKE 'CREATE VIRTUAL %'"
    " AND substr(t.name, 1, length(v.name) + 1) = v.name || '_') ORDER BY rootpage"
)
_FORGET = "DELETE FROM sums WHERE name = '{name}' AND row = row_sum({keys}); "
_KEEP = "INSERT INTO sums VALUES ('{name}', row_sum({keys}), row_sum({columns})); "
# How SQLite calls damage, and what a function of ours raises on text that is none.
_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR")
# How text is decoded that may be none: what it was encoded from comes back by the same.
_DAMAGED_BYTES = "surrogateescape"


class Table(NamedTuple):
    """A table with sums: its columns, and those of its primary key."""

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    has_rowid: bool


def row_sum(*values: object) -> int:
    """Return a hash of some values and their types, in 64 bits."""
    digest = blake2b(digest_size=8)
    for value in values:
        data = value if isinstance(value, bytes) else str(value).encode("utf-8", _DAMAGED_BYTES)
        digest.update(f"{type(value).__name__} {len(data)} ".encode() + data)
    return int.from_bytes(digest.digest(), "little", signed=True)


def register(db: sqlite3.Connection) -> None:
    """Let SQL on a connection call `row_sum`."""
    db.create_function("row_sum", -1, row_sum, deterministic=True)


def tables(db: sqlite3.Connection) -> list[Table]:
    """Return the tables with sums, those that others refer to first."""
    return [_table(db, name) for (name,) in db.execute(_TABLES).fetchall()]


def _table(db: sqlite3.Connection, name: str) -> Table:
    rows = db.execute("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", (name,)).fetchall()
    keys = sorted((pk, column) for column, pk in rows if pk)
    (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return Table(
        name,
        columns=tuple(column for column, _ in rows),
        keys=tuple(column for _, column in keys),
        has_rowid="WITHOUT ROWID" not in sql,
    )


def watch(db: sqlite3.Connection) -> None:
    """Have a connection keep the sums of all that it writes.

    Its triggers are its own: another program needs no function of ours to write, and what it writes
    is found.
    """
    for table in tables(db):
        old, new = _statements(table, "old"), _statements(table, "new")
        for event, body in (
            ("INSERT", new),
            ("UPDATE", old[:1] + new),
            ("DELETE", old[:1]),
        ):
            db.execute(
                f"CREATE TEMP TRIGGER {table.name}_{event} AFTER {event} ON main.{table.name}"
                f" BEGIN {''.join(body)} END"
            )


def fill(db: sqlite3.Connection) -> None:
    """Write the sums of all rows as they are; a table that cannot be read gets none."""
    db.execute("DELETE FROM sums")
    for table in tables(db):
        keys, columns = _listed(table.keys), _listed(table.columns)
        try:
            db.execute(
                f"INSERT INTO sums SELECT '{table.name}', row_sum({keys}), row_sum({columns})"
                f" FROM {table.name}"
            )
        except sqlite3.DatabaseError as error:
            if not error.sqlite_errorname.startswith(_DAMAGE):
                raise


class ReadRow(NamedTuple):
    """A row, and whether it is as it was stored: None when its sum cannot be read."""

    values: dict[str, Any]
    is_right: bool | None


class TableReading:
    """The rows of a table as far as they can be read, each compared with its sum.

    Attributes:
        changed: how many rows are not as they were stored.
        gone: how many rows have a sum and were not found, however it came.
        is_whole: whether all of the table could be read.

    The attributes count when `rows` is at its end.
    """

    def __init__(self, db: sqlite3.Connection, table: Table) -> None:
        self._db = db
        self._table = table
        self.changed = 0
        self.gone = 0
        self.is_whole = True

    def rows(self) -> Iterator[ReadRow]:
        """Yield each row that can be read."""
        sums, are_whole = self._sums()
        for row in self._readable():
            values = dict(zip(self._table.columns, row, strict=True))
            kept = sums.pop(row_sum(*(values[key] for key in self._table.keys)), None)
            is_right = None if kept is None and not are_whole else kept == row_sum(*row)
            self.changed += is_right is False
            yield ReadRow(values, is_right)
        self.gone = len(sums)

    def _sums(self) -> tuple[dict[int, int], bool]:
        found: dict[int, int] = {}
        try:
            sql = "SELECT row, sum FROM sums WHERE name = ?"
            found.update(self._db.execute(sql, (self._table.name,)))
        except sqlite3.DatabaseError:
            return found, False
        return found, True

    def _readable(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that SQLite can read, passing over ever more where it cannot."""
        columns = _listed(self._table.columns)
        if not self._table.has_rowid:
            yield from self._until_damage(f"SELECT {columns} FROM {self._table.name}")
            return
        after, step = -(2**62), 0
        sql = f"SELECT rowid, {columns} FROM {self._table.name} WHERE rowid > ? ORDER BY rowid"
        while after < 2**62:
            was_whole, self.is_whole = self.is_whole, True
            for rowid, *row in self._until_damage(sql, after):
                after, step = max(after, rowid), 0
                yield tuple(row)
            if self.is_whole:
                self.is_whole = was_whole
                return
            step = max(1, 2 * step)
            after = max(after, 0) + step

    def _until_damage(self, sql: str, *parameters: object) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._db.execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            if not error.sqlite_errorname.startswith(_DAMAGE):
                raise
            self.is_whole = False


def name_of(version: dict[str, Any]) -> str:
    """Return what a damaged version is called: its title as far as it can be read, and where from.

    Args:
        version: its row.
    """
    title, document, origin = (
        str(version[name]).encode("utf-8", "replace").decode()
        for name in ("title", "document_id", "origin")
    )
    return f"“{title[:80]}” (document {document}, read from {origin})"


@contextmanager
def raw_reading(path: Path) -> Iterator[tuple[sqlite3.Connection, list[Table]]]:
    """Open a library that may be damaged for reading, with its tables.

    Raises:
        sqlite3.DatabaseError: not even the list of its tables can be read.
    """
    place = f"{path.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(place, uri=True, isolation_level=None)) as db:
        found = tables(db)
        db.text_factory = lambda text: text.decode("utf-8", _DAMAGED_BYTES)
        db.execute("BEGIN")
        yield db, found


def _statements(table: Table, row: str) -> list[str]:
    keys, columns = _listed(table.keys, f"{row}."), _listed(table.columns, f"{row}.")
    return [part.format(name=table.name, keys=keys, columns=columns) for part in (_FORGET, _KEEP)]


def _listed(columns: tuple[str, ...], prefix: str = "") -> str:
    return ", ".join(f'{prefix}"{column}"' for column in columns)
