//! Sparse weights of feature value × family in one table of fixed size, found by hash: two that fall on the same place share it
//! (feature hashing, Weinberger et al. 2009). Two megabytes hold a city.

use super::numbers::spread;

const BITS: u32 = 18;
/// The first step; 0.2 with a starting sum of squares of 1 learns in a few events and does not jump on the first.
const STEP: f32 = 0.2;
/// A weight that is moved gives up this share of itself, so that former habits fade.
const FADE: f32 = 0.002;

/// A weight and the sum of its squared gradients.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weights {
    pub(super) cells: Vec<[f32; 2]>,
}

impl Default for Weights {
    fn default() -> Self {
        Self { cells: vec![[0.0, 1.0]; 1 << BITS] }
    }
}

impl Weights {
    /// The sum of a family's weights over the rows.
    pub(super) fn score(&self, rows: &[(u64, f32)], family: u32) -> f32 {
        let family = mark(family);
        rows.iter().map(|(row, scale)| scale * self.cells[place(*row, family)][0]).sum()
    }

    /// Moves a family's weights: `error` is what was confirmed (0 or 1) less its probability.
    pub(super) fn learn(&mut self, rows: &[(u64, f32)], family: u32, error: f32) {
        let family = mark(family);
        for (row, scale) in rows {
            let [weight, squares] = &mut self.cells[place(*row, family)];
            let gradient = error * scale;
            *squares += gradient * gradient;
            *weight = *weight * (1.0 - FADE) + STEP * gradient / squares.sqrt();
        }
    }

    /// From now on the value speaks for its letters: what they say of each family is added to its own row.
    pub(super) fn fold(&mut self, value: u64, letters: &[u64], families: impl Iterator<Item = u32>) {
        for family in families {
            let said: f32 = self.score(&scaled(letters), family);
            self.cells[place(value, mark(family))][0] += said;
        }
    }
}

/// The rows of a value's letters, which together weigh as much as the value itself.
pub(super) fn scaled(letters: &[u64]) -> Vec<(u64, f32)> {
    let scale = 1.0 / (letters.len().max(1) as f32).sqrt();
    letters.iter().map(|row| (*row, scale)).collect()
}

fn mark(family: u32) -> u64 {
    spread(u64::from(family) + 1)
}

const fn place(row: u64, family: u64) -> usize {
    ((row ^ family).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS)) as usize
}
