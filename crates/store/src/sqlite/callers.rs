//! Callers in SQLite.

use super::cases::{SUMMARY, summary, uuid};
use super::{SqliteStore, sql};
use crate::StoreError;
use crate::callers::{AT_ONCE, Blinding, Callers, digests};
use crate::cases::CaseSummary;
use crate::columns::SummaryRow;
use crate::query::LARGEST_PAGE;
use async_trait::async_trait;
use jingwei_terms::CaseId;
use rusqlite::{Connection, params};

#[async_trait]
impl Callers for SqliteStore {
    async fn index_callers(&self, blind: Blinding<'_>) -> Result<u64, StoreError> {
        let mut count = 0;
        loop {
            let rows = self.readers.read(|connection| unknown(connection).map_err(sql("the reporters cannot be read")));
            let known = digests(rows.await?, blind)?;
            if known.is_empty() {
                return Ok(count);
            }
            count += known.len() as u64;
            let written = self.writer.run(move |connection| {
                // Erased in the meantime is erased: a row here must have its reporter.
                let mut statement = connection.prepare_cached(
                    "INSERT OR IGNORE INTO callers SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM reporters WHERE id = ?1)",
                )?;
                for (case, digest) in &known {
                    statement.execute(params![case.uuid().as_bytes(), digest])?;
                }
                Ok(())
            });
            written.await?;
        }
    }

    async fn cases_of(&self, caller: &[u8; 32], limit: u32) -> Result<Vec<CaseSummary>, StoreError> {
        let caller = *caller;
        let read = move |connection: &mut Connection| -> rusqlite::Result<Vec<SummaryRow>> {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {SUMMARY} FROM cases WHERE id IN (SELECT id FROM callers WHERE digest = ?1) ORDER BY seq DESC LIMIT ?2"
            ))?;
            statement.query_map(params![caller, limit.clamp(1, LARGEST_PAGE)], summary)?.collect()
        };
        let rows =
            self.readers.read(move |connection| read(connection).map_err(sql("a caller's cases cannot be read")));
        rows.await?.into_iter().map(SummaryRow::read).collect()
    }
}

fn unknown(connection: &Connection) -> rusqlite::Result<Vec<(CaseId, Vec<u8>)>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, body FROM reporters WHERE NOT EXISTS (SELECT 1 FROM callers c WHERE c.id = reporters.id) LIMIT ?1",
    )?;
    let rows = statement.query_map([AT_ONCE], |row| Ok((CaseId::new(uuid(row, 0)?), row.get(1)?)))?;
    rows.collect()
}
