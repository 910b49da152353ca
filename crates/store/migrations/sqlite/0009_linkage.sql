-- Linkages: which records speak of the same person, household or body, kept under a purpose, a ground and a day of expiry. What was
-- done stands as acts that never change, each a fact of its own; who is one with whom follows from the acts in force, so that every
-- join can be taken back exactly. Only identifiers of records are kept here, never what the records say.

CREATE TABLE linkages (
    name    TEXT    PRIMARY KEY,
    version INTEGER NOT NULL,   -- how many acts there are
    body    BLOB    NOT NULL    -- purpose, ground, expiry and counts, as JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE linkage_acts (
    act          TEXT    PRIMARY KEY,   -- the name of the linkage, a slash, and the act's number in ten digits
    ledger_index INTEGER NOT NULL,      -- of the fact that made it
    content      BLOB    NOT NULL       -- the act as JSON, compressed
) STRICT;
