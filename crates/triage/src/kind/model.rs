//! A trained model: what it knows, and what it makes of a message.

use super::calibrate::{Calibration, NEVER};
use super::doubt::{self, Look};
use super::evidence;
use super::figures::{Figures, highest};
use super::message::Message;
use super::reading::Reading;
use super::suggestion::{Reason, Suggestion, Suggestions};
use super::vocabulary::Vocabulary;
use super::weighing::{Weights, damped, scales};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::sync::Arc;

/// Kinds less likely than this are not worth a clerk's glance.
const LEAST: f32 = 0.02;
/// More kinds than these are not shown.
const MOST: usize = 5;

/// Where a model comes from and how good it was found to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The version of the rulebook whose kinds these are; empty when it was not said.
    pub rulebook: String,
    /// How many examples it was trained on.
    pub trained_on: usize,
    /// SHA-256 over the examples in their order, in hexadecimal: the same data give the same text.
    pub data_sha256: String,
    /// The promised share of right answers among the sure ones.
    pub promised: f64,
    /// Its figures on examples held back from it in turn; none when there were too few.
    pub figures: Option<Figures>,
}

/// A model of which kind a message is. The same examples and options make the same model, byte by byte.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub(super) about: About,
    pub(super) kinds: Vec<Arc<str>>,
    /// How many examples of each kind it has seen.
    pub(super) seen: Vec<u32>,
    /// The classes above the kinds, and for every kind its class.
    pub(super) classes: Vec<Arc<str>>,
    pub(super) class_of: Vec<u32>,
    pub(super) vocabulary: Vocabulary,
    pub(super) weights: Weights,
    /// For each run a row of weights, one per kind, in units of `units`.
    pub(super) rows: Vec<i16>,
    pub(super) units: Vec<f32>,
    pub(super) offsets: Vec<f32>,
    pub(super) calibration: Calibration,
}

/// What a model makes of one message.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Opinion {
    /// The probability of each kind, in the order of [`Model::kinds`].
    pub(crate) probabilities: Vec<f32>,
    /// What there was to read.
    pub(crate) look: Look,
}

/// What reading needs, kept from message to message.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) reading: Reading,
    counts: Vec<u16>,
    touched: Vec<u32>,
    sums: Vec<f32>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Model {
    /// Where it comes from and how good it was found to be.
    #[must_use]
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// The codes of the kinds that it knows, in order.
    #[must_use]
    pub fn kinds(&self) -> &[Arc<str>] {
        &self.kinds
    }

    /// How many examples of this kind it was trained on.
    #[must_use]
    pub fn examples_of(&self, kind: &str) -> u32 {
        self.kinds.binary_search_by(|known| (**known).cmp(kind)).map_or(0, |at| self.seen[at])
    }

    /// The probability from which its answers are sure; `None` when none is.
    #[must_use]
    pub fn sure_from(&self) -> Option<f64> {
        (self.calibration.bar < NEVER).then(|| f64::from(self.calibration.bar))
    }

    /// What the message may be about, with the words that speak for it. Takes tens of microseconds.
    #[must_use]
    pub fn suggest(&self, message: &Message<'_>) -> Suggestions {
        with_scratch(|scratch| {
            let opinion = self.opinion(message, scratch);
            self.tell(message, &opinion, scratch)
        })
    }

    /// The same for many messages, on every core, in their order.
    #[must_use]
    pub fn suggest_all(&self, messages: &[Message<'_>]) -> Vec<Suggestions> {
        messages.par_iter().map(|message| self.suggest(message)).collect()
    }

    /// Calls with each message's likeliest kind, its probability and whether it is sure: [`Model::suggest`] without the words.
    pub(crate) fn judge_all(&self, messages: &[Message<'_>]) -> Vec<(u32, f32, bool)> {
        let judge = |message: &Message<'_>| {
            with_scratch(|scratch| {
                let look = self.score(message, scratch);
                let (kind, probability) = highest(&scratch.sums[..self.kinds.len()]);
                (kind, probability, doubt::about(&look).is_none() && probability >= self.calibration.bar)
            })
        };
        messages.par_iter().with_min_len(64).map(judge).collect()
    }

    /// The probabilities of all kinds.
    pub(crate) fn opinion(&self, message: &Message<'_>, scratch: &mut Scratch) -> Opinion {
        let look = self.score(message, scratch);
        Opinion { probabilities: scratch.sums[..self.kinds.len()].to_vec(), look }
    }

    fn tell(&self, message: &Message<'_>, opinion: &Opinion, scratch: &mut Scratch) -> Suggestions {
        if let Some(reason) = doubt::before(&opinion.look) {
            return Suggestions::none(reason);
        }
        let order = likeliest(&opinion.probabilities);
        let items = order.iter().enumerate().map(|(at, kind)| Suggestion {
            kind: self.kinds[*kind].to_string(),
            probability: f64::from(opinion.probabilities[*kind]),
            // The rival of the first is the second; that of every other is the first.
            evidence: match order.get(usize::from(at == 0)) {
                Some(rival) => evidence::of(self, message, *kind, *rival, scratch),
                None => evidence::of(self, message, *kind, *kind, scratch),
            },
        });
        let items: Vec<Suggestion> = items.collect();
        let sure = items.first().is_some_and(|first| first.probability >= f64::from(self.calibration.bar));
        let abstained = doubt::about(&opinion.look).or_else(|| (!sure).then_some(Reason::Unsure));
        let class = self.class(&opinion.probabilities).filter(|_| doubt::about(&opinion.look).is_none());
        Suggestions { items, class, abstained }
    }

    /// The class that is sure enough, if there are classes.
    fn class(&self, probabilities: &[f32]) -> Option<Suggestion> {
        let mut sums = vec![0.0_f32; self.classes.len()];
        for (probability, class) in probabilities.iter().zip(&self.class_of) {
            sums[*class as usize] += probability;
        }
        let (class, probability) = highest(&sums);
        (!sums.is_empty() && probability >= self.calibration.class_bar).then(|| Suggestion {
            kind: self.classes[class as usize].to_string(),
            probability: f64::from(probability),
            evidence: Vec::new(),
        })
    }

    /// Leaves the probabilities of the kinds in `scratch.sums`.
    fn score(&self, message: &Message<'_>, scratch: &mut Scratch) -> Look {
        let width = self.kinds.len();
        let Scratch { reading, counts, touched, sums } = scratch;
        counts.resize(self.vocabulary.len(), 0);
        // Three blocks are summed apart, since each is brought to its own length; the first third becomes the answer.
        sums.clear();
        sums.resize(3 * width, 0.0);
        let mut squares = [0.0_f32; 3];
        let mut look = reading.read(message);
        for (at, block) in super::grams::BLOCKS.iter().enumerate() {
            touched.clear();
            block.each(reading.signs(at), |bucket, _, length| {
                let known = self.vocabulary.number(bucket);
                if at == 0 && length == 2 {
                    look.pairs += 1;
                    look.known += u32::from(known.is_some());
                }
                if let Some(id) = known {
                    let count = &mut counts[id as usize];
                    if *count == 0 {
                        touched.push(id);
                    }
                    *count = count.saturating_add(1);
                }
            });
            squares[at] = self.add(touched, counts, &mut sums[at * width..(at + 1) * width]);
        }
        let scales = scales(squares);
        for kind in 0..width {
            let sum: f32 = (0..3).map(|at| sums[at * width + kind] * scales[at]).sum();
            sums[kind] = sum * self.units[kind] + self.offsets[kind];
        }
        self.calibration.apply(&mut sums[..width]);
        look
    }

    /// Adds the runs' rows, each as often as it counts, takes their counts back, and answers the square of the length.
    fn add(&self, touched: &[u32], counts: &mut [u16], sums: &mut [f32]) -> f32 {
        let width = sums.len();
        let mut square = 0.0;
        for id in touched {
            let often = damped(std::mem::take(&mut counts[*id as usize]));
            let value = often * self.weights.of(*id);
            square += value * value;
            let start = *id as usize * width;
            for (sum, weight) in sums.iter_mut().zip(&self.rows[start..start + width]) {
                *sum += often * f32::from(*weight);
            }
        }
        square
    }

    /// What one run says for one kind rather than for another, as often as it counts; for ordering only.
    pub(super) fn speaks(&self, id: u32, kind: usize, rival: usize) -> f32 {
        let start = id as usize * self.kinds.len();
        let of = |kind: usize| f32::from(self.rows[start + kind]) * self.units[kind];
        if kind == rival { of(kind) } else { of(kind) - of(rival) }
    }
}

/// The kinds worth showing, likeliest first.
pub(crate) fn likeliest(probabilities: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..probabilities.len()).filter(|kind| probabilities[*kind] >= LEAST).collect();
    order.sort_by(|a, b| probabilities[*b].total_cmp(&probabilities[*a]).then(a.cmp(b)));
    order.truncate(MOST);
    order
}

/// Lends what reading needs; each thread has its own.
pub(crate) fn with_scratch<T>(work: impl FnOnce(&mut Scratch) -> T) -> T {
    SCRATCH.with(|scratch| work(&mut scratch.borrow_mut()))
}
