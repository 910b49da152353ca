//! The model that is kept: labels, steps between them, and a row of weights for every feature.

use super::chain::{Chain, Steps};
use crate::reading::Reading;
use crate::reading::features::{Feature, features};

/// A trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    labels: Vec<String>,
    scores: Vec<f32>,
    steps: Steps,
    names: Vec<Feature>,
    /// An open table: the upper half of a feature's name, and where its row begins in `cells`, 0 for a free place.
    table: Vec<(u32, u32)>,
    /// Rows: the number of cells, then (part, label) in the upper and the weight in the lower half of each.
    cells: Vec<u32>,
    /// What one unit of a kept weight is worth.
    unit: f32,
}

impl Model {
    /// Puts a model together from the weights of features by (part, label).
    #[must_use]
    pub fn new(labels: Vec<String>, steps: &[f32], rows: impl Iterator<Item = (Feature, Vec<(u16, f32)>)>) -> Self {
        let rows: Vec<_> = rows.filter(|(_, row)| !row.is_empty()).collect();
        let largest = rows.iter().flat_map(|(_, row)| row).fold(1e-6_f32, |most, (_, w)| most.max(w.abs()));
        let unit = largest / f32::from(i16::MAX);
        let kept = rows.into_iter().filter_map(|(name, row)| {
            let row: Vec<u32> =
                row.into_iter().map(|(tag, w)| u32::from(tag) << 16 | u32::from(kept(w / unit))).collect();
            // What rounds to nought is not kept.
            let row: Vec<u32> = row.into_iter().filter(|cell| cell & 0xffff != 0).collect();
            (!row.is_empty()).then_some((name, row))
        });
        Self::of_cells(labels, steps, unit, kept.collect())
    }

    /// Puts a model together from what a file keeps.
    pub(super) fn of_cells(labels: Vec<String>, scores: &[f32], unit: f32, mut rows: Vec<(Feature, Vec<u32>)>) -> Self {
        rows.sort_by_key(|(name, _)| *name);
        let size = (rows.len() * 2).next_power_of_two();
        let (mut table, mut cells) = (vec![(0, 0); size], vec![0_u32]);
        for (name, row) in &rows {
            let begin = u32::try_from(cells.len()).expect("a model has fewer than four thousand million weights");
            cells.push(u32::try_from(row.len()).expect("fewer labels than that"));
            cells.extend(row);
            let (print, mut slot) = place(*name, size - 1);
            while table[slot].1 != 0 {
                slot = (slot + 1) & (size - 1);
            }
            table[slot] = (print, begin);
        }
        let steps = Steps::new(labels.len(), scores);
        let names = rows.into_iter().map(|(name, _)| name).collect();
        Self { labels, scores: scores.to_vec(), steps, names, table, cells, unit }
    }

    /// The labels, by number.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The number of features with weights, and of weights.
    #[must_use]
    pub const fn size(&self) -> (usize, usize) {
        (self.names.len(), self.cells.len() - 1 - self.names.len())
    }

    /// Steps between segments.
    #[must_use]
    pub const fn steps(&self) -> &Steps {
        &self.steps
    }

    pub(super) fn step_scores(&self) -> &[f32] {
        &self.scores
    }

    pub(super) const fn unit(&self) -> f32 {
        self.unit
    }

    /// Features with their cells, in the order of their names. Rows lie in that order, so they are read one after the other.
    pub(super) fn rows(&self) -> Vec<(Feature, &[u32])> {
        let mut begin = 1;
        let row = |&name: &Feature| {
            let end = begin + 1 + self.cells[begin] as usize;
            let row = &self.cells[begin + 1..end];
            begin = end;
            (name, row)
        };
        self.names.iter().map(row).collect()
    }

    /// Puts the scores of every token of an address into the chain.
    pub fn score(&self, reading: &Reading, chain: &mut Chain) {
        chain.reset(self.labels.len(), reading.tokens.len());
        let mut begins = [0_u32; 96];
        for token in 0..reading.tokens.len() {
            // All rows are looked up before any is read: the memory is asked for many at once.
            let mut found = 0;
            features(reading, token, |feature| {
                begins[found] = self.find(feature);
                found += usize::from(begins[found] != 0);
            });
            let scores = chain.scores_mut(token);
            for &begin in &begins[..found] {
                let begin = begin as usize;
                let cells = &self.cells[begin + 1..begin + 1 + self.cells[begin] as usize];
                for &cell in cells {
                    scores[(cell >> 16) as usize] += weight(cell);
                }
            }
            for score in scores {
                *score *= self.unit;
            }
        }
    }

    /// Where a feature's row begins; 0 for a feature without weights.
    #[inline]
    fn find(&self, feature: Feature) -> u32 {
        let most = self.table.len() - 1;
        let (print, mut slot) = place(feature, most);
        loop {
            let (found, begin) = self.table[slot];
            if begin == 0 || found == print {
                return begin;
            }
            slot = (slot + 1) & most;
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "the lower half is a signed weight")]
fn weight(cell: u32) -> f32 {
    f32::from(cell as u16 as i16)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "scaled to 16 bits; the sign bit is kept")]
fn kept(scaled: f32) -> u16 {
    scaled.round() as i16 as u16
}

#[expect(clippy::cast_possible_truncation, reason = "upper and lower half")]
const fn place(name: Feature, most: usize) -> (u32, usize) {
    ((name >> 32) as u32, name as usize & most)
}
