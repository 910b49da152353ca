-- Versions of the city's rulebook. They never change, so that a decision can be checked against the very rules that it
-- was made by, years later.

CREATE TABLE rulebooks (
    version      text   COLLATE "C" PRIMARY KEY,
    effective_ms bigint NOT NULL,
    ledger_index bigint NOT NULL,
    content      bytea  NOT NULL
);
