-- What the triage room learned and the city adopted: models that never change, the one choice among them that changes with
-- a fact each time, and the topics of the months. Advice can then be checked against the very model that gave it, and a
-- roll-back is one row.

CREATE TABLE models (
    version      text   COLLATE "C" PRIMARY KEY,
    ledger_index bigint NOT NULL,
    title        bytea  NOT NULL,       -- JSON: when, on what and how well it was trained
    content      bytea  NOT NULL
);

-- One row: which model advises, and which did before.
CREATE TABLE model_in_force (
    name    text    COLLATE "C" PRIMARY KEY,
    version integer NOT NULL,
    body    bytea   NOT NULL
);

CREATE TABLE monthly_topics (
    id      text    COLLATE "C" PRIMARY KEY,
    version integer NOT NULL,
    body    bytea   NOT NULL
);
