-- What the front doors need beside the cases. Pictures stand in the database, and not in a folder beside it, so that one backup
-- holds everything, several processes on one PostgreSQL see the same ones, and none can be lost while its case stays. They are
-- named by the SHA-256 of their bytes, and the case that holds one is sealed with that name, so they need no seal of their own.

CREATE TABLE attachments (
    sha256      BLOB    PRIMARY KEY,    -- of the bytes below
    original    BLOB    NOT NULL,       -- SHA-256 of what was sent, so that the same picture sent again is known
    width       INTEGER NOT NULL,
    height      INTEGER NOT NULL,
    uploader    TEXT,                   -- the account; empty for a resident
    uploaded_ms INTEGER NOT NULL,
    thumb       BLOB    NOT NULL,
    content     BLOB    NOT NULL        -- last, so that a look at the rest never touches the pages that it spills into
) STRICT;

CREATE INDEX attachments_original ON attachments (original);

-- Which cases hold it: whoever may see one of them may see the picture. What no case holds is thrown away after some days.
CREATE TABLE attachment_cases (
    sha256  BLOB NOT NULL REFERENCES attachments (sha256) ON DELETE CASCADE,
    case_id BLOB NOT NULL,
    PRIMARY KEY (sha256, case_id)
) STRICT, WITHOUT ROWID;

-- Pieces of pictures on their way in from a telephone that may be switched off at any moment.
CREATE TABLE attachment_pieces (
    uploader TEXT    NOT NULL,
    original BLOB    NOT NULL,
    piece    INTEGER NOT NULL,
    at_ms    INTEGER NOT NULL,
    content  BLOB    NOT NULL,
    PRIMARY KEY (uploader, original, piece)
) STRICT;

-- Who follows a case without having filed it: a key and nothing else.
CREATE TABLE follows (
    key_sha256 BLOB    PRIMARY KEY,
    case_id    BLOB    NOT NULL,
    at_ms      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX follows_case ON follows (case_id);

-- Lists as people have arranged them, so that they find them on any screen.
CREATE TABLE saved_views (
    account TEXT NOT NULL,
    name    TEXT NOT NULL,
    body    BLOB NOT NULL,
    PRIMARY KEY (account, name)
) STRICT, WITHOUT ROWID;

-- The telephone of a reporter as a keyed digest, whose key is not in the database: an agent finds the caller's earlier cases, and
-- whoever steals the file finds nobody. Derived from the reporters, and gone with them.
CREATE TABLE callers (
    id     BLOB PRIMARY KEY REFERENCES reporters (id) ON DELETE CASCADE,
    digest BLOB NOT NULL                -- empty where there is no telephone
) STRICT, WITHOUT ROWID;

CREATE INDEX callers_digest ON callers (digest);
