//! Which new grid goes on from which present one: the more households they share, the rather.

use super::fabric::Fabric;
use super::labels::NOWHERE;
use rustc_hash::FxHashMap;

/// For each grid the number of the present grid that it goes on from; numbers beyond all present ones for grids that go on from none.
/// Each present grid has one successor at most.
pub(crate) fn successors(fabric: &Fabric, present: &[u32], grids: &[impl AsRef<[u32]>]) -> Vec<u32> {
    let mut shared: FxHashMap<(usize, u32), u64> = FxHashMap::default();
    for (at, grid) in grids.iter().enumerate() {
        for &unit in grid.as_ref() {
            let now = present[unit as usize];
            if now != NOWHERE {
                *shared.entry((at, now)).or_default() += u64::from(fabric.households[unit as usize]);
            }
        }
    }
    let mut pairs: Vec<(u64, usize, u32)> = shared.into_iter().map(|((at, now), sum)| (sum, at, now)).collect();
    pairs.sort_unstable_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut free = present.iter().filter(|&&now| now != NOWHERE).max().map_or(0, |most| most + 1);
    let mut names = vec![NOWHERE; grids.len()];
    let mut taken = rustc_hash::FxHashSet::default();
    for (_, at, now) in pairs {
        if names[at] == NOWHERE && taken.insert(now) {
            names[at] = now;
        }
    }
    for name in names.iter_mut().filter(|name| **name == NOWHERE) {
        *name = free;
        free += 1;
    }
    names
}
