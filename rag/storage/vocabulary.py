"""The words of the collection, as its full-text index holds them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from rag.storage.database import Database

# The index knows words by their stems; an own view of it, kept by the connection, lists them.
_OPEN = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, chunk_words, row)"
_HOLDING = (
    "SELECT value, (SELECT count(*) FROM chunk_words WHERE chunk_words MATCH"
    " '\"' || value || '\"') AS windows FROM json_each(?)"
)
_STEMS = (
    "SELECT term FROM temp.vocabulary WHERE term >= ? AND term < ? AND doc > 1"
    " AND length(term) BETWEEN ? AND ?"
)
_FORMS = (
    "SELECT snippet(chunk_words, -1, '', '', '', 1) FROM chunk_words"
    " WHERE chunk_words MATCH '\"' || ? || '\"' LIMIT 50"
)
# Letters that a stem may lack to its word.
_ENDING = 4


class Vocabulary:
    """The words of all windows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unknown(self, words: Sequence[str]) -> list[str]:
        """Return those of some words, without quotation marks, that no window holds."""
        rows = self._database.rows(_HOLDING, (json.dumps(list(words)),))
        return [row["value"] for row in rows if not row["windows"]]

    def stems_like(self, word: str, edits: int) -> list[str]:
        """Return stems of several windows, as long as a word and with its first letter."""
        self._database.rows(_OPEN)
        first = word[0].lower()
        shortest = len(word) - edits - _ENDING
        return self._database.column(
            _STEMS, (first, chr(ord(first) + 1), shortest, len(word) + edits)
        )

    def forms(self, stem: str) -> Counter[str]:
        """Return the words with a stem as windows write them, with how many of fifty hold each."""
        found = self._database.column(_FORMS, (stem,))
        return Counter(form for form in found if form.isalpha())
