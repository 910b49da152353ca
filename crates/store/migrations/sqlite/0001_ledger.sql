-- The ledger: one row per fact, written in the transaction of the rows that it explains, so that no change can be without
-- its fact. Commands are kept with their receipts, so that a repeat gets the same answer. Tree, tiles and checkpoints are
-- derived from the leaves later; losing them costs time, never truth.

CREATE TABLE facts (
    ledger_index INTEGER PRIMARY KEY,   -- from 0, without a gap
    about        BLOB    NOT NULL,      -- one letter for the room, then the record's id
    verb         TEXT    NOT NULL,
    at_ms        INTEGER NOT NULL,      -- every instant is in milliseconds since 1970, UTC
    command      BLOB    NOT NULL,
    entry        BLOB    NOT NULL,      -- what the tree hashes
    salt         BLOB    NOT NULL,      -- empty once the body is erased
    body         BLOB    NOT NULL       -- the fact and the seals of the rows written with it, as JSON
) STRICT;

-- The timeline of one record. Ids of cases begin with the time, so new records go to the right-hand end.
CREATE INDEX facts_about ON facts (about, ledger_index);

-- Keyed by the first leaf: commands are written in that order, and the audit reads them beside the leaves.
CREATE TABLE commands (
    ledger_index   INTEGER PRIMARY KEY,
    command        BLOB NOT NULL UNIQUE,
    payload_sha256 BLOB NOT NULL,
    receipt        BLOB NOT NULL
) STRICT;

-- The last serial given on each day, for receipt numbers.
CREATE TABLE serials (
    day  INTEGER PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

CREATE TABLE tree (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    size     INTEGER NOT NULL,
    frontier BLOB    NOT NULL
) STRICT;

CREATE TABLE tiles (
    level  INTEGER NOT NULL,
    place  INTEGER NOT NULL,
    hashes BLOB    NOT NULL,
    PRIMARY KEY (level, place)
) STRICT;

CREATE TABLE checkpoints (
    size INTEGER PRIMARY KEY,
    note TEXT NOT NULL
) STRICT;
