//! The places of a register that a query may mean, found by the pairs of characters they share, the rarest first.

use super::compare::Comparison;
use super::grade::{Graded, Grader};
use super::place::Place;
use crate::gazetteer::Gazetteer;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Places to be found by an address.
#[derive(Debug, Clone, Default)]
pub struct Register {
    texts: Vec<String>,
    /// Where the places of each pair of characters begin in `places`; one more entry closes the last.
    begins: Vec<u32>,
    places: Vec<u32>,
    pairs: FxHashMap<u64, u32>,
}

/// A place of the register.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Which one, counted from 0 in the order of the register.
    pub at: usize,
    /// How near it is.
    pub graded: Graded,
}

/// A query looks at no more entries than this: pairs that half the register has say nothing of which place is meant.
const READ: usize = 20_000;
/// So many are compared in full.
const COMPARED: usize = 24;

impl Register {
    /// Makes a register of addresses.
    #[must_use]
    pub fn new(texts: Vec<String>, gazetteer: &Gazetteer) -> Self {
        let own: Vec<Vec<u64>> = texts.par_iter().map(|text| pairs(&Place::read(text, gazetteer))).collect();
        let (mut numbers, mut counts): (FxHashMap<u64, u32>, Vec<u32>) = (FxHashMap::default(), Vec::new());
        for &pair in own.iter().flatten() {
            let next = u32::try_from(counts.len()).expect("there are fewer pairs of characters than that");
            let number = *numbers.entry(pair).or_insert(next);
            if number == next {
                counts.push(0);
            }
            counts[number as usize] += 1;
        }
        let mut begins = vec![0_u32; counts.len() + 1];
        for (at, count) in counts.iter().enumerate() {
            begins[at + 1] = begins[at] + count;
        }
        let mut next = begins.clone();
        let mut places = vec![0; begins[counts.len()] as usize];
        for (place, own) in own.iter().enumerate() {
            for pair in own {
                let slot = &mut next[numbers[pair] as usize];
                places[*slot as usize] =
                    u32::try_from(place).expect("a register has fewer than four thousand million places");
                *slot += 1;
            }
        }
        Self { texts, begins, places, pairs: numbers }
    }

    /// How many places there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The nearest places, the best first, at most `most`; those that have nothing in common with the query are not among them.
    #[must_use]
    pub fn search(&self, query: &str, most: usize, grader: &Grader, gazetteer: &Gazetteer) -> Vec<Hit> {
        let query = Place::read(query, gazetteer);
        let mut hits: Vec<(f32, Hit)> = self
            .likely(&query)
            .into_iter()
            .map(|at| {
                let comparison = Comparison::of(&query, &Place::read(&self.texts[at], gazetteer));
                let graded = grader.grade(&comparison);
                let near = graded.chances[1] + 2.0 * graded.chances[2];
                (near, Hit { at, graded })
            })
            .collect();
        hits.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.at.cmp(&b.1.at)));
        hits.into_iter().take(most).map(|(_, hit)| hit).collect()
    }

    /// The places that share the most, rare pairs counting for more.
    fn likely(&self, query: &Place) -> Vec<usize> {
        let mut lists: Vec<&[u32]> = pairs(query)
            .iter()
            .filter_map(|pair| self.pairs.get(pair))
            .map(|&number| {
                &self.places[self.begins[number as usize] as usize..self.begins[number as usize + 1] as usize]
            })
            .collect();
        lists.sort_by_key(|list| (list.len(), list.first().copied()));
        let mut shared: FxHashMap<u32, f32> = FxHashMap::default();
        let mut read = 0;
        for list in lists {
            // The rarest pair is always read, whole or in part.
            if read > 0 && read + list.len() > READ {
                break;
            }
            let list = &list[..list.len().min(READ)];
            read += list.len();
            let worth = self.worth(list.len());
            for &place in list {
                *shared.entry(place).or_default() += worth;
            }
        }
        let mut found: Vec<(f32, u32)> = shared.into_iter().map(|(place, worth)| (worth, place)).collect();
        let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if found.len() > COMPARED {
            found.select_nth_unstable_by(COMPARED - 1, order);
            found.truncate(COMPARED);
        }
        found.into_iter().map(|(_, place)| place as usize).collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "a weight, not a count")]
    fn worth(&self, bearers: usize) -> f32 {
        (self.texts.len() as f32 / bearers.max(1) as f32).ln() + 0.1
    }
}

/// The pairs of characters of a place and its numbers with what they count, each once, in order.
fn pairs(place: &Place) -> Vec<u64> {
    let couples = place.core.windows(2).map(|pair| u64::from(u32::from(pair[0])) << 21 | u64::from(u32::from(pair[1])));
    let numbers = place.numbers.iter().map(|(counts, number)| {
        let mixed = number
            .bytes()
            .fold(*counts as u64 + 1, |mixed, byte| mixed.wrapping_mul(257).wrapping_add(u64::from(byte)));
        mixed | 1 << 63
    });
    let mut all: Vec<u64> = couples.chain(numbers).collect();
    all.sort_unstable();
    all.dedup();
    all
}
