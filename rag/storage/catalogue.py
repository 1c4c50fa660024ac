"""What the library holds, for readers: lists, single documents with their reports, counts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from rag.errors import UnknownDocument
from rag.schema import Kind, Scope
from rag.schema.json_form import iso
from rag.storage.relations import Effects
from rag.storage.tables import day_of, number_of
from rag.storage.visibility import visible


@dataclass(frozen=True)
class Entry:
    """One line of `rag library list`; `status` is `current`, or what became of a policy document: `revoked`, `superseded`, `suspended`."""

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
        return {**asdict(self), "published": iso(self.published), "updated": iso(self.updated)}


@dataclass(frozen=True)
class Edition:
    """One version of a document: its number from 1, the days it gives itself, and the text that its offsets count in."""

    version_id: str
    number: int
    title: str
    published: date | None
    effective: date | None
    text: str


class Documents(Effects):
    """The part of the library that describes."""

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
        ended = self.states()
        return [
            Entry(
                row[0],
                row[1],
                row[2],
                day_of(row[3]),
                row[4],
                day_of(row[5]),
                row[6],
                row[7],
                ended.get(row[0], "current"),
                *row[8:11],
            )
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
            which = (
                f"no version {version} of document {document_id!r}"
                if version
                else f"no document {document_id!r}"
            )
            raise UnknownDocument(f"there is {which}; `rag library list` shows all")
        known = dict(row)
        versions = self._all(
            "SELECT number, published, updated, current FROM versions WHERE document_id = ? ORDER BY number",
            (document_id,),
        )
        return {
            "document_id": document_id,
            "title": known["title"],
            "publisher": known["publisher"],
            "published": iso(day_of(known["published"])),
            "date_source": known["published_source"],
            "date_text": known["published_text"],
            "published_time": known["published_time"],
            "updated": iso(day_of(known["updated"])),
            "updated_source": known["updated_source"],
            "updated_text": known["updated_text"],
            "updated_time": known["updated_time"],
            "kind": known["kind"],
            "kind_source": known["kind_source"],
            "section": known["section"],
            "url": known["url"],
            "language": known["language"],
            "authors": json.loads(known["authors"]),
            "status": "current" if known["current"] else "earlier version",
            "version": known["number"],
            "versions": [
                {
                    "version": number,
                    "published": iso(day_of(published)),
                    "updated": iso(day_of(updated)),
                    "current": bool(current),
                }
                for number, published, updated, current in versions
            ],
            "origin": known["origin"],
            "copies": [
                asdict(copy) | {"published": iso(copy.published)}
                for copy in self._copies({known["version_id"]}).get(known["version_id"], ())
            ],
            "chunks": self._scalar(
                "SELECT count(*) FROM chunks WHERE version_id = ?", (known["version_id"],)
            ),
            "report": json.loads(known["report"]),
            "text": known["text"],
        }

    def editions(self, document_id: str, as_of: date | None = None) -> list[Edition]:
        """The versions of a document that could be read until `as_of`, earliest first, without those that were corrected."""
        rows = self._all(
            "SELECT v.version_id, v.number, v.title, v.published, v.effective, v.text FROM versions v JOIN documents d USING (document_id)"
            " WHERE v.document_id = ? AND NOT d.removed AND NOT v.corrected AND (? IS NULL OR v.effective <= ?)"
            " ORDER BY coalesce(v.effective, 0), v.number",
            [document_id, *[number_of(as_of) if as_of else None] * 2],
        )
        return [
            Edition(row[0], row[1], row[2], day_of(row[3]), day_of(row[4]), row[5]) for row in rows
        ]

    def revised(self, since: date, until: date) -> list[str]:
        """Documents of which a version appeared within some days and an earlier one before them, the newest first."""
        rows = self._all(
            "SELECT v.document_id, max(v.effective) FROM versions v JOIN documents d USING (document_id)"
            " WHERE NOT d.removed AND NOT v.corrected AND v.effective BETWEEN ? AND ? AND EXISTS (SELECT 1 FROM versions o"
            " WHERE o.document_id = v.document_id AND NOT o.corrected AND o.effective < ?)"
            " GROUP BY v.document_id ORDER BY max(v.effective) DESC, v.document_id",
            [number_of(since), number_of(until), number_of(since)],
        )
        return [row[0] for row in rows]

    def version_of(self, chunk_id: str) -> int:
        """The number of the version that a chunk belongs to.

        Raises:
            UnknownDocument: there is no such chunk.
        """
        row = self._one(
            "SELECT v.number FROM chunks c JOIN versions v USING (version_id) WHERE c.chunk_id = ?",
            (chunk_id,),
        )
        if row is None:
            raise UnknownDocument(f"there is no chunk {chunk_id!r}; it was cut anew since")
        return int(row[0])

    def period(self, as_of: date | None = None) -> tuple[date, date] | None:
        """The first and the last day of publication of what answers on `as_of`, or None when nothing of it has a date."""
        where, parameters = visible(Scope(as_of))
        sql = f"SELECT min(v.published), max(v.published) FROM versions v JOIN documents d USING (document_id) WHERE {where}"
        row = self._once(("period", as_of), lambda: self._one(sql, parameters))
        first, last = (day_of(row[0]), day_of(row[1])) if row else (None, None)
        return (first, last) if first and last else None

    def is_empty(self) -> bool:
        """Whether no document answers."""
        return self._one("SELECT 1 FROM documents WHERE NOT removed LIMIT 1") is None
