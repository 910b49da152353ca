//! Following in SQLite.

use super::{SqliteStore, sql};
use crate::StoreError;
use crate::commit::millis;
use crate::follows::{Follow, Follows};
use async_trait::async_trait;
use jingwei_terms::CaseId;
use rusqlite::{OptionalExtension as _, params};
use uuid::Uuid;

#[async_trait]
impl Follows for SqliteStore {
    async fn follow(&self, follow: &Follow) -> Result<(), StoreError> {
        let Follow { key_sha256, case, at } = *follow;
        let written = self.writer.run(move |connection| {
            let mut statement = connection.prepare_cached("INSERT OR IGNORE INTO follows VALUES (?1, ?2, ?3)")?;
            statement.execute(params![key_sha256, case.uuid().as_bytes(), millis(at)])
        });
        written.await.map(|_| ())
    }

    async fn followed(&self, key_sha256: &[u8; 32]) -> Result<Option<CaseId>, StoreError> {
        let key = *key_sha256;
        let found = self.readers.read(move |connection| {
            let found = connection
                .prepare_cached("SELECT case_id FROM follows WHERE key_sha256 = ?1")
                .and_then(|mut statement| statement.query_one([key], |row| row.get(0)).optional());
            found.map_err(sql("a key cannot be looked up"))
        });
        Ok(found.await?.map(|id| CaseId::new(Uuid::from_bytes(id))))
    }

    async fn unfollow(&self, key_sha256: &[u8; 32]) -> Result<bool, StoreError> {
        let key = *key_sha256;
        let gone =
            self.writer.run(move |connection| connection.execute("DELETE FROM follows WHERE key_sha256 = ?1", [key]));
        gone.await.map(|count| count > 0)
    }

    async fn followers(&self, case: CaseId) -> Result<u64, StoreError> {
        let count = self.readers.read(move |connection| {
            let count = connection
                .prepare_cached("SELECT count(*) FROM follows WHERE case_id = ?1")
                .and_then(|mut statement| statement.query_one([case.uuid().as_bytes()], |row| row.get::<_, i64>(0)));
            count.map_err(sql("the followers cannot be counted"))
        });
        count.await.map(i64::unsigned_abs)
    }
}
