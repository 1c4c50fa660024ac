"""The file itself: connections, transactions, the one writer's lock, and facts about the library."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from rag.errors import LibraryBusy, LibraryError
from rag.storage.tables import SCHEMA, SCHEMA_VERSION

# A writer holds the file for one document's transaction, which takes milliseconds.
_BUSY_SECONDS = 30.0
# Results kept while nothing changes; the largest, the numbers of 100,000 chunks, take .8 MB each.
_KEPT = 32
T = TypeVar("T")


class Store:
    """The open file. Safe to share between threads: each has its own connection.

    Args:
        path: the SQLite file; its folder is made when missing.

    Raises:
        LibraryError: the file is no library, is damaged, or was written by another version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._kept: OrderedDict[tuple[int, Hashable], Any] = OrderedDict()
        self._keeping = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"the folder {path.parent} cannot be made: {error.strerror}; set RAG_HOME to a folder"
            ) from error
        try:
            self._create_or_check()
        except sqlite3.DatabaseError as error:
            raise LibraryError(
                f"the library {path} cannot be opened: {error}; {_advice(error)}"
            ) from error

    # -- writing ---------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's lock; a lock of a dead process is free again.

        Raises:
            LibraryBusy: another process is writing.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self.path.with_suffix(".lock"))
        try:
            lock.acquire(timeout=0.2)
        except Timeout:
            raise LibraryBusy(
                f"another process is writing to {self.path}; wait until it is done, then run this again"
            ) from None
        except OSError as error:
            raise LibraryError(
                f"the lock {lock.lock_file} cannot be had: {error.strerror}; free some space or allow writing there"
            ) from error
        try:
            yield
        finally:
            lock.release()

    def is_busy(self) -> bool:
        """Whether some process is writing documents just now."""
        try:
            with self.writing():
                return False
        except LibraryBusy:
            return True

    def remember(self, name: str, value: str) -> None:
        """Keep a fact about the library, such as the way its chunks were cut."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def recall(self, name: str) -> str | None:
        """A fact kept by `remember`."""
        row = self._one("SELECT value FROM facts WHERE name = ?", (name,))
        return str(row[0]) if row else None

    def change_count(self) -> int:
        """How many times documents, chunks or vectors have changed, by whichever process."""
        return self._scalar("SELECT value FROM facts WHERE name = 'changes'")

    # -- inside ----------------------------------------------------------------------------------------------------

    def _once(self, name: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once until documents, chunks or vectors change, by whichever process."""
        key = (
            self.change_count(),
            name,
        )  # counted first: what is kept may be newer than its count, never older
        with self._keeping:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("T", self._kept[key])
        made = make()
        with self._keeping:
            self._kept[key] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made

    def _create_or_check(self) -> None:
        if self._db().execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
            return  # without waiting for a writer
        with self._transaction() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0 and db.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise LibraryError(
                    f"{self.path} is a SQLite file of another program; set RAG_HOME to a folder of its own"
                )
            if version == 0:
                for statement in SCHEMA.split(";\n"):  # `executescript` would end the transaction
                    if statement.strip():
                        db.execute(statement)
                db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            elif version != SCHEMA_VERSION:
                raise LibraryError(
                    f"the library {self.path} has schema {version}, this program reads {SCHEMA_VERSION}; update Dateline, or move that"
                    " file away and ingest again"
                )

    def _db(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = sqlite3.connect(
                self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            db.row_factory = sqlite3.Row
            _use_wal(db)
            for setting in ("synchronous = FULL", "foreign_keys = ON"):
                db.execute(f"PRAGMA {setting}")
            self._local.db = db
        return db

    @contextmanager
    def _transaction(self, changes: bool = False) -> Iterator[sqlite3.Connection]:
        """Commit what happens inside, or none of it; `changes` says that indexes over the library are out of date after it."""
        db = self._db()
        try:
            db.execute("BEGIN IMMEDIATE")
            yield db
            if changes:
                db.execute(
                    "INSERT INTO facts VALUES ('changes', 1) ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
                )
            db.execute("COMMIT")
        except BaseException as error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            if isinstance(error, sqlite3.DatabaseError):
                raise LibraryError(
                    f"the library {self.path} cannot be written: {error}; {_advice(error)}"
                ) from error
            raise

    def _all(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        try:
            return self._db().execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            raise LibraryError(
                f"the library {self.path} cannot be read: {error}; {_advice(error)}"
            ) from error

    def _one(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Row | None:
        rows = self._all(sql, parameters)
        return rows[0] if rows else None

    def _scalar(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        row = self._one(sql, parameters)
        return int(row[0]) if row else 0


def _use_wal(db: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; SQLite does not wait for another process that does the same just now (1 of 360 starts at once)."""
    last = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > last:
                raise
            time.sleep(0.02)


def _advice(error: sqlite3.DatabaseError) -> str:
    """What to do about an error of SQLite."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")):
        return "free some space on its disk and run this again: what was acknowledged is in"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_READONLY")):
        return "run this again when no other program holds it and it may be written"
    return "restore it from a copy, or move it away and ingest again"
