"""Writing: a version with its chunks in one transaction, files read to their end, removal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.errors import UnknownDocument
from rag.language.segmentation import spaced
from rag.schema import Chunk, Document, Refused
from rag.storage.chunks import IndexedChunk, VersionText, indexed, insert_chunks
from rag.storage.columns import identifier, now
from rag.storage.copies import Copies, join_group
from rag.storage.database import Database
from rag.storage.relations import DeclaredRows, read_declared_rows, write_declared_rows
from rag.storage.version_rows import (
    PipelineVersion,
    insert_version,
    refresh_version,
    version_identifier,
)

# Why a document does not answer: no file holds it any more, or a reader removed it.
_GONE, _REMOVED_BY_READER = 1, 2

_UPSERT_DOCUMENT = (
    "INSERT INTO documents VALUES (?, ?, 0) ON CONFLICT (document_id)"
    " DO UPDATE SET removed = CASE removed WHEN ? THEN removed ELSE 0 END"
)
# What a file held before is a mistake that was corrected, unless it is of an earlier day.
_CORRECT_REPLACED = (
    "UPDATE versions SET corrected = 1 WHERE version_id = ? AND document_id = ?"
    " AND (effective IS NULL OR effective >="
    " (SELECT coalesce(effective, 0) FROM versions WHERE version_id = ?))"
)
CHOOSE_CURRENT = (
    "UPDATE versions SET current = (version_id ="
    " (SELECT version_id FROM versions WHERE document_id = ? AND NOT corrected"
    " ORDER BY coalesce(effective, 0) DESC, number DESC LIMIT 1)) WHERE document_id = ?"
)
# The document of a version that no file holds any more, when another file holds one of its other
# versions.
_WITHDRAWN = (
    "SELECT v.document_id FROM versions v WHERE v.version_id = ?"
    " AND NOT EXISTS (SELECT 1 FROM origins o WHERE o.version_id = v.version_id)"
    " AND EXISTS (SELECT 1 FROM origins o JOIN versions w USING (version_id)"
    " WHERE w.document_id = v.document_id)"
)
_REMOVE_WITHOUT_FILE = (
    f"UPDATE documents SET removed = {_GONE} WHERE NOT removed"
    " AND document_id = (SELECT document_id FROM versions WHERE version_id = ?)"
    " AND NOT EXISTS (SELECT 1 FROM origins o JOIN versions v USING (version_id)"
    " WHERE v.document_id = documents.document_id)"
)


class StoredVersion(NamedTuple):
    """The outcome of `Versions.add`.

    `status` is new, changed or unchanged, `copies` the number of texts that answer and are copies
    of it. `is_new_text` says that it was not here in any version, so that its chunks were written.
    """

    status: str
    document_id: str
    chunks: int
    copies: int
    is_new_text: bool


class KnownFile(NamedTuple):
    """A file that was read to its end.

    `reader` is the oldest version of the code that read it, `documents` their number, `checked_at`
    the last reading in ISO 8601, UTC; `etag` and `last_modified` are as its server gave them.
    """

    source_hash: str
    reader: str
    documents: int
    refused: tuple[Refused, ...]
    etag: str | None
    last_modified: str | None
    checked_at: str


class _NewVersion(NamedTuple):
    """All that one transaction writes; read, cut and compared before it begins."""

    document_id: str
    version_id: str
    document: Document
    chunks: Sequence[IndexedChunk]
    words: tuple[str, str]
    pipeline: PipelineVersion
    declared: DeclaredRows

    @property
    def text(self) -> VersionText:
        return VersionText(self.version_id, self.document.title, self.document.text)


class Versions:
    """The versions of documents and the files that hold them."""

    def __init__(self, database: Database, copies: Copies) -> None:
        self._database = database
        self._copies = copies

    def add(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        keys: Sequence[str],
        vectors: Mapping[str, npt.NDArray[np.float32]],
        model: str,
        pipeline: PipelineVersion = PipelineVersion(),  # noqa: B008 - a frozen value
        revive: bool = True,
    ) -> StoredVersion:
        """Write one version with its chunks and the vectors there are, in one transaction.

        Args:
            document: what was read.
            chunks: its chunks.
            keys: the key of each chunk's vector.
            vectors: new vectors by key; those that are missing may follow by `VectorStore.add`.
            model: the embedding model's name.
            pipeline: the versions of the code that read and cut it.
            revive: whether a document that a reader removed answers again.
        """
        new = _prepare(document, chunks, keys, pipeline)
        copies = self._copies.find(document)
        vector_rows = [(model, key, vector.tobytes()) for key, vector in vectors.items()]
        with self._database.transaction(changes=True) as db:
            known = _known_versions(db, new.document_id)
            removed = _removal_of(db, new.document_id)
            replaced = _version_at(db, document.origin)
            kept_out = None if revive else _REMOVED_BY_READER
            db.execute(_UPSERT_DOCUMENT, (new.document_id, document.key, kept_out))
            is_new_text = new.version_id not in known
            if is_new_text:
                _insert(db, new, number=len(known) + 1)
                join_group(db, new.version_id, copies)
            else:
                refresh_version(db, document, new.version_id, pipeline)
            write_declared_rows(db, new.version_id, new.declared)
            db.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", vector_rows)
            db.execute(
                "INSERT OR REPLACE INTO origins VALUES (?, ?, ?, ?)",
                (document.origin, document.file, document.source_hash, new.version_id),
            )
            was_current = _current_version(db, new.document_id)
            _settle(db, new.document_id, new.version_id, replaced)
            _remove_without_file(db, [replaced] if replaced else [])
            is_current_changed = _current_version(db, new.document_id) != was_current
        is_back = bool(removed) and (revive or removed != _REMOVED_BY_READER)
        if not known or is_back:
            status = "new"
        elif is_new_text or is_current_changed:
            status = "changed"
        else:
            status = "unchanged"
        return StoredVersion(status, new.document_id, len(chunks), copies.answering, is_new_text)

    def finish_file(
        self,
        file: str,
        source_hash: str,
        places: Collection[str],
        refused: Sequence[Refused] = (),
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> int:
        """Record that a file was read to its end; documents that it no longer holds are removed.

        Args:
            file: its path or URL.
            source_hash: of the bytes that were read.
            places: the origins of its documents.
            refused: the parts that were not ingested.
            etag: as its server gave it.
            last_modified: as its server gave it.

        Returns:
            How many documents were removed.
        """
        parts = json.dumps(refused, ensure_ascii=False)
        with self._database.transaction(changes=True) as db:
            db.execute(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)",
                (file, source_hash, parts, etag, last_modified, now()),
            )
            gone = [row for row in _origins_in(db, file) if row["origin"] not in places]
            return _forget(db, gone)

    def forget_files(self, folder: str, present: Collection[str]) -> int:
        """Remove the documents of files under a folder that are not among those present.

        Returns:
            How many documents were removed.
        """
        is_under = "substr(file, 1, ?) = ?"
        prefix = folder + "/"
        files = self._database.column(
            f"SELECT file FROM origins WHERE {is_under}"
            f" UNION SELECT file FROM files WHERE {is_under}",
            (len(prefix), prefix) * 2,
        )
        gone = [file for file in files if file not in present]
        if not gone:
            return 0
        with self._database.transaction(changes=True) as db:
            db.executemany("DELETE FROM files WHERE file = ?", [(file,) for file in gone])
            origins = [row for file in gone for row in _origins_in(db, file)]
            return _forget(db, origins)

    def known_file(self, file: str, revive: bool = True) -> KnownFile | None:
        """Return what is known of a file that was read to its end; None when it must be read.

        Args:
            file: its path or URL.
            revive: whether it must also be read again when a reader removed one of its documents.
        """
        row = self._database.row("SELECT * FROM files WHERE file = ?", (file,))
        documents = self._database.rows(
            "SELECT d.removed, v.reader FROM origins o JOIN versions v USING (version_id)"
            " JOIN documents d USING (document_id) WHERE o.file = ?",
            (file,),
        )
        lost = (_GONE, _REMOVED_BY_READER) if revive else (_GONE,)
        is_complete = bool(documents) and not any(one["removed"] in lost for one in documents)
        if row is None or not is_complete:
            return None
        return KnownFile(
            source_hash=row["source_hash"],
            reader=min(one["reader"] for one in documents),
            documents=len(documents),
            refused=tuple(Refused(*part) for part in json.loads(row["refused"])),
            etag=row["etag"],
            last_modified=row["last_modified"],
            checked_at=row["checked_at"],
        )

    def count(self) -> int:
        """Return how many versions there are, of removed documents too."""
        return self._database.scalar("SELECT count(*) FROM versions")

    def remove(self, document_id: str) -> None:
        """Stop a document from answering, at once and in all its versions.

        It answers again when its file is read by its own name.

        Raises:
            UnknownDocument: there is no such document.
        """
        with self._database.transaction(changes=True) as db:
            cursor = db.execute(
                "UPDATE documents SET removed = ? WHERE document_id = ?",
                (_REMOVED_BY_READER, document_id),
            )
            if cursor.rowcount == 0:
                raise UnknownDocument(
                    f"there is no document {document_id!r}; `rag library list` shows all"
                )


def _prepare(
    document: Document, chunks: Sequence[Chunk], keys: Sequence[str], pipeline: PipelineVersion
) -> _NewVersion:
    """Name a version by what it says, and read its effects on other acts."""
    document_id = identifier(document.key)
    version_id = version_identifier(
        document_id,
        document.title,
        document.publisher,
        document.effective,
        document.kind,
        document.text,
    )
    declared = read_declared_rows(
        version_id, document.title, document.text, document.kind, document.effective
    )
    rows = indexed(VersionText(version_id, document.title, document.text), chunks, keys)
    words = (spaced(document.title), spaced(document.text))
    return _NewVersion(document_id, version_id, document, rows, words, pipeline, declared)


def _insert(db: sqlite3.Connection, new: _NewVersion, number: int) -> None:
    insert_version(
        db, new.document, new.document_id, new.version_id, number, new.pipeline, new.words
    )
    insert_chunks(db, new.text, new.chunks)


def _known_versions(db: sqlite3.Connection, document_id: str) -> set[str]:
    rows = db.execute("SELECT version_id FROM versions WHERE document_id = ?", (document_id,))
    return {row["version_id"] for row in rows}


def _removal_of(db: sqlite3.Connection, document_id: str) -> int:
    """Return why a document does not answer; 0 when it does, or is not here."""
    row = db.execute(
        "SELECT removed FROM documents WHERE document_id = ?", (document_id,)
    ).fetchone()
    return int(row["removed"]) if row else 0


def _version_at(db: sqlite3.Connection, origin: str) -> str | None:
    row = db.execute("SELECT version_id FROM origins WHERE origin = ?", (origin,)).fetchone()
    return str(row["version_id"]) if row else None


def _current_version(db: sqlite3.Connection, document_id: str) -> str | None:
    row = db.execute(
        "SELECT version_id FROM versions WHERE document_id = ? AND current", (document_id,)
    ).fetchone()
    return str(row["version_id"]) if row else None


def _origins_in(db: sqlite3.Connection, file: str) -> list[sqlite3.Row]:
    return db.execute("SELECT origin, version_id FROM origins WHERE file = ?", (file,)).fetchall()


def _settle(
    db: sqlite3.Connection, document_id: str, version_id: str, replaced: str | None
) -> None:
    """Decide which version is current after `version_id` was read in place of `replaced`.

    A file that changed replaces what it held before, whatever the dates say: the older text is
    history when it is of an earlier day, else a mistake that was corrected. Between files of one
    URL the later day wins.
    """
    db.execute("UPDATE versions SET corrected = 0 WHERE version_id = ?", (version_id,))
    if replaced and replaced != version_id:
        db.execute(_CORRECT_REPLACED, (replaced, document_id, version_id))
    db.execute(CHOOSE_CURRENT, (document_id, document_id))


def _forget(db: sqlite3.Connection, origins: Sequence[sqlite3.Row]) -> int:
    """Drop origins, and remove the documents that have none any more; returns how many."""
    db.executemany("DELETE FROM origins WHERE origin = ?", [(row["origin"],) for row in origins])
    version_ids = list(dict.fromkeys(row["version_id"] for row in origins))
    for version_id in version_ids:
        _withdraw(db, version_id)
    return _remove_without_file(db, version_ids)


def _withdraw(db: sqlite3.Connection, version_id: str) -> None:
    """Let another file's version answer in place of one whose last file is gone."""
    row = db.execute(_WITHDRAWN, (version_id,)).fetchone()
    if row is None:
        return
    db.execute("UPDATE versions SET corrected = 1 WHERE version_id = ?", (version_id,))
    db.execute(CHOOSE_CURRENT, (row["document_id"], row["document_id"]))


def _remove_without_file(db: sqlite3.Connection, version_ids: Iterable[str]) -> int:
    """Remove those documents of some versions that no file holds any more; returns how many."""
    removed = 0
    for version_id in version_ids:
        removed += db.execute(_REMOVE_WITHOUT_FILE, (version_id,)).rowcount
    return removed
