//! What the rarity of an equal value is worth. Values are put into buckets by how many records share them, and each bucket is a grade of
//! its own: how often records of one person agree on such a value is learnt as for any other grade; how often strangers do is counted,
//! since all pairs of the bucket can be counted and those of one person are taken off.

use super::{Learnt, Seen, chance};
use crate::census::Census;
use crate::compare::{Comparer, Pattern, SAME};
use crate::register::Row;

/// Values shared by 1 to 4 records have buckets of their own, then each half power of two has one.
pub(crate) const BUCKETS: usize = 16;

/// The buckets of all fields of a pair, four bits each.
pub(crate) type Rarities = u128;

/// The bucket for a value that so many records share.
pub(crate) const fn bucket(count: u32) -> usize {
    match count {
        0 | 1 => 0,
        2 => 1,
        3 => 2,
        4 => 3,
        5..=6 => 4,
        7..=9 => 5,
        10..=14 => 6,
        15..=22 => 7,
        23..=35 => 8,
        36..=60 => 9,
        61..=110 => 10,
        111..=220 => 11,
        221..=500 => 12,
        501..=1500 => 13,
        1501..=6000 => 14,
        _ => 15,
    }
}

/// The buckets of the values that a pair has in common.
pub(super) fn rarities(comparer: &Comparer<'_>, pattern: Pattern, a: Row) -> Rarities {
    let mut all = 0;
    for field in 0..comparer.register().fields().len() {
        if pattern.grade(field) == SAME {
            all |= (bucket(comparer.register().column(field).count_at(a)) as u128) << (4 * field);
        }
    }
    all
}

/// For each field and bucket, the odds of equality between records of one person over those between strangers.
pub(super) fn learn(
    census: &Census,
    seen: &[Seen],
    shares: &[f64],
    learnt: &Learnt,
    between: bool,
) -> Vec<[f64; BUCKETS]> {
    let fields = learnt.m.len();
    let mut matched = vec![[0.0; BUCKETS]; fields];
    for (block, share) in seen.iter().zip(shares) {
        let outside: Vec<usize> = (0..fields).filter(|field| !block.fields.contains(field)).collect();
        for (pattern, rarities) in &block.pairs {
            let chance = chance(learnt, &outside, *pattern, *share) * block.scale;
            for field in outside.iter().filter(|field| pattern.grade(**field) == SAME) {
                matched[*field][(rarities >> (4 * field)) as usize % BUCKETS] += chance;
            }
        }
    }
    let shared = |field: usize| &census.fields[field].shared;
    let pairs = |field: usize| census.pairs(between) * census.known(field, between);
    (0..fields).map(|field| odds(learnt, field, &matched[field], shared(field), pairs(field))).collect()
}

fn odds(
    learnt: &Learnt,
    field: usize,
    matched: &[f64; BUCKETS],
    counted: &[f64; BUCKETS],
    pairs: f64,
) -> [f64; BUCKETS] {
    let same = usize::from(SAME);
    let total: f64 = matched.iter().sum::<f64>().max(1.0);
    let all: f64 = counted.iter().sum::<f64>().max(1.0);
    // As many true pairs have a value on both sides as any pairs have, and those alone are in `pairs`.
    let true_pairs = learnt.prior * pairs;
    let mut odds = [1.0; BUCKETS];
    for ((odds, matched), counted) in odds.iter_mut().zip(matched).zip(counted) {
        // Where few true pairs were seen, they are spread as all pairs are.
        let m = learnt.m[field][same] * (matched + counted / all) / (total + 1.0);
        let strangers = (counted - true_pairs * m).max(counted * 0.05) + 0.5;
        *odds = m / (strangers / pairs.max(1.0));
    }
    odds
}
