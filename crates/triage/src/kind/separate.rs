//! The linear separation: for every kind the plane that parts it from all the others with the widest margin.
//!
//! L2-regularised, squared-hinge support vector machines, one per kind, by dual coordinate descent (Hsieh, Chang, Lin, Keerthi and
//! Sundararajan, ICML 2008). All kinds are trained in one sweep: an example's runs are fetched once and meet a row of weights, one
//! per kind, that lies together in memory. Cost: epochs × runs × kinds, with the runs' fetching paid once for all kinds.

use super::dice::Dice;
use super::table::Table;

/// How dear a mistake is beside a narrow margin. Values from 0.7 to 2 do equally well on citizens' messages.
const DEAR: f32 = 1.0;
/// Sweeps over all examples at most. Eight give the same figures to a thousandth; three lose half a point of macro-F1.
const SWEEPS: usize = 4;
/// A sweep that moved nothing further than this is the last.
const STILL: f32 = 0.05;

/// Planes of all kinds: for each run a row of weights, one per kind, and for each kind where its plane stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Planes {
    weights: Vec<f32>,
    offsets: Vec<f32>,
    stride: usize,
}

impl Planes {
    /// Separates these examples; `values` are those of the whole table, run by run.
    pub(crate) fn learn(table: &Table, values: &[f32], rows: &[usize], runs: usize, seed: u64) -> Self {
        // Rows are padded to whole groups of four, which is what one instruction multiplies.
        let stride = table.width.next_multiple_of(4);
        let mut planes = Self { weights: vec![0.0; runs * stride], offsets: vec![0.0; stride], stride };
        let mut order: Vec<(usize, usize)> = rows.iter().copied().enumerate().collect();
        let mut pulls = vec![0.0_f32; rows.len() * stride];
        let mut dice = Dice::new(seed);
        let (mut scores, mut moves) = (vec![0.0_f32; stride], vec![0.0_f32; stride]);
        for _ in 0..SWEEPS {
            dice.shuffle(&mut order);
            let mut furthest = 0.0_f32;
            for (at, row) in &order {
                let (ids, values) = (table.ids(*row), &values[table.range(*row)]);
                planes.score(ids, values, &mut scores);
                let pulls = &mut pulls[at * stride..(at + 1) * stride];
                let moved = step(&scores, table.kinds[*row] as usize, table.width, pulls, &mut moves);
                if moved > 0.0 {
                    planes.shift(ids, values, &moves);
                }
                furthest = furthest.max(moved);
            }
            if furthest < STILL {
                break;
            }
        }
        planes
    }

    /// How far on a kind's side a message is, for every kind.
    #[inline]
    pub(crate) fn score(&self, ids: &[u32], values: &[f32], scores: &mut [f32]) {
        match self.stride {
            4 => self.score_in::<4>(ids, values, scores),
            8 => self.score_in::<8>(ids, values, scores),
            16 => self.score_in::<16>(ids, values, scores),
            _ => {
                scores.copy_from_slice(&self.offsets);
                for (id, value) in ids.iter().zip(values) {
                    let start = *id as usize * self.stride;
                    let row = &self.weights[start..start + self.stride];
                    for (score, weight) in scores.iter_mut().zip(row) {
                        *score += value * weight;
                    }
                }
            }
        }
    }

    /// The same where the number of kinds is known beforehand, so that the sums stay in registers.
    #[inline]
    fn score_in<const N: usize>(&self, ids: &[u32], values: &[f32], scores: &mut [f32]) {
        let mut sums = [0.0_f32; N];
        sums.copy_from_slice(&self.offsets);
        for (id, value) in ids.iter().zip(values) {
            let start = *id as usize * N;
            for (sum, weight) in sums.iter_mut().zip(&self.weights[start..start + N]) {
                *sum += value * weight;
            }
        }
        scores.copy_from_slice(&sums);
    }

    #[inline]
    fn shift(&mut self, ids: &[u32], values: &[f32], moves: &[f32]) {
        for (id, value) in ids.iter().zip(values) {
            let start = *id as usize * self.stride;
            for (weight, step) in self.weights[start..start + self.stride].iter_mut().zip(moves) {
                *weight += value * step;
            }
        }
        for (offset, step) in self.offsets.iter_mut().zip(moves) {
            *offset += step;
        }
    }

    /// The weights of one run, one per kind.
    pub(crate) fn of(&self, run: usize, width: usize) -> &[f32] {
        &self.weights[run * self.stride..run * self.stride + width]
    }

    /// Where the planes stand.
    pub(crate) fn offsets(&self, width: usize) -> &[f32] {
        &self.offsets[..width]
    }
}

/// One step of every kind's dual at one example: how its pull changes, and the change that this makes to the planes.
#[inline]
fn step(scores: &[f32], kind: usize, width: usize, pulls: &mut [f32], moves: &mut [f32]) -> f32 {
    // The message has length one and the offset is one more feature of value one: the curvature is the same everywhere.
    const CURVE: f32 = 2.0 + 0.5 / DEAR;
    let mut furthest = 0.0_f32;
    for other in 0..width {
        let side = if other == kind { 1.0 } else { -1.0 };
        let slope = side * scores[other] - 1.0 + pulls[other] * (0.5 / DEAR);
        let pull = (pulls[other] - slope / CURVE).max(0.0);
        let change = pull - pulls[other];
        pulls[other] = pull;
        moves[other] = change * side;
        furthest = furthest.max(change.abs());
    }
    furthest
}
