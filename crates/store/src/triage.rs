//! What the store promises about triage: models that never change, which of them is in force, and the topics of the months.
//!
//! A model is kept with the fact that made it and is never rewritten; which one advises is a small record of its own that
//! changes with a fact each time. So a roll-back is one row, and who advised what, when and by which model stays provable.

use crate::{Commit, CommitError, Receipt, StoreError};
use async_trait::async_trait;
use jiff::Timestamp;
use jingwei_terms::Version;
use jingwei_triage::topics::MonthlyTopic;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the triage room has learned and a city has adopted.
#[async_trait]
pub trait Triage {
    /// Stores models, the choice among them, and topics, each with its fact, in one transaction.
    ///
    /// # Errors
    /// When a model of this version is there already, a record changed in the meantime, or the store takes no writes.
    async fn commit_learned(&self, commit: Commit<Learned>) -> Result<Receipt, CommitError>;

    /// The model of this version, whole.
    ///
    /// # Errors
    /// When the database fails or the row is damaged.
    async fn model(&self, version: &str) -> Result<Option<StoredModel>, StoreError>;

    /// Every model without its content, oldest first.
    ///
    /// # Errors
    /// When the database fails or a row is damaged.
    async fn models(&self) -> Result<Vec<ModelTitle>, StoreError>;

    /// Which model is in force; `None` when none was ever chosen.
    ///
    /// # Errors
    /// When the database fails or the row is damaged.
    async fn model_in_force(&self) -> Result<Option<ModelInForce>, StoreError>;

    /// Every topic of every month, the oldest month first, then as they were adopted.
    ///
    /// # Errors
    /// When the database fails or a row is damaged.
    async fn monthly_topics(&self) -> Result<Vec<MonthlyTopic>, StoreError>;

    /// How many facts from this ledger index on are a person's word on a case's kind or department: a triage, an
    /// acceptance or a ruling. It tells whether there is enough new to learn from.
    ///
    /// # Errors
    /// When the database fails.
    async fn reviews_since(&self, ledger_index: u64) -> Result<u64, StoreError>;
}

/// A record of what was learned or adopted.
#[derive(Debug, Clone, PartialEq)]
pub enum Learned {
    /// A new model. Its fact is about its version.
    Model(StoredModel),
    /// The choice of a model. Its fact is about the version chosen.
    InForce(ModelInForce),
    /// A topic of a month. Its fact is about its id.
    Topic(MonthlyTopic),
}

/// One model.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredModel {
    /// Its name, such as `2026-11-23.1`.
    pub version: String,
    /// What is known of it without opening it: when, on what and how well it was trained, as whoever made it wrote it.
    pub title: Value,
    /// Its bytes, as whoever loads it wants them back.
    pub content: Vec<u8>,
}

/// What a list shows of a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelTitle {
    /// Its name.
    pub version: String,
    /// What is known of it without opening it.
    pub title: Value,
    /// The fact that made it.
    pub ledger_index: u64,
}

/// Which model advises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelInForce {
    /// How often the choice has changed.
    pub version: Version,
    /// The model; `None` when the catalogue alone advises.
    pub model: Option<String>,
    /// What was in force before, the latest last: the way that roll-backs go.
    pub before: Vec<Option<String>>,
    /// Since when.
    pub since: Timestamp,
}

/// The word that a fact uses for the choice of no model.
pub const CATALOGUE_ALONE: &str = "catalogue";

impl ModelInForce {
    /// The model's name in words and facts: its version, or [`CATALOGUE_ALONE`].
    #[must_use]
    pub fn name(&self) -> &str {
        self.model.as_deref().unwrap_or(CATALOGUE_ALONE)
    }
}

/// The verbs whose facts [`Triage::reviews_since`] counts.
pub(crate) const REVIEWS: [&str; 3] = ["triage", "accept", "rule"];

/// The name under which the choice of a model is kept; there is one.
pub(crate) const CHOICE: &str = "triage";

/// Topics in the order of months, then of adoption.
pub(crate) fn by_month(mut topics: Vec<MonthlyTopic>) -> Vec<MonthlyTopic> {
    topics.sort_by_key(|topic| (topic.month, topic.adopted_at, topic.id));
    topics
}
