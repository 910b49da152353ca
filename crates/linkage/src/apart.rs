//! Which records a person has set apart: no group may hold two of them, whatever the scores say.

use rustc_hash::FxHashMap;
use std::hash::Hash;

/// Sets of records that are apart from other sets.
#[derive(Debug, Clone)]
pub struct Apart<R> {
    sides: FxHashMap<R, Vec<(u32, u8)>>,
    count: u32,
}

impl<R> Default for Apart<R> {
    fn default() -> Self {
        Self { sides: FxHashMap::default(), count: 0 }
    }
}

impl<R: Hash + Eq + Clone> Apart<R> {
    /// Sets every record of one side apart from every record of the other.
    pub fn set<'a>(&mut self, one: impl IntoIterator<Item = &'a R>, other: impl IntoIterator<Item = &'a R>)
    where
        R: 'a,
    {
        let number = self.count;
        self.count += 1;
        for record in one {
            self.sides.entry(record.clone()).or_default().push((number, 1));
        }
        for record in other {
            self.sides.entry(record.clone()).or_default().push((number, 2));
        }
    }

    /// Whether some record of one group is apart from some record of the other.
    #[must_use]
    pub fn between<'a>(&self, one: impl IntoIterator<Item = &'a R>, other: impl IntoIterator<Item = &'a R>) -> bool
    where
        R: 'a,
    {
        if self.sides.is_empty() {
            return false;
        }
        let mut seen: FxHashMap<u32, u8> = FxHashMap::default();
        for (number, side) in one.into_iter().filter_map(|record| self.sides.get(record)).flatten() {
            *seen.entry(*number).or_insert(0) |= side;
        }
        let mut there = other.into_iter().filter_map(|record| self.sides.get(record)).flatten();
        there.any(|(number, side)| seen.get(number).is_some_and(|seen| (seen | side) == 3 && *seen != *side))
    }
}
