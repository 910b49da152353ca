//! Saved views in PostgreSQL.

use super::PostgresStore;
use crate::StoreError;
use crate::columns::bad;
use crate::views::{SavedView, SavedViews};
use async_trait::async_trait;

#[async_trait]
impl SavedViews for PostgresStore {
    async fn save_view(&self, account: &str, view: &SavedView) -> Result<(), StoreError> {
        let text = "INSERT INTO saved_views VALUES ($1, $2, $3)
                    ON CONFLICT (account, name) DO UPDATE SET body = excluded.body";
        self.write(text, &[&account, &view.name, &view.body.to_string().as_bytes()]).await.map(|_| ())
    }

    async fn views(&self, account: &str) -> Result<Vec<SavedView>, StoreError> {
        let rows =
            self.read("SELECT name, body FROM saved_views WHERE account = $1 ORDER BY name", &[&account]).await?;
        let view = |row: &tokio_postgres::Row| {
            Ok(SavedView { name: row.get(0), body: serde_json::from_slice(row.get(1)).map_err(bad("a view"))? })
        };
        rows.iter().map(view).collect()
    }

    async fn remove_view(&self, account: &str, name: &str) -> Result<bool, StoreError> {
        let gone = self.write("DELETE FROM saved_views WHERE account = $1 AND name = $2", &[&account, &name]).await?;
        Ok(gone > 0)
    }
}
