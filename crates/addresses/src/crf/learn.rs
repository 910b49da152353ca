//! Training: from marked addresses to weights.

use super::chain::{Chain, Steps, part_of};
use super::descend::{Walk, descend};
use super::model::Model;
use crate::example::{Example, NOTHING, segments};
use crate::gazetteer::Gazetteer;
use crate::reading::Reading;
use crate::reading::features::{Feature, features};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// The examples are reckoned in so many parts whatever the number of cores, so that the sums come out the same everywhere.
const PARTS: usize = 16;

/// An example as numbers.
struct Sentence {
    /// Features of all tokens, one token after the other.
    features: Vec<u32>,
    /// Where each token's features end.
    ends: Vec<u32>,
    /// Its segments: one past the last token, and state.
    path: Vec<(usize, usize)>,
}

/// An example before its features are numbered: their names, where each token's end, and the segments.
type Named = (Vec<Feature>, Vec<u32>, Vec<(usize, usize)>);

/// The (part, label)s that each feature has been seen with, by the feature's number: a weight each.
struct Weights {
    rows: Vec<u32>,
    tags: Vec<u16>,
}

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub struct Learning {
    /// The walk of each pool member.
    pub walk: Walk,
    /// How many models are pooled, at least one.
    pub pool: u64,
    /// The share of features that each of them sees, in 256ths.
    pub seen: u64,
}

impl Default for Learning {
    /// Chosen by cross-validation on training rows, where a pool of four gained nothing for four times the work: one model it is.
    fn default() -> Self {
        Self { walk: Walk { l1: 0.1, l2: 0.5, steps: 100, enough: 1e-4 }, pool: 1, seen: 256 }
    }
}

/// Learns a model. `told` hears of every step and its loss.
///
/// One model leans on the strongest features and leaves the others untrained; several that see different features do not. Their pool is
/// the normalised product of what they say, and for conditional random fields of one shape that is one such field again, with the mean of
/// their weights: the pool costs nothing when it is used. Sources: Sutton, Sindelar and McCallum, *Reducing Weight Undertraining in
/// Structured Discriminative Learning* (NAACL 2006); Smith, Cohn and Osborne, *Logarithmic Opinion Pools for CRFs* (ACL 2005).
#[must_use]
pub fn learn(
    examples: &[Example],
    gazetteer: &Gazetteer,
    learning: Learning,
    mut told: impl FnMut(usize, f64),
) -> Model {
    let labels = labels_of(examples);
    let (sentences, names) = sentences(examples, gazetteer, &labels);
    let width = labels.len().next_multiple_of(super::chain::LANE);
    let pool = learning.pool.max(1);
    let mut sums: Vec<FxHashMap<u16, f64>> = vec![FxHashMap::default(); names.len()];
    let mut steps = vec![0.0; labels.len() * labels.len()];
    for member in 0..pool {
        let sees = |feature: Feature| pool == 1 || sees(feature, member, learning.seen);
        let weights = Weights::of(&sentences, &names, width, sees);
        let size = weights.tags.len() + labels.len() * labels.len();
        let mut values = vec![0.0; size];
        let mut parts: Vec<Part> = (0..PARTS).map(|_| Part::new(size)).collect();
        let loss = |values: &[f64], gradient: &mut [f64]| {
            loss(&sentences, &weights, labels.len(), values, gradient, &mut parts)
        };
        descend(&mut values, learning.walk, loss, &mut told);
        let (rows, own_steps) = values.split_at(weights.tags.len());
        steps.iter_mut().zip(own_steps).for_each(|(sum, w)| *sum += w / times(pool));
        for (feature, sums) in sums.iter_mut().enumerate() {
            let range = weights.rows[feature] as usize..weights.rows[feature + 1] as usize;
            for (&tag, &weight) in weights.tags[range.clone()].iter().zip(&rows[range]).filter(|(_, w)| **w != 0.0) {
                *sums.entry(tag).or_default() += weight / times(pool);
            }
        }
    }
    let steps: Vec<f32> = steps.into_iter().map(narrow).collect();
    let rows = names.into_iter().zip(sums).map(|(name, sums)| {
        let mut row: Vec<(u16, f32)> = sums.into_iter().map(|(tag, w)| (tag, narrow(w))).collect();
        row.sort_unstable_by_key(|(tag, _)| *tag);
        (name, row)
    });
    Model::new(labels, &steps, rows)
}

/// Whether this member of a pool sees this feature: always the same answer, and a different one for every member.
const fn sees(feature: Feature, member: u64, share: u64) -> bool {
    let mixed = (feature ^ (member + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (mixed >> 40) & 0xff < share
}

#[expect(clippy::cast_precision_loss, reason = "a pool has a handful of members")]
const fn times(pool: u64) -> f64 {
    pool as f64
}

fn labels_of(examples: &[Example]) -> Vec<String> {
    let mut labels: BTreeSet<&str> = BTreeSet::new();
    labels.insert(NOTHING);
    labels.extend(examples.iter().flat_map(Example::spans).map(|span| span.label.as_str()));
    labels.into_iter().map(str::to_owned).collect()
}

fn sentences(examples: &[Example], gazetteer: &Gazetteer, labels: &[String]) -> (Vec<Sentence>, Vec<Feature>) {
    let read: Vec<Named> = examples
        .par_iter()
        .map_init(Reading::default, |reading, example| {
            reading.read(example.text(), gazetteer);
            let (mut all, mut ends) = (Vec::new(), Vec::new());
            for token in 0..reading.tokens.len() {
                features(reading, token, |feature| all.push(feature));
                ends.push(u32::try_from(all.len()).expect("an address has fewer than four thousand million features"));
            }
            let number =
                |label: &str| labels.iter().position(|known| known == label).expect("labels come from these examples");
            let path =
                segments(example, &reading.tokens).into_iter().map(|(end, label)| (end, number(label))).collect();
            (all, ends, path)
        })
        .collect();
    let (mut numbers, mut names): (FxHashMap<Feature, u32>, Vec<Feature>) = (FxHashMap::default(), Vec::new());
    let mut sentences = Vec::with_capacity(read.len());
    for (all, ends, path) in read {
        let numbered = all.into_iter().map(|feature| {
            *numbers.entry(feature).or_insert_with(|| {
                names.push(feature);
                u32::try_from(names.len() - 1).expect("fewer than four thousand million features")
            })
        });
        sentences.push(Sentence { features: numbered.collect(), ends, path });
    }
    (sentences, names)
}

impl Weights {
    fn of(sentences: &[Sentence], names: &[Feature], width: usize, sees: impl Fn(Feature) -> bool) -> Self {
        let sees: Vec<bool> = names.iter().map(|&name| sees(name)).collect();
        let mut seen: Vec<u64> = Vec::new();
        for sentence in sentences {
            each_tag(&sentence.path, |token, part, label| {
                let tag = (part * width + label) as u64;
                let own = sentence.at(token).iter().filter(|feature| sees[**feature as usize]);
                seen.extend(own.map(|&feature| u64::from(feature) << 16 | tag));
            });
        }
        seen.par_sort_unstable();
        seen.dedup();
        let mut rows = vec![0_u32; names.len() + 1];
        let tags = seen
            .iter()
            .map(|&one| {
                rows[usize::try_from(one >> 16).expect("features are numbered in 32 bits") + 1] += 1;
                u16::try_from(one & 0xffff).expect("masked")
            })
            .collect();
        for at in 1..rows.len() {
            rows[at] += rows[at - 1];
        }
        Self { rows, tags }
    }

    fn row(&self, feature: u32) -> std::ops::Range<usize> {
        self.rows[feature as usize] as usize..self.rows[feature as usize + 1] as usize
    }
}

impl Sentence {
    fn at(&self, token: usize) -> &[u32] {
        let begin = if token == 0 { 0 } else { self.ends[token - 1] as usize };
        &self.features[begin..self.ends[token] as usize]
    }
}

fn each_tag(path: &[(usize, usize)], mut take: impl FnMut(usize, usize, usize)) {
    let mut begin = 0;
    for &(end, label) in path {
        for token in begin..end {
            take(token, part_of(token, begin, end) as usize, label);
        }
        begin = end;
    }
}

/// What one part of the examples adds.
struct Part {
    gradient: Vec<f32>,
    value: f64,
    chain: Chain,
}

impl Part {
    fn new(size: usize) -> Self {
        Self { gradient: vec![0.0; size], value: 0.0, chain: Chain::default() }
    }
}

/// Minus the log-likelihood of all examples, and its gradient.
fn loss(
    sentences: &[Sentence],
    weights: &Weights,
    labels: usize,
    values: &[f64],
    gradient: &mut [f64],
    parts: &mut [Part],
) -> f64 {
    let narrow_values: Vec<f32> = values.par_iter().map(|&w| narrow(w)).collect();
    let steps = Steps::new(labels, &narrow_values[weights.tags.len()..]);
    let share = sentences.len().div_ceil(parts.len()).max(1);
    parts.par_iter_mut().enumerate().for_each(|(number, part)| {
        part.gradient.fill(0.0);
        part.value = 0.0;
        let range = (number * share).min(sentences.len())..((number + 1) * share).min(sentences.len());
        for sentence in &sentences[range] {
            one(sentence, weights, &narrow_values, &steps, part);
        }
    });
    gradient
        .par_iter_mut()
        .enumerate()
        .for_each(|(at, sum)| *sum = parts.iter().map(|part| f64::from(part.gradient[at])).sum());
    parts.iter().map(|part| part.value).sum()
}

fn one(sentence: &Sentence, weights: &Weights, values: &[f32], steps: &Steps, part: &mut Part) {
    let Part { gradient, value, chain } = part;
    let (width, labels) = (steps.width(), steps.labels());
    let mut tags = vec![0_usize; sentence.ends.len()];
    each_tag(&sentence.path, |token, part, label| tags[token] = part * width + label);
    chain.reset(labels, sentence.ends.len());
    for token in 0..sentence.ends.len() {
        let scores = chain.scores_mut(token);
        for &feature in sentence.at(token) {
            for at in weights.row(feature) {
                scores[weights.tags[at] as usize] += values[at];
            }
        }
    }
    *value += chain.forward(steps) - chain.score(steps, &sentence.path);
    chain.backward(steps);
    let mut expected = vec![0.0_f32; 4 * width];
    for (token, tag) in tags.into_iter().enumerate() {
        chain.add_marginals(token, &mut |tag, chance| expected[tag] = chance);
        expected[tag] -= 1.0;
        for &feature in sentence.at(token) {
            for at in weights.row(feature) {
                gradient[at] += expected[weights.tags[at] as usize];
            }
        }
    }
    let sums = &mut gradient[weights.tags.len()..];
    chain.add_steps(steps, sums);
    for pair in sentence.path.windows(2) {
        sums[pair[0].1 * labels + pair[1].1] -= 1.0;
    }
}

#[expect(clippy::cast_possible_truncation, reason = "weights are small and seven digits of them are enough")]
const fn narrow(w: f64) -> f32 {
    w as f32
}
