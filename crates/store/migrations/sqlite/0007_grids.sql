-- Nets: the city's grids from an instant on. What a net holds never changes, so that the figures of a day can be computed
-- with the very grids of that day, years later. How far a net has come (draft, activated, withdrawn) stands apart, so that
-- a step of its life does not touch the grids themselves.

CREATE TABLE nets (
    net          TEXT    PRIMARY KEY,   -- its running number
    ledger_index INTEGER NOT NULL,      -- of the fact that drafted it
    content      BLOB    NOT NULL       -- its grids as GeoJSON, compressed
) STRICT;

CREATE TABLE net_standings (
    net     TEXT    PRIMARY KEY,
    version INTEGER NOT NULL,
    body    BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
