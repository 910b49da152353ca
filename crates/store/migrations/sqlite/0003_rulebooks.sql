-- Versions of the city's rulebook. They never change, so that a decision can be checked against the very rules that it
-- was made by, years later.

CREATE TABLE rulebooks (
    version      TEXT    PRIMARY KEY,
    effective_ms INTEGER NOT NULL,
    ledger_index INTEGER NOT NULL,
    content      BLOB    NOT NULL
) STRICT;
