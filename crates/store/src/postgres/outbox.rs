//! Follow-ups in PostgreSQL. Several processes claim at once; what one has locked, another skips.

use super::{PostgresStore, sql};
use crate::StoreError;
use crate::columns::{bad, column, index};
use crate::commit::millis;
use crate::outbox::{Claimed, Due, FollowUpId, MAX_ATTEMPTS, Outbox, PutAside, backoff, bundle};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use tokio_postgres::Row;

#[async_trait]
impl Outbox for PostgresStore {
    async fn claim(&self, now: Timestamp, lease: SignedDuration, limit: u32) -> Result<Vec<Claimed>, StoreError> {
        let doing = sql("the outbox cannot be read");
        let until = millis(now).saturating_add(i64::try_from(lease.as_millis()).unwrap_or(i64::MAX));
        let mut client = self.client().await?;
        let transaction = client.transaction().await.map_err(&doing)?;
        let text = "SELECT ledger_index, ordinal, job, key, attempts, body FROM outbox WHERE due_ms <= $1
                    ORDER BY due_ms, ledger_index, ordinal LIMIT $2 FOR UPDATE SKIP LOCKED";
        let rows = transaction.query(text, &[&millis(now), &i64::from(limit)]).await.map_err(&doing)?;
        let bundles = bundle(rows.iter().map(due).collect::<Result<_, _>>()?);
        let text = "UPDATE outbox SET due_ms = $3, attempts = attempts + 1, carried_by = $4, carried_by_ordinal = $5
                    WHERE ledger_index = $1 AND ordinal = $2";
        for bundle in &bundles {
            for id in bundle.all() {
                let first = (id != bundle.first.id).then_some(bundle.first.id);
                let (by, by_ordinal) = (first.map(|id| column(id.ledger_index)), first.map(|id| i32::from(id.ordinal)));
                let (at, ordinal) = (column(id.ledger_index), i32::from(id.ordinal));
                transaction.execute(text, &[&at, &ordinal, &until, &by, &by_ordinal]).await.map_err(&doing)?;
            }
        }
        transaction.commit().await.map_err(&doing)?;
        bundles.into_iter().map(|bundle| bundle.claimed()).collect()
    }

    async fn finish(&self, id: FollowUpId, now: Timestamp) -> Result<(), StoreError> {
        let text =
            "UPDATE outbox SET done_ms = $3, due_ms = NULL, why = NULL WHERE (ledger_index = $1 AND ordinal = $2)
                        OR (carried_by = $1 AND carried_by_ordinal = $2 AND done_ms IS NULL)";
        let (at, ordinal) = (column(id.ledger_index), i32::from(id.ordinal));
        self.write(text, &[&at, &ordinal, &millis(now)]).await.map(|_| ())
    }

    async fn fail(&self, id: FollowUpId, now: Timestamp, why: &str) -> Result<(), StoreError> {
        let (at, ordinal) = (column(id.ledger_index), i32::from(id.ordinal));
        let text = "SELECT attempts FROM outbox WHERE ledger_index = $1 AND ordinal = $2";
        let rows = self.read(text, &[&at, &ordinal]).await?;
        let Some(row) = rows.first() else { return Ok(()) };
        let attempts = row.get::<_, i32>(0).unsigned_abs();
        let again = (attempts < MAX_ATTEMPTS).then(|| millis(now + backoff(attempts)));
        let text =
            "UPDATE outbox SET due_ms = $3, why = $4 WHERE done_ms IS NULL AND ((ledger_index = $1 AND ordinal = $2)
                        OR (carried_by = $1 AND carried_by_ordinal = $2))";
        self.write(text, &[&at, &ordinal, &again, &why.replace('\0', " ")]).await.map(|_| ())
    }

    async fn put_aside(&self, limit: u32) -> Result<Vec<PutAside>, StoreError> {
        let text = "SELECT ledger_index, ordinal, body, coalesce(why, '') FROM outbox
                    WHERE due_ms IS NULL AND done_ms IS NULL ORDER BY ledger_index, ordinal LIMIT $1";
        let aside = |row: &Row| {
            let follow_up = serde_json::from_slice(row.get(2)).map_err(bad("a follow-up"))?;
            Ok(PutAside { id: id(row)?, follow_up, why: row.get(3) })
        };
        self.read(text, &[&i64::from(limit)]).await?.iter().map(aside).collect()
    }

    async fn revive(&self, id: FollowUpId, now: Timestamp) -> Result<(), StoreError> {
        let text = "UPDATE outbox SET due_ms = $3, attempts = 0 WHERE ledger_index = $1 AND ordinal = $2
                        AND due_ms IS NULL AND done_ms IS NULL";
        let (at, ordinal) = (column(id.ledger_index), i32::from(id.ordinal));
        self.write(text, &[&at, &ordinal, &millis(now)]).await.map(|_| ())
    }
}

fn due(row: &Row) -> Result<Due, StoreError> {
    let attempts: i32 = row.get(4);
    Ok(Due { id: id(row)?, job: row.get(2), key: row.get(3), attempts: attempts.unsigned_abs(), body: row.get(5) })
}

fn id(row: &Row) -> Result<FollowUpId, StoreError> {
    let ordinal: i32 = row.get(1);
    Ok(FollowUpId { ledger_index: index(row.get(0))?, ordinal: u16::try_from(ordinal).map_err(bad("a follow-up"))? })
}
