//! Clusters: reports that speak of one problem, put together so that none is drawn in by a chain of half-likenesses.
//!
//! Every report is asked for its nearest ones; pairs are then taken from the most like downwards, and two clusters become one only when
//! their members are like *on average* (average link; Sokal and Michener 1958), looked at by a few members of each.

use super::index::Index;
use super::label::label;
use super::likeness::Likeness;
use super::sketch::Pieces;
use super::{Entry, Settings};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// Nearest reports that are asked for.
const NEIGHBOURS: usize = 24;
/// Members of a cluster that speak for it when two are compared.
const SPEAKERS: usize = 4;
/// Members whose words are looked at for a label.
const LABELLERS: usize = 12;
/// On average two clusters need this part of the threshold to become one: members of one problem are less like than its best pair.
const ON_AVERAGE: f32 = 0.7;

/// Reports that speak of one problem.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cluster<I> {
    /// Its number among the clusters of one answer, from 1, the largest cluster first.
    pub id: u32,
    /// Its reports in the order in which they were given; at least two.
    pub members: Vec<I>,
    /// What it is about, in words that stand in one of the reports.
    pub label: String,
}

/// The clusters among these reports; a report that is like no other is in none.
///
/// Time grows with the number of reports, about a tenth of a millisecond for each; memory is that of an [`Index`] of them.
#[must_use]
pub fn cluster<I: Copy + Sync>(entries: &[Entry<'_, I>], settings: &Settings) -> Vec<Cluster<I>> {
    let crowd = Crowd::new(entries, settings);
    let mut groups = crowd.groups();
    groups.sort_by_key(|members| (std::cmp::Reverse(members.len()), members[0]));
    let labels: Vec<String> = groups.par_iter().map(|members| crowd.label(members)).collect();
    let numbered = (1..).zip(groups.into_iter().zip(labels));
    let named = |(id, (members, label)): (u32, (Vec<u32>, String))| Cluster {
        id,
        members: members.into_iter().map(|i| entries[i as usize].id).collect(),
        label,
    };
    numbered.map(named).collect()
}

/// All reports, each known by its place among them.
pub(crate) struct Crowd<'a> {
    index: Index<u32>,
    entries: Vec<Entry<'a, u32>>,
}

impl<'a> Crowd<'a> {
    /// Reads all reports twice: once to know what is common among them, once to put them in.
    pub(crate) fn new<I: Copy + Sync>(entries: &[Entry<'a, I>], settings: &Settings) -> Self {
        let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let placed = |(i, entry): (u32, &Entry<'a, I>)| entry.known_as(i);
        let entries: Vec<Entry<'a, u32>> = (0..count).zip(entries).map(placed).collect();
        let mut index = Index::new(Settings { capacity: count.max(1), ..settings.clone() });
        index.learn_all(&entries);
        index.insert_all(&entries);
        Self { index, entries }
    }

    /// Groups of two and more, each in ascending order.
    pub(crate) fn groups(&self) -> Vec<Vec<u32>> {
        let likeness = self.pairs();
        let mut pairs: Vec<(f32, u32, u32)> = likeness.iter().map(|((a, b), score)| (*score, *a, *b)).collect();
        pairs.retain(|(score, a, _)| *score >= self.threshold(*a));
        pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        let mut group_of: Vec<u32> = (0..).take(self.entries.len()).collect();
        let mut groups: Vec<Vec<u32>> = group_of.iter().map(|i| vec![*i]).collect();
        for (_, a, b) in pairs {
            let (one, other) = (group_of[a as usize], group_of[b as usize]);
            if one == other || !self.belong(&groups[one as usize], &groups[other as usize], &likeness) {
                continue;
            }
            // The smaller moves, so that no report moves often.
            let (to, from) =
                if groups[one as usize].len() >= groups[other as usize].len() { (one, other) } else { (other, one) };
            let moved = std::mem::take(&mut groups[from as usize]);
            moved.iter().for_each(|i| group_of[*i as usize] = to);
            groups[to as usize].extend(moved);
            groups[to as usize].sort_unstable();
        }
        groups.retain(|members| members.len() > 1);
        groups
    }

    /// A number that is the same for the same text.
    pub(crate) fn fingerprint(&self, member: u32) -> u64 {
        self.index.sketch(member).map_or(0, |sketch| sketch.fingerprint)
    }

    /// What a group is about, in its own words.
    pub(crate) fn label(&self, members: &[u32]) -> String {
        let read: Vec<Pieces> = speakers(members, LABELLERS)
            .map(|i| Pieces::of(&self.entries[i as usize], self.index.gazetteer()))
            .collect();
        label(&read, self.index.commonness())
    }

    /// How like every report and its nearest ones are, seen from both sides; the smaller place first.
    pub(crate) fn pairs(&self) -> FxHashMap<(u32, u32), f32> {
        let nearest: Vec<Vec<(u32, f32)>> = self.entries.par_iter().map(|entry| self.nearest(entry)).collect();
        let mut pairs: FxHashMap<(u32, u32), f32> = FxHashMap::default();
        for (a, found) in (0_u32..).zip(&nearest) {
            for (b, score) in found {
                let seen = pairs.entry((a.min(*b), a.max(*b))).or_insert(*score);
                *seen = f32::midpoint(*seen, *score);
            }
        }
        pairs
    }

    /// How like two reports are, seen from both sides.
    pub(crate) fn score(&self, a: u32, b: u32) -> f32 {
        let seen_from = |one: u32, other: u32| {
            let probe = self.index.probe(&self.entries[one as usize]);
            self.index.sketch(other).map_or(0.0, |sketch| Likeness::of(&probe, sketch).score())
        };
        f32::midpoint(seen_from(a, b), seen_from(b, a))
    }

    fn nearest(&self, entry: &Entry<'_, u32>) -> Vec<(u32, f32)> {
        let threshold = self.index.settings().threshold_of(entry.kind);
        let compared = self.index.compared(&self.index.probe(entry), entry.id, NEIGHBOURS).into_iter();
        let known = compared.filter_map(|found| {
            let (id, _) = self.index.case(found.slot)?;
            let spot = found.likeness.is_same_spot(&threshold);
            Some((id, if spot { found.score.max(threshold.score) } else { found.score }))
        });
        known.collect()
    }

    /// Whether two groups are like on average.
    fn belong(&self, one: &[u32], other: &[u32], known: &FxHashMap<(u32, u32), f32>) -> bool {
        let (mut sum, mut count) = (0.0, 0.0);
        for a in speakers(one, SPEAKERS) {
            let mut probe = None;
            for b in speakers(other, SPEAKERS) {
                let pair = known.get(&(a.min(b), a.max(b))).copied();
                sum += pair.unwrap_or_else(|| {
                    let probe = probe.get_or_insert_with(|| self.index.probe(&self.entries[a as usize]));
                    self.index.sketch(b).map_or(0.0, |sketch| Likeness::of(probe, sketch).score())
                });
                count += 1.0;
            }
        }
        sum >= ON_AVERAGE * self.threshold(one[0]) * count
    }

    fn threshold(&self, i: u32) -> f32 {
        self.index.settings().threshold_of(self.entries[i as usize].kind).score
    }
}

/// A few members, spread evenly from the first to the last.
fn speakers(members: &[u32], most: usize) -> impl Iterator<Item = u32> + '_ {
    let count = members.len().min(most);
    (0..count).map(move |i| members[i * (members.len() - 1) / (count - 1).max(1)])
}
