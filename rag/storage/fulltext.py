"""Retrieval's half of the library: full-text search, what may answer, passages, the rarity of words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from rag.language.tokens import STOP_WORDS, words
from rag.schema import Copy, Hit, Passage, Scope, Span
from rag.storage.copy_groups import CopyGroups
from rag.storage.tables import day_of, marks
from rag.storage.visibility import Visible, visible

# Weights of title, heading and body of a window, and of title and body of a whole text, in BM25. A title speaks for its whole text, not for
# each of its windows (evals/README.md).
_WEIGHTS = {"chunk_words": "0.0, 1.0, 1.0", "version_words": "2.0, 1.0"}
# When at least this share of the windows may answer, the best of all are asked for, so many times what is wanted, and the others dropped:
# joining each match to its version first took 61 ms instead of 26 at 50,000 chunks.
_WIDE, _SPARE = 0.5, 1.5


class Search(CopyGroups, Visible):
    """The part of the library that finds."""

    def search_words(self, query: str, scope: Scope, limit: int) -> list[Hit]:
        """Windows by BM25 over title, heading and body; stop words dropped, OR between the rest. Scores are positive."""
        match = _match_expression(query)
        allowed = self.visible_numbers(scope)
        if not match or not len(allowed):
            return []
        share = len(allowed) / self._count_chunks()
        if share >= _WIDE:
            wanted = limit if share == 1 else int(limit / share * _SPARE) + 1
            best = self._match(match, wanted)
            hits = [
                hit
                for hit, keep in zip(
                    best, np.isin([hit.number for hit in best], allowed), strict=True
                )
                if keep
            ]
            if len(hits) >= limit or len(best) < wanted:
                return hits[:limit]
        return self._match(match, limit, allowed)

    def score_windows(self, query: str, numbers: Sequence[int]) -> npt.NDArray[np.float64]:
        """BM25 of some windows, shape (n,); 0 where a window holds no word of the query."""
        return self._scores("chunk_words", query, numbers)

    def score_texts(self, query: str, entries: Sequence[int]) -> npt.NDArray[np.float64]:
        """BM25 of some whole texts, by their entries, shape (n,); 0 where a text holds no word of the query."""
        return self._scores("version_words", query, entries)

    def entries_of(self, numbers: Sequence[int]) -> list[int]:
        """The entry of the text that each chunk belongs to."""
        rows = self._all(
            f"SELECT c.number, v.entry FROM chunks c JOIN versions v USING (version_id) WHERE c.number IN ({marks(numbers)})",
            numbers,
        )
        entry = {row[0]: row[1] for row in rows}
        return [entry[number] for number in numbers]

    def _scores(self, table: str, query: str, rows: Sequence[int]) -> npt.NDArray[np.float64]:
        match, among = _match_expression(query), np.asarray(rows, np.int64)
        found = (
            dict(self._match(match, len(among), np.unique(among), table))
            if match and len(among)
            else {}
        )
        return np.array([found.get(row, 0.0) for row in rows], np.float64)

    def _match(
        self,
        match: str,
        limit: int,
        among: npt.NDArray[np.int64] | None = None,
        table: str = "chunk_words",
    ) -> list[Hit]:
        """The best windows or whole texts for an FTS5 expression, of all or of some."""
        # Without the plus sign FTS5 would look each number up by itself, which took seconds.
        where, given = (
            ("", ())
            if among is None
            else (" AND +rowid IN (SELECT value FROM json_each(?))", (json.dumps(among.tolist()),))
        )
        rows = self._all(
            f"SELECT rowid, -bm25({table}, {_WEIGHTS[table]}) AS score FROM {table} WHERE {table} MATCH ?{where}"
            " ORDER BY score DESC, rowid LIMIT ?",
            (match, *given, limit),
        )
        return [Hit(row[0], row[1]) for row in rows]

    def windows(self, numbers: Collection[int]) -> set[int]:
        """Those chunks among `numbers` whose window holds the next chunk too."""
        rows = self._all(
            f'SELECT number FROM chunks WHERE reach > "end" AND number IN ({marks(numbers)})',
            list(numbers),
        )
        return {row[0] for row in rows}

    def passages(self, hits: Sequence[Hit], as_of: date | None = None) -> list[Passage]:
        """The windows of some hits as passages, in their order, with the copies of each that could be read on `as_of`."""
        numbers = [hit.number for hit in hits]
        rows = {
            row["number"]: row
            for row in self._all(
                "SELECT c.number, c.chunk_id, c.start, c.reach, c.heading, v.version_id, v.document_id, v.title, v.publisher, v.published,"
                " v.published_source, v.updated, v.url, v.kind, v.suspicious, substr(v.text, c.start + 1, c.reach - c.start) AS text,"
                " (SELECT max(i.name) FROM identities i WHERE i.version_id = v.version_id) AS act"
                f" FROM chunks c JOIN versions v USING (version_id) WHERE c.number IN ({marks(numbers)})",
                numbers,
            )
        }
        alike = self._copies({row["version_id"] for row in rows.values()}, as_of)
        return [
            _passage(rows[hit.number], hit.score, alike.get(rows[hit.number]["version_id"], ()))
            for hit in hits
            if hit.number in rows
        ]

    def passage_at(self, version_id: str, offset: int) -> Passage | None:
        """The passage of a version that holds a character, or the one before it; None when the version has none."""
        row = self._one(
            "SELECT number FROM chunks WHERE version_id = ? AND start <= ? ORDER BY start DESC LIMIT 1",
            (version_id, offset),
        )
        return self.passages([Hit(row[0], 1.0)])[0] if row else None

    def passages_of(self, document_id: str, scope: Scope, limit: int) -> list[Passage]:
        """The first passages of a document as it answers within a scope."""
        where, parameters = visible(scope)
        rows = self._all(
            f"SELECT c.number FROM chunks c JOIN versions v USING (version_id) JOIN documents d USING (document_id) WHERE v.document_id = ? AND {where}"
            " ORDER BY c.start LIMIT ?",
            [document_id, *parameters, limit],
        )
        return self.passages([Hit(row[0], 1.0) for row in rows], scope.as_of)

    def document_keys(self) -> list[tuple[int, str]]:
        """The key of the document that each chunk belongs to."""
        return [
            (row[0], row[1])
            for row in self._all(
                "SELECT c.number, d.key FROM chunks c JOIN versions v USING (version_id) JOIN documents d USING (document_id)"
            )
        ]

    def rarity(self, words_: Iterable[str]) -> dict[str, float]:
        """Inverse document frequency over chunks of each word but stop words: `ln(1 + (N - n + .5) / (n + .5))`, as in BM25."""
        terms = [word for word in dict.fromkeys(words_) if word not in STOP_WORDS]
        total = self._count_chunks()
        found = {}
        for term in terms:
            row = (
                self._one(
                    "SELECT count(*) FROM chunk_words WHERE chunk_words MATCH ?", (_quoted(term),)
                )
                if term
                else None
            )
            seen = int(row[0]) if row else 0
            found[term] = float(np.log(1 + (total - seen + 0.5) / (seen + 0.5)))
        return found

    def _count_chunks(self) -> int:
        return self._once("chunks", lambda: self._scalar("SELECT count(*) FROM chunks"))


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


def _match_expression(query: str) -> str:
    """The words that carry meaning, each as an FTS5 string, joined by OR; all words when none carries any."""
    found = words(query)
    carrying = [word for word in found if word not in STOP_WORDS] or found
    return " OR ".join(dict.fromkeys(_quoted(word) for word in carrying))


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
