//! The model that is kept: labels, steps between them, and a row of weights for every feature.

use super::chain::{Chain, Steps};
use super::quick::{Board, Quick, UNIT, units, weight};
use crate::reading::features::Feature;

/// Weights below this many units are not kept: a tenth of the model, and no answer that anyone would miss.
const LEAST: u16 = 8;

/// A trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    labels: Vec<String>,
    scores: Vec<f32>,
    steps: Steps,
    rows: Vec<(Feature, Vec<u32>)>,
    quick: Quick,
}

impl Model {
    /// Puts a model together from the weights of features by (part, label).
    #[must_use]
    pub fn new(labels: Vec<String>, steps: &[f32], rows: impl Iterator<Item = (Feature, Vec<(u16, f32)>)>) -> Self {
        let kept = rows.filter_map(|(name, row)| {
            let cells = row.into_iter().map(|(tag, w)| u32::from(tag) << 16 | u32::from(units(w).cast_unsigned()));
            let cells: Vec<u32> = cells.filter(|&cell| weight(cell).unsigned_abs() >= LEAST).collect();
            (!cells.is_empty()).then_some((name, cells))
        });
        Self::of_cells(labels, steps, kept.collect())
    }

    /// Puts a model together from what a file keeps.
    pub(super) fn of_cells(labels: Vec<String>, scores: &[f32], mut rows: Vec<(Feature, Vec<u32>)>) -> Self {
        rows.sort_by_key(|(name, _)| *name);
        let borrowed: Vec<(Feature, &[u32])> = rows.iter().map(|(name, row)| (*name, row.as_slice())).collect();
        let quick = Quick::new(labels.len(), scores, &borrowed);
        let steps = Steps::new(labels.len(), scores);
        Self { labels, scores: scores.to_vec(), steps, rows, quick }
    }

    /// The labels, by number.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The number of features with weights, and of weights.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.rows.len(), self.rows.iter().map(|(_, row)| row.len()).sum())
    }

    /// Steps between segments.
    #[must_use]
    pub const fn steps(&self) -> &Steps {
        &self.steps
    }

    /// Scores and the best path.
    #[must_use]
    pub const fn quick(&self) -> &Quick {
        &self.quick
    }

    pub(super) fn step_scores(&self) -> &[f32] {
        &self.scores
    }

    /// Features with their cells, in the order of their names.
    pub(super) fn rows(&self) -> &[(Feature, Vec<u32>)] {
        &self.rows
    }

    /// Puts the scores of a board into a chain, for probabilities.
    pub fn copy(&self, board: &Board, tokens: usize, chain: &mut Chain) {
        chain.reset(self.labels.len(), tokens);
        for token in 0..tokens {
            for (score, &units) in chain.scores_mut(token).iter_mut().zip(board.scores(token)) {
                *score = f32::from(units) * UNIT;
            }
        }
    }
}
