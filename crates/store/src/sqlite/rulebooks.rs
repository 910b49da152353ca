//! Rulebooks in SQLite.

use super::{SqliteStore, sql};
use crate::columns::{index, instant};
use crate::commit::{Commit, CommitError, Receipt, millis};
use crate::rulebooks::{RulebookTitle, Rulebooks, StoredRulebook};
use crate::{StoreError, prepare};
use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Params};

type Row = (String, i64, Vec<u8>);

#[async_trait]
impl Rulebooks for SqliteStore {
    async fn publish(&self, commit: Commit<StoredRulebook>) -> Result<Receipt, CommitError> {
        self.writer.commit(prepare::rulebook(commit)?).await.map(|(receipt, _)| receipt)
    }

    async fn rulebook(&self, version: &str) -> Result<Option<StoredRulebook>, StoreError> {
        let version = version.to_owned();
        let row = self.readers.read(move |connection| {
            one(connection, "SELECT version, effective_ms, content FROM rulebooks WHERE version = ?1", [version])
        });
        row.await?.map(stored).transpose()
    }

    async fn rulebook_at(&self, now: Timestamp) -> Result<Option<StoredRulebook>, StoreError> {
        let row = self.readers.read(move |connection| {
            let sql = "SELECT version, effective_ms, content FROM rulebooks WHERE effective_ms <= ?1
                       ORDER BY effective_ms DESC, ledger_index DESC LIMIT 1";
            one(connection, sql, [millis(now)])
        });
        row.await?.map(stored).transpose()
    }

    async fn rulebooks(&self) -> Result<Vec<RulebookTitle>, StoreError> {
        let rows = self.readers.read(|connection| {
            let read = || {
                let mut statement = connection
                    .prepare("SELECT version, effective_ms, ledger_index FROM rulebooks ORDER BY ledger_index")?;
                let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                statement.query_map((), row)?.collect::<Result<Vec<(String, i64, i64)>, _>>()
            };
            read().map_err(sql("the rulebooks cannot be listed"))
        });
        let title = |(version, effective_ms, at)| {
            Ok(RulebookTitle { version, effective_at: instant(effective_ms)?, ledger_index: index(at)? })
        };
        rows.await?.into_iter().map(title).collect()
    }
}

fn one(connection: &Connection, statement: &str, key: impl Params) -> Result<Option<Row>, StoreError> {
    let row = connection.prepare_cached(statement).and_then(|mut statement| {
        statement.query_one(key, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()
    });
    row.map_err(sql("a rulebook cannot be read"))
}

fn stored((version, effective_ms, content): Row) -> Result<StoredRulebook, StoreError> {
    Ok(StoredRulebook { version, effective_at: instant(effective_ms)?, content })
}
