//! 漂移: which kinds and areas the suggestions got worse at, and why.

use jiff::Timestamp;
use serde::Serialize;

/// A suggestion and what a person made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// When the person confirmed it.
    pub when: Timestamp,
    /// The kind of the case.
    pub kind: String,
    /// The area of the case.
    pub area: String,
    /// What had been suggested; `None` when it abstained.
    pub suggested: Option<String>,
    /// What the person confirmed.
    pub confirmed: String,
    /// The catalogue's version at that time; empty when there was none.
    pub catalogue: String,
}

/// What a city may set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DriftSettings {
    /// How many days back from the end the recent window reaches; default 14.
    pub recent_days: u32,
    /// How many days before that the reference window reaches; default 56.
    pub reference_days: u32,
    /// The expected share of false alarms among the alarms, 0 to 1; default 0.05.
    pub false_alarms: f64,
}

impl Default for DriftSettings {
    fn default() -> Self {
        Self { recent_days: 14, reference_days: 56, false_alarms: 0.05 }
    }
}

/// A share with its spread: Wilson's 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// Right ones.
    pub right: u64,
    /// Of all.
    pub of: u64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What got worse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "of", content = "name")]
pub enum Slice {
    /// Everything together.
    Everything,
    /// One kind.
    Kind(String),
    /// One area.
    Area(String),
}

/// Why, as far as the outcomes show it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// A unit or kind that was never confirmed in the reference window.
    NewLabel {
        /// Which.
        label: String,
        /// How many of the recent errors it accounts for.
        errors: u64,
    },
    /// One that was confirmed before and is no longer, though still suggested.
    VanishedLabel {
        /// Which.
        label: String,
        /// How many of the recent errors suggested it.
        errors: u64,
    },
    /// The mix of kinds or areas moved: as much of the loss as the mix alone explains.
    MixMoved {
        /// The share of the loss, 0 to 1.
        share: f64,
    },
    /// The catalogue changed between the windows.
    CatalogueChanged {
        /// The version before.
        from: String,
        /// The version since.
        to: String,
    },
    /// Most of the loss lies in one area (of a kind) or one kind (of an area).
    OnePlace {
        /// Which.
        name: String,
        /// The share of the additional errors, 0 to 1.
        share: f64,
    },
}

/// One slice that got worse.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Worse {
    /// Which.
    #[serde(flatten)]
    pub slice: Slice,
    /// Before.
    pub reference: Share,
    /// Of late.
    pub recent: Share,
    /// The probability of so great a fall if nothing had changed (Fisher's exact test, one-sided).
    pub p: f64,
    /// Why.
    pub reasons: Vec<Reason>,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
}

/// What got worse, the greatest loss first.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DriftReport {
    /// How many slices were looked at.
    pub looked_at: usize,
    /// Those that got worse.
    pub worse: Vec<Worse>,
}

/// Compares the recent window, which ends at `until`, with the reference window before it.
#[must_use]
pub fn drift(_outcomes: &[Outcome], _until: Timestamp, _settings: &DriftSettings) -> DriftReport {
    DriftReport::default()
}
