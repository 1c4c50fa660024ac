"""Numbered steps that bring a library's tables up to date, each in its own file.

A file is called `step_NNNN_name.sql`, or `step_NNNN_name.py` with a function `apply(db)`. `PRAGMA
user_version` holds the number of the last step that a library has; the first of all makes the
tables of version 0.2. Missing steps run in one transaction with that number, so that a program
killed amid them leaves the library as it was. A step once released is never changed: another
follows it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from rag.errors import LibraryError


class Step(NamedTuple):
    """One migration: its number, and the function that runs it inside an open transaction."""

    number: int
    apply: Callable[[sqlite3.Connection], None]


def find_steps(folder: Path) -> tuple[Step, ...]:
    """Return the migrations of a folder of this package in the order of their numbers."""
    found = []
    for path in sorted(folder.glob("step_*")):
        if path.suffix not in (".sql", ".py"):
            continue
        number = int(path.stem.split("_")[1])
        found.append(Step(number, _sql_step(path) if path.suffix == ".sql" else _module_step(path)))
    return tuple(found)


def _sql_step(path: Path) -> Callable[[sqlite3.Connection], None]:
    def apply(db: sqlite3.Connection) -> None:
        for statement in split_statements(path.read_text(encoding="utf-8")):
            db.execute(statement)

    return apply


def _module_step(path: Path) -> Callable[[sqlite3.Connection], None]:
    def apply(db: sqlite3.Connection) -> None:
        import_module(f"{__name__}.{path.stem}").apply(db)

    return apply


def split_statements(script: str) -> Iterator[str]:
    """Yield the statements of an SQL script one by one: `executescript` would end the transaction.

    "CREATE TABLE a (b);  CREATE TABLE c (d);" -> two statements, each with its semicolon.
    """
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


STEPS = find_steps(Path(__file__).parent)
SCHEMA_VERSION = STEPS[-1].number


def is_up_to_date(db: sqlite3.Connection) -> bool:
    """Return whether the tables are those that this program reads."""
    return _version_of(db) == STEPS[-1].number


def migrate(db: sqlite3.Connection, path: Path, steps: Sequence[Step] | None = None) -> None:
    """Run the steps that a library lacks, inside the transaction that the caller has begun.

    Args:
        db: the connection.
        path: the library's file, for messages.
        steps: those of this program by default.

    Raises:
        LibraryError: the file belongs to another program, or to a newer or too old version of this
            one.
    """
    steps = STEPS if steps is None else steps
    first, last = steps[0].number, steps[-1].number
    version = _version_of(db)
    if version == 0 and db.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise LibraryError(
            f"{path} is a SQLite file of another program; set RAG_HOME to a folder of its own"
        )
    if version > last:
        raise LibraryError(
            f"the library {path} has schema {version}, this program reads {last}; update Dateline, "
            "or move that file away and ingest again"
        )
    if 0 < version < first:
        raise LibraryError(
            f"the library {path} has schema {version}, this program reads {last} and can bring "
            f"{first} and later up to date; move that file away and ingest again"
        )
    for step in steps:
        if step.number > version:
            step.apply(db)
    db.execute(f"PRAGMA user_version = {last}")


def _version_of(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])
