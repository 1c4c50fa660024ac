"""The library: one SQLite file that is the truth about documents, versions, chunks, vectors, copies and conversations.

A version becomes visible in the one transaction that writes its text and all its chunks. Chroma (`rag.index`) is a cache of
what stands here. All SQL of the project is in this module.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rag import copies
from rag.errors import LibraryBusy, LibraryError, UnknownDocument
from rag.schema import Chunk, Copy, Dating, Document, Kind, Passage, Scope, Span

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE documents (
    document_id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    removed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE versions (
    version_id TEXT PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents,
    number INTEGER NOT NULL,
    current INTEGER NOT NULL,      -- answers when no as-of day is given
    corrected INTEGER NOT NULL,    -- replaced by a version of the same or an earlier day: never answers
    origin TEXT NOT NULL, source_hash TEXT NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL, publisher TEXT,
    published INTEGER, published_source TEXT, published_text TEXT,  -- days as YYYYMMDD
    updated INTEGER, updated_source TEXT, updated_text TEXT,
    effective INTEGER,
    url TEXT, language TEXT, authors TEXT NOT NULL,
    report TEXT NOT NULL, suspicious INTEGER NOT NULL,
    copy_group TEXT NOT NULL,      -- version_id of the first document with this text
    added_at TEXT NOT NULL,
    UNIQUE (document_id, number)
);
CREATE INDEX versions_by_document ON versions (document_id);
CREATE INDEX versions_by_group ON versions (copy_group);
CREATE TABLE origins (origin TEXT PRIMARY KEY, source_hash TEXT NOT NULL, version_id TEXT NOT NULL REFERENCES versions);
CREATE TABLE chunks (
    number INTEGER PRIMARY KEY,    -- also the rowid in chunk_words
    chunk_id TEXT NOT NULL UNIQUE,
    version_id TEXT NOT NULL REFERENCES versions,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    heading TEXT NOT NULL, vector_key TEXT NOT NULL
);
CREATE INDEX chunks_by_version ON chunks (version_id);
CREATE VIRTUAL TABLE chunk_words USING fts5(title, heading, body, tokenize = 'porter unicode61');
CREATE VIRTUAL TABLE chunk_vocabulary USING fts5vocab(chunk_words, 'row');
CREATE TABLE vectors (model TEXT NOT NULL, vector_key TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, vector_key)) WITHOUT ROWID;
CREATE TABLE copy_bands (band TEXT NOT NULL, version_id TEXT NOT NULL REFERENCES versions, PRIMARY KEY (band, version_id)) WITHOUT ROWID;
CREATE TABLE runs (run_id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, report TEXT NOT NULL);
CREATE TABLE turns (
    turn_id INTEGER PRIMARY KEY, conversation_id TEXT NOT NULL, asked_at TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL
);
CREATE INDEX turns_by_conversation ON turns (conversation_id);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
# Weights of title, heading and body in BM25; chosen on scifact and on the questions about the sample collection (evals/README.md).
_BM25_WEIGHTS = "2.0, 1.0, 1.0"


# Chunks with a vector of one model whose document is not removed and whose version is not corrected.
_ALIVE = (
    "chunks c JOIN vectors x ON x.model = ? AND x.vector_key = c.vector_key JOIN versions v USING (version_id) JOIN documents d USING (document_id)"
    " WHERE NOT d.removed AND NOT v.corrected"
)


class Stored(NamedTuple):
    """What became of a document that was offered: `status` is new, changed or unchanged."""

    status: str
    document_id: str
    chunks: int


class Hit(NamedTuple):
    """A chunk's number in the library and its score, higher is better."""

    number: int
    score: float


@dataclass(frozen=True)
class Entry:
    """One line of `rag library list`."""

    document_id: str
    title: str
    publisher: str | None
    published: date | None
    date_source: str | None
    updated: date | None
    kind: Kind
    url: str | None
    status: str
    copies: int
    chunks: int
    versions: int

    def to_dict(self) -> dict[str, Any]:
        """JSON form, dates in ISO."""
        return {**asdict(self), "published": _iso(self.published), "updated": _iso(self.updated)}


def identifier(*parts: str) -> str:
    """A stable identifier of 16 hexadecimal digits."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


class Library:
    """The open library. Safe to share between threads: each has its own connection.

    Args:
        path: the SQLite file; its folder is made when missing.

    Raises:
        LibraryError: the file is no library, is damaged, or was written by a newer version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"the folder {path.parent} cannot be made: {error.strerror}; set RAG_HOME to a folder") from error
        try:
            self._create_or_check()
        except sqlite3.DatabaseError as error:
            raise LibraryError(
                f"the library {path} cannot be opened: {error}; restore it from a copy or move it away and ingest again"
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
            raise LibraryBusy(f"another process is writing to {self.path}; wait until it is done, then run this again") from None
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

    def is_known(self, origin: str, source_hash: str) -> bool:
        """Whether this origin was last read with exactly these bytes and its document still answers."""
        row = self._one(
            "SELECT d.removed FROM origins o JOIN versions v USING (version_id) JOIN documents d USING (document_id)"
            " WHERE o.origin = ? AND o.source_hash = ?",
            (origin, source_hash),
        )
        return row is not None and not row[0]

    def add(
        self, document: Document, chunks: Sequence[Chunk], keys: Sequence[str], vectors: Mapping[str, npt.NDArray[np.float32]], model: str
    ) -> Stored:
        """Write one version with its chunks and vectors, in one transaction.

        Args:
            document: what was read.
            chunks: its chunks.
            keys: the key of each chunk's vector.
            vectors: new vectors by key; keys that the library holds already may be missing.
            model: the embedding model's name.
        """
        document_id = identifier(document.key)
        version_id = identifier(
            document_id, document.title, document.publisher or "", str(document.effective), document.kind, document.text
        )
        bands, group = self._copies_of(document, version_id)
        with self._transaction(changes=True) as db:
            known = {row[0] for row in db.execute("SELECT version_id FROM versions WHERE document_id = ?", (document_id,))}
            removed = db.execute("SELECT removed FROM documents WHERE document_id = ?", (document_id,)).fetchone()
            before = db.execute("SELECT version_id FROM origins WHERE origin = ?", (document.origin,)).fetchone()
            db.execute(
                "INSERT INTO documents VALUES (?, ?, 0) ON CONFLICT (document_id) DO UPDATE SET removed = 0", (document_id, document.key)
            )
            if version_id not in known:
                _insert_version(db, document, document_id, version_id, len(known) + 1, group)
                _insert_chunks(db, document, version_id, chunks, keys)
                db.executemany("INSERT OR IGNORE INTO copy_bands VALUES (?, ?)", [(band, version_id) for band in bands])
            db.executemany(
                "INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", [(model, key, vector.tobytes()) for key, vector in vectors.items()]
            )
            db.execute("INSERT OR REPLACE INTO origins VALUES (?, ?, ?)", (document.origin, document.source_hash, version_id))
            was_current = db.execute("SELECT 1 FROM versions WHERE version_id = ? AND current", (version_id,)).fetchone()
            _settle(db, document_id, version_id, before[0] if before else None)
            _retire_renamed(db, document_id, before[0] if before else None)
        if not known or (removed and removed[0]):
            return Stored("new", document_id, len(chunks))
        return Stored("unchanged" if version_id in known and was_current else "changed", document_id, len(chunks))

    def remove(self, document_id: str) -> None:
        """Stop a document from answering, at once and in all its versions.

        Raises:
            UnknownDocument: there is no such document.
        """
        with self._transaction(changes=True) as db:
            if db.execute("UPDATE documents SET removed = 1 WHERE document_id = ?", (document_id,)).rowcount == 0:
                raise UnknownDocument(f"there is no document {document_id!r}; `rag library list` shows all")

    def record_run(self, report: Mapping[str, Any]) -> None:
        """Keep the report of an ingest."""
        with self._transaction() as db:
            db.execute("INSERT INTO runs (started_at, report) VALUES (?, ?)", (_now(), json.dumps(report)))

    def count_runs(self) -> int:
        """How many ingests have ended."""
        return self._scalar("SELECT count(*) FROM runs")

    def remember(self, name: str, value: str) -> None:
        """Keep a fact about the library, such as the way its chunks were cut."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def recall(self, name: str) -> str | None:
        """A fact kept by `remember`."""
        row = self._one("SELECT value FROM facts WHERE name = ?", (name,))
        return str(row[0]) if row else None

    def add_vectors(self, model: str, vectors: Mapping[str, npt.NDArray[np.float32]]) -> None:
        """Keep vectors of chunks that are already here."""
        with self._transaction(changes=True) as db:
            db.executemany(
                "INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", [(model, key, vector.tobytes()) for key, vector in vectors.items()]
            )

    # -- conversations ---------------------------------------------------------------------------------------------

    def save_turn(self, conversation_id: str, question: str, answer: Mapping[str, Any]) -> None:
        """Append a question and its answer's JSON form to a conversation."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO turns (conversation_id, asked_at, question, answer) VALUES (?, ?, ?, ?)",
                (conversation_id, _now(), question, json.dumps(answer, ensure_ascii=False)),
            )

    def turns(self, conversation_id: str) -> list[dict[str, Any]]:
        """The answers of a conversation in their JSON form, oldest first."""
        rows = self._all("SELECT answer FROM turns WHERE conversation_id = ? ORDER BY turn_id", (conversation_id,))
        return [json.loads(row[0]) for row in rows]

    # -- documents -------------------------------------------------------------------------------------------------

    def entries(self) -> list[Entry]:
        """All documents that were not removed, by their current version, newest first."""
        rows = self._all(
            "SELECT v.document_id, v.title, v.publisher, v.published, v.published_source, v.updated, v.kind, v.url,"
            " (SELECT count(*) FROM versions w JOIN documents e USING (document_id) WHERE w.copy_group = v.copy_group AND w.current AND NOT e.removed) - 1,"
            " (SELECT count(*) FROM chunks c WHERE c.version_id = v.version_id),"
            " (SELECT count(*) FROM versions w WHERE w.document_id = v.document_id)"
            " FROM versions v JOIN documents d USING (document_id) WHERE v.current AND NOT d.removed"
            " ORDER BY v.published IS NULL, v.published DESC, v.title"
        )
        return [
            Entry(row[0], row[1], row[2], _day(row[3]), row[4], _day(row[5]), row[6], row[7], "current", row[8], row[9], row[10])
            for row in rows
        ]

    def document(self, document_id: str, version: int | None = None) -> dict[str, Any]:
        """One document with the text that offsets count in, its report and its versions.

        Args:
            document_id: as in `entries`.
            version: a number from 1; the current version by default.

        Raises:
            UnknownDocument: there is no such document or version, or it was removed.
        """
        row = self._one(
            "SELECT v.* FROM versions v JOIN documents d USING (document_id) WHERE v.document_id = ? AND NOT d.removed"
            " AND CASE WHEN ? IS NULL THEN v.current ELSE v.number = ? END",
            (document_id, version, version),
        )
        if row is None:
            which = f"no version {version} of document {document_id!r}" if version else f"no document {document_id!r}"
            raise UnknownDocument(f"there is {which}; `rag library list` shows all")
        known = dict(row)
        versions = self._all(
            "SELECT number, published, updated, current FROM versions WHERE document_id = ? ORDER BY number", (document_id,)
        )
        return {
            "document_id": document_id,
            "title": known["title"],
            "publisher": known["publisher"],
            "published": _iso(_day(known["published"])),
            "date_source": known["published_source"],
            "date_text": known["published_text"],
            "updated": _iso(_day(known["updated"])),
            "kind": known["kind"],
            "url": known["url"],
            "language": known["language"],
            "authors": json.loads(known["authors"]),
            "status": "current" if known["current"] else "earlier version",
            "version": known["number"],
            "versions": [
                {"version": number, "published": _iso(_day(published)), "updated": _iso(_day(updated)), "current": bool(current)}
                for number, published, updated, current in versions
            ],
            "origin": known["origin"],
            "copies": [
                asdict(copy) | {"published": _iso(copy.published)}
                for copy in self._copies({known["version_id"]}).get(known["version_id"], ())
            ],
            "chunks": self._scalar("SELECT count(*) FROM chunks WHERE version_id = ?", (known["version_id"],)),
            "report": json.loads(known["report"]),
            "text": known["text"],
        }

    def version_of(self, chunk_id: str) -> int:
        """The number of the version that a chunk belongs to.

        Raises:
            UnknownDocument: there is no such chunk.
        """
        row = self._one("SELECT v.number FROM chunks c JOIN versions v USING (version_id) WHERE c.chunk_id = ?", (chunk_id,))
        if row is None:
            raise UnknownDocument(f"there is no chunk {chunk_id!r}; it was cut anew since")
        return int(row[0])

    def period(self, as_of: date | None = None) -> tuple[date, date] | None:
        """The first and the last day of publication of what answers on `as_of`, or None when nothing of it has a date."""
        where, parameters = _visible(Scope(as_of))
        row = self._one(
            f"SELECT min(v.published), max(v.published) FROM versions v JOIN documents d USING (document_id) WHERE {where}", parameters
        )
        first, last = (_day(row[0]), _day(row[1])) if row else (None, None)
        return (first, last) if first and last else None

    def is_empty(self) -> bool:
        """Whether no document answers."""
        return self._one("SELECT 1 FROM documents WHERE NOT removed LIMIT 1") is None

    def counts(self, model: str) -> dict[str, int]:
        """Documents and chunks that answer, and vectors of `model` that are missing for them."""
        return {
            "documents": self._scalar("SELECT count(*) FROM documents WHERE NOT removed"),
            "chunks": self._scalar(
                f"SELECT count(*) FROM chunks c JOIN versions v USING (version_id) JOIN documents d USING (document_id) WHERE {_visible(Scope())[0]}"
            ),
            "vectors_missing": len(self.texts_without_vector(model)),
        }

    # -- retrieval -------------------------------------------------------------------------------------------------

    def search_words(self, query: str, scope: Scope, limit: int) -> list[Hit]:
        """BM25 over title, heading and body; stop words dropped, OR between the rest. Scores are positive."""
        match = _match_expression(query)
        if not match:
            return []
        where, parameters = _visible(scope)
        rows = self._all(
            f"SELECT c.number, -bm25(chunk_words, {_BM25_WEIGHTS}) AS score FROM chunk_words JOIN chunks c ON c.number = chunk_words.rowid"
            f" JOIN versions v USING (version_id) JOIN documents d USING (document_id)"
            f" WHERE chunk_words MATCH ? AND {where} ORDER BY score DESC, c.number LIMIT ?",
            (match, *parameters, limit),
        )
        return [Hit(row[0], row[1]) for row in rows]

    def visible_numbers(self, scope: Scope) -> npt.NDArray[np.int64]:
        """Numbers of the chunks that may answer within `scope`, ascending."""
        where, parameters = _visible(scope)
        rows = self._all(
            f"SELECT c.number FROM chunks c JOIN versions v USING (version_id) JOIN documents d USING (document_id) WHERE {where} ORDER BY c.number",
            parameters,
        )
        return np.fromiter((row[0] for row in rows), np.int64, len(rows))

    def passages(self, hits: Sequence[Hit], as_of: date | None = None) -> list[Passage]:
        """The passages of some hits, in their order, with the copies of each that could be read on `as_of`."""
        numbers = [hit.number for hit in hits]
        marks = ",".join("?" * len(numbers))
        rows = {
            row["number"]: row
            for row in self._all(
                'SELECT c.number, c.chunk_id, c.start, c."end", c.heading, v.version_id, v.document_id, v.title, v.publisher, v.published,'
                ' v.published_source, v.updated, v.url, v.kind, v.suspicious, substr(v.text, c.start + 1, c."end" - c.start) AS text'
                f" FROM chunks c JOIN versions v USING (version_id) WHERE c.number IN ({marks})",
                numbers,
            )
        }
        alike = self._copies({row["version_id"] for row in rows.values()}, as_of)
        return [_passage(rows[hit.number], hit.score, alike.get(rows[hit.number]["version_id"], ())) for hit in hits if hit.number in rows]

    def document_keys(self) -> list[tuple[int, str]]:
        """The key of the document that each chunk belongs to."""
        return [
            (row[0], row[1])
            for row in self._all(
                "SELECT c.number, d.key FROM chunks c JOIN versions v USING (version_id) JOIN documents d USING (document_id)"
            )
        ]

    def copy_groups(self, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
        """The copy group and the document of each chunk."""
        marks = ",".join("?" * len(numbers))
        rows = self._all(
            f"SELECT c.number, v.copy_group, v.document_id FROM chunks c JOIN versions v USING (version_id) WHERE c.number IN ({marks})",
            list(numbers),
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def rarity(self, words_: Iterable[str]) -> dict[str, float]:
        """Inverse document frequency of each word over chunks: `ln(1 + (N - n + .5) / (n + .5))`, as in BM25."""
        terms = list(dict.fromkeys(words_))
        total = self._scalar("SELECT count(*) FROM chunks")
        found = {}
        for term in terms:
            row = self._one("SELECT count(*) FROM chunk_words WHERE chunk_words MATCH ?", (_quoted(term),)) if term else None
            seen = int(row[0]) if row else 0
            found[term] = float(np.log(1 + (total - seen + 0.5) / (seen + 0.5)))
        return found

    # -- vectors ---------------------------------------------------------------------------------------------------

    def known_vectors(self, model: str, keys: Iterable[str]) -> set[str]:
        """Those of `keys` that have a vector of `model`."""
        wanted = list(dict.fromkeys(keys))
        found: set[str] = set()
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            found.update(
                row[0] for row in self._all(f"SELECT vector_key FROM vectors WHERE model = ? AND vector_key IN ({marks})", (model, *part))
            )
        return found

    def vectors(self, model: str, after: int = 0) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Numbers above `after` of chunks that may ever answer, with their vectors of `model`, ascending: shapes (n,) and (n, d)."""
        rows = self._all(f"SELECT c.number, x.vector FROM {_ALIVE} AND c.number > ? ORDER BY c.number", (model, after))
        numbers = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        joined = b"".join(row[1] for row in rows)
        width = len(rows[0][1]) // 4 if rows else 0
        return numbers, np.frombuffer(joined, np.float32).reshape(len(rows), width)

    def texts_without_vector(self, model: str) -> list[tuple[str, str, str]]:
        """Key, title and text of chunks that have no vector of `model` yet."""
        rows = self._all(
            'SELECT DISTINCT c.vector_key, v.title, substr(v.text, c.start + 1, c."end" - c.start) FROM chunks c JOIN versions v USING (version_id)'
            " WHERE NOT EXISTS (SELECT 1 FROM vectors x WHERE x.model = ? AND x.vector_key = c.vector_key)",
            (model,),
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def change_count(self) -> int:
        """How many times documents, chunks or vectors have changed, by whichever process."""
        return self._scalar("SELECT value FROM facts WHERE name = 'changes'")

    def count_vectors(self, model: str) -> int:
        """How many chunks that may ever answer have a vector of `model`."""
        return self._scalar(f"SELECT count(*) FROM {_ALIVE}", (model,))

    # -- checking --------------------------------------------------------------------------------------------------

    def problems(self) -> list[str]:
        """What is wrong inside the library: damage, offsets that miss their text, words that do not match. Empty when sound."""
        try:
            return self._find_problems()
        except LibraryError as error:
            return [str(error)]

    def _find_problems(self) -> list[str]:
        found = [f"SQLite: {row[0]}" for row in self._all("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"SQLite: a row of {row[0]} refers to nothing" for row in self._all("PRAGMA foreign_key_check")]
        rows = self._all(
            "SELECT c.chunk_id FROM chunks c JOIN versions v USING (version_id) LEFT JOIN chunk_words w ON w.rowid = c.number"
            ' WHERE w.body IS NULL OR w.body != substr(v.text, c.start + 1, c."end" - c.start)'
        )
        found += [f"chunk {row[0]} does not match its text" for row in rows]
        rows = self._all("SELECT document_id, sum(current) AS n FROM versions GROUP BY document_id HAVING n != 1")
        return found + [f"document {row[0]} has {row[1]} current versions" for row in rows]

    # -- inside ----------------------------------------------------------------------------------------------------

    def _copies_of(self, document: Document, version_id: str) -> tuple[list[str], str]:
        """The MinHash bands of a text, and the group of the document it is a copy of, else a group of its own."""
        names = copies.bands(document.text)
        marks = ",".join("?" * len(names))
        rows = self._all(
            f"SELECT v.text, v.copy_group FROM versions v WHERE v.version_id IN (SELECT version_id FROM copy_bands WHERE band IN ({marks}))"
            " AND v.document_id != ? ORDER BY v.added_at, v.version_id",
            (*names, identifier(document.key)),
        )
        own = copies.shingles(document.text)
        return names, next((str(group) for text, group in rows if copies.are_copies(own, copies.shingles(text))), version_id)

    def _copies(self, version_ids: set[str], as_of: date | None = None) -> dict[str, tuple[Copy, ...]]:
        """Other documents with the text of each version, as they answer on `as_of`."""
        marks = ",".join("?" * len(version_ids))
        where, parameters = _visible(Scope(as_of))
        rows = self._all(
            "SELECT o.version_id, v.document_id, v.title, v.publisher, v.published FROM versions o JOIN versions v ON v.copy_group = o.copy_group"
            f" AND v.document_id != o.document_id JOIN documents d ON d.document_id = v.document_id WHERE {where} AND o.version_id IN ({marks})"
            " ORDER BY v.published, v.publisher",
            [*parameters, *version_ids],
        )
        found: dict[str, tuple[Copy, ...]] = {}
        for version_id, document_id, title, publisher, published in rows:
            found[version_id] = (*found.get(version_id, ()), Copy(document_id, title, publisher, _day(published)))
        return found

    def _create_or_check(self) -> None:
        with self._transaction() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0 and db.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise LibraryError(f"{self.path} is a SQLite file of another program; set RAG_HOME to a folder of its own")
            if version == 0:
                for statement in _SCHEMA.split(";\n"):
                    if statement.strip():
                        db.execute(statement)
                db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            elif version != SCHEMA_VERSION:
                raise LibraryError(
                    f"the library {self.path} has schema {version}, this program reads {SCHEMA_VERSION}; update Dateline or ingest again"
                )

    def _db(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
            db.row_factory = sqlite3.Row
            for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                db.execute(f"PRAGMA {setting}")
            self._local.db = db
        return db

    @contextmanager
    def _transaction(self, changes: bool = False) -> Iterator[sqlite3.Connection]:
        """Commit what happens inside, or none of it; `changes` says that indexes over the library are out of date after it."""
        db = self._db()
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            if changes:
                db.execute("INSERT INTO facts VALUES ('changes', 1) ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1")
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    def _all(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        try:
            return self._db().execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            raise LibraryError(f"the library {self.path} cannot be read: {error}; restore it from a copy or ingest again") from error

    def _one(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Row | None:
        rows = self._all(sql, parameters)
        return rows[0] if rows else None

    def _scalar(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        row = self._one(sql, parameters)
        return int(row[0]) if row else 0


def _visible(scope: Scope) -> tuple[str, list[Any]]:
    """The SQL condition on `v` and `d` under which a version may answer, with its parameters.

    Without an as-of day the current version answers; with one, the latest version that could be read on that day.
    Documents without a date answer only when no day is asked for.
    """
    parts = ["NOT d.removed", "NOT v.corrected"]
    parameters: list[Any] = []
    if scope.as_of is None:
        parts.append("v.current")
    else:
        parts.append(
            "v.effective <= ? AND NOT EXISTS (SELECT 1 FROM versions n WHERE n.document_id = v.document_id AND NOT n.corrected"
            " AND n.effective <= ? AND (n.effective, n.number) > (v.effective, v.number))"
        )
        parameters += [number_of(scope.as_of)] * 2
    if scope.window.start:
        parts.append("v.published >= ?")
        parameters.append(number_of(scope.window.start))
    if scope.window.end:
        parts.append("v.published <= ?")
        parameters.append(number_of(scope.window.end))
    for column, values in (("publisher", scope.publishers), ("kind", scope.kinds)):
        if values:
            parts.append(f"v.{column} COLLATE NOCASE IN ({','.join('?' * len(values))})")
            parameters += values
    return " AND ".join(parts), parameters


def number_of(day: date) -> int:
    """A day as the number YYYYMMDD, which Chroma and SQLite can compare."""
    return day.year * 10_000 + day.month * 100 + day.day


def _day(number: int | None) -> date | None:
    return date(number // 10_000, number // 100 % 100, number % 100) if number else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _dating_columns(dating: Dating | None) -> tuple[int | None, str | None, str | None]:
    return (number_of(dating.day), dating.source, dating.text) if dating else (None, None, None)


def _insert_version(db: sqlite3.Connection, document: Document, document_id: str, version_id: str, number: int, group: str) -> None:
    report = {
        "characters_read": document.characters_read,
        "characters_kept": len(document.text),
        "removed": [asdict(removal) for removal in document.removals],
        "suspicious": list(document.suspicious),
    }
    values = (
        version_id, document_id, number, 0, 0, document.origin, document.source_hash, document.title, document.text, document.kind,
        document.publisher, *_dating_columns(document.published), *_dating_columns(document.updated),
        number_of(document.effective) if document.effective else None, document.url, document.language,
        json.dumps(document.authors, ensure_ascii=False), json.dumps(report, ensure_ascii=False), int(bool(document.suspicious)), group, _now(),
    )  # fmt: skip
    db.execute(f"INSERT INTO versions VALUES ({','.join('?' * len(values))})", values)


def _insert_chunks(db: sqlite3.Connection, document: Document, version_id: str, chunks: Sequence[Chunk], keys: Sequence[str]) -> None:
    for chunk, key in zip(chunks, keys, strict=True):
        chunk_id = identifier(version_id, str(chunk.span.start), str(chunk.span.end))
        cursor = db.execute(
            'INSERT INTO chunks (chunk_id, version_id, start, "end", heading, vector_key) VALUES (?, ?, ?, ?, ?, ?)',
            (chunk_id, version_id, *chunk.span, chunk.heading, key),
        )
        db.execute(
            "INSERT INTO chunk_words (rowid, title, heading, body) VALUES (?, ?, ?, ?)",
            (cursor.lastrowid, document.title, chunk.heading, chunk.text),
        )


def _settle(db: sqlite3.Connection, document_id: str, version_id: str, replaced: str | None) -> None:
    """Decide which version of a document is current after `version_id` was read in place of `replaced`.

    A file that changed replaces what it held before, whatever the dates say: the older text is history when it is of an earlier
    day, else a mistake that was corrected. Between files of one URL the later day wins.
    """
    db.execute("UPDATE versions SET corrected = 0 WHERE version_id = ?", (version_id,))
    if replaced and replaced != version_id:
        db.execute(
            "UPDATE versions SET corrected = 1 WHERE version_id = ? AND document_id = ? AND (effective IS NULL OR effective >="
            " (SELECT coalesce(effective, 0) FROM versions WHERE version_id = ?))",
            (replaced, document_id, version_id),
        )
    db.execute(
        "UPDATE versions SET current = (version_id = (SELECT version_id FROM versions WHERE document_id = ? AND NOT corrected"
        " ORDER BY coalesce(effective, 0) DESC, number DESC LIMIT 1)) WHERE document_id = ?",
        (document_id, document_id),
    )


def _retire_renamed(db: sqlite3.Connection, document_id: str, replaced: str | None) -> None:
    """Remove the document that a file held before it named another URL, unless some other file still holds it."""
    db.execute(
        "UPDATE documents SET removed = 1 WHERE document_id = (SELECT document_id FROM versions WHERE version_id = ?) AND document_id != ?"
        " AND NOT EXISTS (SELECT 1 FROM origins o JOIN versions v USING (version_id) WHERE v.document_id = documents.document_id)",
        (replaced, document_id),
    )


def _passage(row: sqlite3.Row, score: float, copies: tuple[Copy, ...]) -> Passage:
    return Passage(
        chunk_id=row["chunk_id"],
        document_id=row["document_id"],
        text=row["text"],
        span=Span(row["start"], row["end"]),
        score=score,
        title=row["title"],
        publisher=row["publisher"],
        published=_day(row["published"]),
        date_source=row["published_source"],
        updated=_day(row["updated"]),
        url=row["url"],
        kind=row["kind"],
        heading=row["heading"],
        suspicious=bool(row["suspicious"]),
        copies=copies,
    )


def _match_expression(query: str) -> str:
    """The words that carry meaning, each as an FTS5 string, joined by OR; all words when none carries any."""
    from rag.text import STOP_WORDS, words

    found = words(query)
    carrying = [word for word in found if word not in STOP_WORDS] or found
    return " OR ".join(dict.fromkeys(_quoted(word) for word in carrying))


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
