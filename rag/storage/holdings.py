"""What the library holds within a scope: its documents, those on a subject, and its words."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from rag.language.tokens import STOP_WORDS, words
from rag.schema import Scope, Source
from rag.storage.columns import day_of
from rag.storage.database import Database
from rag.storage.fulltext import quoted
from rag.storage.visibility import visible

_COLUMNS = (
    "v.entry, v.document_id, v.title, v.publisher, v.published, v.published_source, v.updated,"
    " v.url, v.kind,"
    " (SELECT max(i.name) FROM identities i WHERE i.version_id = v.version_id) AS act"
)
_VERSIONS = "versions v JOIN documents d USING (document_id)"
_NEWEST_FIRST = "v.published IS NULL, v.published DESC, v.title"
# The words of a subject stand within this many of each other.
_NEAR = 8
# Best first: by the words of title and text, the title at twice the weight, as in full-text search.
_BY_WORDS = (
    "SELECT rowid, bm25(version_words, 2.0, 1.0) FROM version_words WHERE version_words MATCH ?"
)
_NEARBY = (
    "SELECT DISTINCT w.entry FROM chunk_words f JOIN chunks c ON c.number = f.rowid"
    " JOIN versions w USING (version_id) WHERE chunk_words MATCH ?"
)


class Holdings:
    """The documents that may answer within a scope, as sources without a number."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def documents(self, scope: Scope) -> list[Source]:
        """Return all documents within a scope, newest first, those without a date last."""
        return [_source(row) for row in self._rows(scope)]

    def on_subject(self, subject: str, scope: Scope) -> list[Source]:
        """Return the documents that hold the words of a subject, the best first.

        Of several words the document holds them near each other, or if none does, anywhere.
        """
        terms = list(dict.fromkeys(word for word in words(subject) if word not in STOP_WORDS))
        if not terms:
            return []
        everywhere = self._database.rows(_BY_WORDS, (" AND ".join(map(quoted, terms)),))
        score_of = {row[0]: row[1] for row in everywhere}
        near = set(self._database.column(_NEARBY, (_near(terms),))) if len(terms) > 1 else set()
        rows = [row for row in self._rows(scope) if row["entry"] in score_of]
        rows = [row for row in rows if row["entry"] in near] or rows
        return [_source(row) for row in sorted(rows, key=lambda row: score_of[row["entry"]])]

    def beginnings(self, scope: Scope, limit: int) -> list[str]:
        """Return the first two thousand characters of some documents, spread over the library."""
        where, parameters = visible(scope)
        return self._database.column(
            f"SELECT substr(v.text, 1, 2000) FROM {_VERSIONS} WHERE {where}"
            " ORDER BY v.entry % 97, v.entry LIMIT ?",
            (*parameters, limit),
        )

    def publishers(self) -> list[str]:
        """Return the names of all publishers."""
        return self._database.once("publishers", self._read_publishers)

    def _read_publishers(self) -> list[str]:
        return self._database.column(
            f"SELECT DISTINCT v.publisher FROM {_VERSIONS}"
            " WHERE v.publisher IS NOT NULL AND v.current AND NOT d.removed"
        )

    def _rows(self, scope: Scope) -> list[sqlite3.Row]:
        where, parameters = visible(scope)
        return self._database.rows(
            f"SELECT {_COLUMNS} FROM {_VERSIONS} WHERE {where} ORDER BY {_NEWEST_FIRST}", parameters
        )


def _source(row: sqlite3.Row) -> Source:
    return Source(
        n=0,
        document_id=row["document_id"],
        title=row["title"],
        publisher=row["publisher"],
        published=day_of(row["published"]),
        date_source=row["published_source"],
        updated=day_of(row["updated"]),
        url=row["url"],
        kind=row["kind"],
        number=row["act"] or "",
    )


def _near(terms: Sequence[str]) -> str:
    return f"NEAR({' '.join(map(quoted, terms))}, {_NEAR})"
