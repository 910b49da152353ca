//! Nets in PostgreSQL.

use super::PostgresStore;
use crate::commit::{Commit, CommitError, Receipt};
use crate::grids::{self, Grids, NetTitle};
use crate::{StoreError, prepare};
use async_trait::async_trait;
use jingwei_grids::net::{NetRecord, NetVersion};

#[async_trait]
impl Grids for PostgresStore {
    async fn commit_net(&self, commit: Commit<NetRecord>) -> Result<Receipt, CommitError> {
        self.writer.commit(prepare::net(commit)?).await.map(|(receipt, _)| receipt)
    }

    async fn net(&self, number: NetVersion) -> Result<Option<NetRecord>, StoreError> {
        let text = "SELECT s.body, n.content FROM nets n JOIN net_standings s ON s.net = n.net WHERE n.net = $1";
        let rows = self.read(text, &[&number.to_string()]).await?;
        rows.first().map(|row| grids::record(row.get(0), row.get(1))).transpose()
    }

    async fn nets(&self) -> Result<Vec<NetTitle>, StoreError> {
        let text = "SELECT s.body FROM nets n JOIN net_standings s ON s.net = n.net ORDER BY n.ledger_index";
        self.read(text, &[]).await?.iter().map(|row| grids::title(row.get(0))).collect()
    }
}
