"""Copies of a library: made while it is in use, checked before they count, put in its place."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rag.errors import IndexUnusable, LibraryError
from rag.storage.database import Database, copy_over, writing
from rag.storage.dense.chroma import ChromaIndex, count_indexed
from rag.storage.dense.exact import ExactIndex
from rag.storage.library import Library
from rag.storage.private import make_file

_WORKSHOP = ".making-"
_LATER = (
    "UPDATE facts SET value = max(CAST(value AS INTEGER), ?) + 1 WHERE name = 'changes'",
    "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'chunks'",
)


def problems_of(path: Path) -> list[str]:
    """Return what is wrong with a library's file; that it is missing, or was, included."""
    if fault := missing(path):
        return [fault]
    try:
        return Library(path).integrity.problems()
    except LibraryError as error:
        return [str(error)]


def missing(path: Path) -> str:
    """Say that a library's file is missing or was, and what to do; "" when there is one."""
    if not path.is_file():
        fault = "is not there"
    elif not path.stat().st_size:
        fault = "is empty"
    elif _is_hollow(path):
        fault = "holds no document, but the index beside it does: its file was lost"
    else:
        return ""
    return (
        f"the library {path} {fault}; fill it with `rag ingest FOLDER`,"
        " or bring a copy back with `rag library restore FILE`"
    )


def _is_hollow(path: Path) -> bool:
    """Return whether a library was made anew where another stood."""
    try:
        return bool(count_indexed(path.parent / "index")) and not Library(path).versions.count()
    except LibraryError:  # damaged, not missing
        return False


@contextmanager
def workshop(path: Path) -> Iterator[Library]:
    """Yield an empty library in a folder beside another file, which is thrown away at the end."""
    with TemporaryDirectory(dir=path.parent, prefix=_WORKSHOP) as folder:
        yield Library(Path(folder) / "library.sqlite3")


@contextmanager
def replacing(path: Path) -> Iterator[Library]:
    """Yield an empty library that takes the place of another when all went well.

    Killed before, it leaves the other as it was. What stood there is kept beside it as
    `library.replaced`.

    Raises:
        LibraryBusy: another process is writing.
    """
    with writing(path):
        for left in path.parent.glob(f"{_WORKSHOP}*"):  # of one that was killed
            shutil.rmtree(left, ignore_errors=True)
        with workshop(path) as made:
            yield made
            _keep(path)
            _put(made.database, path)


def _keep(path: Path) -> None:
    kept = path.with_suffix(".replaced")
    for ending in ("", "-wal"):
        kept.with_name(kept.name + ending).unlink(missing_ok=True)
        old = path.with_name(path.name + ending)
        if old.is_file():
            shutil.copyfile(old, kept.with_name(kept.name + ending))
    make_file(kept)


def _put(made: Database, path: Path) -> None:
    """Write a library over another's file; where SQLite cannot, in place of it."""
    try:
        made.copy_to(path)
    except sqlite3.DatabaseError:
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        make_file(path)
        made.copy_to(path)


def back_up(library: Library, target: Path) -> None:
    """Write a copy of a library that is in use, as it is at one moment, into one file.

    Raises:
        LibraryError: the library is damaged, or the copy cannot be written; a file that is there
            stays as it is.
    """
    with workshop(target) as copy:
        try:
            library.database.copy_to(copy.path)
            problems = copy.integrity.problems()
            copy.database.close()
            if problems:
                raise LibraryError(
                    f"the library {library.path} is damaged: {problems[0]};"
                    " run `rag library rebuild` first"
                )
            with closing(sqlite3.connect(copy.path)) as db:
                db.execute("PRAGMA journal_mode = DELETE")  # one file
            copy.path.replace(target)
        except (sqlite3.DatabaseError, OSError) as error:
            raise LibraryError(f"the copy {target} cannot be written: {error}") from error


def restore(source: Path, path: Path, model: str) -> None:
    """Put a copy in place of a library.

    Args:
        source: what `back_up` wrote, by this or an older version of the program.
        path: the library's file.
        model: name of the embedding model, whose index is dropped.

    Raises:
        LibraryError: the copy is missing, no library or damaged, or the library is in use.
    """
    with replacing(path) as copy:
        problems = _read_copy(source, copy.path)
        if problems:
            raise LibraryError(f"the copy {source} cannot be used: {problems[0]}")
        _count_beyond(copy.database, path)
        index = ChromaIndex(ExactIndex(copy, model), model, path.parent / "index")
        try:
            index.drop()
        except IndexUnusable as error:
            raise LibraryError(
                f"the library {path} is in use: {error}; stop `rag serve`, then run this again"
            ) from error
        finally:
            index.close()


def _read_copy(source: Path, target: Path) -> list[str]:
    """Copy a file into another, which is brought up to date; return what is wrong with it."""
    if fault := missing(source):
        return [fault]
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as db:
            copy_over(db, target)
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return problems_of(target)


def _count_beyond(restored: Database, path: Path) -> None:
    """Let no number of a chunk and no count of changes come again: open indexes know them."""
    before = (0, 0)
    if not problems_of(path):
        present = Database(path)
        numbers = "SELECT seq FROM sqlite_sequence WHERE name = 'chunks'"
        before = (present.change_count(), present.scalar(numbers))
    with restored.transaction() as db:
        for sql, number in zip(_LATER, before, strict=True):
            db.execute(sql, (number,))
