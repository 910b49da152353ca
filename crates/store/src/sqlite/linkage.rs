//! Linkages in SQLite.

use super::{SqliteStore, sql};
use crate::commit::{Commit, CommitError, Receipt};
use crate::linkage::{self, Linkages};
use crate::{StoreError, prepare};
use async_trait::async_trait;
use jingwei_linkage::History;
use jingwei_linkage::keep::{LinkageRecord, Standing};
use rusqlite::{Connection, OptionalExtension as _};

/// The body of the standing, and the contents of the acts in their order.
type Stored = (Vec<u8>, Vec<Vec<u8>>);

#[async_trait]
impl Linkages for SqliteStore {
    async fn commit_linkage(&self, commit: Commit<LinkageRecord>) -> Result<Receipt, CommitError> {
        self.writer.commit(prepare::linkage(commit)?).await.map(|(receipt, _)| receipt)
    }

    async fn linkage(&self, name: &str) -> Result<Option<(Standing, History)>, StoreError> {
        let key = name.to_owned();
        let stored =
            self.readers.read(move |connection| read(connection, &key).map_err(sql("a linkage cannot be read")));
        let Some((body, acts)) = stored.await? else { return Ok(None) };
        Ok(Some((linkage::standing(&body)?, linkage::history(name, &acts)?)))
    }

    async fn linkages(&self) -> Result<Vec<Standing>, StoreError> {
        let bodies = self.readers.read(|connection| {
            let read = || {
                let mut statement = connection.prepare_cached("SELECT body FROM linkages ORDER BY name")?;
                statement.query_map((), |row| row.get(0))?.collect::<Result<Vec<Vec<u8>>, _>>()
            };
            read().map_err(sql("the linkages cannot be listed"))
        });
        bodies.await?.iter().map(|body| linkage::standing(body)).collect()
    }
}

/// Both are read in one statement each, of one instant.
fn read(connection: &mut Connection, name: &str) -> rusqlite::Result<Option<Stored>> {
    let snapshot = connection.transaction()?;
    let body = snapshot.query_one("SELECT body FROM linkages WHERE name = ?1", [name], |row| row.get(0)).optional()?;
    let Some(body) = body else { return Ok(None) };
    let (from, to) = linkage::act_keys(name);
    let mut statement =
        snapshot.prepare("SELECT content FROM linkage_acts WHERE act >= ?1 AND act < ?2 ORDER BY act")?;
    let acts = statement.query_map([from, to], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(Some((body, acts)))
}
