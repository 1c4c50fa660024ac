"""What can be read of a damaged library and is as it was stored, copied into a new one.

What is made of texts is left out and made anew; vectors are kept, because they cost the most.
"""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rag.errors import LibraryError
from rag.language import near_duplicates
from rag.language.segmentation import spaced
from rag.schema import PART_MARK, Chunk
from rag.storage.chunks import VersionText, indexed, insert_chunks
from rag.storage.columns import day_of, marks
from rag.storage.database import Database
from rag.storage.relations import read_declared_rows, write_declared_rows
from rag.storage.sums import ReadRow, Table, TableReading, name_of, raw_reading, tables
from rag.storage.version_rows import insert_words, version_identifier
from rag.storage.versions import CHOOSE_CURRENT

# Made of the texts of versions.
_DERIVED = ("chunks", "identities", "relations", "copy_bands")
# Without rows of these a file may hold documents that nothing else names.
_OF_FILES = ("documents", "origins", "files")
# Those of nothing that was kept.
_ORPHANS = (
    "DELETE FROM versions WHERE document_id NOT IN (SELECT document_id FROM documents)",
    "DELETE FROM versions WHERE document_id NOT IN"
    " (SELECT document_id FROM versions WHERE current)",
    "DELETE FROM origins WHERE version_id NOT IN (SELECT version_id FROM versions)",
    "DELETE FROM sentence_vectors WHERE (model, vector_key) NOT IN"
    " (SELECT model, vector_key FROM vectors)",
)
_WITHOUT_CURRENT = "SELECT document_id FROM versions GROUP BY document_id HAVING NOT max(current)"
_WITHOUT_SENTENCES = (
    "DELETE FROM vectors WHERE (model, vector_key) NOT IN"
    " (SELECT model, vector_key FROM sentence_vectors)"
)


class DamagedText(NamedTuple):
    """A version that was not kept: its identifier, what it is called, the file that held it."""

    version_id: str
    name: str
    file: str


class Salvage(NamedTuple):
    """What was not kept of a damaged library.

    `texts` are the versions that can be named, `files` the files and URLs to read again, `lost`
    counts the rows of each table that were not kept.
    """

    texts: tuple[DamagedText, ...]
    files: tuple[str, ...]
    lost: Counter[str]


def salvage(path: Path, target: Database) -> Salvage:
    """Copy what is sound of a library's file into an empty library, without what is derived.

    Raises:
        LibraryError: nothing of it can be read.
    """
    texts: dict[str, DamagedText] = {}
    lost: Counter[str] = Counter()
    try:
        with raw_reading(path) as (source, found), target.transaction(changes=True) as db:
            db.execute("PRAGMA defer_foreign_keys = ON")
            for table in _kept_tables(db, found):
                for row in _copy_sound(source, db, table, lost):
                    texts[row["version_id"]] = _damaged(row["version_id"], name_of(row), row)
            texts = _unread(db) | texts
            files = {text.file for text in texts.values()}
            if any(lost[name] for name in _OF_FILES):
                files.update(_all_files(db))
            db.executemany("DELETE FROM files WHERE file = ?", [(file,) for file in files])
            _drop_orphans(db, lost)
            _go_on_counting(source, db)
    except sqlite3.DatabaseError as error:
        raise LibraryError(
            f"nothing of the library {path} can be read: {error}; bring a copy back with"
            " `rag library restore FILE`, or move it away and ingest again"
        ) from error
    return Salvage(tuple(texts.values()), tuple(sorted(files)), lost)


def _kept_tables(db: sqlite3.Connection, found: list[Table]) -> list[Table]:
    known = {table.name for table in tables(db)}.difference(_DERIVED)
    return [table for table in found if table.name in known]


def _copy_sound(
    source: sqlite3.Connection, db: sqlite3.Connection, table: Table, lost: Counter[str]
) -> Iterator[dict[str, Any]]:
    """Copy the rows that are as they were stored; yield the versions that are not."""
    reading = TableReading(source, table)
    columns = ", ".join(f'"{column}"' for column in table.columns)
    insert = f"INSERT OR REPLACE INTO {table.name} ({columns}) VALUES ({marks(table.columns)})"
    for row in reading.rows():
        if _is_trusted(table, row):
            db.execute(insert, list(row.values.values()))
        elif table.name == "versions" and isinstance(row.values["origin"], str):
            yield row.values
    lost[table.name] = reading.changed + (reading.gone or int(not reading.is_whole))


def _is_trusted(table: Table, row: ReadRow) -> bool:
    """Return whether a row is as it was stored; without a sum a version's own name says so."""
    if row.is_right is not None:
        return row.is_right
    values = row.values
    if table.name != "versions":
        return not any(isinstance(value, str) and not _is_text(value) for value in values.values())
    named = version_identifier(
        values["document_id"],
        values["title"],
        values["publisher"],
        day_of(values["effective"]),
        values["kind"],
        values["text"],
    )
    return bool(named == values["version_id"])


def _is_text(value: str) -> bool:
    return value.encode("utf-8", "replace").decode() == value


def _damaged(version_id: str, name: str, row: Mapping[str, Any]) -> DamagedText:
    return DamagedText(version_id, name, str(row["origin"]).split(PART_MARK, 1)[0])


def _unread(db: sqlite3.Connection) -> dict[str, DamagedText]:
    """Return the versions that files hold and that could not be read."""
    rows = db.execute(
        "SELECT version_id, origin FROM origins"
        " WHERE version_id NOT IN (SELECT version_id FROM versions)"
    )
    return {
        row["version_id"]: _damaged(row["version_id"], f"A document of {row['origin']}", row)
        for row in rows
    }


def _all_files(db: sqlite3.Connection) -> list[str]:
    rows = db.execute("SELECT origin FROM origins UNION SELECT origin FROM versions").fetchall()
    files = db.execute("SELECT file FROM files").fetchall()
    return [str(row[0]).split(PART_MARK, 1)[0] for row in (*rows, *files)]


def _drop_orphans(db: sqlite3.Connection, lost: Counter[str]) -> None:
    """Drop what belongs to nothing, and vectors that must be made again with what came of them."""
    for row in db.execute(_WITHOUT_CURRENT).fetchall():
        db.execute(CHOOSE_CURRENT, (row["document_id"],) * 2)
    for sql in _ORPHANS:
        db.execute(sql)
    if lost["word_vectors"]:  # means over many chunks
        db.execute("DELETE FROM word_vectors")
        db.execute("DELETE FROM vectors")
    elif lost["sentence_vectors"]:
        db.execute(_WITHOUT_SENTENCES)


def _go_on_counting(source: sqlite3.Connection, db: sqlite3.Connection) -> None:
    """Let no number of a chunk and no count of changes come again: indexes know them."""
    later = int(time.time())
    db.execute("INSERT OR IGNORE INTO facts VALUES ('changes', ?)", (later,))
    try:
        row = source.execute("SELECT seq FROM sqlite_sequence WHERE name = 'chunks'").fetchone()
    except sqlite3.DatabaseError:
        row = None
    number = row[0] if row else later
    db.execute("DELETE FROM sqlite_sequence WHERE name = 'chunks'")
    db.execute("INSERT INTO sqlite_sequence VALUES ('chunks', ?)", (number,))


class Derived(NamedTuple):
    """What is made of the text of a version, apart from vectors."""

    chunks: Sequence[Chunk]
    keys: Sequence[str]
    chunking: str


def texts_of(database: Database) -> list[str]:
    """Return all versions, in the order in which they came in."""
    return database.column("SELECT version_id FROM versions ORDER BY entry")


def restore_derived(
    database: Database, version_id: str, derive: Callable[[str, str], Derived]
) -> None:
    """Write chunks, words, bands and relations of a version that was copied, in one transaction.

    Args:
        database: the new library.
        version_id: the version.
        derive: cuts a text, by its title and itself.
    """
    (row,) = database.rows("SELECT * FROM versions WHERE version_id = ?", (version_id,))
    title, text = row["title"], row["text"]
    chunks, keys, chunking = derive(title, text)
    version = VersionText(version_id, title, text)
    declared = read_declared_rows(version_id, title, text, row["kind"], day_of(row["effective"]))
    bands = [(band, version_id) for band in near_duplicates.bands(text)]
    with database.transaction(changes=True) as db:
        insert_words(db, row["entry"], (spaced(title), spaced(text)))
        insert_chunks(db, version, indexed(version, chunks, keys))
        write_declared_rows(db, version_id, declared)
        db.executemany("INSERT OR IGNORE INTO copy_bands VALUES (?, ?)", bands)
        db.execute("UPDATE versions SET chunking = ? WHERE version_id = ?", (chunking, version_id))
