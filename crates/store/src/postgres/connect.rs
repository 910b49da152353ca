//! Connections: the settings that durability stands on, and the tables.

use super::sql;
use crate::migrations::{POSTGRES, missing};
use crate::{StoreError, Trouble};
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use std::time::Duration;
use tokio_postgres::config::TargetSessionAttrs;
use tokio_postgres::{Client, Config, NoTls};

/// Connections for everything but the writer.
pub(super) const READERS: usize = 8;

/// The oldest server whose behaviour we test against.
const OLDEST_SERVER: i32 = 150_000;

/// Whoever brings the tables up to date holds this lock, so that two processes starting together take turns.
const MIGRATION_LOCK: i64 = 0x6a69_6e67_7765_6900;

/// Settings for every connection, in front of those of the address.
///
/// A commit is acknowledged when it is on the disk of the server and of its synchronous standby, if it has one. Statements
/// end after half a minute, and nobody waits longer than ten seconds for a lock, so that one stuck process cannot stop the
/// others. Plans are made for the values asked for: the frequency of facets differs by a thousand times.
const OPTIONS: &str = "-c synchronous_commit=on -c statement_timeout=30000 -c lock_timeout=10000 \
    -c idle_in_transaction_session_timeout=60000 -c plan_cache_mode=force_custom_plan -c jit=off";

/// The address, with our settings.
pub(super) fn config(url: &str) -> Result<Config, StoreError> {
    let mut config: Config = url.parse().map_err(|error: tokio_postgres::Error| {
        StoreError::new(Trouble::Unfit, "the address of the database cannot be read").because(error)
    })?;
    let options = match config.get_options() {
        Some(given) => format!("{OPTIONS} {given}"),
        None => OPTIONS.to_owned(),
    };
    // No write is decided from a replica: a server that cannot be written to is not connected to at all.
    config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    config.options(&options);
    config.application_name("jingwei");
    config.connect_timeout(Duration::from_secs(10));
    Ok(config)
}

/// A pool of so many connections, made as they are needed.
pub(super) fn pool(config: &Config, connections: usize) -> Result<Pool, StoreError> {
    let how = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_config(config.clone(), NoTls, how);
    Pool::builder(manager)
        .max_size(connections)
        .build()
        .map_err(|error| StoreError::new(Trouble::Other, "the pool of connections cannot be made").because(error))
}

/// All missing steps in one transaction: a crash leaves the tables of before.
pub(super) async fn migrate(client: &mut Client) -> Result<(), StoreError> {
    let doing = sql("the tables of the database cannot be brought up to date");
    check_version(client).await?;
    let transaction = client.transaction().await.map_err(&doing)?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATION_LOCK]).await.map_err(&doing)?;
    let table =
        "CREATE TABLE IF NOT EXISTS migrations (number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL)";
    transaction.batch_execute(&format!("SET LOCAL client_min_messages = warning; {table}")).await.map_err(&doing)?;
    let rows = transaction.query("SELECT number, sha256 FROM migrations ORDER BY number", &[]).await.map_err(&doing)?;
    let applied: Vec<(u32, String)> =
        rows.iter().map(|row| (row.get::<_, i32>(0).unsigned_abs(), row.get(1))).collect();
    for step in missing(POSTGRES, &applied)? {
        transaction.batch_execute(step.sql).await.map_err(sql(step.name))?;
        let number = i32::try_from(step.number).unwrap_or(i32::MAX);
        let insert = "INSERT INTO migrations VALUES ($1, $2, $3)";
        transaction.execute(insert, &[&number, &step.name, &step.checksum()]).await.map_err(&doing)?;
    }
    transaction.commit().await.map_err(&doing)
}

async fn check_version(client: &Client) -> Result<(), StoreError> {
    let doing = sql("the database does not tell its version");
    let row = client.query_one("SELECT current_setting('server_version_num')::integer", &[]).await.map_err(doing)?;
    let version: i32 = row.get(0);
    if version < OLDEST_SERVER {
        let why = format!("PostgreSQL {} is too old; 15 is the least", version / 10_000);
        return Err(StoreError::new(Trouble::Unfit, why));
    }
    Ok(())
}
