-- The tables of version 0.2, as an empty file gets them.

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
    origin TEXT NOT NULL,
    source_hash TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    kind_source TEXT NOT NULL,
    publisher TEXT,
    section TEXT,
    published INTEGER,             -- days as YYYYMMDD
    published_source TEXT,
    published_text TEXT,
    published_time TEXT,
    updated INTEGER,
    updated_source TEXT,
    updated_text TEXT,
    updated_time TEXT,
    effective INTEGER,
    url TEXT,
    language TEXT,
    authors TEXT NOT NULL,
    report TEXT NOT NULL,
    suspicious INTEGER NOT NULL,
    copy_group TEXT NOT NULL,      -- the least version_id among the texts that are copies of each other
    reader TEXT NOT NULL,          -- which versions of the code read it and cut it
    chunking TEXT NOT NULL,
    added_at TEXT NOT NULL,
    UNIQUE (document_id, number)
);

-- All that decides what may answer, so that no text is passed over to reach it.
CREATE INDEX versions_by_document ON versions (
    document_id, corrected, effective, number, current, published, publisher, kind, version_id
);

CREATE INDEX versions_by_group ON versions (copy_group);

CREATE TABLE origins (
    origin TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    source_hash TEXT NOT NULL,
    version_id TEXT NOT NULL REFERENCES versions (version_id)
);

CREATE INDEX origins_by_file ON origins (file);

CREATE INDEX origins_by_version ON origins (version_id);

-- Files that were read to their end.
CREATE TABLE files (
    file TEXT PRIMARY KEY,
    source_hash TEXT NOT NULL,
    refused TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    checked_at TEXT NOT NULL
);

CREATE TABLE chunks (
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- also the rowid in chunk_words; never used again
    chunk_id TEXT NOT NULL UNIQUE,
    version_id TEXT NOT NULL REFERENCES versions (version_id),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    reach INTEGER NOT NULL,        -- where its window ends: with the next chunk of its section, whose number is one higher
    heading TEXT NOT NULL,
    vector_key TEXT NOT NULL
);

CREATE INDEX chunks_by_version ON chunks (version_id);

CREATE VIRTUAL TABLE chunk_words USING fts5(
    title, heading, body, tokenize = 'porter unicode61'
);

CREATE VIRTUAL TABLE version_words USING fts5(
    title, body, content = '', tokenize = 'porter unicode61'
);

CREATE TABLE vectors (
    model TEXT NOT NULL,
    vector_key TEXT NOT NULL,
    vector BLOB NOT NULL,          -- little-endian float32, of length 1
    PRIMARY KEY (model, vector_key)
);

CREATE TABLE copy_bands (
    band TEXT NOT NULL,
    version_id TEXT NOT NULL REFERENCES versions (version_id),
    PRIMARY KEY (band, version_id)
) WITHOUT ROWID;

-- What others cite a version by: "executive order 13301", and "title …" beside it.
CREATE TABLE identities (
    version_id TEXT NOT NULL REFERENCES versions (version_id),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    day INTEGER,
    in_force INTEGER,
    PRIMARY KEY (version_id, key)
) WITHOUT ROWID;

CREATE INDEX identities_by_key ON identities (key);

-- The effects that a version states on the act that has a key, with the sentence that states each.
CREATE TABLE relations (
    version_id TEXT NOT NULL REFERENCES versions (version_id),
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    verb TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    day INTEGER,
    own INTEGER NOT NULL,
    by_name TEXT,
    partial INTEGER NOT NULL,
    until INTEGER,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    sentence TEXT NOT NULL,
    lead_start INTEGER,
    lead_end INTEGER,
    PRIMARY KEY (version_id, place)
) WITHOUT ROWID;

CREATE INDEX relations_by_key ON relations (key);

CREATE TABLE runs (
    run_id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    report TEXT NOT NULL
);

CREATE TABLE turns (
    turn_id INTEGER PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL
);

CREATE INDEX turns_by_conversation ON turns (conversation_id);

CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
