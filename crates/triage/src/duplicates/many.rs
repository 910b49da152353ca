//! Many reports at once: whatever does not depend on the one before is done on every core, and the answers are those of one after the other.

use super::index::Index;
use super::sketch::{Pieces, Probe};
use super::{Entry, Match};
use rayon::prelude::*;
use std::hash::Hash;

/// Reports that are read together.
const READ: usize = 1024;
/// Reports of which the candidates are known, and which are then held against them together.
const COMPARED: usize = 64;

/// A report that is in the index, with the places of those that it may be like.
type Waiting<'a, 'e, I> = (Probe, Vec<u32>, &'a Entry<'e, I>);

impl<I: Copy + Eq + Hash + Send + Sync> Index<I> {
    /// [`Index::learn`] of many reports.
    pub fn learn_all(&mut self, entries: &[Entry<'_, I>]) {
        for batch in entries.chunks(READ) {
            let read: Vec<Pieces> = batch.par_iter().map(|entry| Pieces::of(entry, &self.gazetteer)).collect();
            read.iter().for_each(|pieces| self.commonness.learn(pieces.numbers()));
        }
    }

    /// [`Index::insert`] of many cases, in their order.
    pub fn insert_all(&mut self, entries: &[Entry<'_, I>]) {
        self.weighed(entries, |index, probe, entry| {
            index.put(probe, entry);
        });
    }

    /// [`Index::insert_and_search`] of many cases, in their order.
    pub fn insert_and_search_all(&mut self, entries: &[Entry<'_, I>], most: usize) -> Vec<Vec<Match<I>>> {
        let mut found = Vec::with_capacity(entries.len());
        let mut waiting: Vec<Waiting<'_, '_, I>> = Vec::with_capacity(COMPARED);
        self.weighed(entries, |index, probe, entry| {
            // What waits to be compared must still lie where it was found.
            if waiting.len() == COMPARED || index.is_full_for(entry.id) {
                found.extend(index.answers(&mut waiting, most));
            }
            let probe = index.put(probe, entry);
            let candidates = index.candidates(&probe, entry.id);
            waiting.push((probe, candidates, entry));
        });
        found.extend(self.answers(&mut waiting, most));
        found
    }

    /// Hands over every report with its weights, which are those that it would have had it come alone.
    fn weighed<'a, 'e>(
        &mut self,
        entries: &'a [Entry<'e, I>],
        mut then: impl FnMut(&mut Self, Probe, &'a Entry<'e, I>),
    ) {
        for batch in entries.chunks(READ) {
            let read: Vec<Pieces> = batch.par_iter().map(|entry| Pieces::of(entry, &self.gazetteer)).collect();
            let mut read = batch.iter().zip(read);
            loop {
                let steady = read.by_ref().take(self.commonness.steady());
                let numbered: Vec<_> = steady.map(|(entry, pieces)| (entry, pieces, self.number(entry.kind))).collect();
                if numbered.is_empty() {
                    break;
                }
                let weigh = |(entry, pieces, kind)| (Probe::new(pieces, entry, kind, &self.commonness), entry);
                let probes: Vec<(Probe, &Entry<'_, I>)> = numbered.into_par_iter().map(weigh).collect();
                probes.into_iter().for_each(|(probe, entry)| then(self, probe, entry));
            }
        }
    }

    fn answers(&self, waiting: &mut Vec<Waiting<'_, '_, I>>, most: usize) -> Vec<Vec<Match<I>>> {
        let answer = |(probe, candidates, entry): &Waiting<'_, '_, I>| self.matches(probe, candidates, entry, most);
        let found = waiting.par_iter().map(answer).collect();
        waiting.clear();
        found
    }
}
