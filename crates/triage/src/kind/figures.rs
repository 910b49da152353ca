//! How well a model did on messages of which the truth is known.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One message judged: what was found most likely, how likely, and what is true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Judged {
    /// The probability of the likeliest kind.
    pub(crate) probability: f32,
    /// The likeliest kind.
    pub(crate) kind: u32,
    /// The true kind.
    pub(crate) truth: u32,
}

impl Judged {
    /// Judges messages by their probabilities, `width` a message.
    pub(crate) fn of(probabilities: &[f32], kinds: &[u32], width: usize) -> Vec<Self> {
        let rows = probabilities.par_chunks(width.max(1)).zip(kinds);
        rows.map(|(row, truth)| {
            let (kind, probability) = highest(row);
            Self { probability, kind, truth: *truth }
        })
        .collect()
    }

    /// Whether the likeliest kind is the true one.
    pub(crate) const fn right(&self) -> bool {
        self.kind == self.truth
    }
}

/// The likeliest kind and its probability.
#[inline]
pub(crate) fn highest(row: &[f32]) -> (u32, f32) {
    (0_u32..).zip(row).fold((0, 0.0), |best, (kind, p)| if *p > best.1 { (kind, *p) } else { best })
}

/// The figures that go along with a model.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// How many messages they rest on.
    pub n: usize,
    /// The mean over the kinds of the harmonic mean of precision and recall.
    pub macro_f1: f64,
    /// The share whose likeliest kind was the true one.
    pub accuracy: f64,
    /// The share that was sure enough.
    pub coverage: f64,
    /// The share of those that was right; 0 where nothing was sure.
    pub accuracy_covered: f64,
    /// Expected calibration error: the mean distance of probability and share that was right, over ten even bins.
    pub ece: f64,
}

/// Messages of about the same probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// The share of all messages that is in it.
    pub share: f64,
    /// The mean probability given.
    pub probability: f64,
    /// The share that was right.
    pub accuracy: f64,
}

impl Figures {
    /// The figures of these, with this bar between sure and unsure.
    pub(crate) fn of(judged: &[Judged], bar: f32, width: usize) -> Self {
        let pairs: Vec<(usize, usize)> = judged.iter().map(|j| (j.truth as usize, j.kind as usize)).collect();
        let covered: Vec<&Judged> = judged.iter().filter(|j| j.probability >= bar).collect();
        Self {
            n: judged.len(),
            macro_f1: macro_f1(&pairs, width),
            accuracy: share(judged.iter().filter(|j| j.right()).count(), judged.len()),
            coverage: share(covered.len(), judged.len()),
            accuracy_covered: share(covered.iter().filter(|j| j.right()).count(), covered.len()),
            ece: super::calibrate::error(judged),
        }
    }
}

/// Precision and recall of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct OfKind {
    /// How many messages are of it.
    pub n: usize,
    /// The share of those said to be of it that are.
    pub precision: f64,
    /// The share of those that are of it that were found.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

/// Precision and recall of every kind, from pairs of truth and answer.
pub(crate) fn of_kinds(pairs: &[(usize, usize)], width: usize) -> Vec<OfKind> {
    let mut tally = vec![(0_usize, 0_usize, 0_usize); width];
    for (truth, answer) in pairs {
        tally[*truth].0 += 1;
        tally[*answer].1 += 1;
        tally[*truth].2 += usize::from(truth == answer);
    }
    let of = |(n, said, right): (usize, usize, usize)| OfKind {
        n,
        precision: share(right, said),
        recall: share(right, n),
        f1: share(2 * right, n + said),
    };
    tally.into_iter().map(of).collect()
}

/// The mean of the kinds' F1, over the kinds that are or were said to be.
pub(crate) fn macro_f1(pairs: &[(usize, usize)], width: usize) -> f64 {
    let seen: BTreeMap<usize, ()> = pairs.iter().flat_map(|(truth, answer)| [(*truth, ()), (*answer, ())]).collect();
    let all = of_kinds(pairs, width);
    let sum: f64 = seen.keys().map(|kind| all[*kind].f1).sum();
    if seen.is_empty() { 0.0 } else { sum / number(seen.len()) }
}

/// Ten even bins of probability; empty ones are left out.
pub(crate) fn reliability(judged: &[Judged]) -> Vec<Bin> {
    let mut bins = [(0_usize, 0.0_f64, 0_usize); 10];
    for judged in judged {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10")]
        let at = ((judged.probability * 10.0) as usize).min(9);
        bins[at].0 += 1;
        bins[at].1 += f64::from(judged.probability);
        bins[at].2 += usize::from(judged.right());
    }
    let filled = bins.into_iter().filter(|(n, _, _)| *n > 0);
    filled
        .map(|(n, probability, right)| Bin {
            share: share(n, judged.len()),
            probability: probability / number(n),
            accuracy: share(right, n),
        })
        .collect()
}

/// The one as a share of the other; 0 of nothing.
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { number(part) / number(whole) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of messages stay far below 2^53")]
const fn number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macro_f1_is_the_mean_over_the_kinds_that_occur() {
        // Kind 0: two of two found, one said wrongly; kind 1: one of two found. Kind 2 occurs nowhere.
        let pairs = [(0, 0), (0, 0), (1, 0), (1, 1)];
        let expected = (4.0 / 5.0 + 2.0 / 3.0) / 2.0;
        assert!((macro_f1(&pairs, 3) - expected).abs() < 1e-12);
        assert!(macro_f1(&[], 3).abs() < 1e-12);
    }

    #[test]
    fn the_calibration_error_is_the_distance_of_saying_and_being() {
        let judged: Vec<Judged> =
            (0..100).map(|at| Judged { probability: 0.95, kind: 0, truth: u32::from(at >= 80) }).collect();
        let figures = Figures::of(&judged, 0.9, 2);
        assert!((figures.ece - 0.15).abs() < 1e-6, "{}", figures.ece);
        assert!((figures.coverage - 1.0).abs() < 1e-12 && (figures.accuracy_covered - 0.8).abs() < 1e-12);
    }
}
