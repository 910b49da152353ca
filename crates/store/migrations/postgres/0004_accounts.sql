-- Who may come in: accounts, API tokens and sessions. No secret is here, only what it takes to recognise one.

CREATE TABLE accounts (
    name    text    COLLATE "C" PRIMARY KEY,
    version integer NOT NULL,
    body    bytea   NOT NULL
);

CREATE TABLE tokens (
    secret_sha256 text    COLLATE "C" PRIMARY KEY,  -- hexadecimal
    version       integer NOT NULL,
    body          bytea   NOT NULL
);

CREATE TABLE sessions (
    secret_sha256 bytea  PRIMARY KEY,
    account       text   COLLATE "C" NOT NULL,
    created_ms    bigint NOT NULL,
    seen_ms       bigint NOT NULL,
    expires_ms    bigint NOT NULL
);

-- To end every session of an account that is shut.
CREATE INDEX sessions_account ON sessions (account);
