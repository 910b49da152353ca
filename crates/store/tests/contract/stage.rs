//! A store to play a story on, and the back door through which somebody with the database's password may come.

use crate::postgres::{self, Cluster};
use jingwei_store::{Database, RowFinding, SealAudit, Store, open};
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// One database with its store.
pub(crate) struct Stage {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) database: Database,
    folder: Option<PathBuf>,
    _cluster: Option<Arc<Cluster>>,
}

static FOLDERS: AtomicU32 = AtomicU32::new(0);

impl Stage {
    /// An empty SQLite file.
    pub(crate) async fn sqlite() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("jingwei-store-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let database = Database::Sqlite(folder.join("city.db"));
        Self { store: open(&database).await.unwrap(), database, folder: Some(folder), _cluster: None }
    }

    /// An empty PostgreSQL database, unless PostgreSQL is left out.
    pub(crate) async fn postgres() -> Option<Self> {
        let cluster = postgres::cluster()?;
        let database = Database::Postgres(cluster.database());
        let store = open(&database).await.unwrap();
        Some(Self { store, database, folder: None, _cluster: Some(cluster) })
    }

    /// One of each.
    pub(crate) async fn both() -> Vec<Self> {
        [Some(Self::sqlite().await), Self::postgres().await].into_iter().flatten().collect()
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.database, Database::Sqlite(_))
    }

    /// Runs statements behind the store's back.
    pub(crate) async fn tamper(&self, sql: &str) {
        match &self.database {
            Database::Sqlite(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
            Database::Postgres(url) => {
                let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
                let talking = tokio::spawn(connection);
                client.batch_execute(sql).await.unwrap();
                drop(client);
                talking.await.unwrap().unwrap();
            }
        }
    }

    /// A statement that replaces a piece of text inside the bytes of a column.
    pub(crate) fn edit(&self, table: &str, column: &str, from: &str, to: &str, condition: &str) -> String {
        let edited = match self.database {
            Database::Sqlite(_) => format!("CAST(replace(CAST({column} AS TEXT), '{from}', '{to}') AS BLOB)"),
            Database::Postgres(_) => {
                format!("convert_to(replace(convert_from({column}, 'UTF8'), '{from}', '{to}'), 'UTF8')")
            }
        };
        format!("UPDATE {table} SET {column} = {edited} WHERE {condition}")
    }

    /// What the audit of all rows finds.
    pub(crate) async fn audit(&self) -> Vec<RowFinding> {
        let mut rows = self.store.dump();
        let mut audit = SealAudit::new();
        while let Some(row) = rows.recv().await {
            audit.take(&row.unwrap());
        }
        audit.finish()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Plays a story on both databases, one after the other.
pub(crate) fn play<F: Future<Output = ()>>(story: impl Fn(Stage) -> F) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        for stage in Stage::both().await {
            eprintln!("on {:?}", stage.database);
            story(stage).await;
        }
    });
}
