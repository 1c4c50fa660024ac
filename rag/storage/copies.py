"""Texts that are copies of each other, whichever came first."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from rag.language import near_duplicates
from rag.schema import Copy, Document, Scope
from rag.storage.columns import day_of, identifier, marks, number_of
from rag.storage.database import Database
from rag.storage.visibility import visible


class CopyMatches(NamedTuple):
    """The MinHash bands of a text, the groups of its copies, and how many of those answer."""

    bands: list[str]
    groups: frozenset[str]
    answering: int


class Copies:
    """The groups of versions whose texts are copies of each other."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, document: Document) -> CopyMatches:
        """Find the texts of other documents that a document is a copy of.

        Official texts of different days are none, however alike: each year's order on pay is an act
        of its own.
        """
        bands = near_duplicates.bands(document.text)
        day = number_of(document.published.day) if document.published else None
        candidates = self._database.rows(
            "SELECT v.text, v.copy_group, v.current AND NOT d.removed AS answers"
            " FROM versions v JOIN documents d USING (document_id)"
            f" WHERE v.version_id IN"
            f" (SELECT version_id FROM copy_bands WHERE band IN ({marks(bands)}))"
            " AND v.document_id != ?"
            " AND NOT (v.kind = 'policy' AND ? = 'policy' AND coalesce(v.published != ?, 0))",
            (*bands, identifier(document.key), document.kind, day),
        )
        if not candidates:
            return CopyMatches(bands, frozenset(), 0)
        own = near_duplicates.shingles(document.text)
        copies = [
            row
            for row in candidates
            if near_duplicates.are_copies(own, near_duplicates.shingles(row["text"]))
        ]
        groups = frozenset(row["copy_group"] for row in copies)
        return CopyMatches(bands, groups, sum(row["answers"] for row in copies))

    def groups(self) -> dict[str, str]:
        """Return the copy group of each current version, by its origin."""
        rows = self._database.rows(
            "SELECT v.origin, v.copy_group FROM versions v JOIN documents d USING (document_id)"
            " WHERE v.current AND NOT d.removed"
        )
        return {row["origin"]: row["copy_group"] for row in rows}

    def of_versions(
        self, version_ids: Collection[str], as_of: date | None = None
    ) -> dict[str, tuple[Copy, ...]]:
        """Return the other documents with the text of each version, as they answer on `as_of`."""
        where, parameters = visible(Scope(as_of))
        rows = self._database.rows(
            "SELECT o.version_id, v.document_id, v.title, v.publisher, v.published"
            " FROM versions o"
            " JOIN versions v ON v.copy_group = o.copy_group AND v.document_id != o.document_id"
            " JOIN documents d ON d.document_id = v.document_id"
            f" WHERE {where} AND o.version_id IN ({marks(version_ids)})"
            " ORDER BY v.published, v.publisher",
            [*parameters, *version_ids],
        )
        found: dict[str, list[Copy]] = defaultdict(list)
        for version_id, document_id, title, publisher, published in rows:
            found[version_id].append(Copy(document_id, title, publisher, day_of(published)))
        return {version_id: tuple(copies) for version_id, copies in found.items()}


def join_group(db: sqlite3.Connection, version_id: str, matches: CopyMatches) -> None:
    """Put a new version into one group with its copies.

    The least identifier names the group, so that the order of reading does not matter.
    """
    groups = sorted({version_id, *matches.groups})
    db.execute(
        f"UPDATE versions SET copy_group = ? WHERE copy_group IN ({marks(groups)})",
        (groups[0], *groups),
    )
    db.executemany(
        "INSERT OR IGNORE INTO copy_bands VALUES (?, ?)",
        [(band, version_id) for band in matches.bands],
    )
