-- Cases as they stand now, found in any way that a list asks for and in the order of filing, at a million of them and more.
--
-- `seq` is the place in the order of filing: the second of filing, then the ledger index. It is the key of the row, so
-- rows, facets and words all stand in the order in which lists show them: a page is read off and nothing is sorted.

CREATE TABLE cases (
    seq           bigint  PRIMARY KEY,
    id            uuid    NOT NULL UNIQUE,
    number        text    COLLATE "C" NOT NULL UNIQUE,
    version       integer NOT NULL,
    state         text    COLLATE "C" NOT NULL,
    hidden        boolean NOT NULL,
    headline      text    NOT NULL,
    address       text    NOT NULL,
    lng           double precision,
    lat           double precision,
    area          text    COLLATE "C",
    grid          text    COLLATE "C",
    kind          text    COLLATE "C",
    lead          text    COLLATE "C",
    channel       text    COLLATE "C" NOT NULL,
    property      text    COLLATE "C" NOT NULL,
    filed_ms      bigint  NOT NULL,
    due_ms        bigint,
    wake_ms       bigint,
    changed_ms    bigint  NOT NULL,
    source_system text    COLLATE "C",
    source_key    text    COLLATE "C",
    facets        text    NOT NULL,     -- as in the table below, so that an update knows what to take away
    body          bytea   NOT NULL
) WITH (fillfactor = 85);

-- The same line of the same source is filed once.
CREATE UNIQUE INDEX cases_source ON cases (source_system, source_key) WHERE source_key IS NOT NULL;

-- Only cases with a running clock are in these two: a few per cent of all, whatever the age of the city.
CREATE INDEX cases_due ON cases (due_ms, seq) WHERE due_ms IS NOT NULL;
CREATE INDEX cases_wake ON cases (wake_ms, seq) WHERE wake_ms IS NOT NULL;

-- Open cases from south to north: the neighbourhood of a report is a narrow band of this, filtered by longitude.
-- `closed` and `merged` are the states that are not open.
CREATE INDEX cases_near ON cases (lat, lng, seq) WHERE lat IS NOT NULL AND state NOT IN ('closed', 'merged');

-- One row per case and facet (state, department, kind, area, …). An index per column would serve one filter each; the
-- streams of this table can be met in any combination. New cases go to the end of each facet's run, so a group of
-- commits touches one page per facet and not one per case, and the cost of a case stays flat as the table grows.
CREATE TABLE facets (
    facet text   COLLATE "C" NOT NULL,
    seq   bigint NOT NULL,
    PRIMARY KEY (facet, seq)
);
-- How frequent each value is decides the plan of a list, and a city has thousands of grids and kinds.
ALTER TABLE facets ALTER COLUMN facet SET STATISTICS 2000;

-- The words of each case, made by us, so that Chinese is found and SQLite finds the same. In a table of its own: the
-- reporter's words never change, and an update of the case must not write them again. New rows wait in a list of at most
-- two megabytes, which a search reads through in a millisecond or two, and then enter the index sorted and together.
CREATE TABLE words (
    seq   bigint   PRIMARY KEY,
    words tsvector NOT NULL
);
CREATE INDEX words_words ON words USING gin (words) WITH (fastupdate = on, gin_pending_list_limit = 2048);

-- Apart from the case, so that contact data can be withheld, and erased while the case stays.
CREATE TABLE reporters (
    id   uuid  PRIMARY KEY,             -- of the case
    salt bytea NOT NULL,
    body bytea NOT NULL
);
