//! Which keys to block on: the set that keeps true pairs meeting even when several of their fields are wrong, each key at a price in
//! pairs that can be paid.

use super::Column;
use crate::plan::{Block, Cut, Kind, Part};
use crate::register::Cells;
use rustc_hash::FxHashMap;

/// More keys than this cost more than they find.
const MOST: usize = 14;
/// A key that brings together a smaller share of true pairs than this is not worth its pass.
const LEAST_GAIN: f64 = 0.0008;
/// What is believed of a field of a true pair before any is known: the same, one slip, or of no use.
const STATES: [f64; 3] = [0.72, 0.08, 0.20];
/// Up to so many records of one key all meet.
const CAP: usize = 400;
/// The chance that a part of a value is spared by a slip.
const SPARED: f64 = 0.5;

/// A part of a field that may stand in a key.
#[derive(Debug, Clone)]
struct Candidate {
    field: usize,
    part: Part,
    /// The chance that two records share it.
    chance: f64,
    /// The share of records that have it.
    filled: f64,
}

/// The blocks, each with about how many pairs it makes.
pub(super) fn choose(chosen: &[(&Column, Kind)]) -> Vec<(Block, f64)> {
    let sizes: Vec<usize> =
        chosen.first().map_or_else(Vec::new, |(column, _)| column.cells.iter().map(Cells::len).collect());
    let possible = match sizes[..] {
        [one] => count(one) * (count(one) - 1.0) / 2.0,
        _ => sizes.iter().map(|size| count(*size)).product(),
    };
    let records: f64 = sizes.iter().map(|size| count(*size)).sum();
    let price = (12.0 * records).min(300_000.0 + records / 4.0);
    let candidates: Vec<Candidate> =
        chosen.iter().enumerate().flat_map(|(field, (column, kind))| candidates(field, column, *kind)).collect();
    greedy(payable(&candidates, possible, price), &candidates, chosen.len(), price)
}

fn candidates(field: usize, column: &Column, kind: Kind) -> Vec<Candidate> {
    let han = column.cells.iter().any(|cells| cells.distinct() > 0 && cells.word(0).chars().all(|c| c >= '\u{3400}'));
    let cuts: &[Cut] = match kind {
        Kind::Name if han => &[Cut::Whole, Cut::Sound, Cut::First(1), Cut::Last(1), Cut::First(2), Cut::Last(2)],
        Kind::Name => &[Cut::Whole, Cut::Sound, Cut::First(2), Cut::First(3), Cut::First(4)],
        Kind::Date => &[Cut::Whole, Cut::Year, Cut::MonthDay],
        Kind::Phone => &[Cut::Whole, Cut::Last(4), Cut::First(7)],
        Kind::IdCard => &[Cut::Whole, Cut::First(14), Cut::Last(8)],
        Kind::Code => &[Cut::Whole, Cut::First(3)],
        Kind::Text | Kind::Address => &[Cut::Whole, Cut::First(4)],
        Kind::Category | Kind::Hidden => &[Cut::Whole],
    };
    cuts.iter()
        .map(|cut| {
            let part = Part { field: column.name.clone(), cut: *cut };
            let (chance, filled) = chance(column, kind, *cut);
            Candidate { field, part, chance, filled }
        })
        .filter(|candidate| candidate.chance < 0.5)
        .collect()
}

/// The chance that two records with a value share this part of it, and the share of records that have it.
fn chance(column: &Column, kind: Kind, cut: Cut) -> (f64, f64) {
    let mut all: Vec<FxHashMap<u64, f64>> = Vec::new();
    let (mut rows, mut with) = (0, 0.0);
    for cells in &column.cells {
        let keys: Vec<u64> = (0..cells.distinct())
            .map(|word| match crate::clean::clean(kind, cells.word(word)) {
                crate::clean::Clean::Value(value) | crate::clean::Clean::Doubtful(value, ..) => {
                    crate::block::part_key(&value, cut)
                }
                _ => 0,
            })
            .collect();
        let mut counts = FxHashMap::default();
        for key in cells.words_of_rows().filter_map(|word| keys.get(word)).filter(|key| **key != 0) {
            *counts.entry(*key).or_insert(0.0) += 1.0;
            with += 1.0;
        }
        rows += cells.len();
        all.push(counts);
    }
    let filled = with / count(rows).max(1.0);
    let chance = match &all[..] {
        [one] => one.values().map(|n| n * (n - 1.0)).sum::<f64>() / (with * (with - 1.0)).max(1.0),
        [one, other, ..] => {
            let totals = [one, other].map(|side| side.values().sum::<f64>().max(1.0));
            one.iter().filter_map(|(key, n)| Some(n * other.get(key)?)).sum::<f64>() / (totals[0] * totals[1])
        }
        [] => 1.0,
    };
    (chance, filled)
}

/// Every payable key of one, two or three parts of different fields, with its pairs; none that only narrows one that is payable itself.
fn payable(candidates: &[Candidate], possible: f64, price: f64) -> Vec<(Vec<usize>, f64)> {
    let mut found: Vec<(Vec<usize>, f64)> = Vec::new();
    let mut open: Vec<Vec<usize>> = (0..candidates.len()).map(|part| vec![part]).collect();
    for _ in 0..3 {
        let mut dear = Vec::new();
        for key in open {
            let pairs = pairs(&key, candidates, possible);
            if pairs > price {
                dear.push(key);
            } else if !found.iter().any(|(wide, _)| narrows(&key, wide, candidates)) {
                found.push((key, pairs));
            }
        }
        let wider = |key: &Vec<usize>| {
            let last = candidates[key[key.len() - 1]].field;
            (0..candidates.len())
                .filter(|part| candidates[*part].field > last)
                .map(|part| [key, &[part][..]].concat())
                .collect()
        };
        open = dear.iter().flat_map(|key| -> Vec<Vec<usize>> { wider(key) }).collect();
    }
    found
}

/// Whether every part of the wide key stands in this one.
fn narrows(key: &[usize], wide: &[usize], candidates: &[Candidate]) -> bool {
    let holds = |wide: &Candidate, part: &Candidate| {
        wide.field == part.field && (wide.part == part.part || part.part.cut == Cut::Whole)
    };
    wide.len() < key.len()
        && wide.iter().all(|wide| key.iter().any(|part| holds(&candidates[*wide], &candidates[*part])))
}

fn pairs(key: &[usize], candidates: &[Candidate], possible: f64) -> f64 {
    key.iter().map(|part| candidates[*part].chance * candidates[*part].filled.powi(2)).product::<f64>() * possible
}

/// Takes the key that catches most of what no key has caught, until nothing worth a pass is left.
fn greedy(payable: Vec<(Vec<usize>, f64)>, candidates: &[Candidate], fields: usize, price: f64) -> Vec<(Block, f64)> {
    let telling = telling(candidates, fields);
    let caught = caught(candidates, &telling);
    let mut missed: Vec<f64> = (0..3_usize.pow(u32::try_from(telling.len()).unwrap_or(0)))
        .map(|state| (0..telling.len()).map(|place| STATES[state_of(state, place)]).product())
        .collect();
    let share = |key: &[usize], state: usize| key.iter().map(|part| caught[*part][state]).product::<f64>();
    let mut left = payable;
    let mut taken = Vec::new();
    while taken.len() < MOST {
        let gains = left.iter().enumerate().map(|(at, (key, pairs))| {
            let gain = missed.iter().enumerate().map(|(state, missed)| missed * share(key, state)).sum::<f64>();
            (gain / (1.0 + pairs / price), gain, at)
        });
        // Of equal gains the earlier key wins: it has fewer parts.
        let best = gains.max_by(|a, b| a.0.total_cmp(&b.0).then(b.2.cmp(&a.2)));
        let Some((_, _, at)) = best.filter(|(_, gain, _)| *gain >= LEAST_GAIN) else { break };
        let (key, pairs) = left.remove(at);
        for (state, missed) in missed.iter_mut().enumerate() {
            *missed *= 1.0 - share(&key, state);
        }
        let on = key.iter().map(|part| candidates[*part].part.to_string()).collect();
        taken.push((Block { on, cap: CAP }, pairs));
    }
    taken
}

/// The fields that tell records apart best. Beyond eight the states are too many to go through, and a key needs no more to choose from.
fn telling(candidates: &[Candidate], fields: usize) -> Vec<usize> {
    let best = |field: usize| candidates.iter().filter(|c| c.field == field).map(|c| c.chance).fold(1.0, f64::min);
    let mut telling: Vec<usize> = (0..fields).filter(|field| best(*field) < 1.0).collect();
    telling.sort_by(|a, b| best(*a).total_cmp(&best(*b)).then(a.cmp(b)));
    telling.truncate(8);
    telling
}

/// For each part and state of a pair, the chance that both records have the part and share it.
fn caught(candidates: &[Candidate], telling: &[usize]) -> Vec<Vec<f64>> {
    let states = 3_usize.pow(u32::try_from(telling.len()).unwrap_or(0));
    let of = |candidate: &Candidate| {
        let place = telling.iter().position(|field| *field == candidate.field);
        let share = move |state: usize| match (place.map(|place| state_of(state, place)), candidate.part.cut) {
            (Some(0), _) => candidate.filled,
            (Some(1), cut) if cut != Cut::Whole => SPARED * candidate.filled,
            _ => 0.0,
        };
        (0..states).map(share).collect()
    };
    candidates.iter().map(of).collect()
}

/// The state of one field in a number that holds a digit to base three for each.
fn state_of(state: usize, place: usize) -> usize {
    state / 3_usize.pow(u32::try_from(place).unwrap_or(0)) % 3
}

#[expect(clippy::cast_precision_loss, reason = "records are far below 2^53")]
const fn count(of: usize) -> f64 {
    of as f64
}
