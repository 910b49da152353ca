-- What the triage room learned and the city adopted: models that never change, the one choice among them that changes with
-- a fact each time, and the topics of the months. Advice can then be checked against the very model that gave it, and a
-- roll-back is one row.

CREATE TABLE models (
    version      TEXT    PRIMARY KEY,
    ledger_index INTEGER NOT NULL,
    title        BLOB    NOT NULL,      -- JSON: when, on what and how well it was trained
    content      BLOB    NOT NULL       -- last, so that a list never touches the pages that it spills into
) STRICT;

-- One row: which model advises, and which did before.
CREATE TABLE model_in_force (
    name    TEXT    PRIMARY KEY,
    version INTEGER NOT NULL,
    body    BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE monthly_topics (
    id      TEXT    PRIMARY KEY,
    version INTEGER NOT NULL,
    body    BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
