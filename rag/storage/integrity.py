"""Whether the library is sound, and a digest by which two libraries are compared."""

from __future__ import annotations

import hashlib

from rag.errors import LibraryError
from rag.storage.connection import Store

_CONTENT = (
    "SELECT * FROM documents ORDER BY document_id",
    "SELECT version_id, document_id, number, current, corrected, origin, source_hash, title, text, kind, kind_source, publisher, section,"
    " published, published_source, published_text, published_time, updated, updated_source, updated_text, updated_time, effective, url,"
    " language, authors, suspicious, copy_group, reader, chunking FROM versions ORDER BY version_id",
    "SELECT * FROM origins ORDER BY origin",
    "SELECT file, source_hash, refused FROM files ORDER BY file",
    'SELECT chunk_id, version_id, start, "end", reach, heading, vector_key FROM chunks ORDER BY chunk_id',
    "SELECT w.title, w.heading, w.body FROM chunk_words w JOIN chunks c ON c.number = w.rowid ORDER BY c.chunk_id",
    "SELECT model, vector_key FROM vectors ORDER BY model, vector_key",
    "SELECT * FROM identities ORDER BY version_id, key",
    "SELECT * FROM relations ORDER BY version_id, place",
    "SELECT band, version_id FROM copy_bands ORDER BY band, version_id",
)


class Check(Store):
    """The part of the library that looks at itself."""

    def problems(self) -> list[str]:
        """What is wrong inside the library: damage, offsets that miss their text, words that do not match. Empty when sound."""
        try:
            return self._find_problems()
        except LibraryError as error:
            return [str(error)]

    def _find_problems(self) -> list[str]:
        found = [
            f"SQLite: {row[0]}" for row in self._all("PRAGMA integrity_check") if row[0] != "ok"
        ]
        found += [
            f"SQLite: a row of {row[0]} refers to nothing"
            for row in self._all("PRAGMA foreign_key_check")
        ]
        rows = self._all(
            "SELECT c.chunk_id FROM chunks c JOIN versions v USING (version_id) LEFT JOIN chunk_words w ON w.rowid = c.number"
            " WHERE w.body IS NULL OR w.body != substr(v.text, c.start + 1, c.reach - c.start)"
        )
        found += [f"chunk {row[0]} does not match its text" for row in rows]
        rows = self._all(
            "SELECT version_id FROM versions v LEFT JOIN version_words_docsize s ON s.id = v.entry WHERE s.id IS NULL"
        )
        found += [f"version {row[0]} is not found by its words" for row in rows]
        rows = self._all(
            "SELECT version_id FROM chunks GROUP BY version_id HAVING max(number) - min(number) + 1 != count(*)"
        )
        found += [f"the chunks of version {row[0]} do not have numbers in a row" for row in rows]
        rows = self._all(
            "SELECT r.version_id, r.place FROM relations r JOIN versions v USING (version_id)"
            ' WHERE r.sentence != substr(v.text, r.start + 1, r."end" - r.start)'
        )
        found += [f"relation {row[1]} of version {row[0]} does not match its text" for row in rows]
        rows = self._all(
            "SELECT document_id, sum(current) AS n FROM versions GROUP BY document_id HAVING n != 1"
        )
        return found + [f"document {row[0]} has {row[1]} current versions" for row in rows]

    def digest(self) -> str:
        """A digest of everything that can be read or asked, apart from when and in which order it came in.

        Two libraries of the same files with the same history of edits have the same digest, however often the work was broken off.
        """
        digest = hashlib.sha256()
        for sql in _CONTENT:
            for row in self._all(sql):
                digest.update(repr(tuple(row)).encode())
        return digest.hexdigest()
