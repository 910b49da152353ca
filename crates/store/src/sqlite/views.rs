//! Saved views in SQLite.

use super::{SqliteStore, sql};
use crate::StoreError;
use crate::columns::bad;
use crate::views::{SavedView, SavedViews};
use async_trait::async_trait;
use rusqlite::{Connection, params};

#[async_trait]
impl SavedViews for SqliteStore {
    async fn save_view(&self, account: &str, view: &SavedView) -> Result<(), StoreError> {
        let (account, name, body) = (account.to_owned(), view.name.clone(), view.body.to_string());
        let written = self.writer.run(move |connection| {
            let mut statement = connection.prepare_cached("REPLACE INTO saved_views VALUES (?1, ?2, ?3)")?;
            statement.execute(params![account, name, body.as_bytes()])
        });
        written.await.map(|_| ())
    }

    async fn views(&self, account: &str) -> Result<Vec<SavedView>, StoreError> {
        let account = account.to_owned();
        let read = move |connection: &mut Connection| -> rusqlite::Result<Vec<(String, Vec<u8>)>> {
            let mut statement =
                connection.prepare_cached("SELECT name, body FROM saved_views WHERE account = ?1 ORDER BY name")?;
            statement.query_map([account], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        };
        let rows = self.readers.read(move |connection| read(connection).map_err(sql("the views cannot be read")));
        let view = |(name, body): (String, Vec<u8>)| {
            Ok(SavedView { name, body: serde_json::from_slice(&body).map_err(bad("a view"))? })
        };
        rows.await?.into_iter().map(view).collect()
    }

    async fn remove_view(&self, account: &str, name: &str) -> Result<bool, StoreError> {
        let (account, name) = (account.to_owned(), name.to_owned());
        let gone = self.writer.run(move |connection| {
            connection.execute("DELETE FROM saved_views WHERE account = ?1 AND name = ?2", [&account, &name])
        });
        gone.await.map(|count| count > 0)
    }
}
