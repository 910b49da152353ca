//! Reading: a few connections that see the last committed state and never wait for the writer.

use super::open;
use crate::{StoreError, Trouble};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// As many as read at once. More would only wait for the same cores and disk.
const AT_ONCE: usize = 4;

/// Connections for reading, made as they are needed and kept.
#[derive(Clone)]
pub(super) struct Readers {
    path: PathBuf,
    idle: Arc<Mutex<Vec<Connection>>>,
    turns: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), idle: Arc::default(), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Reads on a thread that may block.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let gone = |_| StoreError::new(Trouble::Unreachable, "the store is shutting down");
        let turn = self.turns.clone().acquire_owned().await.map_err(gone)?;
        let readers = self.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let mut connection = match readers.take() {
                Some(connection) => connection,
                None => open::for_reading(&readers.path)?,
            };
            let answer = read(&mut connection);
            // A connection that failed is closed rather than kept; whatever was wrong with it ends here.
            if answer.is_ok() {
                readers.give_back(connection);
            }
            drop(turn);
            answer
        });
        reading.await.map_err(|error| StoreError::new(Trouble::Other, "a read was broken off").because(error))?
    }

    fn take(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give_back(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}
