"""The tables of the library, and how days and identifiers stand in them."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

SCHEMA_VERSION = 5
SCHEMA = """
CREATE TABLE documents (
    document_id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    removed INTEGER NOT NULL DEFAULT 0  -- 1: no file holds it any more; 2: its reader removed it
);
CREATE TABLE versions (
    entry INTEGER PRIMARY KEY,     -- also the rowid in version_words
    version_id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL REFERENCES documents,
    number INTEGER NOT NULL,
    current INTEGER NOT NULL,      -- answers when no as-of day is given
    corrected INTEGER NOT NULL,    -- replaced by a version of the same or an earlier day: never answers
    origin TEXT NOT NULL, source_hash TEXT NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL, kind_source TEXT NOT NULL, publisher TEXT, section TEXT,
    published INTEGER, published_source TEXT, published_text TEXT, published_time TEXT,  -- days as YYYYMMDD
    updated INTEGER, updated_source TEXT, updated_text TEXT, updated_time TEXT,
    effective INTEGER,
    url TEXT, language TEXT, authors TEXT NOT NULL,
    report TEXT NOT NULL, suspicious INTEGER NOT NULL,
    copy_group TEXT NOT NULL,      -- the least version_id among the texts that are copies of each other
    reader TEXT NOT NULL, chunking TEXT NOT NULL,  -- which versions of the code read and cut it
    added_at TEXT NOT NULL,
    UNIQUE (document_id, number)
);
CREATE INDEX versions_by_document ON versions (  -- all that decides what may answer, so that no text is passed over to reach it
    document_id, corrected, effective, number, current, published, publisher, kind, version_id
);
CREATE INDEX versions_by_group ON versions (copy_group);
CREATE TABLE origins (
    origin TEXT PRIMARY KEY, file TEXT NOT NULL, source_hash TEXT NOT NULL, version_id TEXT NOT NULL REFERENCES versions (version_id)
);
CREATE INDEX origins_by_file ON origins (file);
CREATE INDEX origins_by_version ON origins (version_id);
CREATE TABLE files (                -- those that were read to their end
    file TEXT PRIMARY KEY, source_hash TEXT NOT NULL, refused TEXT NOT NULL, etag TEXT, last_modified TEXT, checked_at TEXT NOT NULL
);
CREATE TABLE chunks (
    number INTEGER PRIMARY KEY AUTOINCREMENT,    -- also the rowid in chunk_words; never used again
    chunk_id TEXT NOT NULL UNIQUE,
    version_id TEXT NOT NULL REFERENCES versions (version_id),
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    reach INTEGER NOT NULL,        -- where its window ends: that of the next chunk of its section, whose number is one higher
    heading TEXT NOT NULL, vector_key TEXT NOT NULL
);
CREATE INDEX chunks_by_version ON chunks (version_id);
CREATE VIRTUAL TABLE chunk_words USING fts5(title, heading, body, tokenize = 'porter unicode61');
CREATE VIRTUAL TABLE version_words USING fts5(title, body, content = '', tokenize = 'porter unicode61');
CREATE TABLE vectors (model TEXT NOT NULL, vector_key TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, vector_key));
CREATE TABLE copy_bands (band TEXT NOT NULL, version_id TEXT NOT NULL REFERENCES versions (version_id), PRIMARY KEY (band, version_id)) WITHOUT ROWID;
CREATE TABLE identities (           -- what others cite a version by: "executive order 13301", and "title …" beside it
    version_id TEXT NOT NULL REFERENCES versions (version_id), key TEXT NOT NULL, name TEXT NOT NULL, day INTEGER, in_force INTEGER,
    PRIMARY KEY (version_id, key)
) WITHOUT ROWID;
CREATE INDEX identities_by_key ON identities (key);
CREATE TABLE relations (            -- what a version says of the act that has a key, and the sentence that says it
    version_id TEXT NOT NULL REFERENCES versions (version_id), place INTEGER NOT NULL,
    kind TEXT NOT NULL, verb TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL, day INTEGER,
    own INTEGER NOT NULL, by_name TEXT, partial INTEGER NOT NULL, until INTEGER,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentence TEXT NOT NULL, lead_start INTEGER, lead_end INTEGER,
    PRIMARY KEY (version_id, place)
) WITHOUT ROWID;
CREATE INDEX relations_by_key ON relations (key);
CREATE TABLE runs (run_id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, report TEXT NOT NULL);
CREATE TABLE turns (
    turn_id INTEGER PRIMARY KEY, conversation_id TEXT NOT NULL, asked_at TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL
);
CREATE INDEX turns_by_conversation ON turns (conversation_id);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


def identifier(*parts: str) -> str:
    """A stable identifier of 16 hexadecimal digits."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def number_of(day: date) -> int:
    """A day as the number YYYYMMDD, which Chroma and SQLite can compare."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int | None) -> date | None:
    """The day of a number YYYYMMDD."""
    return date(number // 10_000, number // 100 % 100, number % 100) if number else None


def now() -> str:
    """This second in ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def marks(values: object) -> str:
    """A question mark for each value."""
    return ",".join("?" * len(values))  # type: ignore[arg-type]
