//! What a city may set: from which score on two reports count as one problem, how near is near, and how much is kept.

use jingwei_terms::KindCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// When two reports of one kind count as one problem.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Threshold {
    /// From this score on, 0 to 1.
    pub score: f32,
    /// Two points of one kind within so many metres …
    pub within_m: f32,
    /// … and so many hours are taken for one thing whatever the words say, unless they name different places. 0 turns it off.
    pub within_hours: f32,
}

impl Default for Threshold {
    fn default() -> Self {
        // 50 m and 24 h is what the trade uses for street works and street lights (FixMyStreet, SeeClickFix).
        Self { score: 0.6, within_m: 50.0, within_hours: 24.0 }
    }
}

/// Settings of the index. Every value has a default that was chosen on labelled pairs of a real city; see the manual.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The threshold of every kind that has none of its own.
    pub threshold: Threshold,
    /// Thresholds of single kinds, as `triage pairs tune` finds them.
    pub by_kind: BTreeMap<KindCode, Threshold>,
    /// Names of places that the city knows (compounds, villages, roads), beside those that are recognised by their endings.
    pub gazetteer: Vec<String>,
    /// How many open cases are kept at most; the oldest gives way. Bounds the memory.
    pub capacity: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { threshold: Threshold::default(), by_kind: BTreeMap::new(), gazetteer: Vec::new(), capacity: 2_000_000 }
    }
}

impl Settings {
    /// The threshold that holds for this kind.
    #[must_use]
    pub fn threshold_of(&self, kind: Option<&KindCode>) -> Threshold {
        kind.and_then(|kind| self.by_kind.get(kind)).copied().unwrap_or(self.threshold)
    }
}
