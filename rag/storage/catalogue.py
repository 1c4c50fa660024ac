"""The catalogue: lists of documents, single documents with their reports, versions and days."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from rag.errors import UnknownDocument
from rag.schema import Kind, Scope
from rag.schema.json_form import iso
from rag.storage.chunks import VersionText
from rag.storage.columns import day_of, number_of, number_or_none
from rag.storage.copies import Copies
from rag.storage.database import Database
from rag.storage.relations import Relations
from rag.storage.visibility import visible

_DOCUMENT_COLUMNS = (
    "v.document_id, v.title, v.publisher, v.published, v.published_source, v.updated,"
    " v.kind, v.url,"
    " (SELECT count(*) FROM versions w JOIN documents e USING (document_id)"
    " WHERE w.copy_group = v.copy_group AND w.current AND NOT e.removed) - 1 AS copies,"
    " json_extract(v.report, '$.incomplete') AS incomplete,"
    " (SELECT count(*) FROM chunks c WHERE c.version_id = v.version_id) AS chunks,"
    " (SELECT count(*) FROM versions w WHERE w.document_id = v.document_id) AS versions"
)
_VERSIONS = "versions v JOIN documents d USING (document_id)"
# Columns that the form of a document shows as they are.
_SHOWN = ("kind", "kind_source", "section", "url", "language")


@dataclass(frozen=True)
class CatalogueEntry:
    """One line of `rag library list`.

    `status` is `current`, or what became of a policy document: `revoked`, `superseded`,
    `suspended`. `incomplete` says why its text may not be whole, "" if it seems to be.
    """

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
    incomplete: str

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form, days in ISO 8601."""
        return {**asdict(self), "published": iso(self.published), "updated": iso(self.updated)}


@dataclass(frozen=True)
class DocumentVersion:
    """One version of a document: its number from 1, its days, the text that offsets count in."""

    version_id: str
    number: int
    title: str
    published: date | None
    effective: date | None
    text: str


class Catalogue:
    """The documents, for readers."""

    def __init__(self, database: Database, copies: Copies, relations: Relations) -> None:
        self._database = database
        self._copies = copies
        self._relations = relations

    def entries(self) -> list[CatalogueEntry]:
        """Return all documents that were not removed, by their current version, newest first."""
        rows = self._database.rows(
            f"SELECT {_DOCUMENT_COLUMNS} FROM {_VERSIONS} WHERE v.current AND NOT d.removed"
            " ORDER BY v.published IS NULL, v.published DESC, v.title"
        )
        states = self._relations.states()
        return [
            CatalogueEntry(
                document_id=row["document_id"],
                title=row["title"],
                publisher=row["publisher"],
                published=day_of(row["published"]),
                date_source=row["published_source"],
                updated=day_of(row["updated"]),
                kind=row["kind"],
                url=row["url"],
                status=states.get(row["document_id"], "current"),
                copies=row["copies"],
                chunks=row["chunks"],
                versions=row["versions"],
                incomplete=row["incomplete"] or "",
            )
            for row in rows
        ]

    def document(self, document_id: str, version: int | None = None) -> dict[str, Any]:
        """Return one document with the text that offsets count in, its report and its versions.

        Args:
            document_id: as in `entries`.
            version: a number from 1; the current version by default.

        Raises:
            UnknownDocument: there is no such document or version, or it was removed.
        """
        row = self._version_row(document_id, version)
        version_id = row["version_id"]
        copies = self._copies.of_versions({version_id}).get(version_id, ())
        chunk_count = self._database.scalar(
            "SELECT count(*) FROM chunks WHERE version_id = ?", (version_id,)
        )
        return {
            "document_id": document_id,
            "title": row["title"],
            "publisher": row["publisher"],
            "published": iso(day_of(row["published"])),
            "date_source": row["published_source"],
            "date_text": row["published_text"],
            "published_time": row["published_time"],
            "updated": iso(day_of(row["updated"])),
            "updated_source": row["updated_source"],
            "updated_text": row["updated_text"],
            "updated_time": row["updated_time"],
            **{name: row[name] for name in _SHOWN},
            "authors": json.loads(row["authors"]),
            "status": "current" if row["current"] else "earlier version",
            "version": row["number"],
            "versions": self._version_list(document_id),
            "origin": row["origin"],
            "copies": [asdict(copy) | {"published": iso(copy.published)} for copy in copies],
            "chunks": chunk_count,
            "report": json.loads(row["report"]),
            "text": row["text"],
        }

    def _version_row(self, document_id: str, version: int | None) -> sqlite3.Row:
        row = self._database.row(
            f"SELECT v.* FROM {_VERSIONS} WHERE v.document_id = ? AND NOT d.removed"
            " AND CASE WHEN ? IS NULL THEN v.current ELSE v.number = ? END",
            (document_id, version, version),
        )
        if row is None:
            which = f"no version {version} of" if version else "no"
            raise UnknownDocument(
                f"there is {which} document {document_id!r}; `rag library list` shows all"
            )
        return row

    def _version_list(self, document_id: str) -> list[dict[str, Any]]:
        rows = self._database.rows(
            "SELECT number, published, updated, current FROM versions"
            " WHERE document_id = ? ORDER BY number",
            (document_id,),
        )
        return [
            {
                "version": row["number"],
                "published": iso(day_of(row["published"])),
                "updated": iso(day_of(row["updated"])),
                "current": bool(row["current"]),
            }
            for row in rows
        ]

    def versions_of(self, document_id: str, as_of: date | None = None) -> list[DocumentVersion]:
        """Return the versions of a document that could be read until `as_of`, earliest first.

        Those that were corrected are left out.
        """
        day = number_or_none(as_of)
        rows = self._database.rows(
            "SELECT v.version_id, v.number, v.title, v.published, v.effective, v.text"
            f" FROM {_VERSIONS} WHERE v.document_id = ? AND NOT d.removed AND NOT v.corrected"
            " AND (? IS NULL OR v.effective <= ?) ORDER BY coalesce(v.effective, 0), v.number",
            (document_id, day, day),
        )
        return [
            DocumentVersion(
                version_id=row["version_id"],
                number=row["number"],
                title=row["title"],
                published=day_of(row["published"]),
                effective=day_of(row["effective"]),
                text=row["text"],
            )
            for row in rows
        ]

    def revised(self, since: date, until: date) -> list[str]:
        """Return the documents of which a later version appeared within some days, newest first."""
        first, last = number_of(since), number_of(until)
        return self._database.column(
            f"SELECT v.document_id, max(v.effective) FROM {_VERSIONS}"
            " WHERE NOT d.removed AND NOT v.corrected AND v.effective BETWEEN ? AND ?"
            " AND EXISTS (SELECT 1 FROM versions o WHERE o.document_id = v.document_id"
            " AND NOT o.corrected AND o.effective < ?)"
            " GROUP BY v.document_id ORDER BY max(v.effective) DESC, v.document_id",
            (first, last, first),
        )

    def text_of(self, version_id: str) -> VersionText:
        """Return title and text of a version that is known to be there."""
        (row,) = self._database.rows(
            "SELECT version_id, title, text FROM versions WHERE version_id = ?", (version_id,)
        )
        return VersionText(*row)

    def text_of_chunk(self, chunk_id: str) -> str:
        """Return the text of the version that a chunk belongs to, which its offsets count in.

        Raises:
            UnknownDocument: there is no such chunk.
        """
        return str(self._version_of(chunk_id)["text"])

    def version_number(self, chunk_id: str) -> int:
        """Return the number of the version that a chunk belongs to.

        Raises:
            UnknownDocument: there is no such chunk.
        """
        return int(self._version_of(chunk_id)["number"])

    def _version_of(self, chunk_id: str) -> sqlite3.Row:
        row = self._database.row(
            "SELECT v.number, v.text FROM chunks c JOIN versions v USING (version_id)"
            " WHERE c.chunk_id = ?",
            (chunk_id,),
        )
        if row is None:
            raise UnknownDocument(f"there is no chunk {chunk_id!r}; it was cut anew since")
        return row

    def period(self, as_of: date | None = None) -> tuple[date, date] | None:
        """Return the first and the last day of publication of the documents that answer on `as_of`.

        None when none of them has a date.
        """
        where, parameters = visible(Scope(as_of))
        sql = f"SELECT min(v.published), max(v.published) FROM {_VERSIONS} WHERE {where}"
        row = self._database.once(("period", as_of), lambda: self._database.row(sql, parameters))
        first, last = (day_of(row[0]), day_of(row[1])) if row else (None, None)
        return (first, last) if first and last else None
