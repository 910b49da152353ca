//! Models, the choice among them and monthly topics in SQLite.

use super::accounts::bodies;
use super::{SqliteStore, sql};
use crate::columns::{bad, column, index};
use crate::commit::{Commit, CommitError, Receipt};
use crate::triage::{Learned, ModelInForce, ModelTitle, REVIEWS, StoredModel, Triage, by_month};
use crate::{StoreError, prepare};
use async_trait::async_trait;
use jingwei_triage::topics::MonthlyTopic;
use rusqlite::{OptionalExtension as _, Row, params};

#[async_trait]
impl Triage for SqliteStore {
    async fn commit_learned(&self, commit: Commit<Learned>) -> Result<Receipt, CommitError> {
        self.writer.commit(prepare::learned(commit)?).await.map(|(receipt, _)| receipt)
    }

    async fn model(&self, version: &str) -> Result<Option<StoredModel>, StoreError> {
        let key = version.to_owned();
        let row = self.readers.read(move |connection| {
            let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            let mut statement = connection
                .prepare_cached("SELECT version, title, content FROM models WHERE version = ?1")
                .map_err(sql("a model cannot be read"))?;
            statement.query_one([key], read).optional().map_err(sql("a model cannot be read"))
        });
        let stored = |(version, title, content): (String, Vec<u8>, Vec<u8>)| {
            Ok(StoredModel { version, title: serde_json::from_slice(&title).map_err(bad("a model"))?, content })
        };
        row.await?.map(stored).transpose()
    }

    async fn models(&self) -> Result<Vec<ModelTitle>, StoreError> {
        let rows = self.readers.read(|connection| {
            let read = || {
                let mut statement = connection
                    .prepare_cached("SELECT version, title, ledger_index FROM models ORDER BY ledger_index")?;
                let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                statement.query_map((), row)?.collect::<Result<Vec<(String, Vec<u8>, i64)>, _>>()
            };
            read().map_err(sql("the models cannot be listed"))
        });
        let title = |(version, title, at): (String, Vec<u8>, i64)| {
            let title = serde_json::from_slice(&title).map_err(bad("a model"))?;
            Ok(ModelTitle { version, title, ledger_index: index(at)? })
        };
        rows.await?.into_iter().map(title).collect()
    }

    async fn model_in_force(&self) -> Result<Option<ModelInForce>, StoreError> {
        let found = self.readers.read(|connection| bodies(connection, "SELECT body FROM model_in_force", ()));
        Ok(found.await?.pop())
    }

    async fn monthly_topics(&self) -> Result<Vec<MonthlyTopic>, StoreError> {
        let topics = self.readers.read(|connection| bodies(connection, "SELECT body FROM monthly_topics", ()));
        topics.await.map(by_month)
    }

    async fn reviews_since(&self, ledger_index: u64) -> Result<u64, StoreError> {
        let counted = self.readers.read(move |connection| {
            // The verb stands before the body, so a row's overflow pages are not touched.
            let mut statement = connection
                .prepare_cached("SELECT count(*) FROM facts WHERE ledger_index >= ?1 AND verb IN (?2, ?3, ?4)")
                .map_err(sql("the reviews cannot be counted"))?;
            let [first, second, third] = REVIEWS;
            let key = params![column(ledger_index), first, second, third];
            statement.query_one(key, |row| row.get::<_, i64>(0)).map_err(sql("the reviews cannot be counted"))
        });
        index(counted.await?)
    }
}
