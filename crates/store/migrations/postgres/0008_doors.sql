-- What the front doors need beside the cases. Pictures stand in the database, and not in a folder beside it, so that one backup
-- holds everything, several processes on one PostgreSQL see the same ones, and none can be lost while its case stays. They are
-- named by the SHA-256 of their bytes, and the case that holds one is sealed with that name, so they need no seal of their own.

CREATE TABLE attachments (
    sha256      bytea   PRIMARY KEY,    -- of the bytes below
    original    bytea   NOT NULL,       -- SHA-256 of what was sent, so that the same picture sent again is known
    width       integer NOT NULL,
    height      integer NOT NULL,
    uploader    text    COLLATE "C",    -- the account; empty for a resident
    uploaded_ms bigint  NOT NULL,
    thumb       bytea   NOT NULL,
    content     bytea   NOT NULL
);
-- Pictures are packed already; to try again only costs time.
ALTER TABLE attachments ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE INDEX attachments_original ON attachments (original);

-- Which cases hold it: whoever may see one of them may see the picture. What no case holds is thrown away after some days.
CREATE TABLE attachment_cases (
    sha256  bytea NOT NULL REFERENCES attachments (sha256) ON DELETE CASCADE,
    case_id uuid  NOT NULL,
    PRIMARY KEY (sha256, case_id)
);

-- Pieces of pictures on their way in from a telephone that may be switched off at any moment.
CREATE TABLE attachment_pieces (
    uploader text    COLLATE "C" NOT NULL,
    original bytea   NOT NULL,
    piece    integer NOT NULL,
    at_ms    bigint  NOT NULL,
    content  bytea   NOT NULL,
    PRIMARY KEY (uploader, original, piece)
);

-- Who follows a case without having filed it: a key and nothing else.
CREATE TABLE follows (
    key_sha256 bytea  PRIMARY KEY,
    case_id    uuid   NOT NULL,
    at_ms      bigint NOT NULL
);

CREATE INDEX follows_case ON follows (case_id);

-- Lists as people have arranged them, so that they find them on any screen.
CREATE TABLE saved_views (
    account text  COLLATE "C" NOT NULL,
    name    text  COLLATE "C" NOT NULL,
    body    bytea NOT NULL,
    PRIMARY KEY (account, name)
);

-- The telephone of a reporter as a keyed digest, whose key is not in the database: an agent finds the caller's earlier cases, and
-- whoever steals the file finds nobody. Derived from the reporters, and gone with them.
CREATE TABLE callers (
    id     uuid  PRIMARY KEY REFERENCES reporters (id) ON DELETE CASCADE,
    digest bytea NOT NULL               -- empty where there is no telephone
);

CREATE INDEX callers_digest ON callers (digest);
