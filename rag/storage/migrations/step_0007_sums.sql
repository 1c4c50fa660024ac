-- A checksum of every row of every other table (rag/storage/sums.py writes them).

CREATE TABLE sums (
    name TEXT NOT NULL,            -- of the table
    row INTEGER NOT NULL,          -- a hash of the row's key
    sum INTEGER NOT NULL,          -- a hash of all its columns
    PRIMARY KEY (name, row)
) WITHOUT ROWID;
