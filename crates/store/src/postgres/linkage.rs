//! Linkages in PostgreSQL.

use super::PostgresStore;
use crate::commit::{Commit, CommitError, Receipt};
use crate::linkage::{self, Linkages};
use crate::{StoreError, prepare};
use async_trait::async_trait;
use jingwei_linkage::History;
use jingwei_linkage::keep::{LinkageRecord, Standing};

#[async_trait]
impl Linkages for PostgresStore {
    async fn commit_linkage(&self, commit: Commit<LinkageRecord>) -> Result<Receipt, CommitError> {
        self.writer.commit(prepare::linkage(commit)?).await.map(|(receipt, _)| receipt)
    }

    async fn linkage(&self, name: &str) -> Result<Option<(Standing, History)>, StoreError> {
        if name.contains('\0') {
            return Ok(None);
        }
        // One statement, so that standing and acts are of one instant.
        let text = "SELECT l.body, a.content FROM linkages l
                    LEFT JOIN linkage_acts a ON a.act >= $2 AND a.act < $3
                    WHERE l.name = $1 ORDER BY a.act";
        let (from, to) = linkage::act_keys(name);
        let rows = self.read(text, &[&name, &from, &to]).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let acts: Vec<Vec<u8>> = rows.iter().filter_map(|row| row.get(1)).collect();
        Ok(Some((linkage::standing(first.get(0))?, linkage::history(name, &acts)?)))
    }

    async fn linkages(&self) -> Result<Vec<Standing>, StoreError> {
        let rows = self.read("SELECT body FROM linkages ORDER BY name", &[]).await?;
        rows.iter().map(|row| linkage::standing(row.get(0))).collect()
    }
}
