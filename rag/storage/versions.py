"""Taking in: a version with its chunks in one transaction, files that were read to their end, removal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rag.errors import UnknownDocument
from rag.schema import Chunk, Dating, Document, Refused
from rag.storage.copy_groups import CopyGroups, join_copies
from rag.storage.relations import write_declared
from rag.storage.tables import identifier, marks, now, number_of

# Why a document does not answer: no file holds it any more, or its reader removed it.
GONE, KEPT_OUT = 1, 2


class Stored(NamedTuple):
    """What became of a document that was offered: `status` is new, changed or unchanged, `copies` how many texts are like it.

    `is_new_text` says that it was not here in any version, so that its chunks were written.
    """

    status: str
    document_id: str
    chunks: int
    copies: int
    is_new_text: bool


class PipelineVersion(NamedTuple):
    """Which code read and cut a document, and the seconds that reading took."""

    reader: str = ""
    chunking: str = ""
    seconds: float = 0.0


class Cut(NamedTuple):
    """A version that is cut into chunks."""

    version_id: str
    title: str
    text: str


class KnownFile(NamedTuple):
    """A file that was read to its end.

    `reader` is the oldest version of the code that read it, `documents` their number, `checked_at` the last reading in ISO 8601, UTC;
    `etag` and `last_modified` are as its server gave them.
    """

    source_hash: str
    reader: str
    documents: int
    refused: tuple[Refused, ...]
    etag: str | None
    last_modified: str | None
    checked_at: str


class Versions(CopyGroups):
    """The part of the library that takes in."""

    def add(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        keys: Sequence[str],
        vectors: Mapping[str, npt.NDArray[np.float32]],
        model: str,
        making: PipelineVersion = PipelineVersion(),  # noqa: B008 - a frozen value
        revive: bool = True,
    ) -> Stored:
        """Write one version with its chunks and the vectors that are there already, in one transaction.

        Args:
            document: what was read.
            chunks: its chunks.
            keys: the key of each chunk's vector.
            vectors: new vectors by key; those that are missing may follow by `add_vectors`.
            model: the embedding model's name.
            making: the versions of the code that read and cut it.
            revive: whether a document that the reader removed answers again.
        """
        document_id = identifier(document.key)
        version_id = identifier(
            document_id,
            document.title,
            document.publisher or "",
            str(document.effective),
            document.kind,
            document.text,
        )
        alike = self.find_copies(document)
        with self._transaction(changes=True) as db:
            known = {
                row[0]
                for row in db.execute(
                    "SELECT version_id FROM versions WHERE document_id = ?", (document_id,)
                )
            }
            removed = db.execute(
                "SELECT removed FROM documents WHERE document_id = ?", (document_id,)
            ).fetchone()
            before = db.execute(
                "SELECT version_id FROM origins WHERE origin = ?", (document.origin,)
            ).fetchone()
            db.execute(
                "INSERT INTO documents VALUES (?, ?, 0) ON CONFLICT (document_id) DO UPDATE SET removed = CASE removed WHEN ? THEN removed ELSE 0 END",
                (document_id, document.key, None if revive else KEPT_OUT),
            )
            if version_id in known:
                _refresh_version(db, document, version_id, making)
            else:
                _insert_version(db, document, document_id, version_id, len(known) + 1, making)
                insert_chunks(db, Cut(version_id, document.title, document.text), chunks, keys)
                join_copies(db, version_id, alike)
            write_declared(
                db, version_id, document.title, document.text, document.kind, document.effective
            )
            db.executemany(
                "INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)",
                [(model, key, vector.tobytes()) for key, vector in vectors.items()],
            )
            db.execute(
                "INSERT OR REPLACE INTO origins VALUES (?, ?, ?, ?)",
                (document.origin, document.file, document.source_hash, version_id),
            )
            was_current = _current(db, document_id)
            _settle(db, document_id, version_id, before[0] if before else None)
            _retire(db, [before[0]] if before else [])
            is_new = not known or (removed[0] and (revive or removed[0] != KEPT_OUT))
            changed = version_id not in known or _current(db, document_id) != was_current
        status = "new" if is_new else "changed" if changed else "unchanged"
        return Stored(status, document_id, len(chunks), alike.number, version_id not in known)

    def finish_file(
        self,
        file: str,
        source_hash: str,
        places: Collection[str],
        refused: Sequence[Refused] = (),
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> int:
        """Record that a file was read to its end; documents that it no longer holds are removed. Returns how many.

        Args:
            file: its path or URL.
            source_hash: of the bytes that were read.
            places: the origins of its documents.
            refused: the parts that were not taken in.
            etag: as its server gave it.
            last_modified: as its server gave it.
        """
        with self._transaction(changes=True) as db:
            parts = json.dumps(refused, ensure_ascii=False)
            db.execute(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)",
                (file, source_hash, parts, etag, last_modified, now()),
            )
            gone = [
                row
                for row in db.execute(
                    "SELECT origin, version_id FROM origins WHERE file = ?", (file,)
                )
                if row[0] not in places
            ]
            return _forget(db, gone)

    def forget_files(self, folder: str, present: Collection[str]) -> int:
        """Remove the documents of files under a folder that are not among those present; returns how many."""
        under = "substr(file, 1, ?) = ?", (len(folder) + 1, folder + "/")
        rows = self._all(
            f"SELECT file FROM origins WHERE {under[0]} UNION SELECT file FROM files WHERE {under[0]}",
            under[1] * 2,
        )
        gone = [row for row in rows if row["file"] not in present]
        if not gone:
            return 0
        with self._transaction(changes=True) as db:
            db.executemany("DELETE FROM files WHERE file = ?", gone)
            places = [
                place
                for file in gone
                for place in db.execute(
                    "SELECT origin, version_id FROM origins WHERE file = ?", file
                )
            ]
            return _forget(db, places)

    def known_file(self, file: str, revive: bool = True) -> KnownFile | None:
        """What is known of a file that was read to its end, when all its documents still answer, or may stay removed unless they `revive`."""
        row = self._one("SELECT * FROM files WHERE file = ?", (file,))
        states = self._all(
            "SELECT d.removed, v.reader FROM origins o JOIN versions v USING (version_id) JOIN documents d USING (document_id) WHERE o.file = ?",
            (file,),
        )
        lost = (GONE, KEPT_OUT) if revive else (GONE,)
        if row is None or not states or any(state["removed"] in lost for state in states):
            return None
        refused = tuple(Refused(*part) for part in json.loads(row["refused"]))
        reader = min(state["reader"] for state in states)
        return KnownFile(
            row["source_hash"],
            reader,
            len(states),
            refused,
            row["etag"],
            row["last_modified"],
            row["checked_at"],
        )

    def remove(self, document_id: str) -> None:
        """Stop a document from answering, at once and in all its versions, until its file is read by its own name.

        Raises:
            UnknownDocument: there is no such document.
        """
        with self._transaction(changes=True) as db:
            if (
                db.execute(
                    "UPDATE documents SET removed = ? WHERE document_id = ?",
                    (KEPT_OUT, document_id),
                ).rowcount
                == 0
            ):
                raise UnknownDocument(
                    f"there is no document {document_id!r}; `rag library list` shows all"
                )


def insert_chunks(
    db: sqlite3.Connection, cut: Cut, chunks: Sequence[Chunk], keys: Sequence[str]
) -> None:
    """Write the chunks of a version and the words of their windows."""
    for chunk, key in zip(chunks, keys, strict=True):
        chunk_id = identifier(cut.version_id, str(chunk.span.start), str(chunk.span.end))
        cursor = db.execute(
            'INSERT INTO chunks (chunk_id, version_id, start, "end", reach, heading, vector_key) VALUES (?, ?, ?, ?, ?, ?, ?)',
            (chunk_id, cut.version_id, *chunk.span, chunk.reach, chunk.heading, key),
        )
        db.execute(
            "INSERT INTO chunk_words (rowid, title, heading, body) VALUES (?, ?, ?, ?)",
            (cursor.lastrowid, cut.title, chunk.heading, cut.text[chunk.span.start : chunk.reach]),
        )


def _insert_version(
    db: sqlite3.Connection,
    document: Document,
    document_id: str,
    version_id: str,
    number: int,
    making: PipelineVersion,
) -> None:
    values = {
        "version_id": version_id,
        "document_id": document_id,
        "number": number,
        "current": 0,
        "corrected": 0,
        "text": document.text,
        "copy_group": version_id,
        "chunking": making.chunking,
        "added_at": now(),
        **_description(document, making),
    }
    cursor = db.execute(
        f"INSERT INTO versions ({', '.join(values)}) VALUES ({marks(values)})",
        list(values.values()),
    )
    db.execute(
        "INSERT INTO version_words (rowid, title, body) VALUES (?, ?, ?)",
        (cursor.lastrowid, document.title, document.text),
    )


def _refresh_version(
    db: sqlite3.Connection, document: Document, version_id: str, making: PipelineVersion
) -> None:
    """Write anew what is said about a text that is here already, as after a better reading of its dates."""
    values = _description(document, making)
    db.execute(
        f"UPDATE versions SET {', '.join(f'{name} = ?' for name in values)} WHERE version_id = ?",
        [*values.values(), version_id],
    )


def _description(document: Document, making: PipelineVersion) -> dict[str, Any]:
    report = {
        "characters_read": document.characters_read,
        "characters_kept": len(document.text),
        "removed": [asdict(removal) for removal in document.removals],
        "suspicious": list(document.suspicious),
        "pages_without_text": list(document.bare_pages),
        "seconds": round(making.seconds, 3),
    }
    return {
        "origin": document.origin,
        "source_hash": document.source_hash,
        "title": document.title,
        "kind": document.kind,
        "kind_source": document.kind_source,
        "publisher": document.publisher,
        "section": document.section,
        **_dating_columns("published", document.published),
        **_dating_columns("updated", document.updated),
        "effective": number_of(document.effective) if document.effective else None,
        "url": document.url,
        "language": document.language,
        "authors": json.dumps(document.authors, ensure_ascii=False),
        "report": json.dumps(report, ensure_ascii=False),
        "suspicious": int(bool(document.suspicious)),
        "reader": making.reader,
    }


def _dating_columns(name: str, dating: Dating | None) -> dict[str, Any]:
    day, source, text, at = (
        (number_of(dating.day), dating.source, dating.text, dating.at)
        if dating
        else (None, None, None, None)
    )
    return {name: day, f"{name}_source": source, f"{name}_text": text, f"{name}_time": at}


def _settle(
    db: sqlite3.Connection, document_id: str, version_id: str, replaced: str | None
) -> None:
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
    _choose_current(db, document_id)


def _choose_current(db: sqlite3.Connection, document_id: str) -> None:
    db.execute(
        "UPDATE versions SET current = (version_id = (SELECT version_id FROM versions WHERE document_id = ? AND NOT corrected"
        " ORDER BY coalesce(effective, 0) DESC, number DESC LIMIT 1)) WHERE document_id = ?",
        (document_id, document_id),
    )


def _forget(db: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> int:
    """Drop origins, and remove the documents that stand nowhere any more; returns how many."""
    db.executemany("DELETE FROM origins WHERE origin = ?", [(row["origin"],) for row in rows])
    for version_id in dict.fromkeys(row["version_id"] for row in rows):
        _withdraw(db, version_id)
    return _retire(db, [row["version_id"] for row in rows])


def _withdraw(db: sqlite3.Connection, version_id: str) -> None:
    """Take back a version whose last file is gone, when its document has another file: what that one holds answers."""
    row = db.execute(
        "SELECT v.document_id FROM versions v WHERE v.version_id = ? AND NOT EXISTS (SELECT 1 FROM origins o WHERE o.version_id = v.version_id)"
        " AND EXISTS (SELECT 1 FROM origins o JOIN versions w USING (version_id) WHERE w.document_id = v.document_id)",
        (version_id,),
    ).fetchone()
    if row:
        db.execute("UPDATE versions SET corrected = 1 WHERE version_id = ?", (version_id,))
        _choose_current(db, row["document_id"])


def _current(db: sqlite3.Connection, document_id: str) -> str | None:
    row = db.execute(
        "SELECT version_id FROM versions WHERE document_id = ? AND current", (document_id,)
    ).fetchone()
    return str(row[0]) if row else None


def _retire(db: sqlite3.Connection, version_ids: Sequence[str]) -> int:
    """Remove those documents of some versions that no file holds any more; returns how many."""
    return sum(
        db.execute(
            "UPDATE documents SET removed = 1 WHERE NOT removed AND document_id = (SELECT document_id FROM versions WHERE version_id = ?)"
            " AND NOT EXISTS (SELECT 1 FROM origins o JOIN versions v USING (version_id) WHERE v.document_id = documents.document_id)",
            (version_id,),
        ).rowcount
        for version_id in dict.fromkeys(version_ids)
    )
