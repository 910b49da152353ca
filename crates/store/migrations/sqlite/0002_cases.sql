-- Cases as they stand now, found in any way that a list asks for and in the order of filing, at a million of them and more.
--
-- `seq` is the place in the order of filing: the second of filing, then the ledger index. It is the key of the row, so
-- rows, facets and words all stand in the order in which lists show them: a page is read off and nothing is sorted.

CREATE TABLE cases (
    seq           INTEGER PRIMARY KEY,
    id            BLOB    NOT NULL UNIQUE,
    number        TEXT    NOT NULL UNIQUE,
    version       INTEGER NOT NULL,
    state         TEXT    NOT NULL,
    hidden        INTEGER NOT NULL,
    headline      TEXT    NOT NULL,
    address       TEXT    NOT NULL,
    lng           REAL,
    lat           REAL,
    area          TEXT,
    grid          TEXT,
    kind          TEXT,
    lead          TEXT,
    channel       TEXT    NOT NULL,
    property      TEXT    NOT NULL,
    filed_ms      INTEGER NOT NULL,
    due_ms        INTEGER,
    wake_ms       INTEGER,
    changed_ms    INTEGER NOT NULL,
    source_system TEXT,
    source_key    TEXT,
    facets        TEXT    NOT NULL,     -- as in the table below, so that an update knows what to take away
    body          BLOB    NOT NULL      -- last, so that lists never touch the pages that it spills into
) STRICT;

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
    facet TEXT    NOT NULL,
    seq   INTEGER NOT NULL,
    PRIMARY KEY (facet, seq)
) STRICT, WITHOUT ROWID;

-- The words of each case, made by us, so that Chinese is found and PostgreSQL finds the same. Contentless and without
-- positions: only whether a word is there is ever asked, which keeps the index at a tenth of the text. It never changes
-- after filing, because the reporter's words are never rewritten.
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);

-- Apart from the case, so that contact data can be withheld, and erased while the case stays.
CREATE TABLE reporters (
    id   BLOB PRIMARY KEY,              -- of the case
    salt BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
