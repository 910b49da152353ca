-- Nets: the city's grids from an instant on. What a net holds never changes, so that the figures of a day can be computed
-- with the very grids of that day, years later. How far a net has come (draft, activated, withdrawn) stands apart, so that
-- a step of its life does not touch the grids themselves.

CREATE TABLE nets (
    net          text   COLLATE "C" PRIMARY KEY,   -- its running number
    ledger_index bigint NOT NULL,                  -- of the fact that drafted it
    content      bytea  NOT NULL                   -- its grids as GeoJSON, compressed
);

CREATE TABLE net_standings (
    net     text    COLLATE "C" PRIMARY KEY,
    version integer NOT NULL,
    body    bytea   NOT NULL
);
