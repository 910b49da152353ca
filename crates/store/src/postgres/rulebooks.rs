//! Rulebooks in PostgreSQL.

use super::PostgresStore;
use crate::columns::{index, instant};
use crate::commit::{Commit, CommitError, Receipt, millis};
use crate::rulebooks::{RulebookTitle, Rulebooks, StoredRulebook};
use crate::{StoreError, prepare};
use async_trait::async_trait;
use jiff::Timestamp;
use tokio_postgres::Row;

#[async_trait]
impl Rulebooks for PostgresStore {
    async fn publish(&self, commit: Commit<StoredRulebook>) -> Result<Receipt, CommitError> {
        self.writer.commit(prepare::rulebook(commit)?).await.map(|(receipt, _)| receipt)
    }

    async fn rulebook(&self, version: &str) -> Result<Option<StoredRulebook>, StoreError> {
        if version.contains('\0') {
            return Ok(None);
        }
        let text = "SELECT version, effective_ms, content FROM rulebooks WHERE version = $1";
        self.read(text, &[&version]).await?.first().map(stored).transpose()
    }

    async fn rulebook_at(&self, now: Timestamp) -> Result<Option<StoredRulebook>, StoreError> {
        let text = "SELECT version, effective_ms, content FROM rulebooks WHERE effective_ms <= $1
                    ORDER BY effective_ms DESC, ledger_index DESC LIMIT 1";
        self.read(text, &[&millis(now)]).await?.first().map(stored).transpose()
    }

    async fn rulebooks(&self) -> Result<Vec<RulebookTitle>, StoreError> {
        let text = "SELECT version, effective_ms, ledger_index FROM rulebooks ORDER BY ledger_index";
        let title = |row: &Row| {
            let (effective_at, ledger_index) = (instant(row.get(1))?, index(row.get(2))?);
            Ok(RulebookTitle { version: row.get(0), effective_at, ledger_index })
        };
        self.read(text, &[]).await?.iter().map(title).collect()
    }
}

fn stored(row: &Row) -> Result<StoredRulebook, StoreError> {
    Ok(StoredRulebook { version: row.get(0), effective_at: instant(row.get(1))?, content: row.get(2) })
}
