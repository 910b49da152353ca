//! What can happen to a linkage that is kept.

use crate::weigh::{Millibits, Weights};
use serde::{Deserialize, Serialize};

/// The running number of an act, from 1.
pub type ActNumber = u32;

/// The number of a join within its act, from 1.
pub type JoinNumber = u32;

/// One act. Acts are never changed or removed; what was done wrong is undone by another act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// The whole register was linked. Its joins take the place of those of earlier runs and additions; what persons said stays.
    Run(Box<Run>),
    /// New records were linked with the register.
    Add(Box<Add>),
    /// A person said that two records are one.
    Same {
        /// One record.
        left: String,
        /// The other.
        right: String,
        /// The score that the question was asked on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        score: Option<Millibits>,
    },
    /// A person set records apart from others: an answer to a question, or a group taken apart.
    Split {
        /// Those taken out; they stay together where they were.
        out: Vec<String>,
        /// Those from which they are apart.
        rest: Vec<String>,
        /// The score that the question was asked on, where it answers one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        score: Option<Millibits>,
    },
    /// An act, or one join of it, was taken back. Taking this back puts it in force again.
    Undo {
        /// The act.
        of: ActNumber,
        /// The join, if not the whole act.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        join: Option<JoinNumber>,
    },
    /// Joined records were handed out.
    Handed {
        /// What was handed out, such as `golden`.
        what: String,
        /// How many persons, households or bodies it told of.
        entities: u64,
    },
}

/// The linking of a whole register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The plan, as it was written.
    pub plan: String,
    /// How many files were linked: with one, records are called by their identifiers; with two, the number of the file stands in
    /// front, as in `1:A17`.
    pub sources: u8,
    /// What each agreement was worth.
    pub weights: Weights,
    /// What it found.
    pub found: Found,
}

/// The linking of new records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Add {
    /// The new records.
    pub records: Vec<String>,
    /// What it found.
    pub found: Found,
}

/// What linking found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// By how much answers have moved the line, in thousandths of a bit.
    pub shift: Millibits,
    /// Joins, in the order in which they were made.
    pub joins: Vec<Join>,
    /// What a person should be asked, the most telling question first.
    pub doubts: Vec<Doubt>,
    /// Figures.
    pub figures: Figures,
}

/// One join of two groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// A record of one group.
    pub left: String,
    /// A record of the other.
    pub right: String,
    /// The mean score of all pairs between the groups.
    pub score: Millibits,
}

/// A pair that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// One record.
    pub left: String,
    /// The other.
    pub right: String,
    /// The score of the pair.
    pub score: Millibits,
    /// How many pairs of records the answer decides.
    pub decides: u32,
}

/// Figures of a run or an addition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How many records there were, the new ones included.
    pub records: u64,
    /// How many pairs were compared.
    pub pairs_scored: u64,
    /// How many of them were linked.
    pub pairs_linked: u64,
    /// How many of the linked are expected to be right.
    pub expected_right: f64,
    /// How many of all compared are expected to be one.
    pub expected_all: f64,
}

impl Act {
    /// What it joined by score.
    #[must_use]
    pub fn found(&self) -> Option<&Found> {
        match self {
            Self::Run(run) => Some(&run.found),
            Self::Add(add) => Some(&add.found),
            _ => None,
        }
    }

    /// The verb of its fact.
    #[must_use]
    pub const fn verb(&self) -> &'static str {
        match self {
            Self::Run(_) => "link",
            Self::Add(_) => "link_new",
            Self::Same { .. } => "join",
            Self::Split { .. } => "split",
            Self::Undo { .. } => "undo",
            Self::Handed { .. } => "hand_out",
        }
    }
}
