//! Accounts, tokens and sessions in SQLite.

use super::{SqliteStore, sql};
use crate::accounts::{Account, Accounts, Credential, SEEN_TO_THE_MS, Session, Sessions, Token};
use crate::columns::{bad, instant};
use crate::commit::{Commit, CommitError, Receipt, millis};
use crate::seal::hex;
use crate::{StoreError, prepare};
use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params, params};
use serde::de::DeserializeOwned;

#[async_trait]
impl Accounts for SqliteStore {
    async fn commit_credentials(&self, commit: Commit<Credential>) -> Result<Receipt, CommitError> {
        self.writer.commit(prepare::credentials(commit)?).await.map(|(receipt, _)| receipt)
    }

    async fn account(&self, name: &str) -> Result<Option<Account>, StoreError> {
        let name = name.to_owned();
        let found = self
            .readers
            .read(move |connection| bodies(connection, "SELECT body FROM accounts WHERE name = ?1", [name]));
        Ok(found.await?.pop())
    }

    async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.readers.read(|connection| bodies(connection, "SELECT body FROM accounts ORDER BY name", ())).await
    }

    async fn token(&self, secret_sha256: &[u8; 32]) -> Result<Option<Token>, StoreError> {
        let key = hex(secret_sha256);
        let found = self
            .readers
            .read(move |connection| bodies(connection, "SELECT body FROM tokens WHERE secret_sha256 = ?1", [key]));
        Ok(found.await?.pop())
    }

    async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        let mut tokens: Vec<Token> =
            self.readers.read(|connection| bodies(connection, "SELECT body FROM tokens", ())).await?;
        tokens.sort_by(|a, b| (&a.name, a.created_at).cmp(&(&b.name, b.created_at)));
        Ok(tokens)
    }

    async fn open_session(&self, session: &Session) -> Result<(), StoreError> {
        let Session { secret_sha256, account, created_at, seen_at, expires_at } = session.clone();
        let opened = self.writer.run(move |connection| {
            connection.prepare_cached("REPLACE INTO sessions VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
                secret_sha256,
                account,
                millis(created_at),
                millis(seen_at),
                millis(expires_at),
            ])
        });
        opened.await.map(|_| ())
    }

    async fn session(&self, secret_sha256: &[u8; 32], now: Timestamp) -> Result<Option<Session>, StoreError> {
        let secret = *secret_sha256;
        let found = self
            .readers
            .read(move |connection| session(connection, &secret, millis(now)).map_err(sql("a session cannot be read")));
        let Some((account, created, seen, expires)) = found.await? else { return Ok(None) };
        let mut session = Session {
            secret_sha256: secret,
            account,
            created_at: instant(created)?,
            seen_at: instant(seen)?,
            expires_at: instant(expires)?,
        };
        if millis(now) - seen >= SEEN_TO_THE_MS {
            let seen = "UPDATE sessions SET seen_ms = max(seen_ms, ?2) WHERE secret_sha256 = ?1";
            self.writer.run(move |connection| connection.execute(seen, params![secret, millis(now)])).await?;
            session.seen_at = now;
        }
        Ok(Some(session))
    }

    async fn close_sessions(&self, which: &Sessions) -> Result<u64, StoreError> {
        let which = which.clone();
        let closed = self.writer.run(move |connection| match &which {
            Sessions::One(secret) => connection.execute("DELETE FROM sessions WHERE secret_sha256 = ?1", [secret]),
            Sessions::Of(account) => connection.execute("DELETE FROM sessions WHERE account = ?1", [account]),
            Sessions::Stale { now, idle_since } => connection.execute(
                "DELETE FROM sessions WHERE expires_ms <= ?1 OR seen_ms < ?2",
                [millis(*now), millis(*idle_since)],
            ),
        });
        Ok(closed.await?.try_into().unwrap_or(u64::MAX))
    }
}

fn session(
    connection: &Connection,
    secret: &[u8; 32],
    now_ms: i64,
) -> rusqlite::Result<Option<(String, i64, i64, i64)>> {
    let mut statement = connection.prepare_cached(
        "SELECT account, created_ms, seen_ms, expires_ms FROM sessions WHERE secret_sha256 = ?1 AND expires_ms > ?2",
    )?;
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    statement.query_one(params![secret, now_ms], row).optional()
}

pub(super) fn bodies<T: DeserializeOwned>(
    connection: &Connection,
    statement: &str,
    key: impl Params,
) -> Result<Vec<T>, StoreError> {
    let read = || {
        let mut statement = connection.prepare_cached(statement)?;
        statement.query_map(key, |row| row.get(0))?.collect::<Result<Vec<Vec<u8>>, _>>()
    };
    let bodies = read().map_err(sql("the records cannot be read"))?;
    bodies.iter().map(|body| serde_json::from_slice(body).map_err(bad("a record"))).collect()
}
