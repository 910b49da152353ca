//! Finding what is hot: the reports of a period are grouped by what they speak of, and each group is held against its own past.

use super::{Topic, Voice};
use crate::duplicates;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::hash::Hash;

/// What a city may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Length of the period in days.
    pub days: u32,
    /// How many periods before it make up the past.
    pub past_periods: u32,
    /// Fewer voices than this are no topic, whatever the growth.
    pub least_voices: u32,
    /// The highest chance, corrected for the number of topics, that still counts as hot.
    pub chance: f64,
    /// How reports are put together.
    pub duplicates: duplicates::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        Self { days: 7, past_periods: 8, least_voices: 3, chance: 0.05, duplicates: duplicates::Settings::default() }
    }
}

/// The topics that are hot in the period that ends at `until`, the hottest first.
#[must_use]
pub fn hot<I: Copy + Eq + Hash>(_voices: &[Voice<'_, I>], _until: Timestamp, _settings: &Settings) -> Vec<Topic<I>> {
    Vec::new()
}
