//! Follow-ups in SQLite. One writer, so whoever claims first has it.

use super::{SqliteStore, sql};
use crate::columns::{bad, column};
use crate::commit::millis;
use crate::outbox::{Claimed, Due, FollowUpId, MAX_ATTEMPTS, Outbox, PutAside, backoff, bundle};
use crate::{StoreError, columns};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

#[async_trait]
impl Outbox for SqliteStore {
    async fn claim(&self, now: Timestamp, lease: SignedDuration, limit: u32) -> Result<Vec<Claimed>, StoreError> {
        // Mostly nothing is due; to find that out needs no writer.
        let waiting =
            self.readers.read(move |connection| due(connection, now, 1).map_err(sql("the outbox cannot be read")));
        if waiting.await?.is_empty() {
            return Ok(vec![]);
        }
        let until = millis(now).saturating_add(i64::try_from(lease.as_millis()).unwrap_or(i64::MAX));
        let claimed = self.writer.run(move |connection| {
            let bundles = bundle(due(connection, now, limit)?);
            for bundle in &bundles {
                for id in bundle.all() {
                    take(connection, id, bundle.first.id, until)?;
                }
            }
            Ok(bundles)
        });
        claimed.await?.into_iter().map(|bundle| bundle.claimed()).collect()
    }

    async fn finish(&self, id: FollowUpId, now: Timestamp) -> Result<(), StoreError> {
        let finished = self.writer.run(move |connection| {
            let sql =
                "UPDATE outbox SET done_ms = ?3, due_ms = NULL, why = NULL WHERE (ledger_index = ?1 AND ordinal = ?2)
                           OR (carried_by = ?1 AND carried_by_ordinal = ?2 AND done_ms IS NULL)";
            connection.execute(sql, params![column(id.ledger_index), id.ordinal, millis(now)])
        });
        finished.await.map(|_| ())
    }

    async fn fail(&self, id: FollowUpId, now: Timestamp, why: &str) -> Result<(), StoreError> {
        let why = why.to_owned();
        let failed = self.writer.run(move |connection| {
            let key = params![column(id.ledger_index), id.ordinal];
            let attempts: Option<u32> = connection
                .prepare_cached("SELECT attempts FROM outbox WHERE ledger_index = ?1 AND ordinal = ?2")?
                .query_one(key, |row| row.get(0))
                .optional()?;
            let Some(attempts) = attempts else { return Ok(0) };
            let again = (attempts < MAX_ATTEMPTS).then(|| millis(now + backoff(attempts)));
            let sql = "UPDATE outbox SET due_ms = ?3, why = ?4 WHERE done_ms IS NULL AND ((ledger_index = ?1 AND ordinal = ?2)
                           OR (carried_by = ?1 AND carried_by_ordinal = ?2))";
            connection.execute(sql, params![column(id.ledger_index), id.ordinal, again, why])
        });
        failed.await.map(|_| ())
    }

    async fn put_aside(&self, limit: u32) -> Result<Vec<PutAside>, StoreError> {
        let rows = self.readers.read(move |connection| {
            let read = || {
                let mut statement = connection.prepare_cached(
                    "SELECT ledger_index, ordinal, body, coalesce(why, '') FROM outbox
                     WHERE due_ms IS NULL AND done_ms IS NULL ORDER BY ledger_index, ordinal LIMIT ?1",
                )?;
                let row = |row: &Row<'_>| Ok((id(row)?, row.get(2)?, row.get(3)?));
                statement.query_map([limit], row)?.collect::<Result<Vec<(FollowUpId, Vec<u8>, String)>, _>>()
            };
            read().map_err(sql("the outbox cannot be read"))
        });
        let aside = |(id, body, why): (FollowUpId, Vec<u8>, String)| {
            Ok(PutAside { id, follow_up: serde_json::from_slice(&body).map_err(bad("a follow-up"))?, why })
        };
        rows.await?.into_iter().map(aside).collect()
    }

    async fn revive(&self, id: FollowUpId, now: Timestamp) -> Result<(), StoreError> {
        let revived = self.writer.run(move |connection| {
            let sql = "UPDATE outbox SET due_ms = ?3, attempts = 0 WHERE ledger_index = ?1 AND ordinal = ?2
                           AND due_ms IS NULL AND done_ms IS NULL";
            connection.execute(sql, params![column(id.ledger_index), id.ordinal, millis(now)])
        });
        revived.await.map(|_| ())
    }
}

fn due(connection: &Connection, now: Timestamp, limit: u32) -> rusqlite::Result<Vec<Due>> {
    let mut statement = connection.prepare_cached(
        "SELECT ledger_index, ordinal, job, key, attempts, body FROM outbox WHERE due_ms <= ?1
         ORDER BY due_ms, ledger_index, ordinal LIMIT ?2",
    )?;
    let row = |row: &Row<'_>| {
        Ok(Due { id: id(row)?, job: row.get(2)?, key: row.get(3)?, attempts: row.get(4)?, body: row.get(5)? })
    };
    statement.query_map(params![millis(now), limit], row)?.collect()
}

fn take(connection: &Connection, id: FollowUpId, first: FollowUpId, until: i64) -> rusqlite::Result<()> {
    let carried = (id != first).then_some(first);
    let sql = "UPDATE outbox SET due_ms = ?3, attempts = attempts + 1, carried_by = ?4, carried_by_ordinal = ?5
               WHERE ledger_index = ?1 AND ordinal = ?2";
    connection.prepare_cached(sql)?.execute(params![
        column(id.ledger_index),
        id.ordinal,
        until,
        carried.map(|first| column(first.ledger_index)),
        carried.map(|first| first.ordinal),
    ])?;
    Ok(())
}

fn id(row: &Row<'_>) -> rusqlite::Result<FollowUpId> {
    let index: i64 = row.get(0)?;
    Ok(FollowUpId { ledger_index: columns::index(index).unwrap_or_default(), ordinal: row.get(1)? })
}
