"""Texts that are copies of each other, whichever came first."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from rag.language import near_duplicates
from rag.schema import Copy, Document, Scope
from rag.storage.connection import Store
from rag.storage.tables import day_of, identifier, marks, number_of
from rag.storage.visibility import visible


class Alike(NamedTuple):
    """The MinHash bands of a text, the groups of the texts that it is a copy of, and how many of those answer."""

    bands: list[str]
    groups: frozenset[str]
    number: int


class Standing(NamedTuple):
    """Where a chunk stands: its copy group, its document, what its group's face is chosen by, and whether its window holds the next chunk."""

    group: str
    document_id: str
    publisher: str | None
    published: date | None
    is_joined: bool


class CopyGroups(Store):
    """The part of the library that knows copies."""

    def find_copies(self, document: Document) -> Alike:
        """The texts of other documents that a document is a copy of.

        Official texts of different days are none, however alike: each year's order on pay is an act of its own.
        """
        bands = near_duplicates.bands(document.text)
        day = number_of(document.published.day) if document.published else None
        rows = self._all(
            f"SELECT v.text, v.copy_group, v.current AND NOT d.removed FROM versions v JOIN documents d USING (document_id) WHERE v.version_id IN (SELECT version_id FROM copy_bands WHERE band IN ({marks(bands)}))"
            " AND v.document_id != ? AND NOT (v.kind = 'policy' AND ? = 'policy' AND coalesce(v.published != ?, 0))",
            (*bands, identifier(document.key), document.kind, day),
        )
        own = near_duplicates.shingles(document.text) if rows else set()
        alike = [
            (group, answers)
            for other, group, answers in rows
            if near_duplicates.are_copies(own, near_duplicates.shingles(other))
        ]
        return Alike(
            bands, frozenset(group for group, _ in alike), sum(answers for _, answers in alike)
        )

    def standings(self, numbers: Sequence[int]) -> dict[int, Standing]:
        """Where each chunk stands."""
        rows = self._all(
            'SELECT c.number, v.copy_group, v.document_id, v.publisher, v.published, c.reach > c."end" FROM chunks c JOIN versions v USING (version_id)'
            f" WHERE c.number IN ({marks(numbers)})",
            list(numbers),
        )
        return {
            row[0]: Standing(row[1], row[2], row[3], day_of(row[4]), bool(row[5])) for row in rows
        }

    def groups(self) -> dict[str, str]:
        """The copy group of each current version, by its origin."""
        rows = self._all(
            "SELECT v.origin, v.copy_group FROM versions v JOIN documents d USING (document_id) WHERE v.current AND NOT d.removed"
        )
        return {row[0]: row[1] for row in rows}

    def _copies(
        self, version_ids: Collection[str], as_of: date | None = None
    ) -> dict[str, tuple[Copy, ...]]:
        """Other documents with the text of each version, as they answer on `as_of`."""
        where, parameters = visible(Scope(as_of))
        rows = self._all(
            "SELECT o.version_id, v.document_id, v.title, v.publisher, v.published FROM versions o JOIN versions v ON v.copy_group = o.copy_group"
            f" AND v.document_id != o.document_id JOIN documents d ON d.document_id = v.document_id WHERE {where} AND o.version_id IN ({marks(version_ids)})"
            " ORDER BY v.published, v.publisher",
            [*parameters, *version_ids],
        )
        found: dict[str, tuple[Copy, ...]] = {}
        for version_id, document_id, title, publisher, published in rows:
            found[version_id] = (
                *found.get(version_id, ()),
                Copy(document_id, title, publisher, day_of(published)),
            )
        return found


def join_copies(db: sqlite3.Connection, version_id: str, alike: Alike) -> None:
    """Put a new version into one group with its copies; the least identifier names it, so that the order of reading does not matter."""
    groups = sorted({version_id, *alike.groups})
    db.execute(
        f"UPDATE versions SET copy_group = ? WHERE copy_group IN ({marks(groups)})",
        (groups[0], *groups),
    )
    db.executemany(
        "INSERT OR IGNORE INTO copy_bands VALUES (?, ?)",
        [(band, version_id) for band in alike.bands],
    )
