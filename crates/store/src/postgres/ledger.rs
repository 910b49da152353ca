//! The ledger in PostgreSQL.

use super::{PostgresStore, group, sql};
use crate::columns::{column, index};
use crate::group::about_key;
use crate::ledger::{Fold, FoldError, Folded, Leaf, Ledger, RecordedFact, SignedCheckpoint};
use crate::{StoreError, leaves};
use async_trait::async_trait;
use jingwei_ledger::{Hash, TileId};
use jingwei_terms::About;
use tokio_postgres::Row;

#[async_trait]
impl Ledger for PostgresStore {
    async fn size(&self) -> Result<u64, StoreError> {
        group::size(&self.client().await?).await
    }

    async fn leaves(&self, from: u64, limit: u32) -> Result<Vec<Leaf>, StoreError> {
        let text = "SELECT ledger_index, entry, salt, body FROM facts WHERE ledger_index >= $1
                    ORDER BY ledger_index LIMIT $2";
        let rows = self.read(text, &[&column(from), &i64::from(limit)]).await?;
        rows.iter().map(|row| leaves::leaf(row.get(0), row.get(1), row.get(2), row.get(3))).collect()
    }

    async fn facts(&self, from: u64, limit: u32) -> Result<Vec<RecordedFact>, StoreError> {
        let text = "SELECT ledger_index, body FROM facts WHERE ledger_index >= $1 AND length(body) > 0
                    ORDER BY ledger_index LIMIT $2";
        recorded(&self.read(text, &[&column(from), &i64::from(limit)]).await?)
    }

    async fn timeline(&self, about: &About, from: u64, limit: u32) -> Result<Vec<RecordedFact>, StoreError> {
        let text = "SELECT ledger_index, body FROM facts WHERE about = $3 AND ledger_index >= $1 AND length(body) > 0
                    ORDER BY ledger_index LIMIT $2";
        recorded(&self.read(text, &[&column(from), &i64::from(limit), &about_key(about)]).await?)
    }

    async fn folded(&self) -> Result<Folded, StoreError> {
        // One statement, so that edge and checkpoint are of one instant.
        let text = "SELECT (SELECT frontier FROM tree), last.size, last.note FROM (VALUES (1)) AS one (row)
                    LEFT JOIN (SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1) AS last ON true";
        let rows = self.read(text, &[]).await?;
        let (frontier, last) = match rows.first() {
            Some(row) => (row.get(0), row.get::<_, Option<i64>>(1).map(|_| signed(row, 1))),
            None => (None, None),
        };
        Ok(Folded { frontier: leaves::frontier(frontier)?, checkpoint: last.transpose()? })
    }

    async fn fold(&self, fold: Fold) -> Result<(), FoldError> {
        let doing = sql("the tree cannot be stored");
        let (from, size) = (column(fold.from_size), column(fold.frontier.size()));
        let mut client = self.client().await?;
        let transaction = client.transaction().await.map_err(&doing)?;
        let text = "INSERT INTO tree VALUES (true, 0, '') ON CONFLICT DO NOTHING";
        transaction.execute(text, &[]).await.map_err(&doing)?;
        let now = transaction.query_one("SELECT size FROM tree FOR UPDATE", &[]).await.map_err(&doing)?;
        let now: i64 = now.get(0);
        if now != from {
            return Err(FoldError::Overtaken(now.unsigned_abs()));
        }
        let text = "UPDATE tree SET size = $1, frontier = $2";
        transaction.execute(text, &[&size, &fold.frontier.encode()]).await.map_err(&doing)?;
        let text = "INSERT INTO tiles SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])
                    ON CONFLICT (level, place) DO UPDATE SET hashes = excluded.hashes";
        let levels: Vec<i16> = fold.tiles.iter().map(|(id, _)| id.level().into()).collect();
        let places: Vec<i64> = fold.tiles.iter().map(|(id, _)| column(id.index())).collect();
        let hashes: Vec<&[u8]> = fold.tiles.iter().map(|(_, hashes)| hashes.as_slice()).collect();
        transaction.execute(text, &[&levels, &places, &hashes]).await.map_err(&doing)?;
        if let Some(note) = &fold.checkpoint {
            let text = "INSERT INTO checkpoints VALUES ($1, $2) ON CONFLICT (size) DO UPDATE SET note = excluded.note";
            transaction.execute(text, &[&size, note]).await.map_err(&doing)?;
        }
        transaction.commit().await.map_err(&doing)?;
        Ok(())
    }

    async fn tile(&self, id: TileId) -> Result<Option<Vec<u8>>, StoreError> {
        let text = "SELECT hashes FROM tiles WHERE level = $1 AND place = $2";
        let rows = self.read(text, &[&i16::from(id.level()), &column(id.index())]).await?;
        let hashes: Option<Vec<u8>> = rows.first().map(|row| row.get(0));
        Ok(hashes.and_then(|hashes| hashes.get(..usize::from(id.width()) * Hash::LEN).map(<[u8]>::to_vec)))
    }

    async fn checkpoints(&self, above: u64, limit: u32) -> Result<Vec<SignedCheckpoint>, StoreError> {
        let text = "SELECT size, note FROM checkpoints WHERE size > $1 ORDER BY size LIMIT $2";
        let rows = self.read(text, &[&column(above), &i64::from(limit)]).await?;
        rows.iter().map(|row| signed(row, 0)).collect()
    }
}

fn recorded(rows: &[Row]) -> Result<Vec<RecordedFact>, StoreError> {
    rows.iter().map(|row| leaves::fact(row.get(0), row.get(1))).collect()
}

fn signed(row: &Row, at: usize) -> Result<SignedCheckpoint, StoreError> {
    Ok(SignedCheckpoint { size: index(row.get(at))?, note: row.get(at + 1) })
}
