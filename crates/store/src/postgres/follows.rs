//! Following in PostgreSQL.

use super::PostgresStore;
use crate::StoreError;
use crate::commit::millis;
use crate::follows::{Follow, Follows};
use async_trait::async_trait;
use jingwei_terms::CaseId;

#[async_trait]
impl Follows for PostgresStore {
    async fn follow(&self, follow: &Follow) -> Result<(), StoreError> {
        let text = "INSERT INTO follows VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        let key = follow.key_sha256.as_slice();
        self.write(text, &[&key, &follow.case.uuid(), &millis(follow.at)]).await.map(|_| ())
    }

    async fn followed(&self, key_sha256: &[u8; 32]) -> Result<Option<CaseId>, StoreError> {
        let text = "SELECT case_id FROM follows WHERE key_sha256 = $1";
        Ok(self.read(text, &[&key_sha256.as_slice()]).await?.first().map(|row| CaseId::new(row.get(0))))
    }

    async fn unfollow(&self, key_sha256: &[u8; 32]) -> Result<bool, StoreError> {
        let gone = self.write("DELETE FROM follows WHERE key_sha256 = $1", &[&key_sha256.as_slice()]).await?;
        Ok(gone > 0)
    }

    async fn followers(&self, case: CaseId) -> Result<u64, StoreError> {
        let rows = self.read("SELECT count(*) FROM follows WHERE case_id = $1", &[&case.uuid()]).await?;
        Ok(rows.first().map_or(0, |row| row.get::<_, i64>(0).unsigned_abs()))
    }
}
