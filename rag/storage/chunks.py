"""Chunks: the passages that their windows make, where each comes from, and how they are written."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from rag.language.segmentation import spaced
from rag.schema import Chunk, Copy, Hit, Passage, Scope, Span
from rag.storage.columns import day_of, identifier, marks
from rag.storage.copies import Copies
from rag.storage.database import Database
from rag.storage.visibility import visible

_PASSAGE_COLUMNS = (
    "c.number, c.chunk_id, c.start, c.reach, c.heading,"
    " v.version_id, v.document_id, v.title, v.publisher, v.published, v.published_source,"
    " v.updated, v.url, v.kind, v.suspicious,"
    " substr(v.text, c.start + 1, c.reach - c.start) AS text,"
    " (SELECT max(i.name) FROM identities i WHERE i.version_id = v.version_id) AS act"
)
_INSERT_CHUNK = (
    'INSERT INTO chunks (chunk_id, version_id, start, "end", reach, heading, vector_key)'
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_WORDS = "INSERT INTO chunk_words (rowid, title, heading, body) VALUES (?, ?, ?, ?)"


class VersionText(NamedTuple):
    """Title and text of a version, which the offsets of its chunks count in."""

    version_id: str
    title: str
    text: str


class ChunkSource(NamedTuple):
    """The document that a chunk comes from, and its copy group.

    `is_joined` says that its window holds the next chunk too, `span` is the window's, in the text.
    """

    group: str
    document_id: str
    publisher: str | None
    published: date | None
    is_joined: bool
    title: str = ""
    span: Span = Span(0, 0)


class Chunks:
    """The chunks, by their numbers."""

    def __init__(self, database: Database, copies: Copies) -> None:
        self._database = database
        self._copies = copies

    def passages(self, hits: Sequence[Hit], as_of: date | None = None) -> list[Passage]:
        """Return the windows of some hits as passages, in the order of the hits.

        Each knows those of its copies that could be read on `as_of`.
        """
        numbers = [hit.number for hit in hits]
        rows = self._database.rows(
            f"SELECT {_PASSAGE_COLUMNS} FROM chunks c JOIN versions v USING (version_id)"
            f" WHERE c.number IN ({marks(numbers)})",
            numbers,
        )
        row_of = {row["number"]: row for row in rows}
        copies = self._copies.of_versions({row["version_id"] for row in rows}, as_of)
        found = []
        for hit in hits:
            row = row_of.get(hit.number)
            if row:
                found.append(_passage(row, hit.score, copies.get(row["version_id"], ())))
        return found

    def passage_at(self, version_id: str, offset: int) -> Passage | None:
        """Return the passage of a version that holds a character, or the one before it, or None."""
        row = self._database.row(
            "SELECT number FROM chunks WHERE version_id = ? AND start <= ?"
            " ORDER BY start DESC LIMIT 1",
            (version_id, offset),
        )
        return self.passages([Hit(row["number"], 1.0)])[0] if row else None

    def passages_of(self, document_id: str, scope: Scope, limit: int) -> list[Passage]:
        """Return the first passages of a document as it answers within a scope."""
        where, parameters = visible(scope)
        numbers = self._database.column(
            "SELECT c.number FROM chunks c JOIN versions v USING (version_id)"
            f" JOIN documents d USING (document_id) WHERE v.document_id = ? AND {where}"
            " ORDER BY c.start LIMIT ?",
            [document_id, *parameters, limit],
        )
        return self.passages([Hit(number, 1.0) for number in numbers], scope.as_of)

    def sources(self, numbers: Sequence[int]) -> dict[int, ChunkSource]:
        """Return where each of some chunks comes from."""
        rows = self._database.rows(
            "SELECT c.number, v.copy_group, v.document_id, v.title, v.publisher, v.published,"
            ' c.start, c.reach, c.reach > c."end" AS is_joined'
            " FROM chunks c JOIN versions v USING (version_id)"
            f" WHERE c.number IN ({marks(numbers)})",
            list(numbers),
        )
        return {
            row["number"]: ChunkSource(
                group=row["copy_group"],
                document_id=row["document_id"],
                publisher=row["publisher"],
                published=day_of(row["published"]),
                is_joined=bool(row["is_joined"]),
                title=row["title"],
                span=Span(row["start"], row["reach"]),
            )
            for row in rows
        }

    def whole_texts(self, numbers: Collection[int]) -> dict[int, str]:
        """Return the whole text that each of some chunks belongs to."""
        rows = self._database.rows(
            "SELECT c.number, v.entry FROM chunks c JOIN versions v USING (version_id)"
            f" WHERE c.number IN ({marks(numbers)})",
            list(numbers),
        )
        entry_of = {row["number"]: row["entry"] for row in rows}
        entries = sorted(set(entry_of.values()))
        texts = self._database.rows(
            f"SELECT entry, text FROM versions WHERE entry IN ({marks(entries)})", entries
        )
        text_of = {row["entry"]: row["text"] for row in texts}
        return {number: text_of[entry] for number, entry in entry_of.items()}

    def windows(self, numbers: Collection[int]) -> set[int]:
        """Return those chunks among `numbers` whose window holds the next chunk too."""
        joined = self._database.column(
            f'SELECT number FROM chunks WHERE reach > "end" AND number IN ({marks(numbers)})',
            list(numbers),
        )
        return set(joined)

    def entries_of(self, numbers: Sequence[int]) -> list[int]:
        """Return the entry of the text that each chunk belongs to."""
        rows = self._database.rows(
            "SELECT c.number, v.entry FROM chunks c JOIN versions v USING (version_id)"
            f" WHERE c.number IN ({marks(numbers)})",
            numbers,
        )
        entry_of = {row["number"]: row["entry"] for row in rows}
        return [entry_of[number] for number in numbers]

    def document_keys(self) -> list[tuple[int, str]]:
        """Return the number of every chunk and the key of its document."""
        rows = self._database.rows(
            "SELECT c.number, d.key FROM chunks c JOIN versions v USING (version_id)"
            " JOIN documents d USING (document_id)"
        )
        return [(row["number"], row["key"]) for row in rows]

    def count(self) -> int:
        """Return how many chunks there are, those of earlier versions included."""
        return self._database.once(
            "chunks", lambda: self._database.scalar("SELECT count(*) FROM chunks")
        )


class IndexedChunk(NamedTuple):
    """A chunk with the key of its vector, and its title, heading and window as they are indexed."""

    chunk: Chunk
    key: str
    words: tuple[str, str, str]


def indexed(
    version: VersionText, chunks: Sequence[Chunk], keys: Sequence[str]
) -> list[IndexedChunk]:
    """Return the chunks of a version as they are to be written."""
    title = spaced(version.title)
    return [
        IndexedChunk(
            chunk,
            key,
            (
                title,
                spaced(chunk.heading),
                spaced(version.text[chunk.span.start : chunk.window_end]),
            ),
        )
        for chunk, key in zip(chunks, keys, strict=True)
    ]


def insert_chunks(
    db: sqlite3.Connection, version: VersionText, chunks: Sequence[IndexedChunk]
) -> None:
    """Write the chunks of a version, the keys of their vectors and the words of their windows."""
    for chunk, key, words in chunks:
        start, end = chunk.span
        chunk_id = identifier(version.version_id, str(start), str(end))
        cursor = db.execute(
            _INSERT_CHUNK,
            (chunk_id, version.version_id, start, end, chunk.window_end, chunk.heading, key),
        )
        db.execute(_INSERT_WORDS, (cursor.lastrowid, *words))


def _passage(row: sqlite3.Row, score: float, copies: tuple[Copy, ...]) -> Passage:
    return Passage(
        chunk_id=row["chunk_id"],
        document_id=row["document_id"],
        text=row["text"],
        span=Span(row["start"], row["reach"]),
        score=score,
        title=row["title"],
        publisher=row["publisher"],
        published=day_of(row["published"]),
        date_source=row["published_source"],
        updated=day_of(row["updated"]),
        url=row["url"],
        kind=row["kind"],
        heading=row["heading"],
        suspicious=bool(row["suspicious"]),
        copies=copies,
        number=row["act"] or "",
    )
