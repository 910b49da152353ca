//! A unit that goes on under a new name or number is recognised by what it does: it was never seen before, it gets the cases that
//! another was expected to get, and the other gets none any more. What was learned of the other then speaks for it.
//!
//! It is taken back when the other is confirmed again after all.

use super::names::Names;
use super::variants::Variants;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Cases by which a new unit is recognised, and the last by which it may be.
const FIRST: u32 = 3;
const LAST: u32 = 20;
/// The share of them that the other was expected to get.
const SHARE: f32 = 0.7;
/// Before so many events nothing is expected firmly, and every unit is new.
const SETTLED: u32 = 300;
/// Cases that the former unit must have had.
const FORMER: u32 = 3;

/// When a unit was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) times: u32,
    pub(super) first: u32,
    pub(super) last: u32,
}

/// See the module.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Succession {
    pub(super) seen: Vec<Seen>,
    /// Of a new unit's cases, how many each family was expected to get.
    pub(super) expected: FxHashMap<u32, BTreeMap<u32, u32>>,
    /// The new unit that goes on the former one.
    pub(super) follows: BTreeMap<u32, u32>,
}

impl Succession {
    pub(super) fn learn(
        &mut self,
        unit: u32,
        expected: Option<u32>,
        event: u32,
        names: &mut Names,
        variants: &mut Variants,
    ) {
        self.note(unit, event);
        self.take_back(unit, names, variants);
        let seen = self.seen[unit as usize];
        if seen.first <= SETTLED || seen.times > LAST || names.family(unit) != unit {
            self.expected.remove(&unit);
            return;
        }
        if let Some(family) = expected.filter(|family| *family != unit) {
            *self.expected.entry(unit).or_default().entry(family).or_default() += 1;
        }
        if seen.times < FIRST {
            return;
        }
        let Some(votes) = self.expected.get(&unit) else { return };
        let Some((&former, &votes)) = votes.iter().max_by_key(|(family, votes)| (**votes, **family)) else { return };
        let enough = votes as f32 >= SHARE * seen.times as f32;
        if enough && names.is_head(former) && self.rests_since(former, seen.first, variants) {
            names.move_to(unit, former);
            variants.succeed(unit, former, seen.times);
            self.follows.insert(former, unit);
            self.expected.remove(&unit);
        }
    }

    fn note(&mut self, unit: u32, event: u32) {
        if self.seen.len() <= unit as usize {
            self.seen.resize(unit as usize + 1, Seen::default());
        }
        let seen = &mut self.seen[unit as usize];
        if seen.times == 0 {
            seen.first = event;
        }
        *seen = Seen { times: seen.times.saturating_add(1), last: event, ..*seen };
    }

    /// Whether no name of the family was confirmed since, though they were before.
    fn rests_since(&self, family: u32, since: u32, variants: &Variants) -> bool {
        let seen: Vec<Seen> = variants.names(family).map(|unit| self.seen[unit as usize]).collect();
        seen.iter().all(|seen| seen.last < since) && seen.iter().map(|seen| seen.times).sum::<u32>() >= FORMER
    }

    fn take_back(&mut self, unit: u32, names: &mut Names, variants: &mut Variants) {
        if let Some(newer) = self.follows.remove(&unit) {
            names.move_to(newer, newer);
            variants.part(newer, unit);
        }
    }
}
