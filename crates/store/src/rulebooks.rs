//! What the store promises about rulebooks: versions that never change, each in force from an instant on.

use crate::{Commit, CommitError, Receipt, StoreError};
use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The rulebooks of a city.
#[async_trait]
pub trait Rulebooks {
    /// Stores a new version with the fact that brought it.
    ///
    /// # Errors
    /// When the version is there already ([`CommitError::Conflict`]) or the store takes no writes.
    async fn publish(&self, commit: Commit<StoredRulebook>) -> Result<Receipt, CommitError>;

    /// This version, whole.
    ///
    /// # Errors
    /// When the database fails.
    async fn rulebook(&self, version: &str) -> Result<Option<StoredRulebook>, StoreError>;

    /// The version in force at this instant: of those that have begun, the one that began last, then the one stored last.
    ///
    /// # Errors
    /// When the database fails.
    async fn rulebook_at(&self, now: Timestamp) -> Result<Option<StoredRulebook>, StoreError>;

    /// Every version without its content, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    async fn rulebooks(&self) -> Result<Vec<RulebookTitle>, StoreError>;
}

/// One version of the city's rulebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRulebook {
    /// Its name, such as `2026.4`.
    pub version: String,
    /// From when on it is in force.
    pub effective_at: Timestamp,
    /// Its bytes, as whoever loads it wants them back.
    pub content: Vec<u8>,
}

/// What a list shows of a rulebook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulebookTitle {
    /// Its name.
    pub version: String,
    /// From when on it is in force.
    pub effective_at: Timestamp,
    /// The fact that brought it.
    pub ledger_index: u64,
}
