//! Accounts, tokens and sessions in PostgreSQL.

use super::{PostgresStore, sql};
use crate::accounts::{Account, Accounts, Credential, SEEN_TO_THE_MS, Session, Sessions, Token};
use crate::columns::{bad, instant};
use crate::commit::{Commit, CommitError, Receipt, millis};
use crate::seal::hex;
use crate::{StoreError, prepare};
use async_trait::async_trait;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

#[async_trait]
impl Accounts for PostgresStore {
    async fn commit_credentials(&self, commit: Commit<Credential>) -> Result<Receipt, CommitError> {
        self.writer.commit(prepare::credentials(commit)?).await.map(|(receipt, _)| receipt)
    }

    async fn account(&self, name: &str) -> Result<Option<Account>, StoreError> {
        if name.contains('\0') {
            return Ok(None);
        }
        let rows = self.read("SELECT body FROM accounts WHERE name = $1", &[&name]).await?;
        Ok(bodies(&rows)?.pop())
    }

    async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        bodies(&self.read("SELECT body FROM accounts ORDER BY name", &[]).await?)
    }

    async fn token(&self, secret_sha256: &[u8; 32]) -> Result<Option<Token>, StoreError> {
        let rows = self.read("SELECT body FROM tokens WHERE secret_sha256 = $1", &[&hex(secret_sha256)]).await?;
        Ok(bodies(&rows)?.pop())
    }

    async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        let mut tokens: Vec<Token> = bodies(&self.read("SELECT body FROM tokens ORDER BY secret_sha256", &[]).await?)?;
        tokens.sort_by(|a, b| (&a.name, a.created_at).cmp(&(&b.name, b.created_at)));
        Ok(tokens)
    }

    async fn open_session(&self, session: &Session) -> Result<(), StoreError> {
        let text = "INSERT INTO sessions VALUES ($1, $2, $3, $4, $5) ON CONFLICT (secret_sha256) DO UPDATE
                    SET account = excluded.account, created_ms = excluded.created_ms, seen_ms = excluded.seen_ms,
                        expires_ms = excluded.expires_ms";
        let secret = session.secret_sha256.as_slice();
        let [created, seen, expires] = [session.created_at, session.seen_at, session.expires_at].map(millis);
        self.write(text, &[&secret, &session.account, &created, &seen, &expires]).await.map(|_| ())
    }

    async fn session(&self, secret_sha256: &[u8; 32], now: Timestamp) -> Result<Option<Session>, StoreError> {
        let (secret, now_ms) = (secret_sha256.as_slice(), millis(now));
        let text = "SELECT account, created_ms, seen_ms, expires_ms FROM sessions
                    WHERE secret_sha256 = $1 AND expires_ms > $2";
        let rows = self.read(text, &[&secret, &now_ms]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let mut session = Session {
            secret_sha256: *secret_sha256,
            account: row.get(0),
            created_at: instant(row.get(1))?,
            seen_at: instant(row.get(2))?,
            expires_at: instant(row.get(3))?,
        };
        if now_ms - millis(session.seen_at) >= SEEN_TO_THE_MS {
            let text = "UPDATE sessions SET seen_ms = greatest(seen_ms, $2) WHERE secret_sha256 = $1";
            self.write(text, &[&secret, &now_ms]).await?;
            session.seen_at = now;
        }
        Ok(Some(session))
    }

    async fn close_sessions(&self, which: &Sessions) -> Result<u64, StoreError> {
        match which {
            Sessions::One(secret) => {
                self.write("DELETE FROM sessions WHERE secret_sha256 = $1", &[&secret.as_slice()]).await
            }
            Sessions::Of(account) => self.write("DELETE FROM sessions WHERE account = $1", &[account]).await,
            Sessions::Stale { now, idle_since } => {
                let text = "DELETE FROM sessions WHERE expires_ms <= $1 OR seen_ms < $2";
                self.write(text, &[&millis(*now), &millis(*idle_since)]).await
            }
        }
    }
}

impl PostgresStore {
    /// Writes what makes no fact, by a statement that is prepared once per connection.
    pub(super) async fn write(&self, text: &str, params: &[&(dyn ToSql + Sync)]) -> Result<u64, StoreError> {
        let doing = sql("the database cannot be written");
        let client = self.client().await?;
        let statement = client.prepare_cached(text).await.map_err(&doing)?;
        client.execute(&statement, params).await.map_err(&doing)
    }
}

fn bodies<T: DeserializeOwned>(rows: &[Row]) -> Result<Vec<T>, StoreError> {
    rows.iter().map(|row| serde_json::from_slice(row.get(0)).map_err(bad("an account or token"))).collect()
}
