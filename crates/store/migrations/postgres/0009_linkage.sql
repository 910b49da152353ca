-- Linkages: which records speak of the same person, household or body, kept under a purpose, a ground and a day of expiry. What was
-- done stands as acts that never change, each a fact of its own; who is one with whom follows from the acts in force, so that every
-- join can be taken back exactly. Only identifiers of records are kept here, never what the records say.

CREATE TABLE linkages (
    name    text    COLLATE "C" PRIMARY KEY,
    version integer NOT NULL,   -- how many acts there are
    body    bytea   NOT NULL    -- purpose, ground, expiry and counts, as JSON
);

CREATE TABLE linkage_acts (
    act          text   COLLATE "C" PRIMARY KEY,   -- the name of the linkage, a slash, and the act's number in ten digits
    ledger_index bigint NOT NULL,                  -- of the fact that made it
    content      bytea  NOT NULL                   -- the act as JSON, compressed
);
