"""Checks that the library is sound, and a digest by which two libraries are compared."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import NamedTuple

from rag.errors import LibraryError
from rag.storage.database import Database
from rag.storage.sums import TableReading, name_of, raw_reading
from rag.storage.word_check import fits


class _Rule(NamedTuple):
    """A query whose rows are faults, and the sentence about each."""

    sql: str
    fault: str


_RULES = (
    _Rule(
        "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check != 'ok'",
        "SQLite: {}",
    ),
    _Rule("PRAGMA foreign_key_check", "SQLite: a row of {} refers to nothing"),
    _Rule(
        "SELECT c.chunk_id FROM chunks c JOIN versions v USING (version_id)"
        " LEFT JOIN chunk_words w ON w.rowid = c.number"
        " WHERE w.body IS NOT spaced(substr(v.text, c.start + 1, c.reach - c.start))"
        " OR w.title IS NOT spaced(v.title) OR w.heading IS NOT spaced(c.heading)",
        "chunk {} does not match its text",
    ),
    _Rule(
        "SELECT version_id FROM versions v LEFT JOIN version_words_docsize s ON s.id = v.entry"
        " WHERE s.id IS NULL",
        "version {} is not found by its words",
    ),
    _Rule(
        "SELECT version_id FROM chunks GROUP BY version_id"
        " HAVING max(number) - min(number) + 1 != count(*)",
        "the chunks of version {} do not have numbers in a row",
    ),
    _Rule(
        "SELECT r.place, r.version_id FROM relations r JOIN versions v USING (version_id)"
        ' WHERE r.sentence != substr(v.text, r.start + 1, r."end" - r.start)',
        "relation {} of version {} does not match its text",
    ),
    _Rule(
        "SELECT vector_key FROM sentence_vectors WHERE length(spans) % 8 != 0"
        " OR length(vectors) % max(length(spans) / 8, 1) != 0",
        "the sentences of the text {} do not match their spans",
    ),
    _Rule(
        "SELECT document_id, sum(current) AS n FROM versions GROUP BY document_id HAVING n != 1",
        "document {} has {} current versions",
    ),
)
# What each index of words is made of.
_INDEXED = {
    "chunk_words": "SELECT c.number, spaced(v.title), spaced(c.heading),"
    " spaced(substr(v.text, c.start + 1, c.reach - c.start))"
    " FROM chunks c JOIN versions v USING (version_id) ORDER BY c.number",
    "version_words": "SELECT entry, spaced(title), spaced(text) FROM versions ORDER BY entry",
}
# Everything but when, and in which order, it came in. Vectors of sentences and words are left out:
# questions may add them, and a word's depend on the order.
_CONTENT = (
    "SELECT * FROM documents ORDER BY document_id",
    "SELECT version_id, document_id, number, current, corrected, origin, source_hash,"
    " title, text, kind, kind_source, publisher, section,"
    " published, published_source, published_text, published_time,"
    " updated, updated_source, updated_text, updated_time, effective, url,"
    " language, authors, suspicious, copy_group, reader, chunking"
    " FROM versions ORDER BY version_id",
    "SELECT * FROM origins ORDER BY origin",
    "SELECT file, source_hash, refused FROM files ORDER BY file",
    'SELECT chunk_id, version_id, start, "end", reach, heading, vector_key'
    " FROM chunks ORDER BY chunk_id",
    "SELECT w.title, w.heading, w.body FROM chunk_words w JOIN chunks c ON c.number = w.rowid"
    " ORDER BY c.chunk_id",
    "SELECT model, vector_key FROM vectors ORDER BY model, vector_key",
    "SELECT * FROM identities ORDER BY version_id, key",
    "SELECT * FROM relations ORDER BY version_id, place",
    "SELECT band, version_id FROM copy_bands ORDER BY band, version_id",
)


class Integrity:
    """The checks of a library on itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def problems(self) -> list[str]:
        """Return what is wrong inside the library; empty when it is sound.

        That is damage to the file, offsets that miss their text, words that do not match, and rows
        that are not as they were stored.
        """
        found = []
        for check in (self._broken_rules, self._changed_rows, self._unfitting_words):
            try:
                found += check()
            except (LibraryError, sqlite3.DatabaseError) as error:
                found.append(str(error))
        return list(dict.fromkeys(found))

    def _broken_rules(self) -> list[str]:
        found = []
        for rule in _RULES:
            rows = self._database.rows(rule.sql)
            found += [rule.fault.format(*row) for row in rows]
        return found

    def _changed_rows(self) -> list[str]:
        found: list[str] = []
        with raw_reading(self._database.path) as (db, tables):
            for table in tables:
                reading = TableReading(db, table)
                changed = [row.values for row in reading.rows() if row.is_right is False]
                if table.name == "versions":
                    found += [f"{name_of(row)} is not as it was stored" for row in changed]
                elif changed:
                    found.append(f"{len(changed):,} of {table.name} are not as they were stored")
                if reading.gone:
                    found.append(f"{reading.gone:,} of {table.name} are gone")
                if not reading.is_whole:
                    found.append(f"a part of {table.name} cannot be read")
        return found

    def _unfitting_words(self) -> list[str]:
        db = self._database.connection()
        return [
            f"the words of {table} are not those of the texts"
            for table, texts in _INDEXED.items()
            if not fits(db, table, texts)
        ]

    def digest(self) -> str:
        """Return a digest of everything that can be read or asked.

        Two libraries of the same files with the same history of edits have the same digest, however
        often the work was broken off.
        """
        digest = hashlib.sha256()
        for sql in _CONTENT:
            for row in self._database.rows(sql):
                digest.update(repr(tuple(row)).encode())
        return digest.hexdigest()
