//! Filing straight through the store, as many commits at once as a busy server has in hand.

use crate::Outcome;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jingwei_cases::case::Docket;
use jingwei_store::{Commit, Database, Store};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// A runtime like that of the server.
pub(crate) fn runtime() -> Outcome<Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

/// Opens the store in this SQLite file, and makes it when it is not there.
pub(crate) fn open_sqlite(runtime: &Runtime, file: &Path) -> Outcome<Arc<dyn Store>> {
    Ok(runtime.block_on(jingwei_store::open(&Database::Sqlite(file.to_owned())))?)
}

/// Opens the store at this address of a PostgreSQL.
pub(crate) fn open_postgres(runtime: &Runtime, url: &str) -> Outcome<Arc<dyn Store>> {
    Ok(runtime.block_on(jingwei_store::open(&Database::Postgres(url.to_owned())))?)
}

/// Commits everything, so many at once, and says how long it took. Every one must be new.
pub(crate) fn file_all(
    runtime: &Runtime,
    store: &Arc<dyn Store>,
    commits: impl IntoIterator<Item = Outcome<Commit<Docket>>>,
    at_once: usize,
) -> Outcome<Duration> {
    let begun = Instant::now();
    runtime.block_on(
        stream::iter(commits).map(|commit| file(store, commit)).buffer_unordered(at_once).try_collect::<()>(),
    )?;
    Ok(begun.elapsed())
}

async fn file(store: &Arc<dyn Store>, commit: Outcome<Commit<Docket>>) -> Outcome<()> {
    let (store, commit) = (Arc::clone(store), commit?);
    // A task of its own, so that both cores prepare commits, as in the server.
    let receipt = tokio::spawn(async move { store.commit(commit).await }).await??;
    if receipt.repeated { Err("the store says that a new command was carried out before".into()) } else { Ok(()) }
}
