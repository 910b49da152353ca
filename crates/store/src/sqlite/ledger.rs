//! The ledger in SQLite.

use super::{SqliteStore, group, sql};
use crate::columns::{column, index};
use crate::group::about_key;
use crate::ledger::{Fold, FoldError, Folded, Leaf, Ledger, RecordedFact, SignedCheckpoint};
use crate::{StoreError, leaves};
use async_trait::async_trait;
use jingwei_ledger::{Hash, TileId};
use jingwei_terms::About;
use rusqlite::{Connection, OptionalExtension as _, params};

#[async_trait]
impl Ledger for SqliteStore {
    async fn size(&self) -> Result<u64, StoreError> {
        self.readers.read(|connection| group::size(connection).map_err(sql("the ledger's size cannot be read"))).await
    }

    async fn leaves(&self, from: u64, limit: u32) -> Result<Vec<Leaf>, StoreError> {
        let statement = "SELECT ledger_index, entry, salt, body FROM facts WHERE ledger_index >= ?1
                         ORDER BY ledger_index LIMIT ?2";
        let rows = self.readers.read(move |connection| {
            let read = || {
                let mut statement = connection.prepare_cached(statement)?;
                let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
                statement.query_map(params![column(from), limit], row)?.collect::<Result<Vec<_>, _>>()
            };
            read().map_err(sql("the leaves cannot be read"))
        });
        let leaf = |(at, entry, salt, body): (i64, Vec<u8>, Vec<u8>, Vec<u8>)| leaves::leaf(at, &entry, &salt, body);
        rows.await?.into_iter().map(leaf).collect()
    }

    async fn facts(&self, from: u64, limit: u32) -> Result<Vec<RecordedFact>, StoreError> {
        let sql = "SELECT ledger_index, body FROM facts WHERE ledger_index >= ?1 AND length(body) > 0
                   ORDER BY ledger_index LIMIT ?2";
        recorded(self, sql, None, from, limit).await
    }

    async fn timeline(&self, about: &About, from: u64, limit: u32) -> Result<Vec<RecordedFact>, StoreError> {
        let sql = "SELECT ledger_index, body FROM facts WHERE about = ?3 AND ledger_index >= ?1 AND length(body) > 0
                   ORDER BY ledger_index LIMIT ?2";
        recorded(self, sql, Some(about_key(about)), from, limit).await
    }

    async fn folded(&self) -> Result<Folded, StoreError> {
        let read = |connection: &mut Connection| {
            let snapshot = connection.transaction()?;
            let frontier: Option<Vec<u8>> =
                snapshot.query_one("SELECT frontier FROM tree", (), |row| row.get(0)).optional()?;
            let sql = "SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1";
            let last: Option<(i64, String)> =
                snapshot.query_one(sql, (), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            Ok((frontier, last))
        };
        let read = self.readers.read(move |connection| read(connection).map_err(sql("the tree cannot be read")));
        let (frontier, last) = read.await?;
        Ok(Folded { frontier: leaves::frontier(frontier)?, checkpoint: last.map(signed).transpose()? })
    }

    async fn fold(&self, fold: Fold) -> Result<(), FoldError> {
        let frontier = fold.frontier.encode();
        let size = column(fold.frontier.size());
        let overtaken = self.writer.run(move |connection| {
            let now: Option<i64> = connection.query_one("SELECT size FROM tree", (), |row| row.get(0)).optional()?;
            let now = now.unwrap_or_default();
            if now != column(fold.from_size) {
                return Ok(Some(now.unsigned_abs()));
            }
            connection.execute("REPLACE INTO tree VALUES (1, ?1, ?2)", params![size, frontier])?;
            let mut tiles = connection.prepare_cached("REPLACE INTO tiles VALUES (?1, ?2, ?3)")?;
            for (id, hashes) in &fold.tiles {
                tiles.execute(params![id.level(), column(id.index()), hashes])?;
            }
            if let Some(note) = &fold.checkpoint {
                connection.execute("REPLACE INTO checkpoints VALUES (?1, ?2)", params![size, note])?;
            }
            Ok(None)
        });
        overtaken.await?.map_or(Ok(()), |size| Err(FoldError::Overtaken(size)))
    }

    async fn tile(&self, id: TileId) -> Result<Option<Vec<u8>>, StoreError> {
        let stored = self.readers.read(move |connection| {
            let key = params![id.level(), column(id.index())];
            connection
                .prepare_cached("SELECT hashes FROM tiles WHERE level = ?1 AND place = ?2")
                .and_then(|mut statement| statement.query_one(key, |row| row.get::<_, Vec<u8>>(0)).optional())
                .map_err(sql("a tile cannot be read"))
        });
        Ok(stored.await?.and_then(|hashes| hashes.get(..usize::from(id.width()) * Hash::LEN).map(<[u8]>::to_vec)))
    }

    async fn checkpoints(&self, above: u64, limit: u32) -> Result<Vec<SignedCheckpoint>, StoreError> {
        let rows = self.readers.read(move |connection| {
            let read = || {
                let sql = "SELECT size, note FROM checkpoints WHERE size > ?1 ORDER BY size LIMIT ?2";
                let mut statement = connection.prepare_cached(sql)?;
                let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
                statement.query_map(params![column(above), limit], row)?.collect::<Result<Vec<(i64, String)>, _>>()
            };
            read().map_err(sql("the checkpoints cannot be read"))
        });
        rows.await?.into_iter().map(signed).collect()
    }
}

async fn recorded(
    store: &SqliteStore,
    statement: &'static str,
    about: Option<Vec<u8>>,
    from: u64,
    limit: u32,
) -> Result<Vec<RecordedFact>, StoreError> {
    let rows = store.readers.read(move |connection| {
        let read = || {
            let mut statement = connection.prepare_cached(statement)?;
            let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let rows = match about {
                Some(about) => statement.query_map(params![column(from), limit, about], row)?,
                None => statement.query_map(params![column(from), limit], row)?,
            };
            rows.collect::<Result<Vec<(i64, Vec<u8>)>, _>>()
        };
        read().map_err(sql("the facts cannot be read"))
    });
    rows.await?.into_iter().map(|(at, body)| leaves::fact(at, &body)).collect()
}

fn signed((size, note): (i64, String)) -> Result<SignedCheckpoint, StoreError> {
    Ok(SignedCheckpoint { size: index(size)?, note })
}
