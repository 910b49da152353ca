//! Thresholds from a person's marks: which pairs are worth a look, and what threshold the marks speak for, kind by kind.

use super::cluster::Crowd;
use super::{Entry, Settings, Threshold};
use jingwei_terms::KindCode;
use serde::Serialize;
use std::collections::BTreeMap;

/// One of so many proposed pairs is taken from anywhere, so that the figures are known away from the threshold too.
const ANYWHERE: usize = 4;
/// How often one report is proposed at most: many pairs of one report teach the same.
const PER_REPORT: u8 = 2;
/// A kind needs so many marks of either sort for a threshold of its own.
const ENOUGH: usize = 8;

/// Two reports that a person should look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal<I> {
    /// The one.
    pub left: I,
    /// The other.
    pub right: I,
    /// How sure the index is that they speak of one problem.
    pub score: f32,
}

/// Two reports that a person has looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The place of the one among the entries.
    pub left: usize,
    /// The place of the other.
    pub right: usize,
    /// Whether they speak of one problem.
    pub same: bool,
}

/// What a threshold came to on the marks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tuned {
    /// From this score on two reports count as one problem.
    pub score: f32,
    /// Marked pairs it was chosen on.
    pub pairs: usize,
    /// Of the pairs from this score on, the share that is one problem.
    pub precision: f64,
    /// Of the pairs that are one problem, the share from this score on.
    pub recall: f64,
}

/// Thresholds for all kinds together, and for every kind with marks enough.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tuning {
    /// For all kinds that have none of their own; `None` when the marks do not suffice.
    pub all: Option<Tuned>,
    /// For single kinds.
    pub by_kind: BTreeMap<KindCode, Tuned>,
}

/// At most so many pairs, those nearest to the threshold first and every fourth from anywhere.
#[must_use]
pub fn propose<I: Copy + Sync>(entries: &[Entry<'_, I>], settings: &Settings, most: usize) -> Vec<Proposal<I>> {
    let crowd = Crowd::new(entries, settings);
    let mut near: Vec<((u32, u32), f32)> = crowd.pairs().into_iter().collect();
    let distance =
        |(a, _): (u32, u32), score: f32| (score - settings.threshold_of(entries[a as usize].kind).score).abs();
    near.sort_by(|x, y| distance(x.0, x.1).total_cmp(&distance(y.0, y.1)).then(x.0.cmp(&y.0)));
    let mut anywhere = near.clone();
    anywhere.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    let step = (anywhere.len() / (most / ANYWHERE).max(1)).max(1);
    let mut anywhere = anywhere.into_iter().step_by(step);
    let mut near = near.into_iter();
    let mut taken = vec![0_u8; entries.len()];
    let mut chosen = BTreeMap::new();
    let mut proposals = Vec::new();
    for turn in 1.. {
        let pair = if turn % ANYWHERE == 0 {
            anywhere.next().or_else(|| near.next())
        } else {
            near.next().or_else(|| anywhere.next())
        };
        let Some(((a, b), score)) = pair.filter(|_| proposals.len() < most) else { break };
        let (left, right) = (a as usize, b as usize);
        if taken[left] < PER_REPORT && taken[right] < PER_REPORT && chosen.insert((a, b), ()).is_none() {
            taken[left] += 1;
            taken[right] += 1;
            proposals.push(Proposal { left: entries[left].id, right: entries[right].id, score });
        }
    }
    proposals
}

/// The thresholds that the marks speak for: for each, the highest F1, or where a precision is asked for, the lowest score that reaches it.
/// Marks that name places beyond the entries are left aside.
#[must_use]
pub fn tune<I: Copy + Sync>(
    entries: &[Entry<'_, I>],
    marks: &[Mark],
    settings: &Settings,
    precision: Option<f64>,
) -> Tuning {
    let crowd = Crowd::new(entries, settings);
    let mut all = Vec::new();
    let mut by_kind: BTreeMap<KindCode, Vec<(f32, bool)>> = BTreeMap::new();
    for mark in marks.iter().filter(|mark| mark.left.max(mark.right) < entries.len()) {
        let (Ok(left), Ok(right)) = (u32::try_from(mark.left), u32::try_from(mark.right)) else { continue };
        let scored = (crowd.score(left, right), mark.same);
        all.push(scored);
        if let Some(kind) = entries[mark.left].kind.filter(|kind| entries[mark.right].kind == Some(*kind)) {
            by_kind.entry(kind.clone()).or_default().push(scored);
        }
    }
    let by_kind = by_kind.into_iter().filter_map(|(kind, scored)| Some((kind, best(scored, precision)?))).collect();
    Tuning { all: best(all, precision), by_kind }
}

impl Tuning {
    /// Settings with these thresholds; distance and time stay as they were.
    #[must_use]
    pub fn applied(&self, settings: &Settings) -> Settings {
        let mut settings = settings.clone();
        if let Some(all) = &self.all {
            settings.threshold.score = all.score;
        }
        for (kind, tuned) in &self.by_kind {
            let old = settings.threshold_of(Some(kind));
            settings.by_kind.insert(kind.clone(), Threshold { score: tuned.score, ..old });
        }
        settings
    }
}

/// The best threshold on these pairs; `None` when there are too few of either sort.
fn best(mut scored: Vec<(f32, bool)>, wanted: Option<f64>) -> Option<Tuned> {
    let same = scored.iter().filter(|(_, same)| *same).count();
    if same < ENOUGH || scored.len() - same < ENOUGH {
        return None;
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut best: Option<(f64, Tuned)> = None;
    let mut right = 0;
    for (i, (score, is_same)) in scored.iter().enumerate() {
        right += usize::from(*is_same);
        // A threshold lies between two scores, never within equal ones.
        let next = scored.get(i + 1).map_or(0.0, |(next, _)| *next);
        if next >= *score {
            continue;
        }
        let (precision, recall) = (share(right, i + 1), share(right, same));
        let worth = match wanted {
            Some(wanted) if precision >= wanted => recall,
            Some(_) => continue,
            None if right == 0 => 0.0,
            None => 2.0 * precision * recall / (precision + recall),
        };
        if best.as_ref().is_none_or(|(most, _)| worth > *most) {
            best = Some((worth, Tuned { score: f32::midpoint(*score, next), pairs: scored.len(), precision, recall }));
        }
    }
    best.map(|(_, tuned)| tuned)
}

#[expect(clippy::cast_precision_loss, reason = "marks of a person")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_lies_where_the_marks_part() {
        let scored = |same_from: f32| {
            (0..40_u8).map(|i| (f32::from(i) / 40.0, f32::from(i) / 40.0 >= same_from)).collect::<Vec<_>>()
        };
        let tuned = best(scored(0.7), None).unwrap();
        assert!((tuned.score - 0.69).abs() < 0.02 && tuned.precision == 1.0 && tuned.recall == 1.0, "{tuned:?}");
        assert_eq!(best(scored(0.95), None), None);
    }

    #[test]
    fn a_wanted_precision_is_reached_or_nothing_is_said() {
        let noisy: Vec<(f32, bool)> = (0..60_u8).map(|i| (f32::from(i) / 60.0, i % 3 != 0 && i > 20)).collect();
        assert!(best(noisy.clone(), Some(0.99)).is_none_or(|tuned| tuned.precision >= 0.99));
        assert!(best(noisy, Some(0.6)).unwrap().recall > 0.9);
    }

    #[test]
    fn equal_scores_are_never_parted() {
        let equal: Vec<(f32, bool)> = (0..40).map(|i| (0.5, i % 2 == 0)).collect();
        let tuned = best(equal, None).unwrap();
        assert!(tuned.score < 0.5 && (tuned.precision - 0.5).abs() < 1e-9);
    }
}
