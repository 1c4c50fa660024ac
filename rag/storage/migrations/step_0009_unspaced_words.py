"""Index texts in scripts without spaces by pairs of characters: no query found their words."""

from __future__ import annotations

import sqlite3

from rag.language.segmentation import spaced

_TEXTS = "SELECT version_id, entry, title, text FROM versions"
# `version_words` keeps no text: a row goes by what was written.
_DROP_TEXT = (
    "INSERT INTO version_words (version_words, rowid, title, body) VALUES ('delete', ?, ?, ?)"
)
_ADD_TEXT = "INSERT INTO version_words (rowid, title, body) VALUES (?, ?, ?)"
_WINDOWS = (
    "SELECT w.rowid, w.title, w.heading, w.body FROM chunk_words w"
    " JOIN chunks c ON c.number = w.rowid WHERE c.version_id = ?"
)
_REPLACE_WINDOW = "UPDATE chunk_words SET title = ?, heading = ?, body = ? WHERE rowid = ?"


def apply(db: sqlite3.Connection) -> None:
    """Write anew the words of each text that holds such a script."""
    for version_id, entry, title, text in db.execute(_TEXTS).fetchall():
        if spaced(title + text) == title + text:
            continue
        db.execute(_DROP_TEXT, (entry, title, text))
        db.execute(_ADD_TEXT, (entry, spaced(title), spaced(text)))
        for number, *columns in db.execute(_WINDOWS, (version_id,)).fetchall():
            db.execute(_REPLACE_WINDOW, (*map(spaced, columns), number))
