//! Opening the file: the settings that durability stands on, and the tables.

use super::sql;
use crate::migrations::{SQLITE, missing};
use crate::{StoreError, Trouble};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// SQLite before 3.51.3 can corrupt a file when the write-ahead log is reset at an unlucky moment (found in 2026, after
/// fifteen years); see sqlite.org/wal.html.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How long to wait for another process that writes to the same file.
const BUSY: Duration = Duration::from_secs(10);

/// Opens the file for its one writer.
pub(super) fn for_writing(path: &Path) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        let why = format!("SQLite {} is too old to be safe; 3.51.3 is the least", rusqlite::version());
        return Err(StoreError::new(Trouble::Unfit, why));
    }
    let mut connection = Connection::open(path).map_err(sql("the database file cannot be opened"))?;
    settle(&connection).map_err(sql("the database file does not take its settings"))?;
    migrate(&mut connection)?;
    Ok(connection)
}

/// Opens the file for reading alone.
pub(super) fn for_reading(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(64);
        // A reader of the log needs its shared index, and so may not be opened read-only; this is what keeps it from
        // writing. Four readers of 8 MiB leave a server that idles far below its allowance; the system's own page cache
        // serves the rest.
        connection.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -8192;")?;
        Ok(connection)
    };
    open().map_err(sql("the database file cannot be opened for reading"))
}

fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(64);
    // FULL: the log is synced at every commit, so what was acknowledged survives a power cut; NORMAL loses it.
    // The checkpoint runs in the writer, after 32 MiB of log: rarely enough to cost little, often enough that the log
    // is read back within a second after a crash. Memory mapping stays off: an I/O error in it ends the process.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA wal_autocheckpoint = 8192;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA cache_size = -49152;
         PRAGMA mmap_size = 0;
         PRAGMA temp_store = MEMORY;",
    )?;
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    debug_assert!(mode == "wal" || mode == "memory", "the journal is in mode {mode}");
    Ok(())
}

/// All missing steps in one transaction: a crash leaves the tables of before.
fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let doing = "the tables of the database cannot be brought up to date";
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(sql(doing))?;
    let steps = missing(SQLITE, &applied(&transaction).map_err(sql(doing))?)?;
    for step in steps {
        transaction.execute_batch(step.sql).map_err(sql(step.name))?;
        let row = (step.number, step.name, step.checksum());
        transaction.execute("INSERT INTO migrations VALUES (?1, ?2, ?3)", row).map_err(sql(doing))?;
    }
    transaction.commit().map_err(sql(doing))
}

fn applied(connection: &Connection) -> rusqlite::Result<Vec<(u32, String)>> {
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS migrations (
             number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL
         ) STRICT",
    )?;
    let mut statement = connection.prepare("SELECT number, sha256 FROM migrations ORDER BY number")?;
    statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
