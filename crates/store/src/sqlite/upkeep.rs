//! Health of the SQLite file, and its way out and in.

use super::{SqliteStore, dump, group, open, sql};
use crate::StoreError;
use crate::dump::DumpRow;
use crate::migrations::SQLITE;
use crate::upkeep::{Health, Upkeep};
use async_trait::async_trait;
use rusqlite::Connection;
use std::thread;
use tokio::sync::mpsc;

/// How many rows may be on their way between the file and whoever takes them.
const ON_THE_WAY: usize = 256;

#[async_trait]
impl Upkeep for SqliteStore {
    async fn health(&self, thorough: bool) -> Result<Health, StoreError> {
        let writable = self.writer.is_at_work();
        self.readers
            .read(move |connection| {
                health(connection, writable, thorough).map_err(sql("the database does not tell how it is"))
            })
            .await
    }

    fn dump(&self) -> mpsc::Receiver<Result<DumpRow, StoreError>> {
        let (rows, taken) = mpsc::channel(ON_THE_WAY);
        let path = self.path.clone();
        let failed = rows.clone();
        let started = thread::Builder::new().name("store-dump".to_owned()).spawn(move || {
            // A connection of its own: a dump of a large city takes minutes, and the readers are few.
            if let Err(error) = open::for_reading(&path).and_then(|mut connection| dump::dump(&mut connection, &rows)) {
                let _ = rows.blocking_send(Err(error));
            }
        });
        if let Err(error) = started {
            let error = StoreError::new(crate::Trouble::Other, "the dump cannot be started").because(error);
            let _ = failed.try_send(Err(error));
        }
        taken
    }

    async fn restore(&self, rows: mpsc::Receiver<DumpRow>) -> Result<u64, StoreError> {
        let path = self.path.clone();
        let restored = tokio::task::spawn_blocking(move || dump::restore(&mut open::for_writing(&path)?, rows));
        let count = restored
            .await
            .map_err(|error| StoreError::new(crate::Trouble::Other, "the restore was broken off").because(error))??;
        // An empty errand makes the writer look at the ledger's size again and tell those who watch it.
        self.writer.run(|_| Ok(())).await?;
        Ok(count)
    }
}

fn health(connection: &Connection, writable: bool, thorough: bool) -> rusqlite::Result<Health> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let problems: Vec<String> = if thorough {
        let mut statement = connection.prepare("PRAGMA quick_check")?;
        let lines: Vec<String> = statement.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?;
        lines.into_iter().filter(|line| line != "ok").collect()
    } else {
        Vec::new()
    };
    Ok(Health {
        database: "sqlite",
        version: rusqlite::version().to_owned(),
        schema: SQLITE.last().map_or(0, |step| step.number),
        ledger_size: group::size(connection)?,
        writable,
        problems,
        bytes: number("page_count")?.unsigned_abs() * number("page_size")?.unsigned_abs(),
    })
}
