-- The ledger: one row per fact, written in the transaction of the rows that it explains, so that no change can be without
-- its fact. Commands are kept with their receipts, so that a repeat gets the same answer. Tree, tiles and checkpoints are
-- derived from the leaves later; losing them costs time, never truth.

-- Several processes may write: whoever holds this row gives out the next indexes, and a lock that is waited for in turn
-- is cheaper than a serialisation failure that is tried again.
CREATE TABLE ledger_head (
    only_row boolean PRIMARY KEY CHECK (only_row),
    size     bigint  NOT NULL
);
INSERT INTO ledger_head VALUES (true, 0);

CREATE TABLE facts (
    ledger_index bigint PRIMARY KEY,    -- from 0, without a gap
    about        bytea  NOT NULL,       -- one letter for the room, then the record's id
    verb         text   NOT NULL,
    at_ms        bigint NOT NULL,       -- every instant is in milliseconds since 1970, UTC
    command      uuid   NOT NULL,
    entry        bytea  NOT NULL,       -- what the tree hashes
    salt         bytea  NOT NULL,       -- empty once the body is erased
    body         bytea  NOT NULL        -- the fact and the seals of the rows written with it, as JSON
);

-- The timeline of one record. Ids of cases begin with the time, so new records go to the right-hand end.
CREATE INDEX facts_about ON facts (about, ledger_index);

-- Keyed by the first leaf: commands are written in that order, and the audit reads them beside the leaves.
CREATE TABLE commands (
    ledger_index   bigint PRIMARY KEY,
    command        uuid  NOT NULL UNIQUE,
    payload_sha256 bytea NOT NULL,
    receipt        bytea NOT NULL
);

-- The last serial given on each day, for receipt numbers.
CREATE TABLE serials (
    day  integer PRIMARY KEY,
    last bigint  NOT NULL
);

CREATE TABLE tree (
    only_row boolean PRIMARY KEY CHECK (only_row),
    size     bigint NOT NULL,
    frontier bytea  NOT NULL
);

CREATE TABLE tiles (
    level  smallint NOT NULL,
    place  bigint   NOT NULL,
    hashes bytea    NOT NULL,
    PRIMARY KEY (level, place)
);

CREATE TABLE checkpoints (
    size bigint PRIMARY KEY,
    note text   NOT NULL
);
