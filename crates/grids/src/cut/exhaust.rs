//! The best cut of a few units, found by going through all of them.

use super::fabric::Fabric;
use super::rules::Rules;
use super::trees::{Found, cost_out};
use rustc_hash::FxHashMap;

/// As many units are tried in every way.
pub(crate) const FEW: usize = 24;

/// Steps after which the search gives up; about a second.
const STEPS: u64 = 20_000_000;

/// The best cut of a connected part of at most [`FEW`] units; `None` when there are too many ways to go through.
pub(crate) fn cut_exactly(fabric: &Fabric, rules: &Rules, part: &[u32]) -> Option<Found> {
    if part.len() > FEW {
        return None;
    }
    let place = |unit: u32| part.binary_search(&unit).ok();
    let near =
        |&unit: &u32| fabric.near(unit).iter().filter_map(|touch| place(touch.unit)).fold(0, |set, at| set | 1 << at);
    let mut search = Search {
        rules,
        households: part.iter().map(|&unit| u64::from(fabric.households[unit as usize])).collect(),
        near: part.iter().map(near).collect(),
        best: FxHashMap::default(),
        steps: 0,
    };
    let everyone: Set = (1 << part.len()) - 1;
    search.best_of(everyone)?;
    let (mut grids, mut left) = (Vec::new(), everyone);
    while left != 0 {
        let grid = search.best[&left].1;
        grids.push(part.iter().enumerate().filter(|(at, _)| grid >> at & 1 == 1).map(|(_, &unit)| unit).collect());
        left &= !grid;
    }
    Some(Found { grids, proven: true })
}

/// Units by their places: a bit each.
type Set = u32;

struct Search<'a> {
    rules: &'a Rules,
    households: Vec<u64>,
    near: Vec<Set>,
    /// For units that are still to be cut: the least cost, and the grid of the first of them.
    best: FxHashMap<Set, (u64, Set)>,
    steps: u64,
}

impl Search<'_> {
    /// The least cost of cutting these units into grids; `None` when the steps are used up.
    fn best_of(&mut self, left: Set) -> Option<u64> {
        if left == 0 {
            return Some(0);
        }
        if let Some((cost, _)) = self.best.get(&left) {
            return Some(*cost);
        }
        let first: Set = 1 << left.trailing_zeros();
        let mut best = (u64::MAX, 0);
        self.grow(left, first, first, &mut best)?;
        self.best.insert(left, best);
        Some(best.0)
    }

    /// Goes through all connected sets that hold `grid`, lie in `left`, and hold nothing of `seen` besides `grid`.
    fn grow(&mut self, left: Set, grid: Set, seen: Set, best: &mut (u64, Set)) -> Option<()> {
        self.steps += 1;
        if self.steps > STEPS {
            return None;
        }
        let households = self.sum(grid);
        let own = cost_out(self.rules, households);
        if own < best.0 {
            let cost = own + self.best_of(left & !grid)?;
            // Of equal cuts the first that is met stays; the order of the units is fixed, so it is always the same.
            if cost < best.0 {
                *best = (cost, grid);
            }
        }
        // A grid that is already too large only gets worse, and is no way to anything: two grids are better.
        if best.0 == 0 || households > u64::from(self.rules.most()) * 2 {
            return Some(());
        }
        let mut seen = seen;
        let mut frontier = self.around(grid) & left & !seen;
        while frontier != 0 {
            let next: Set = 1 << frontier.trailing_zeros();
            frontier &= !next;
            seen |= next;
            self.grow(left, grid | next, seen, best)?;
        }
        Some(())
    }

    fn around(&self, grid: Set) -> Set {
        places(grid).fold(0, |set, at| set | self.near[at])
    }

    fn sum(&self, grid: Set) -> u64 {
        places(grid).map(|at| self.households[at]).sum()
    }
}

fn places(mut set: Set) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(at)
    })
}
