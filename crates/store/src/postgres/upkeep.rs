//! Health of the PostgreSQL database, and its way out and in.

use super::{PostgresStore, client, dump};
use crate::StoreError;
use crate::columns::index;
use crate::dump::DumpRow;
use crate::upkeep::{Health, Upkeep};
use async_trait::async_trait;
use tokio::sync::mpsc;

/// How many rows may be on their way between the database and whoever takes them.
const ON_THE_WAY: usize = 256;

#[async_trait]
impl Upkeep for PostgresStore {
    async fn health(&self, thorough: bool) -> Result<Health, StoreError> {
        let text = "SELECT current_setting('server_version'), (SELECT max(number) FROM migrations),
                        (SELECT size FROM ledger_head), NOT pg_is_in_recovery(),
                        pg_database_size(current_database()), current_setting('fsync'),
                        current_setting('full_page_writes'), current_setting('data_checksums')";
        let rows = self.read(text, &[]).await?;
        let row = rows
            .first()
            .ok_or_else(|| StoreError::new(crate::Trouble::Damaged, "the database does not tell how it is"))?;
        let mut problems = Vec::new();
        for (at, setting) in [(5, "fsync"), (6, "full_page_writes")] {
            if row.get::<_, &str>(at) != "on" {
                problems.push(format!("`{setting}` is off: a power cut loses what was acknowledged"));
            }
        }
        if thorough && row.get::<_, &str>(7) != "on" {
            problems.push("data checksums are off: a flipped bit on the disk is not noticed".to_owned());
        }
        Ok(Health {
            database: "postgres",
            version: row.get(0),
            schema: row.get::<_, i32>(1).unsigned_abs(),
            ledger_size: index(row.get(2))?,
            writable: row.get(3),
            problems,
            bytes: row.get::<_, i64>(4).unsigned_abs(),
        })
    }

    fn dump(&self) -> mpsc::Receiver<Result<DumpRow, StoreError>> {
        let (rows, taken) = mpsc::channel(ON_THE_WAY);
        let pool = self.pool.clone();
        tokio::spawn(async move {
            let dumped = async { dump::dump(&mut *client(&pool).await?, &rows).await };
            if let Err(error) = dumped.await {
                let _ = rows.send(Err(error)).await;
            }
        });
        taken
    }

    async fn restore(&self, rows: mpsc::Receiver<DumpRow>) -> Result<u64, StoreError> {
        dump::restore(&mut *self.client().await?, rows).await
    }
}
