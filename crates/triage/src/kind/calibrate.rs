//! From distances to probabilities, and from probabilities to a promise: how sure is sure enough.
//!
//! Distances of messages that the planes had not seen become probabilities by a softmax with one slope (Guo, Pleiss, Sun and
//! Weinberger, ICML 2017) and one offset per kind, which makes the probabilities of each kind add up to the number of its messages.
//! The bar is then the lowest probability above which the promised share of those unseen messages was right.

use super::figures::{Judged, reliability};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// A bar that nothing reaches: nothing is sure.
pub(crate) const NEVER: f32 = 2.0;

/// A kind with so many examples has half of the offset that these ask for: a handful says little about the next year.
const STRANGE: f64 = 10.0;

/// How distances become probabilities, and which probability is sure enough.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Calibration {
    slope: f32,
    offsets: Vec<f32>,
    /// The probability from which a kind is sure enough.
    pub(crate) bar: f32,
    /// The probability from which a class is sure enough.
    pub(crate) class_bar: f32,
}

impl Calibration {
    /// What is assumed where there are too few examples to hold any back: nothing is sure.
    pub(crate) fn unproven(width: usize) -> Self {
        Self { slope: 2.0, offsets: vec![0.0; width], bar: NEVER, class_bar: NEVER }
    }

    /// For how many kinds it is.
    pub(crate) const fn width(&self) -> usize {
        self.offsets.len()
    }

    /// Learns from distances of unseen messages, `width` a message, and their true kinds.
    pub(crate) fn learn(distances: &[f32], kinds: &[u32], width: usize) -> Self {
        let mut this = Self::unproven(width);
        // The slope is looked for where there are no more examples than settle it.
        let enough = kinds.len().div_ceil(8_000).max(1);
        for _ in 0..3 {
            this.slope = lowest(0.2, 20.0, |slope| this.surprise(slope, distances, kinds, enough));
            for _ in 0..4 {
                this.balance(distances, kinds, width);
            }
        }
        this
    }

    /// Turns the distances of one message into probabilities.
    #[inline]
    pub(crate) fn apply(&self, distances: &mut [f32]) {
        for (distance, offset) in distances.iter_mut().zip(&self.offsets) {
            *distance = *distance * self.slope + offset;
        }
        softmax(distances);
    }

    /// The same for many messages at once.
    pub(crate) fn apply_all(&self, distances: &mut [f32], width: usize) {
        distances.par_chunks_mut(width.max(1)).for_each(|row| self.apply(row));
    }

    fn surprise(&self, slope: f32, distances: &[f32], kinds: &[u32], every: usize) -> f64 {
        let width = self.offsets.len();
        let tried = Self { slope, ..self.clone() };
        let of = |(row, kind): (&[f32], &u32)| {
            let mut row = row.to_vec();
            tried.apply(&mut row);
            -f64::from(row[*kind as usize].max(1e-9).ln())
        };
        // Summed in order: a sum whose order depends on the number of cores would make another model on another machine.
        distances.chunks(width).zip(kinds).step_by(every).map(of).sum()
    }

    /// Moves each kind's offset so that its probabilities come nearer to adding up to the number of its messages.
    fn balance(&mut self, distances: &[f32], kinds: &[u32], width: usize) {
        let (mut expected, mut found) = (vec![1.0_f64; width], vec![1.0_f64; width]);
        let mut row = vec![0.0; width];
        for (distances, kind) in distances.chunks(width).zip(kinds) {
            row.copy_from_slice(distances);
            self.apply(&mut row);
            for (sum, probability) in expected.iter_mut().zip(&row) {
                *sum += f64::from(*probability);
            }
            found[*kind as usize] += 1.0;
        }
        for (offset, (expected, found)) in self.offsets.iter_mut().zip(expected.iter().zip(found)) {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a logarithm of a ratio of counts is small, and a share smaller"
            )]
            let (step, known) = ((found / expected).ln() as f32, (found / (found + STRANGE)) as f32);
            *offset = (*offset + step) * known;
        }
    }
}

/// The lowest probability above which the promised share of the messages was right; [`NEVER`] when there is none.
///
/// The share is counted with one more right and one more wrong (Laplace's rule of succession), so that a handful of lucky answers is
/// not taken for certainty.
pub(crate) fn bar(judged: &[Judged], promised: f64) -> f32 {
    let mut order: Vec<(f32, bool)> = judged.iter().map(|j| (j.probability, j.right())).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut right, mut all, mut bar) = (0.0_f64, 0.0_f64, NEVER);
    for (at, (probability, is_right)) in order.iter().enumerate() {
        all += 1.0;
        right += f64::from(u8::from(*is_right));
        // A bar cannot stand between equals.
        let last_of_equals = order.get(at + 1).is_none_or(|(next, _)| next < probability);
        if last_of_equals && (right + 1.0) / (all + 2.0) >= promised {
            bar = *probability;
        }
    }
    bar
}

/// How far the probabilities of these are from the share that was right.
pub(crate) fn error(judged: &[Judged]) -> f64 {
    reliability(judged).iter().map(|bin| bin.share * (bin.probability - bin.accuracy).abs()).sum()
}

#[inline]
fn softmax(values: &mut [f32]) {
    let highest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for value in values.iter_mut() {
        *value = (*value - highest).exp();
        sum += *value;
    }
    for value in values {
        *value /= sum;
    }
}

/// Where a function with one valley is lowest (golden section).
fn lowest(mut low: f32, mut high: f32, of: impl Fn(f32) -> f64) -> f32 {
    const GOLDEN: f32 = 0.618_034;
    let (mut left, mut right) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut at_left, mut at_right) = (of(left), of(right));
    while high - low > 0.05 {
        if at_left <= at_right {
            (high, right, at_right) = (right, left, at_left);
            left = high - GOLDEN * (high - low);
            at_left = of(left);
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = low + GOLDEN * (high - low);
            at_right = of(right);
        }
    }
    f32::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::dice::Dice;

    #[test]
    fn distances_become_the_shares_that_were_right() {
        // Two kinds; a message at distance d from the plane is of the first kind with probability 1 / (1 + exp(-6 d)).
        let mut dice = Dice::new(3);
        let (mut distances, mut kinds) = (Vec::new(), Vec::new());
        for _ in 0..20_000 {
            let d = f32::from(u16::try_from(dice.roll() % 1_000).unwrap()) / 1_000.0 - 0.5;
            let first = 1.0 / (1.0 + (-6.0 * d).exp());
            let drawn = f32::from(u16::try_from(dice.roll() % 10_000).unwrap()) / 10_000.0;
            distances.extend([d / 2.0, -d / 2.0]);
            kinds.push(u32::from(drawn >= first));
        }
        let calibration = Calibration::learn(&distances, &kinds, 2);
        assert!((calibration.slope - 6.0).abs() < 0.3, "{}", calibration.slope);
        calibration.apply_all(&mut distances, 2);
        let judged = Judged::of(&distances, &kinds, 2);
        assert!(error(&judged) < 0.015, "{}", error(&judged));
    }

    #[test]
    fn the_bar_keeps_its_promise_and_is_not_moved_by_luck() {
        let judged = |probability: f32, right: bool| Judged { probability, kind: 0, truth: u32::from(!right) };
        let few = vec![judged(0.9, true); 5];
        assert_eq!(bar(&few, 0.97), NEVER);
        let mut many: Vec<Judged> = (0..1_000).map(|_| judged(0.9, true)).collect();
        many.extend((0..100).map(|at| judged(0.5, at % 2 == 0)));
        assert!((bar(&many, 0.97) - 0.9).abs() < 1e-6);
        assert!((bar(&many, 0.90) - 0.5).abs() < 1e-6);
    }
}
