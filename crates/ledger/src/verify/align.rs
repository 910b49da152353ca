//! Two sequences of hashes laid side by side: which rows still stand where they were recorded, and what became of the rest.
//!
//! Rows found at another place are joined into runs; the heaviest set of runs in rising order is taken as the log itself
//! (so one deleted row followed by a million renumbered ones is one missing row), and everything else is explained
//! against it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::finding::{Collected, Kind};
use crate::hash::Hash;

/// Collects, while the log is walked, where rows and recorded leaves agree.
///
/// Holds only what is not matched yet, so an honest log of any length costs one run.
#[derive(Default)]
pub(super) struct Alignment {
    /// Rows whose hash has not been seen among the recorded leaves yet.
    rows: BTreeSet<(Hash, u64)>,
    /// Recorded leaves whose hash has not been seen among the rows yet.
    recorded: BTreeSet<(Hash, u64)>,
    in_place: Vec<Run>,
    moved: Vec<Run>,
}

/// Rows that follow one another as their leaves were recorded: `row + k` holds the leaf `recorded + k`.
#[derive(Clone, Copy)]
struct Run {
    row: u64,
    recorded: u64,
    length: u64,
}

impl Alignment {
    /// The row and the recorded leaf of this index are the same.
    pub(super) fn same(&mut self, index: u64) {
        extend(&mut self.in_place, index, index);
    }

    /// The recorded leaf of this index does not stand in its row.
    pub(super) fn recorded(&mut self, index: u64, hash: Hash) {
        match take(&mut self.rows, hash) {
            Some(row) => extend(&mut self.moved, row, index),
            None => drop(self.recorded.insert((hash, index))),
        }
    }

    /// The row of this index does not hold the leaf recorded there.
    pub(super) fn row(&mut self, index: u64, hash: Hash) {
        if !self.unrecorded_row(index, hash) {
            self.rows.insert((hash, index));
        }
    }

    /// A row behind everything recorded: new, unless it is a recorded leaf that was pushed there. Answers whether it was.
    pub(super) fn unrecorded_row(&mut self, index: u64, hash: Hash) -> bool {
        let recorded = take(&mut self.recorded, hash);
        if let Some(recorded) = recorded {
            extend(&mut self.moved, index, recorded);
        }
        recorded.is_some()
    }

    /// Explains every difference. `row_end` lies behind the last row.
    pub(super) fn explain(self, row_end: u64, found: &mut Collected) {
        let mut runs = self.in_place;
        runs.extend(self.moved);
        runs.sort_by_key(|run| run.row);
        let keeps = heaviest_rising(&runs);
        for (run, _) in runs.iter().zip(&keeps).filter(|(_, keep)| !**keep) {
            // Both the place it stands at and the place it was recorded at: a reader wants to look at the two.
            found.leaves(Kind::Reordered, run.row..run.row + run.length);
            found.leaves(Kind::Reordered, run.recorded..run.recorded + run.length);
        }
        let rows: BTreeSet<u64> = self.rows.into_iter().map(|(_, index)| index).collect();
        let recorded: BTreeSet<u64> = self.recorded.into_iter().map(|(_, index)| index).collect();
        let (mut row, mut leaf) = (0, 0);
        for (run, _) in runs.iter().zip(&keeps).filter(|(_, keep)| **keep) {
            let gap = Gap::new(&rows, row..run.row, &recorded, leaf..run.recorded);
            found_in(gap, found, |_| false);
            (row, leaf) = (run.row + run.length, run.recorded + run.length);
        }
        let tail = Gap::new(&rows, row..u64::MAX, &recorded, leaf..u64::MAX);
        found_in(tail, found, |missing| missing >= row_end);
    }
}

/// What lies unexplained between two kept runs.
struct Gap {
    edited: Vec<u64>,
    inserted: Vec<u64>,
    missing: Vec<u64>,
}

impl Gap {
    fn new(rows: &BTreeSet<u64>, row_range: Range<u64>, recorded: &BTreeSet<u64>, recorded_range: Range<u64>) -> Self {
        let rows: BTreeSet<u64> = slice(rows, row_range).collect();
        let recorded: BTreeSet<u64> = slice(recorded, recorded_range).collect();
        // A row at the very index of a lost leaf is that leaf, edited. What is left is paired in order, because rows
        // may have been renumbered.
        let mut edited: Vec<u64> = rows.intersection(&recorded).copied().collect();
        let mut inserted: Vec<u64> = rows.difference(&recorded).copied().collect();
        let mut missing: Vec<u64> = recorded.difference(&rows).copied().collect();
        let pairs = inserted.len().min(missing.len());
        edited.extend(inserted.drain(..pairs));
        missing.drain(..pairs);
        Self { edited, inserted, missing }
    }
}

/// Reports a gap; `cut_off` says which lost leaves lie behind the last row.
fn found_in(gap: Gap, found: &mut Collected, cut_off: impl Fn(u64) -> bool) {
    for index in gap.edited {
        found.leaf(Kind::Edited, index);
    }
    for index in gap.inserted {
        found.leaf(Kind::Inserted, index);
    }
    for index in gap.missing {
        found.leaf(if cut_off(index) { Kind::Truncated } else { Kind::Missing }, index);
    }
}

/// The members of a set within a range that may be empty or upside down.
fn slice(set: &BTreeSet<u64>, range: Range<u64>) -> impl Iterator<Item = u64> {
    (range.start < range.end).then(|| set.range(range)).into_iter().flatten().copied()
}

/// Takes the first waiting index with that hash.
fn take(waiting: &mut BTreeSet<(Hash, u64)>, hash: Hash) -> Option<u64> {
    let first = waiting.range((hash, 0)..=(hash, u64::MAX)).next().copied()?;
    waiting.remove(&first);
    Some(first.1)
}

/// Adds one match, to the last run if it continues it.
fn extend(runs: &mut Vec<Run>, row: u64, recorded: u64) {
    match runs.last_mut() {
        Some(run) if run.row + run.length == row && run.recorded + run.length == recorded => run.length += 1,
        _ => runs.push(Run { row, recorded, length: 1 }),
    }
}

/// Which of these runs, sorted by row, belong to the heaviest sequence whose recorded places rise too.
///
/// The longest increasing subsequence, weighted by length, with a Fenwick tree of best predecessors: n log n.
fn heaviest_rising(runs: &[Run]) -> Vec<bool> {
    let mut places: Vec<u64> = runs.iter().map(|run| run.recorded).collect();
    places.sort_unstable();
    // best[i]: the heaviest chain among the places a Fenwick node covers, and the run it ends with.
    let mut best: Vec<(u64, Option<usize>)> = vec![(0, None); places.len() + 1];
    let mut before: Vec<Option<usize>> = vec![None; runs.len()];
    for (number, run) in runs.iter().enumerate() {
        let rank = places.partition_point(|place| *place < run.recorded);
        let (mut weight, mut last) = (0, None);
        let mut node = rank;
        while node > 0 {
            if best[node].0 > weight {
                (weight, last) = best[node];
            }
            node &= node - 1;
        }
        before[number] = last;
        let chain = (weight + run.length, Some(number));
        let mut node = rank + 1;
        while node < best.len() {
            if chain.0 > best[node].0 {
                best[node] = chain;
            }
            node += node & node.wrapping_neg();
        }
    }
    let mut keeps = vec![false; runs.len()];
    let mut next = best.iter().max_by_key(|(weight, _)| *weight).and_then(|(_, last)| *last);
    while let Some(number) = next {
        keeps[number] = true;
        next = before[number];
    }
    keeps
}
