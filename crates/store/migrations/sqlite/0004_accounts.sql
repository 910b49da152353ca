-- Who may come in: accounts, API tokens and sessions. No secret is here, only what it takes to recognise one.

CREATE TABLE accounts (
    name    TEXT    PRIMARY KEY,
    version INTEGER NOT NULL,
    body    BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    secret_sha256 TEXT    PRIMARY KEY,  -- hexadecimal
    version       INTEGER NOT NULL,
    body          BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    secret_sha256 BLOB    PRIMARY KEY,
    account       TEXT    NOT NULL,
    created_ms    INTEGER NOT NULL,
    seen_ms       INTEGER NOT NULL,
    expires_ms    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- To end every session of an account that is shut.
CREATE INDEX sessions_account ON sessions (account);
