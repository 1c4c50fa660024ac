"""Full-text search by BM25 over windows and over whole texts, and the rarity of words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from rag.language.tokens import STOP_WORDS, words
from rag.schema import Hit, Scope
from rag.storage.chunks import Chunks
from rag.storage.database import Database
from rag.storage.visibility import Numbers, Visibility

Scores = npt.NDArray[np.float64]

# Weights in BM25 of title, heading and body of a window, and of title and body of a whole text. A
# title speaks for its whole text, not for each of its windows (evals/notebook.md).
_WEIGHTS = {"chunk_words": "0.0, 1.0, 1.0", "version_words": "2.0, 1.0"}
# When at least this share of the windows may answer, the best of all are asked for, this many times
# what is wanted, and the others dropped: joining each match to its version first took 61 ms instead
# of 26 at 50,000 chunks.
_WIDE_SHARE = 0.5
_OVERFETCH = 1.5


class FullText:
    """Search by words. A query is words whatever signs it holds; stop words are dropped."""

    def __init__(self, database: Database, visibility: Visibility, chunks: Chunks) -> None:
        self._database = database
        self._visibility = visibility
        self._chunks = chunks

    def search_words(self, query: str, scope: Scope, limit: int) -> list[Hit]:
        """Return the best windows by BM25 over heading and body, with positive scores."""
        match = _match_expression(query)
        allowed = self._visibility.visible_numbers(scope)
        if not match or not len(allowed):
            return []
        share = len(allowed) / self._chunks.count()
        if share >= _WIDE_SHARE:
            wanted = limit if share == 1 else int(limit / share * _OVERFETCH) + 1
            best = self._match(match, wanted)
            hits = _keep_allowed(best, allowed)
            if len(hits) >= limit or len(best) < wanted:
                return hits[:limit]
        return self._match(match, limit, allowed)

    def score_windows(self, query: str, numbers: Sequence[int]) -> Scores:
        """Return BM25 of some windows, shape (n,); 0 where a window holds no word of the query."""
        return self._scores("chunk_words", query, numbers)

    def score_texts(self, query: str, entries: Sequence[int]) -> Scores:
        """Return BM25 of some whole texts, by their entries, shape (n,); 0 without a word."""
        return self._scores("version_words", query, entries)

    def rarity(self, words_: Iterable[str]) -> dict[str, float]:
        """Return the inverse document frequency over chunks of each word that is no stop word.

        It is `ln(1 + (N - n + .5) / (n + .5))`, as in BM25.
        """
        terms = [word for word in dict.fromkeys(words_) if word not in STOP_WORDS]
        total = self._chunks.count()
        frequencies = self._frequencies([term for term in terms if term])
        found = {}
        for term in terms:
            holding = frequencies.get(term, 0)
            found[term] = float(np.log(1 + (total - holding + 0.5) / (holding + 0.5)))
        return found

    def _frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Return in how many windows each term occurs, by one statement for all."""
        rows = self._database.rows(
            "SELECT key, (SELECT count(*) FROM chunk_words WHERE chunk_words MATCH value)"
            " FROM json_each(?)",
            (json.dumps([quoted(term) for term in terms]),),
        )
        return {terms[row[0]]: row[1] for row in rows}

    def _scores(self, table: str, query: str, rows: Sequence[int]) -> Scores:
        match = _match_expression(query)
        wanted = np.unique(np.asarray(rows, np.int64))
        score_of: dict[int, float] = {}
        if match and len(wanted):
            score_of = dict(self._match(match, len(rows), wanted, table))
        return np.array([score_of.get(row, 0.0) for row in rows], np.float64)

    def _match(
        self, match: str, limit: int, among: Numbers | None = None, table: str = "chunk_words"
    ) -> list[Hit]:
        """Return the best windows or whole texts for an FTS5 expression, of all or of some."""
        where, parameters = f"{table} MATCH ?", [match]
        if among is not None:
            # Without the plus sign FTS5 would look each number up by itself, which took seconds.
            where += " AND +rowid IN (SELECT value FROM json_each(?))"
            parameters.append(json.dumps(among.tolist()))
        rows = self._database.rows(
            f"SELECT rowid, -bm25({table}, {_WEIGHTS[table]}) AS score FROM {table}"
            f" WHERE {where} ORDER BY score DESC, rowid LIMIT ?",
            (*parameters, limit),
        )
        return [Hit(row["rowid"], row["score"]) for row in rows]


def _keep_allowed(hits: Sequence[Hit], allowed: Numbers) -> list[Hit]:
    is_allowed = np.isin([hit.number for hit in hits], allowed)
    return [hit for hit, keep in zip(hits, is_allowed, strict=True) if keep]


def _match_expression(query: str) -> str:
    """Return the words that carry meaning, or else all, each as an FTS5 string, joined by OR."""
    found = words(query)
    carrying = [word for word in found if word not in STOP_WORDS] or found
    return " OR ".join(dict.fromkeys(quoted(word) for word in carrying))


def quoted(term: str) -> str:
    """Return a term as a string of FTS5's query language."""
    return '"' + term.replace('"', '""') + '"'
