//! Why a slice got worse, as far as the outcomes themselves show it. Every reason comes with its size, so that nobody has to believe it.

use super::statistics::count;
use super::{Outcome, Reason, Slice};
use std::collections::{BTreeMap, BTreeSet};

/// Errors below this number explain nothing.
const LEAST_ERRORS: u64 = 3;
/// The share of the additional errors, or of the loss, from which on a reason is worth telling.
const LEAST_SHARE: f64 = 0.3;
/// Most of the additional errors in one place.
const MOST: f64 = 0.6;

/// The reasons for one slice, the greatest first within each sort.
pub(super) fn reasons(slice: &Slice, reference: &[&Outcome], recent: &[&Outcome]) -> Vec<Reason> {
    let mut found = new_labels(reference, recent);
    found.extend(vanished_labels(reference, recent));
    found.extend(catalogue(reference, recent));
    found.extend(mix(slice, reference, recent));
    found.extend(one_place(slice, reference, recent));
    found
}

fn wrong(outcome: &Outcome) -> bool {
    outcome.suggested.as_deref() != Some(&outcome.confirmed)
}

fn new_labels(reference: &[&Outcome], recent: &[&Outcome]) -> Vec<Reason> {
    let known: BTreeSet<&str> = reference.iter().map(|outcome| outcome.confirmed.as_str()).collect();
    let new = recent.iter().filter(|outcome| wrong(outcome) && !known.contains(&*outcome.confirmed));
    tallied(new.map(|outcome| outcome.confirmed.as_str()), |label, errors| Reason::NewLabel { label, errors })
}

fn vanished_labels(reference: &[&Outcome], recent: &[&Outcome]) -> Vec<Reason> {
    let confirmed: BTreeSet<&str> = recent.iter().map(|outcome| outcome.confirmed.as_str()).collect();
    let before: BTreeSet<&str> = reference.iter().map(|outcome| outcome.confirmed.as_str()).collect();
    let gone = |label: &&str| before.contains(*label) && !confirmed.contains(*label);
    let suggested = recent.iter().filter(|outcome| wrong(outcome)).filter_map(|outcome| outcome.suggested.as_deref());
    tallied(suggested.filter(gone), |label, errors| Reason::VanishedLabel { label, errors })
}

fn tallied<'a>(labels: impl Iterator<Item = &'a str>, reason: impl Fn(String, u64) -> Reason) -> Vec<Reason> {
    let mut tally: BTreeMap<&str, u64> = BTreeMap::new();
    for label in labels {
        *tally.entry(label).or_default() += 1;
    }
    let mut tally: Vec<(&str, u64)> = tally.into_iter().filter(|(_, errors)| *errors >= LEAST_ERRORS).collect();
    tally.sort_by_key(|(label, errors)| (std::cmp::Reverse(*errors), *label));
    tally.into_iter().map(|(label, errors)| reason(label.to_owned(), errors)).collect()
}

/// The edition under which most of each window was confirmed.
fn catalogue(reference: &[&Outcome], recent: &[&Outcome]) -> Option<Reason> {
    let edition = |outcomes: &[&Outcome]| {
        let mut tally: BTreeMap<&str, u64> = BTreeMap::new();
        for outcome in outcomes.iter().filter(|outcome| !outcome.catalogue.is_empty()) {
            *tally.entry(&outcome.catalogue).or_default() += 1;
        }
        tally.into_iter().max_by_key(|(version, n)| (*n, *version)).map(|(version, _)| version.to_owned())
    };
    let (from, to) = (edition(reference)?, edition(recent)?);
    (from != to).then_some(Reason::CatalogueChanged { from, to })
}

/// By how much the share of right ones would have fallen, had every part stayed as good as before and only their mix moved.
fn mix(slice: &Slice, reference: &[&Outcome], recent: &[&Outcome]) -> Option<Reason> {
    let before = by_part(slice, reference);
    let now = by_part(slice, recent);
    let all = |parts: &BTreeMap<&str, Part>| {
        parts
            .values()
            .fold(Part::default(), |sum, part| Part { all: sum.all + part.all, wrong: sum.wrong + part.wrong })
    };
    let (sum_before, sum_now) = (all(&before), all(&now));
    let loss = sum_now.rate() - sum_before.rate();
    if loss <= 0.0 {
        return None;
    }
    let as_before = |(part, tally): (&&str, &Part)| {
        // A part that is new says nothing of the mix: there is no "as good as before".
        count(tally.all) * before.get(*part).map_or(sum_before.rate(), |part| part.rate())
    };
    let expected = now.iter().map(as_before).sum::<f64>() / count(sum_now.all).max(1.0);
    let share = ((expected - sum_before.rate()) / loss).clamp(0.0, 1.0);
    (share >= LEAST_SHARE).then_some(Reason::MixMoved { share })
}

/// The one part of the slice that holds most of the errors that are too many.
fn one_place(slice: &Slice, reference: &[&Outcome], recent: &[&Outcome]) -> Option<Reason> {
    let before = by_part(slice, reference);
    let now = by_part(slice, recent);
    if now.len() < 2 {
        return None;
    }
    let all: Part = before
        .values()
        .fold(Part::default(), |sum, part| Part { all: sum.all + part.all, wrong: sum.wrong + part.wrong });
    let more = |(name, tally): (&&str, &Part)| {
        let rate = before.get(*name).map_or(all.rate(), |part| part.rate());
        (count(tally.wrong) - rate * count(tally.all), (*name).to_owned())
    };
    let mut more: Vec<(f64, String)> = now.iter().map(more).filter(|(errors, _)| *errors > 0.0).collect();
    more.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let sum: f64 = more.iter().map(|(errors, _)| errors).sum();
    let (errors, name) = more.into_iter().next()?;
    (errors >= count(LEAST_ERRORS) && errors / sum >= MOST).then(|| Reason::OnePlace { name, share: errors / sum })
}

#[derive(Debug, Clone, Copy, Default)]
struct Part {
    all: u64,
    wrong: u64,
}

impl Part {
    fn rate(self) -> f64 {
        if self.all == 0 { 0.0 } else { count(self.wrong) / count(self.all) }
    }
}

/// The parts of a slice: the areas of a kind, the kinds of an area and of everything.
fn by_part<'a>(slice: &Slice, outcomes: &[&'a Outcome]) -> BTreeMap<&'a str, Part> {
    let mut parts: BTreeMap<&str, Part> = BTreeMap::new();
    for &outcome in outcomes {
        let part = match slice {
            Slice::Kind(_) => &outcome.area,
            Slice::Area(_) | Slice::Everything => &outcome.kind,
        };
        let tally = parts.entry(part).or_default();
        tally.all += 1;
        tally.wrong += u64::from(wrong(outcome));
    }
    parts
}
