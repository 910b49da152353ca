//! Callers in PostgreSQL.

use super::PostgresStore;
use super::cases::{SUMMARY, summary};
use crate::StoreError;
use crate::callers::{AT_ONCE, Blinding, Callers, digests};
use crate::cases::CaseSummary;
use crate::query::LARGEST_PAGE;
use async_trait::async_trait;
use jingwei_terms::CaseId;

#[async_trait]
impl Callers for PostgresStore {
    async fn index_callers(&self, blind: Blinding<'_>) -> Result<u64, StoreError> {
        let mut count = 0;
        loop {
            let text = "SELECT r.id, r.body FROM reporters r
                        WHERE NOT EXISTS (SELECT 1 FROM callers c WHERE c.id = r.id) LIMIT $1";
            let rows = self.read(text, &[&i64::from(AT_ONCE)]).await?;
            let rows = rows.iter().map(|row| (CaseId::new(row.get(0)), row.get(1))).collect();
            let known = digests(rows, blind)?;
            if known.is_empty() {
                return Ok(count);
            }
            count += known.len() as u64;
            let (cases, digests): (Vec<_>, Vec<_>) = known.iter().map(|(case, d)| (case.uuid(), d.as_slice())).unzip();
            // Erased in the meantime is erased: a row here must have its reporter.
            let text = "INSERT INTO callers SELECT n.id, n.digest FROM unnest($1::uuid[], $2::bytea[]) n (id, digest)
                        JOIN reporters r ON r.id = n.id ON CONFLICT DO NOTHING";
            self.write(text, &[&cases, &digests]).await?;
        }
    }

    async fn cases_of(&self, caller: &[u8; 32], limit: u32) -> Result<Vec<CaseSummary>, StoreError> {
        let text = format!(
            "SELECT {SUMMARY} FROM cases c WHERE c.id IN (SELECT id FROM callers WHERE digest = $1)
             ORDER BY c.seq DESC LIMIT $2"
        );
        let rows = self.read(&text, &[&caller.as_slice(), &i64::from(limit.clamp(1, LARGEST_PAGE))]).await?;
        rows.iter().map(|row| summary(row).read()).collect()
    }
}
