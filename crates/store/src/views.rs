//! What the store promises about saved views: a person's own arrangements of lists, which decide nothing and make no fact.

use crate::StoreError;
use async_trait::async_trait;
use serde_json::Value;

/// Lists as people have arranged them.
#[async_trait]
pub trait SavedViews {
    /// Keeps a view under its name; the one that had the name is replaced.
    ///
    /// # Errors
    /// When the database fails.
    async fn save_view(&self, account: &str, view: &SavedView) -> Result<(), StoreError>;

    /// Every view of an account, by name.
    ///
    /// # Errors
    /// When the database fails or a row is damaged.
    async fn views(&self, account: &str) -> Result<Vec<SavedView>, StoreError>;

    /// Takes a view away, and says whether it was there.
    ///
    /// # Errors
    /// When the database fails.
    async fn remove_view(&self, account: &str, name: &str) -> Result<bool, StoreError>;
}

/// One view.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedView {
    /// What its owner calls it.
    pub name: String,
    /// What the screen keeps of it.
    pub body: Value,
}
