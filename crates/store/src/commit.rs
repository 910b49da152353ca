//! What goes into the store and what comes back: a change under a command id, and its receipt.

use crate::StoreError;
use jiff::Timestamp;
use jingwei_terms::{About, CaseId, Change, CommandId, Version};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A decision, and the command that asked for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Commit<R> {
    /// The command, made by the client before its first try.
    pub command: CommandId,
    /// SHA-256 of what the client sent. The same id with other words is not a repeat but a mistake.
    pub payload_sha256: [u8; 32],
    /// What must be written, whole or not at all.
    pub change: Change<R>,
}

impl<R> Commit<R> {
    /// This change, asked for by this command.
    #[must_use]
    pub const fn new(command: CommandId, payload_sha256: [u8; 32], change: Change<R>) -> Self {
        Self { command, payload_sha256, change }
    }
}

/// What was written, and where it stands in the ledger. Once given, it survives a power cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// One entry per step of the change, in order; never empty.
    pub steps: Vec<Written>,
    /// Whether the command had been carried out before, and nothing was written now.
    #[serde(skip)]
    pub repeated: bool,
}

/// One record as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The record.
    pub about: About,
    /// Its version now.
    pub version: Version,
    /// The index of its leaf in the ledger.
    pub ledger_index: u64,
    /// The receipt number, for a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

impl Receipt {
    /// The record that the command was about.
    ///
    /// # Panics
    /// Never for a receipt of this store: a change has at least one step.
    #[must_use]
    pub fn first(&self) -> &Written {
        self.steps.first().expect("a change has at least one step, and so has its receipt")
    }

    /// The receipt number of the case that the command was about; empty for other records.
    #[must_use]
    pub fn number(&self) -> &str {
        self.first().number.as_deref().unwrap_or_default()
    }

    /// The ledger index of the first fact.
    #[must_use]
    pub fn ledger_index(&self) -> u64 {
        self.first().ledger_index
    }
}

/// Why nothing was written.
#[derive(Debug)]
pub enum CommitError {
    /// The record changed since it was read, was there before, or is not there at all (`present` is `None`).
    Conflict {
        /// The record.
        about: About,
        /// Its version now.
        present: Option<Version>,
    },
    /// A case from the same place in the same source has been filed.
    AlreadyFiled {
        /// That case.
        id: CaseId,
        /// Its receipt number.
        number: String,
    },
    /// The command id was used for something else.
    CommandReused,
    /// The change contradicts itself, such as a fact about another record than its own; a mistake of the program.
    Malformed(&'static str),
    /// The store takes no writes: the disk failed, or it is shutting down. Whether this commit was carried out is not
    /// known; the same command asked again later tells.
    Unavailable(StoreError),
}

impl fmt::Display for CommitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict { present: Some(version), .. } => write!(f, "the record is now at version {version}"),
            Self::Conflict { present: None, .. } => f.write_str("the record is not there"),
            Self::AlreadyFiled { number, .. } => write!(f, "it was filed before, as `{number}`"),
            Self::CommandReused => f.write_str("the command id was used before, for something else"),
            Self::Malformed(why) => f.write_str(why),
            Self::Unavailable(error) => write!(f, "the store takes no writes: {error}"),
        }
    }
}

impl std::error::Error for CommitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unavailable(error) => Some(error),
            _ => None,
        }
    }
}

/// Milliseconds since 1970-01-01T00:00:00Z, rounded down: how every instant stands in a column.
pub(crate) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}
