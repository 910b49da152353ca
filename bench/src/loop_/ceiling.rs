//! The machine's own ceiling on SQLite: the very rows that the store wrote for some reports, written once more straight
//! through `rusqlite`, into the store's own tables and indexes, under the same settings and in groups of the same size.
//! No command is looked up, nothing is decided, hashed or answered; what is left is what the disk and SQLite cost.

use super::rows::{TABLES, Table, check_nothing_is_missing};
use crate::{Fault, Outcome, count};
use rusqlite::types::Value;
use rusqlite::{Connection, TransactionBehavior, params_from_iter};
use std::path::Path;
use std::time::Instant;

/// The settings of the store's writer (`crates/store/src/sqlite/open.rs`); the journal's mode is kept in the file.
const SETTINGS: &str = "PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA wal_autocheckpoint = 8192;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA cache_size = -49152;
    PRAGMA mmap_size = 0;
    PRAGMA temp_store = MEMORY;";

/// The rows of one group, by table in the order of [`TABLES`].
type Group = Vec<Vec<Vec<Value>>>;

/// The rows of a database, cut into groups of so many leaves.
pub(super) struct Rows {
    groups: Vec<Group>,
    pub(super) rows: usize,
}

impl Rows {
    /// Reads back every row that the filing of reports has written.
    pub(super) fn read(file: &Path, leaves_in_a_group: usize) -> Outcome<Self> {
        let connection = Connection::open(file)?;
        let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let names: Vec<String> =
            connection.prepare(tables)?.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?;
        check_nothing_is_missing(&names, |table| {
            Ok(connection.query_one(&format!("SELECT EXISTS (SELECT 1 FROM {table})"), (), |row| row.get(0))?)
        })?;
        let mut rows = Self { groups: Vec::new(), rows: 0 };
        for (place, table) in TABLES.iter().enumerate() {
            rows.read_table(&connection, place, table, leaves_in_a_group)?;
        }
        Ok(rows)
    }

    fn read_table(&mut self, connection: &Connection, place: usize, table: &Table, size: usize) -> Outcome<()> {
        let sql = table.select(0, size);
        let mut statement = connection.prepare(&sql).map_err(|why| format!("`{sql}`: {why}"))?;
        let columns = statement.column_count();
        let mut found = statement.query(())?;
        while let Some(row) = found.next()? {
            let part = usize::try_from(row.get::<_, i64>(0)?)?;
            while self.groups.len() <= part {
                self.groups.push(vec![Vec::new(); TABLES.len()]);
            }
            let mut values = (1..columns).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Value>>>()?;
            if let Some(finish) = table.finish {
                finish(&mut values)?;
            }
            self.groups[part][place].push(values);
            self.rows += 1;
        }
        Ok(())
    }

    /// Writes them into this database, which has the store's empty tables, and says how many reports that is in a second.
    pub(super) fn write(&self, file: &Path, reports: usize) -> Outcome<f64> {
        let mut connection = Connection::open(file)?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute_batch(SETTINGS)?;
        let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        if mode != "wal" {
            return Err(Fault::from(format!(
                "the store's file is in journal mode `{mode}`, and the ceiling would not compare"
            )));
        }
        let begun = Instant::now();
        for group in &self.groups {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for (table, rows) in TABLES.iter().zip(group) {
                let Some(first) = rows.first() else { continue };
                let mut insert = transaction.prepare_cached(&insertion(table, first.len()))?;
                for row in rows {
                    insert
                        .execute(params_from_iter(row))
                        .map_err(|why| format!("`{}` does not take a row: {why}", table.name))?;
                }
            }
            transaction.commit()?;
        }
        Ok(count(reports) / begun.elapsed().as_secs_f64())
    }
}

fn insertion(table: &Table, columns: usize) -> String {
    // The index of words is a virtual table, whose first column is the key of the row.
    let into = if table.name == "words" { "words (rowid, text)" } else { table.name };
    let values = vec!["?"; columns].join(", ");
    format!("INSERT INTO {into} VALUES ({values}){}", table.again)
}
