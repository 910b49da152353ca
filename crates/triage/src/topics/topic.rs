//! A hot topic: what it is, where, how much more than usual, since when, and the cases behind it.

use jiff::Timestamp;
use jingwei_terms::KindCode;
use serde::Serialize;

/// How the count stands to what is usual.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "growth", rename_all = "snake_case")]
pub enum Growth {
    /// Nobody spoke of it in the whole past that was looked at.
    New,
    /// So many times the usual count.
    Times {
        /// Count of the period divided by the usual count.
        times: f64,
    },
}

/// Something that many people speak of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Topic<I> {
    /// What it is about, in words that stand in one of the reports.
    pub label: String,
    /// The area in which it is hot; `None` when the areas were not told or it is hot across them.
    pub area: Option<String>,
    /// The cases of the period, the oldest first.
    pub cases: Vec<I>,
    /// How many voices: distinct reporters where they are known, reports otherwise.
    pub voices: u32,
    /// How many voices a period of this length usually brings.
    pub usual: f64,
    /// The count against the usual one.
    pub growth: Growth,
    /// The chance that the usual level brings this many by itself, corrected for how many topics were looked at; smaller is hotter.
    pub chance: f64,
    /// The first case of the period.
    pub first_at: Timestamp,
    /// The last case of the period.
    pub last_at: Timestamp,
    /// The kinds of its cases, the most frequent first, with how many cases each has.
    pub kinds: Vec<(KindCode, u32)>,
}
