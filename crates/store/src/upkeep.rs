//! What the store promises to whoever keeps it running: health, a portable copy of everything, and its return.

use crate::StoreError;
use crate::dump::DumpRow;
use async_trait::async_trait;
use serde::Serialize;
use tokio::sync::mpsc;

/// Looking after the store.
#[async_trait]
pub trait Upkeep {
    /// How the database is, read cheaply enough for every `/readyz`; `thorough` also checks the pages of the file.
    ///
    /// # Errors
    /// When the database cannot be asked at all.
    async fn health(&self, thorough: bool) -> Result<Health, StoreError>;

    /// Everything that is authoritative, of one instant, in the order of [`DumpRow`]; the same from both databases.
    /// The rows come as fast as they are taken; to drop the receiver ends the dump.
    fn dump(&self) -> mpsc::Receiver<Result<DumpRow, StoreError>>;

    /// Fills an empty database with a dump, in one transaction: after an error it is empty again. Answers the number of
    /// rows.
    ///
    /// # Errors
    /// When the database is not empty ([`crate::Trouble::Unfit`]), the rows are not a dump, or the database fails.
    async fn restore(&self, rows: mpsc::Receiver<DumpRow>) -> Result<u64, StoreError>;
}

/// How the database is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// `sqlite` or `postgres`.
    pub database: &'static str,
    /// Its version, as it says.
    pub version: String,
    /// The number of the last migration.
    pub schema: u32,
    /// How many leaves the ledger has.
    pub ledger_size: u64,
    /// Whether writes are taken.
    pub writable: bool,
    /// What is wrong, in the words of the database; empty when nothing is.
    pub problems: Vec<String>,
    /// How many bytes the database takes.
    pub bytes: u64,
}
