-- Vectors of the sentences and words of chunks, from the pass that embeds a chunk. A library without
-- them gets those of a chunk when a question first reads it.

CREATE TABLE sentence_vectors (
    model TEXT NOT NULL,
    vector_key TEXT NOT NULL,
    spans BLOB NOT NULL,           -- little-endian int32: start and end of each sentence in the chunk
    vectors BLOB NOT NULL,         -- int8, one row a sentence: its direction, 127 for the largest part
    PRIMARY KEY (model, vector_key),
    FOREIGN KEY (model, vector_key) REFERENCES vectors ON DELETE CASCADE
);

CREATE TABLE word_vectors (
    model TEXT NOT NULL,
    word TEXT NOT NULL,            -- its stem
    seen INTEGER NOT NULL,         -- how many occurrences the vector is the mean of
    vector BLOB NOT NULL,          -- int8, as above
    PRIMARY KEY (model, word)
) WITHOUT ROWID;
