//! The store in PostgreSQL 15 or later: for a city, with several processes of `jingwei serve` over one database.
//!
//! Reading order: [`connect`] (settings and tables), [`writer`] (one task per process that commits in groups), [`group`]
//! (its rows), [`listener`] (what other processes commit), then the rooms.

mod accounts;
mod attachments;
mod callers;
mod cases;
mod connect;
mod dump;
mod evaluation;
mod follows;
mod grids;
mod group;
mod ledger;
mod linkage;
mod listener;
mod meet;
mod outbox;
mod rulebooks;
mod triage;
mod upkeep;
mod views;
mod writer;

use crate::{Store, StoreError, Trouble};
use deadpool_postgres::{Object, Pool, PoolError};
use tokio::sync::watch;
use writer::Writer;

/// One database, its writer and its readers.
pub(crate) struct PostgresStore {
    pool: Pool,
    writer: Writer,
    size: watch::Receiver<u64>,
}

impl PostgresStore {
    /// Connects, and brings the tables up to date.
    pub(crate) async fn open(url: &str) -> Result<Self, StoreError> {
        let config = connect::config(url)?;
        let pool = connect::pool(&config, connect::READERS)?;
        connect::migrate(&mut *client(&pool).await?).await?;
        let size = group::size(&client(&pool).await?).await?;
        let (sender, receiver) = watch::channel(size);
        let writer = Writer::start(connect::pool(&config, 1)?, sender.clone());
        listener::start(config, sender);
        Ok(Self { pool, writer, size: receiver })
    }

    async fn client(&self) -> Result<Object, StoreError> {
        client(&self.pool).await
    }
}

impl Store for PostgresStore {
    fn watch(&self) -> watch::Receiver<u64> {
        self.size.clone()
    }
}

async fn client(pool: &Pool) -> Result<Object, StoreError> {
    pool.get().await.map_err(|error| {
        let trouble = match &error {
            PoolError::Backend(_) | PoolError::Timeout(_) => Trouble::Unreachable,
            _ => Trouble::Other,
        };
        StoreError::new(trouble, "the database cannot be reached").because(error)
    })
}

/// What was being done when PostgreSQL said no.
fn sql(doing: &'static str) -> impl Fn(tokio_postgres::Error) -> StoreError {
    move |error| {
        let trouble = if error.is_closed() { Trouble::Unreachable } else { Trouble::Other };
        // The library's own words stop at `db error`; what the server said is its source.
        match std::error::Error::source(&error).map(ToString::to_string) {
            Some(said) => StoreError::new(trouble, doing).because(said),
            None => StoreError::new(trouble, doing).because(error),
        }
    }
}
