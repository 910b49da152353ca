//! Nets in SQLite.

use super::{SqliteStore, sql};
use crate::commit::{Commit, CommitError, Receipt};
use crate::grids::{self, Grids, NetTitle};
use crate::{StoreError, prepare};
use async_trait::async_trait;
use jingwei_grids::net::{NetRecord, NetVersion};
use rusqlite::OptionalExtension as _;

#[async_trait]
impl Grids for SqliteStore {
    async fn commit_net(&self, commit: Commit<NetRecord>) -> Result<Receipt, CommitError> {
        self.writer.commit(prepare::net(commit)?).await.map(|(receipt, _)| receipt)
    }

    async fn net(&self, number: NetVersion) -> Result<Option<NetRecord>, StoreError> {
        let stored = self.readers.read(move |connection| {
            let sql_text =
                "SELECT s.body, n.content FROM nets n JOIN net_standings s ON s.net = n.net WHERE n.net = ?1";
            let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            connection
                .prepare_cached(sql_text)
                .and_then(|mut statement| statement.query_one([number.to_string()], row).optional())
                .map_err(sql("a net cannot be read"))
        });
        let stored: Option<(Vec<u8>, Vec<u8>)> = stored.await?;
        stored.map(|(standing, content)| grids::record(&standing, &content)).transpose()
    }

    async fn nets(&self) -> Result<Vec<NetTitle>, StoreError> {
        let bodies = self.readers.read(|connection| {
            let read = || {
                let mut statement = connection.prepare_cached(
                    "SELECT s.body FROM nets n JOIN net_standings s ON s.net = n.net ORDER BY n.ledger_index",
                )?;
                statement.query_map((), |row| row.get(0))?.collect::<Result<Vec<Vec<u8>>, _>>()
            };
            read().map_err(sql("the nets cannot be listed"))
        });
        bodies.await?.iter().map(|body| grids::title(body)).collect()
    }
}
