//! What must now be written: records as they shall stand, each with the fact that explains it.

use crate::{Fact, Version};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Work that must follow once the change is durable. It is queued in the same transaction and done at least once, so every
/// job is idempotent and makes its own [`Change`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowUp {
    /// The name of the job.
    pub job: String,
    /// Two follow-ups of one job with the same key are one piece of work.
    pub key: String,
    /// Not to be started before this instant; `None` means at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// What the job needs to know.
    pub payload: serde_json::Value,
}

/// One record and its fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<R> {
    /// The record as it must stand afterwards.
    pub record: R,
    /// The version it had when the decision was made; `None` for a record that is new.
    pub expected: Option<Version>,
    /// What happened to it.
    pub fact: Fact,
    /// What must follow.
    pub follow_ups: Vec<FollowUp>,
}

/// A decision to be carried out whole or not at all.
///
/// INVARIANT (no change without its fact): the fields are private and every way to add a record asks for its fact, so a
/// change that would not appear in the ledger cannot be built.
#[derive(Debug, Clone, PartialEq)]
pub struct Change<R> {
    steps: Vec<Step<R>>,
}

impl<R> Change<R> {
    /// A new record, and the fact that made it.
    #[must_use]
    pub fn made(record: R, fact: Fact) -> Self {
        Self { steps: vec![Step { record, expected: None, fact, follow_ups: Vec::new() }] }
    }

    /// A record that changed, the version that was seen, and the fact that changed it.
    #[must_use]
    pub fn changed(record: R, seen: Version, fact: Fact) -> Self {
        Self { steps: vec![Step { record, expected: Some(seen), fact, follow_ups: Vec::new() }] }
    }

    /// The same change with more work to follow its last record.
    #[must_use]
    pub fn then(mut self, follow_up: FollowUp) -> Self {
        let last = self.steps.last_mut().expect("a change has at least one step, by its constructors");
        last.follow_ups.push(follow_up);
        self
    }

    /// Both changes, to be carried out together.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.steps.extend(other.steps);
        self
    }

    /// The records and facts, in order; never empty.
    #[must_use]
    pub fn steps(&self) -> &[Step<R>] {
        &self.steps
    }

    /// The records and facts, given up to the store.
    #[must_use]
    pub fn into_steps(self) -> Vec<Step<R>> {
        self.steps
    }

    /// The first record: the one that the command was about.
    #[must_use]
    pub fn first(&self) -> &R {
        &self.steps.first().expect("a change has at least one step, by its constructors").record
    }
}
