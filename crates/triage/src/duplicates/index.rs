//! The index of open cases: insert one, remove one, ask for the nearest. Each costs the same however many are open.
//!
//! A case is found through its rarest pieces of text, its places, place and matter together, and the cell of its point. Under each of these
//! keys the newest cases stand, at most thirty-two; those that share the most weight with the report are compared in earnest. Every step is
//! bounded, so a flood of one text, a megabyte, or a key that everybody uses costs no more than any other report.

use super::candidates::Candidates;
use super::commonness::Commonness;
use super::likeness::Likeness;
use super::places::Gazetteer;
use super::postings::Postings;
use super::reasons::reasons;
use super::sketch::{Pieces, Probe, Sketch};
use super::slots::Slots;
use super::{Entry, Match, Settings};
use jingwei_terms::KindCode;
use rustc_hash::FxHashMap;
use std::hash::Hash;

/// Candidates that are compared in earnest.
const COMPARED: usize = 40;
/// Copies of one text that stand under their keys; further ones are found through these.
const POSTED_COPIES: usize = 4;
/// Mixed into a fingerprint to find the other copies.
const COPIES: u32 = 0x636f_7079;
/// What being a copy is worth when candidates are chosen: more than all keys together.
const A_COPY: f32 = 1e6;

/// Open cases, found by what they speak of.
///
/// Memory: about 2 kB for each open case, and 5 MB whatever their number; [`Settings::capacity`] bounds it. Nothing of a report's words is kept, and no person.
#[derive(Debug)]
pub struct Index<I> {
    settings: Settings,
    pub(super) gazetteer: Gazetteer,
    pub(super) commonness: Commonness,
    kinds: FxHashMap<KindCode, u16>,
    slots: Slots<I>,
    postings: Postings,
}

impl<I: Copy + Eq + Hash> Index<I> {
    /// An empty index.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let gazetteer = Gazetteer::new(&settings.gazetteer);
        let commonness = Commonness::new();
        Self {
            settings,
            gazetteer,
            commonness,
            kinds: FxHashMap::default(),
            slots: Slots::new(),
            postings: Postings::new(),
        }
    }

    /// How many cases are in it.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether it is empty.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The settings it works by.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Learns how common words are, from reports that are not put in: closed cases, last year's. An index that has learned nothing finds
    /// its way after some hundred cases.
    pub fn learn(&mut self, entry: &Entry<'_, I>) {
        self.commonness.learn(Pieces::of(entry, &self.gazetteer).numbers());
    }

    /// Adds a case; one with the same id gives way.
    pub fn insert(&mut self, entry: &Entry<'_, I>) {
        let probe = self.weigh(entry);
        self.put(probe, entry);
    }

    /// Takes a case out, since it was closed or hidden; whether it was there.
    pub fn remove(&mut self, id: I) -> bool {
        self.slots.find(id).is_some_and(|slot| self.take(slot))
    }

    /// The `most` nearest open cases, the nearest first, never the case itself. Empty when the report says nothing.
    #[must_use]
    pub fn nearest(&self, entry: &Entry<'_, I>, most: usize) -> Vec<Match<I>> {
        self.search(&self.probe(entry), entry, most)
    }

    /// The nearest cases that were there before, and then adds this one: what filing a case does.
    pub fn insert_and_search(&mut self, entry: &Entry<'_, I>, most: usize) -> Vec<Match<I>> {
        let probe = self.weigh(entry);
        let probe = self.put(probe, entry);
        self.search(&probe, entry, most)
    }

    /// A report as it would be held against the cases.
    pub(crate) fn probe(&self, entry: &Entry<'_, I>) -> Probe {
        let kind = entry.kind.and_then(|kind| self.kinds.get(kind)).copied().unwrap_or(0);
        Probe::new(Pieces::of(entry, &self.gazetteer), entry, kind, &self.commonness)
    }

    /// What is kept of a case.
    pub(crate) fn sketch(&self, id: I) -> Option<&Sketch> {
        self.slots.find(id).and_then(|slot| self.case(slot)).map(|(_, sketch)| sketch)
    }

    /// What is used to read names of places.
    pub(crate) const fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// How common words are.
    pub(crate) const fn commonness(&self) -> &Commonness {
        &self.commonness
    }

    fn weigh(&mut self, entry: &Entry<'_, I>) -> Probe {
        let kind = self.number(entry.kind);
        Probe::new(Pieces::of(entry, &self.gazetteer), entry, kind, &self.commonness)
    }

    /// The number of a kind: from 1, as they come; 0 for none. Beyond 65,535 kinds all others are as one that is not known.
    pub(super) fn number(&mut self, kind: Option<&KindCode>) -> u16 {
        let Some(kind) = kind else { return 0 };
        if let Some(known) = self.kinds.get(kind) {
            return *known;
        }
        let number = u16::try_from(self.kinds.len() + 1).unwrap_or(0);
        if number != 0 {
            self.kinds.insert(kind.clone(), number);
        }
        number
    }

    /// Whether a case must go before one with this id can be put in.
    pub(super) fn is_full_for(&self, id: I) -> bool {
        self.slots.find(id).is_some() || self.slots.len() >= self.capacity()
    }

    fn capacity(&self) -> usize {
        usize::try_from(self.settings.capacity).unwrap_or(usize::MAX).max(1)
    }

    pub(super) fn put(&mut self, mut probe: Probe, entry: &Entry<'_, I>) -> Probe {
        if let Some(slot) = self.slots.find(entry.id) {
            self.take(slot);
        }
        while self.slots.len() >= self.capacity() {
            let Some(oldest) = self.slots.oldest() else { break };
            self.take(oldest);
        }
        let copies = copies_key(probe.sketch.fingerprint);
        let posted = self.postings.get(copies).len() < POSTED_COPIES;
        if posted {
            // Learned after it was weighed: a report does not make its own words common.
            self.commonness.learn(probe.pieces.numbers());
        }
        let sketch = probe.sketch.clone();
        let slot = self.slots.put(entry.id, sketch, posted);
        self.postings.add(copies, slot);
        if posted {
            probe.sketch.keys().for_each(|key| self.postings.add(key, slot));
        }
        probe.slot = Some(slot);
        probe
    }

    fn take(&mut self, slot: u32) -> bool {
        let Some(taken) = self.slots.take(slot) else { return false };
        let copies = copies_key(taken.sketch.fingerprint);
        self.postings.remove(copies, slot);
        if taken.posted {
            taken.sketch.keys().for_each(|key| self.postings.remove(key, slot));
            self.post_another(copies);
        }
        true
    }

    /// One of the copies that stand under no key takes the place of the one that went.
    fn post_another(&mut self, copies: u32) {
        let waits = |slot: &&u32| self.slots.get(**slot).is_some_and(|case| !case.posted);
        let Some(heir) = self.postings.get(copies).iter().find(waits).copied() else { return };
        let Some(case) = self.slots.get_mut(heir) else { return };
        case.posted = true;
        case.sketch.keys().for_each(|key| self.postings.add(key, heir));
    }

    /// What a shared key is worth: a piece what it weighs, everything else as much as the rarest piece there is.
    fn worth(&self, probe: &Probe, key: u32) -> f32 {
        match probe.weights.of(key) {
            weight if weight > 0.0 => weight,
            _ => self.commonness.weight(key),
        }
    }

    /// The most like cases with what they share, the most like first.
    pub(crate) fn compared(&self, probe: &Probe, id: I, most: usize) -> Vec<Compared> {
        self.compare(probe, &self.candidates(probe, id), most)
    }

    /// Where the cases lie that share the most keys with a report, itself left out.
    pub(super) fn candidates(&self, probe: &Probe, id: I) -> Vec<u32> {
        if probe.sketch.is_empty() {
            return Vec::new();
        }
        let mut candidates = Candidates::new();
        for key in probe.probes() {
            let worth = self.worth(probe, key);
            self.postings.get(key).iter().for_each(|slot| candidates.vote(*slot, worth));
        }
        for slot in self.postings.get(copies_key(probe.sketch.fingerprint)) {
            candidates.vote(*slot, A_COPY);
        }
        let others = |slot: &u32| probe.slot != Some(*slot) && self.slots.get(*slot).is_some_and(|case| case.id != id);
        candidates.best(COMPARED).filter(others).collect()
    }

    fn compare(&self, probe: &Probe, candidates: &[u32], most: usize) -> Vec<Compared> {
        let mut compared: Vec<Compared> = candidates
            .iter()
            .filter_map(|slot| Some((*slot, Likeness::of(probe, &self.slots.get(*slot)?.sketch))))
            .map(|(slot, likeness)| Compared { slot, score: likeness.score(), likeness })
            .collect();
        compared.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.slot.cmp(&a.slot)));
        compared.truncate(most);
        compared
    }

    /// The id and the sketch in a slot.
    pub(crate) fn case(&self, slot: u32) -> Option<(I, &Sketch)> {
        self.slots.get(slot).map(|case| (case.id, &case.sketch))
    }

    fn search(&self, probe: &Probe, entry: &Entry<'_, I>, most: usize) -> Vec<Match<I>> {
        self.matches(probe, &self.candidates(probe, entry.id), entry, most)
    }

    pub(super) fn matches(
        &self,
        probe: &Probe,
        candidates: &[u32],
        entry: &Entry<'_, I>,
        most: usize,
    ) -> Vec<Match<I>> {
        let threshold = self.settings.threshold_of(entry.kind);
        let compared = self.compare(probe, candidates, most).into_iter();
        let shown = compared.filter_map(|found| {
            let (id, sketch) = self.case(found.slot)?;
            let likely = found.score >= threshold.score || found.likeness.is_same_spot(&threshold);
            Some(Match { id, score: found.score, likely, reasons: reasons(probe, sketch, &found.likeness) })
        });
        shown.collect()
    }
}

/// A case that was compared in earnest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compared {
    pub(crate) slot: u32,
    pub(crate) score: f32,
    pub(crate) likeness: Likeness,
}

#[expect(clippy::cast_possible_truncation, reason = "both halves go into the key")]
fn copies_key(fingerprint: u64) -> u32 {
    super::reading::both(fingerprint as u32 ^ COPIES, (fingerprint >> 32) as u32)
}
