//! Parts of the examples for judging honestly: every kind spread evenly, near-duplicates never parted.

use super::dice::Dice;
use std::collections::BTreeMap;

/// For each example the number of its part, from 0 to below `parts`.
///
/// Groups go, largest first and otherwise in an order drawn with `seed`, to the part that has the fewest examples of their kind.
pub(crate) fn folds(kinds: &[u32], groups: &[usize], width: usize, parts: usize, seed: u64) -> Vec<usize> {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        members.entry(*group).or_default().push(at);
    }
    let mut order: Vec<Vec<usize>> = members.into_values().collect();
    Dice::new(seed).shuffle(&mut order);
    order.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let mut by_kind = vec![vec![0_usize; parts]; width];
    let mut sizes = vec![0_usize; parts];
    let mut folds = vec![0; kinds.len()];
    for group in &order {
        let kind = kinds[group[0]] as usize;
        let part = (0..parts).min_by_key(|part| (by_kind[kind][*part], sizes[*part], *part)).unwrap_or(0);
        for at in group {
            folds[*at] = part;
            by_kind[kinds[*at] as usize][part] += 1;
        }
        sizes[part] += group.len();
    }
    folds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_spread_evenly_and_groups_stay_whole() {
        let kinds: Vec<u32> = (0..100).map(|at| u32::from(at % 10 == 0)).collect();
        let groups: Vec<usize> = (0..100).map(|at| if at < 6 { 0 } else { at }).collect();
        let folds = folds(&kinds, &groups, 2, 5, 7);
        assert!(folds[..6].iter().all(|part| *part == folds[0]));
        for part in 0..5 {
            let of = |kind| (0..100).filter(|at| folds[*at] == part && kinds[*at] == kind).count();
            assert!((17..=19).contains(&of(0)) && (1..=3).contains(&of(1)), "{part}: {} {}", of(0), of(1));
        }
    }
}
