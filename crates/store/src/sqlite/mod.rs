//! The store in one SQLite file: for a street, a district, a demo. One thread writes, in groups; readers never wait for it.
//!
//! Reading order: [`open`] (settings), [`writer`] (the one that writes), [`group`] (its rows), [`readers`], then the rooms.

mod accounts;
mod attachments;
mod callers;
mod cases;
mod dump;
mod evaluation;
mod follows;
mod grids;
mod group;
mod ledger;
mod linkage;
mod meet;
mod open;
mod outbox;
mod readers;
mod rulebooks;
mod triage;
mod upkeep;
mod views;
mod writer;

use crate::{Store, StoreError};
use readers::Readers;
use std::path::{Path, PathBuf};
use tokio::sync::watch;
use writer::Writer;

/// One file, its writer and its readers.
pub(crate) struct SqliteStore {
    path: PathBuf,
    readers: Readers,
    writer: Writer,
}

impl SqliteStore {
    /// Opens the file, makes it if it is not there, and brings its tables up to date.
    pub(crate) async fn open(path: &Path) -> Result<Self, StoreError> {
        let path = path.to_owned();
        let opened = tokio::task::spawn_blocking(move || {
            let connection = open::for_writing(&path)?;
            let writer = Writer::start(connection)?;
            Ok(Self { readers: Readers::new(&path), writer, path })
        });
        opened.await.map_err(|error| StoreError::damaged("the database could not be opened", error))?
    }
}

impl Store for SqliteStore {
    fn watch(&self) -> watch::Receiver<u64> {
        self.writer.watch()
    }
}

/// What was being done when SQLite said no.
fn sql(doing: &'static str) -> impl Fn(rusqlite::Error) -> StoreError {
    move |error| {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseCorrupt, DatabaseLocked, NotADatabase};
        let trouble = match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => crate::Trouble::Unreachable,
            Some(DatabaseCorrupt | NotADatabase) => crate::Trouble::Damaged,
            _ => crate::Trouble::Other,
        };
        StoreError::new(trouble, doing).because(error)
    }
}
