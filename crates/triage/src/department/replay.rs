//! Replays confirmed handlings in time order, each predicted before it is learned, and tells by month how well that went.

use serde::Serialize;
use std::collections::BTreeMap;

/// How well the memory did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Events predicted.
    pub n: u64,
    /// The share of them whose best unit was right.
    pub accuracy: f64,
    /// The share answered firmly rather than abstained.
    pub coverage: f64,
    /// The share of the firm answers that was right; `None` when there was none.
    pub accuracy_covered: Option<f64>,
}

/// The figures of a whole replay.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Replayed {
    /// Over everything.
    #[serde(flatten)]
    pub all: Figures,
    /// By month, `2018-09`.
    pub by_month: BTreeMap<String, Figures>,
}
