//! What agreement is worth, learnt from the data without labels: Fellegi–Sunter's two likelihoods by expectation and maximisation
//! over patterns of agreement.
//!
//! How often strangers agree (`u`) is measured on pairs drawn evenly from the whole register, from which the share of true pairs
//! among them is taken off again: in a register where every person stands ten times, most equal rare values are no coincidence.
//! How often records of one person agree (`m`) is learnt inside each block on the fields that the block's key does not hold.

mod rarity;

pub(crate) use rarity::{BUCKETS, bucket};

use crate::block::{Blocks, Run};
use crate::census::{Census, Tally};
use crate::compare::{Comparer, GRADES, Pattern, SAME, UNKNOWN};
use crate::register::Row;
use crate::words::mix;
use rarity::Rarities;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// How often each grade occurs, for one field.
pub(crate) type Odds = [f64; GRADES];

/// What was learnt.
#[derive(Debug, Clone)]
pub(crate) struct Learnt {
    /// Among records of one person, by field and grade; the grade of a missing value is left out of the sum.
    pub(crate) m: Vec<Odds>,
    /// Among records of two persons.
    pub(crate) u: Vec<Odds>,
    /// The share of true pairs among all pairs that could be.
    pub(crate) prior: f64,
    /// Evidence of equality by how many records share the value, for each field: the odds of one person over those of strangers.
    pub(crate) rarity: Vec<[f64; BUCKETS]>,
}

/// Patterns of a set of pairs with their numbers, in the order of the patterns.
pub(crate) type Histogram = Vec<(Pattern, f64)>;

/// One block's pairs, as patterns.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The fields that its key holds.
    pub(crate) fields: Vec<usize>,
    /// All of its pairs.
    pub(crate) all: Histogram,
    /// Those that no block before had.
    pub(crate) new: Histogram,
    /// The pairs themselves, with the rarity of each value that is the same.
    pub(crate) pairs: Vec<(Pattern, Rarities)>,
    /// How many pairs stand behind each that was looked at.
    pub(crate) scale: f64,
}

/// Pairs drawn to learn how strangers agree.
const DRAWN: u64 = 200_000;
/// About so many pairs of each block are looked at for learning.
const LOOKED_AT: usize = 100_000;
/// Learning stops after so many rounds, or when no likelihood moves any more.
const ROUNDS: usize = 200;
/// A move too small to matter.
const STILL: f64 = 1e-6;
/// Every grade keeps this much likelihood: what has not been seen can still happen.
const NEVER: f64 = 1e-5;

/// Of a run of so many pairs, every so manieth key is looked at.
pub(crate) fn step(pairs: usize) -> u64 {
    u64::try_from(pairs / LOOKED_AT + 1).unwrap_or(1)
}

/// Whether a key is looked at.
pub(crate) const fn looked_at(key: u64, step: u64) -> bool {
    mix(key).is_multiple_of(step)
}

/// Looks at the patterns of a block's pairs, of a sample of keys if there are many.
pub(crate) fn look(blocks: &Blocks<'_>, block: usize, run: &Run, step: u64, comparer: &Comparer<'_>) -> Seen {
    let take = |key: u64| looked_at(key, step);
    let each = |pairs: &mut Vec<(Pattern, Rarities, bool)>, a: Row, b: Row, is_new: bool| {
        let pattern = comparer.pattern(a, b);
        pairs.push((pattern, rarity::rarities(comparer, pattern, a), is_new));
    };
    let pairs: Vec<_> = blocks.walk(block, run, take, Vec::new, each, |pairs| pairs).into_iter().flatten().collect();
    let all = histogram(pairs.iter().map(|(pattern, ..)| *pattern));
    let new = histogram(pairs.iter().filter(|(.., is_new)| *is_new).map(|(pattern, ..)| *pattern));
    let pairs = pairs.into_iter().map(|(pattern, rarities, _)| (pattern, rarities)).collect();
    #[expect(clippy::cast_precision_loss, reason = "a step is far below 2^53")]
    let scale = step as f64;
    Seen { fields: blocks.fields(block).to_vec(), all, new, pairs, scale }
}

/// Learns from what was looked at, and from the patterns of pairs that were drawn.
pub(crate) fn learn(census: &Census, seen: &[Seen], drawn: &Histogram, between: bool) -> Learnt {
    let fields = census.fields.len();
    let pairs = census.pairs(between);
    let mut u: Vec<Odds> = (0..fields).map(|field| share(drawn, field)).collect();
    for (odds, tally) in u.iter_mut().zip(&census.fields) {
        exact_agreement(tally, odds);
    }
    let observed = u.clone();
    let mut learnt = Learnt { m: vec![first_guess(); fields], u, prior: 1.0 / pairs.max(2.0), rarity: Vec::new() };
    let mut shares = Vec::new();
    // The first round finds how many true pairs hide among the strangers, those after it learn without them.
    for _ in 0..3 {
        shares = maximise(seen, &mut learnt);
        learnt.prior = prior(seen, &learnt, pairs);
        for ((u, observed), m) in learnt.u.iter_mut().zip(&observed).zip(&learnt.m) {
            *u = without_true_pairs(observed, m, learnt.prior);
        }
    }
    learnt.rarity = rarity::learn(census, seen, &shares, &learnt, between);
    learnt
}

/// Shared likelihoods for all blocks, and a share of true pairs for each.
fn maximise(seen: &[Seen], learnt: &mut Learnt) -> Vec<f64> {
    let fields = learnt.m.len();
    let mut shares = vec![0.2_f64; seen.len()];
    for _ in 0..ROUNDS {
        let mut counts = vec![[0.0; GRADES]; fields];
        for (block, share) in seen.iter().zip(&mut shares) {
            let outside: Vec<usize> = (0..fields).filter(|field| !block.fields.contains(field)).collect();
            let (mut matched, mut total) = (0.0, 0.0);
            for (pattern, n) in &block.all {
                let chance = chance(learnt, &outside, *pattern, *share);
                let n = n * block.scale;
                matched += chance * n;
                total += n;
                for field in &outside {
                    counts[*field][usize::from(pattern.grade(*field))] += chance * n;
                }
            }
            *share = (matched / f64::max(total, 1.0)).clamp(1e-6, 1.0 - 1e-6);
        }
        let mut moved = 0.0_f64;
        for (m, counts) in learnt.m.iter_mut().zip(&counts) {
            let fresh = shares_of(counts);
            if counts[1..].iter().sum::<f64>() > 0.0 {
                moved = m.iter().zip(&fresh).fold(moved, |most, (old, new)| most.max((old - new).abs()));
                *m = fresh;
            }
        }
        if moved < STILL {
            break;
        }
    }
    shares
}

/// The share of true pairs among all: what the blocks caught, each pair once.
fn prior(seen: &[Seen], learnt: &Learnt, pairs: f64) -> f64 {
    let mut prior = learnt.prior;
    for _ in 0..50 {
        let mut found = 0.0;
        for (pattern, n) in seen.iter().flat_map(|block| block.new.iter().map(|(p, n)| (*p, n * block.scale))) {
            let odds = (0..learnt.m.len()).map(|field| ratio(learnt, field, pattern)).product::<f64>();
            found += n * prior * odds / (prior * odds + 1.0 - prior);
        }
        let fresh = (found / pairs.max(1.0)).clamp(1e-15, 0.5);
        let still = (fresh / prior).ln().abs() < 1e-4;
        prior = fresh;
        if still {
            break;
        }
    }
    prior
}

/// The chance that a pair of this pattern is of one person, by these fields alone.
fn chance(learnt: &Learnt, fields: &[usize], pattern: Pattern, share: f64) -> f64 {
    let odds = fields.iter().map(|field| ratio(learnt, *field, pattern)).product::<f64>();
    share * odds / (share * odds + 1.0 - share)
}

fn ratio(learnt: &Learnt, field: usize, pattern: Pattern) -> f64 {
    match pattern.grade(field) {
        UNKNOWN => 1.0,
        grade => learnt.m[field][usize::from(grade)] / learnt.u[field][usize::from(grade)],
    }
}

/// Pairs drawn evenly from a register; the same number of records gives the same pairs.
pub(crate) fn drawn(records: u32) -> impl ParallelIterator<Item = (Row, Row)> {
    let row = move |number: u64| u32::try_from(mix(number) % u64::from(records.max(1))).unwrap_or_default();
    let pairs = if records < 2 { 0 } else { DRAWN };
    (0..pairs).into_par_iter().map(move |number| (row(number * 2 + 1), row(number * 2 + 2)))
}

/// The patterns of pairs that were drawn.
pub(crate) fn draw(
    comparer: &Comparer<'_>,
    between: bool,
    pairs: impl ParallelIterator<Item = (Row, Row)>,
) -> Histogram {
    let register = comparer.register();
    let counts = |a: Row, b: Row| a != b && !(between && register.source(a) == register.source(b));
    let patterns = pairs.filter(|(a, b)| counts(*a, *b)).map(|(a, b)| comparer.pattern(a, b));
    histogram(patterns.collect::<Vec<_>>().into_iter())
}

/// The share of equal values, counted from how often each occurs instead of drawn: most are too rare to be drawn at all.
fn exact_agreement(tally: &Tally, odds: &mut Odds) {
    #[expect(clippy::cast_precision_loss, reason = "records are far below 2^53")]
    let filled = (tally.filled[0] + tally.filled[1]) as f64;
    let same = (tally.equal / (filled * (filled - 1.0)).max(1.0)).clamp(NEVER * 1e-4, 0.99);
    let rest: f64 = odds[1..usize::from(SAME)].iter().sum();
    for grade in &mut odds[1..usize::from(SAME)] {
        *grade *= (1.0 - same) / rest.max(NEVER);
    }
    odds[usize::from(SAME)] = same;
}

/// The odds among strangers, when `prior` of the pairs that were measured are of one person.
fn without_true_pairs(observed: &Odds, m: &Odds, prior: f64) -> Odds {
    let mut odds = [0.0; GRADES];
    for grade in 1..GRADES {
        let rest = (observed[grade] - prior * m[grade]) / (1.0 - prior);
        // What little is left after taking off is known badly; a twentieth of what was seen is the least that is believed.
        odds[grade] = rest.max(observed[grade] * 0.05);
    }
    let sum: f64 = odds.iter().sum();
    odds.map(|share| share / sum.max(NEVER))
}

fn share(histogram: &Histogram, field: usize) -> Odds {
    let mut counts = [0.0; GRADES];
    for (pattern, n) in histogram {
        counts[usize::from(pattern.grade(field))] += n;
    }
    shares_of(&counts)
}

/// Shares of the grades among known values.
fn shares_of(counts: &Odds) -> Odds {
    let total: f64 = counts[1..].iter().sum();
    let mut odds = [0.0; GRADES];
    for grade in 1..GRADES {
        odds[grade] = (counts[grade] + 0.3) / (total + 0.3 * 7.0);
        odds[grade] = odds[grade].max(NEVER);
    }
    odds
}

/// Before anything is known: records of one person mostly agree.
fn first_guess() -> Odds {
    [0.0, 0.03, 0.02, 0.02, 0.03, 0.05, 0.10, 0.75]
}

/// Patterns counted, in an order that no hash decides.
fn histogram(patterns: impl Iterator<Item = Pattern>) -> Histogram {
    let mut all = FxHashMap::default();
    for pattern in patterns {
        *all.entry(pattern).or_insert(0.0) += 1.0;
    }
    let mut all: Histogram = all.into_iter().collect();
    all.sort_by_key(|(pattern, _)| *pattern);
    all
}
