"""The SQLite file itself: connections, transactions, the writer's lock, results kept."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar, cast

from rag.errors import LibraryBusy, LibraryError
from rag.language.segmentation import spaced
from rag.storage import sums
from rag.storage.migrations import is_up_to_date, migrate
from rag.storage.private import FILE_MODE, close, make_file, make_folder
from rag.storage.read_only import address_for, may_be_written

# A writer holds the file for one document's transaction, which takes milliseconds.
_BUSY_SECONDS = 30.0
_LOCK_SECONDS = 0.2
# Results kept while nothing changes; the largest, the numbers of 100,000 chunks, take .8 MB each.
_KEPT_RESULTS = 32
_COUNT_CHANGE = (
    "INSERT INTO facts VALUES ('changes', 1)"
    " ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
)
T = TypeVar("T")


class Database:
    """The open file. Safe to share between threads: each has its own connection.

    Args:
        path: the SQLite file; its folder is made when missing, its tables are made or brought up to
            date.

    Raises:
        LibraryError: the file is no library, is damaged, or was written by a newer version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._results: OrderedDict[tuple[int, Hashable], Any] = OrderedDict()
        self._results_lock = threading.Lock()
        try:
            make_folder(path.parent)
        except OSError as error:
            raise LibraryError(
                f"the folder {path.parent} cannot be made: {error.strerror}; "
                "set RAG_HOME to a folder"
            ) from error
        with suppress(OSError):  # SQLite says what is wrong with it
            make_file(path)
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            raise LibraryError(
                f"the library {path} cannot be opened: {error}; {_advice(error)}"
            ) from error

    def _open(self) -> None:
        if is_up_to_date(self.connection()):  # without waiting for a writer
            return
        with self.transaction() as db:
            migrate(db, self.path)
            sums.fill(db)

    # -- reading -----------------------------------------------------------------------------------

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """Return all rows of a query.

        Raises:
            LibraryError: SQLite cannot read them.
        """
        try:
            return self.connection().execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            raise LibraryError(
                f"the library {self.path} cannot be read: {error}; {_advice(error)}"
            ) from error

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Row | None:
        """Return the first row of a query, or None."""
        rows = self.rows(sql, parameters)
        return rows[0] if rows else None

    def scalar(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Return the whole number that a query gives; 0 without a row."""
        row = self.row(sql, parameters)
        return int(row[0]) if row else 0

    def exists(self, sql: str, parameters: Sequence[Any] = ()) -> bool:
        """Return whether a query gives a row."""
        return self.row(sql, parameters) is not None

    def column(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Return the first column of a query."""
        return [row[0] for row in self.rows(sql, parameters)]

    def change_count(self) -> int:
        """Return how often documents, chunks or vectors have changed, by whichever process."""
        return self.scalar("SELECT value FROM facts WHERE name = 'changes'")

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` gives, made once until documents, chunks or vectors change."""
        # Counted first: what is kept may be newer than its count, never older.
        key = (self.change_count(), name)
        with self._results_lock:
            if key in self._results:
                self._results.move_to_end(key)
                return cast("T", self._results[key])
        made = make()
        with self._results_lock:
            self._results[key] = made
            while len(self._results) > _KEPT_RESULTS:
                self._results.popitem(last=False)
        return made

    # -- writing -----------------------------------------------------------------------------------

    @contextmanager
    def transaction(self, changes: bool = False) -> Iterator[sqlite3.Connection]:
        """Commit what happens inside, or none of it.

        Args:
            changes: whether indexes over the library are out of date after it.

        Raises:
            LibraryError: SQLite cannot write it.
        """
        db = self.connection()
        try:
            self._watch(db)
            db.execute("BEGIN IMMEDIATE")
            yield db
            if changes:
                db.execute(_COUNT_CHANGE)
            db.execute("COMMIT")
        except BaseException as error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            if isinstance(error, sqlite3.DatabaseError):
                raise LibraryError(
                    f"the library {self.path} cannot be written: {error}; {_advice(error)}"
                ) from error
            raise

    def _watch(self, db: sqlite3.Connection) -> None:
        """Keep the sums of what a connection writes, from its first transaction on."""
        if not getattr(self._local, "is_watched", False) and is_up_to_date(db):
            sums.watch(db)
            self._local.is_watched = True

    def writing(self) -> AbstractContextManager[None]:
        """Hold the one writer's lock; a lock of a dead process is free again.

        Raises:
            LibraryBusy: another process is writing.
            LibraryError: the lock cannot be written.
        """
        return writing(self.path)

    # -- whole files -------------------------------------------------------------------------------

    def copy_to(self, path: Path) -> None:
        """Write all that is committed over a file, in one transaction, while both are in use.

        Raises:
            sqlite3.DatabaseError: the file is none that SQLite can write.
        """
        copy_over(self.connection(), path)

    def close(self) -> None:
        """Close this thread's connection, and put all into the one file when it is the last."""
        self.connection().close()
        self._local = threading.local()

    # -- connections -------------------------------------------------------------------------------

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection, opened when it has none."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = self._connect()
            self._local.db = db
        return db

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(
            address_for(self.path),
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            uri=True,
        )
        db.row_factory = sqlite3.Row
        sums.register(db)
        if may_be_written(self.path):
            _use_wal(db)
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
        db.create_function("spaced", 1, spaced, deterministic=True)  # a text as it is indexed
        return db


def copy_over(db: sqlite3.Connection, path: Path) -> None:
    """Write what a connection reads over a file, in one transaction, while both are in use."""
    with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as other:
        db.backup(other)


def _use_wal(db: sqlite3.Connection) -> None:
    """Switch to the write-ahead log.

    SQLite does not wait for another process that does the same at that moment: 1 of 360 starts at
    once.
    """
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
    """Return what to do about an error of SQLite."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")):
        return "free some space on its disk and run this again: what was acknowledged is in"
    if name.startswith("SQLITE_READONLY"):
        return "it answers, but takes nothing in until it and its folder may be written"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "run this again when no other program holds it and it may be written"
    return "restore it from a copy, or move it away and ingest again"


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Hold the writer's lock of a library's file, which need not be sound.

    Raises:
        LibraryBusy: another process is writing.
        LibraryError: the lock cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path.with_suffix(".lock"), mode=FILE_MODE)
    try:
        lock.acquire(timeout=_LOCK_SECONDS)
    except Timeout:
        raise LibraryBusy(
            f"another process is writing to {path}; wait until it is done, then run this again"
        ) from None
    except OSError as error:
        raise LibraryError(
            f"the lock {lock.lock_file} cannot be had: {error.strerror}; "
            "free some space or allow writing there; until then the library only answers"
        ) from error
    close(Path(lock.lock_file), FILE_MODE)  # of an older release
    try:
        yield
    finally:
        lock.release()
