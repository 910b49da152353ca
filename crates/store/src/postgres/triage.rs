//! Models, the choice among them and monthly topics in PostgreSQL.

use super::PostgresStore;
use crate::columns::{bad, column, index};
use crate::commit::{Commit, CommitError, Receipt};
use crate::triage::{Learned, ModelInForce, ModelTitle, REVIEWS, StoredModel, Triage, by_month};
use crate::{StoreError, prepare};
use async_trait::async_trait;
use jingwei_triage::topics::MonthlyTopic;
use tokio_postgres::Row;

#[async_trait]
impl Triage for PostgresStore {
    async fn commit_learned(&self, commit: Commit<Learned>) -> Result<Receipt, CommitError> {
        self.writer.commit(prepare::learned(commit)?).await.map(|(receipt, _)| receipt)
    }

    async fn model(&self, version: &str) -> Result<Option<StoredModel>, StoreError> {
        if version.contains('\0') {
            return Ok(None);
        }
        let text = "SELECT version, title, content FROM models WHERE version = $1";
        let stored = |row: &Row| {
            let title = serde_json::from_slice(row.get(1)).map_err(bad("a model"))?;
            Ok(StoredModel { version: row.get(0), title, content: row.get(2) })
        };
        self.read(text, &[&version]).await?.first().map(stored).transpose()
    }

    async fn models(&self) -> Result<Vec<ModelTitle>, StoreError> {
        let text = "SELECT version, title, ledger_index FROM models ORDER BY ledger_index";
        let title = |row: &Row| {
            let title = serde_json::from_slice(row.get(1)).map_err(bad("a model"))?;
            Ok(ModelTitle { version: row.get(0), title, ledger_index: index(row.get(2))? })
        };
        self.read(text, &[]).await?.iter().map(title).collect()
    }

    async fn model_in_force(&self) -> Result<Option<ModelInForce>, StoreError> {
        let rows = self.read("SELECT body FROM model_in_force", &[]).await?;
        rows.first().map(|row| serde_json::from_slice(row.get(0)).map_err(bad("the choice of a model"))).transpose()
    }

    async fn monthly_topics(&self) -> Result<Vec<MonthlyTopic>, StoreError> {
        let rows = self.read("SELECT body FROM monthly_topics", &[]).await?;
        let topics = rows.iter().map(|row| serde_json::from_slice(row.get(0)).map_err(bad("a monthly topic")));
        topics.collect::<Result<_, _>>().map(by_month)
    }

    async fn reviews_since(&self, ledger_index: u64) -> Result<u64, StoreError> {
        let text = "SELECT count(*) FROM facts WHERE ledger_index >= $1 AND verb = ANY ($2)";
        let verbs: Vec<&str> = REVIEWS.to_vec();
        let rows = self.read(text, &[&column(ledger_index), &verbs]).await?;
        rows.first().map_or(Ok(0), |row| index(row.get(0)))
    }
}
