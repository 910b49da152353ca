//! Brings grids within bounds that the search left out of them: cuts their neighbourhood anew, exactly where that can be done.

use super::dice::Dice;
use super::exhaust::{FEW, cut_exactly};
use super::fabric::Fabric;
use super::marks::Marks;
use super::rules::Rules;
use super::trees::{Found, cost_out, cut_trees, least_cost};

/// Spanning trees that are tried for a neighbourhood, and for a whole part that is small enough.
const TREES: (u32, u32) = (16, 64);

/// The largest neighbourhood that is cut anew, in units; cutting along a tree takes time with the households in it.
const REGION: usize = 400;

/// Cuts anew around each grid out of bounds, in ever wider circles, as long as that helps. Says whether what is still out of bounds
/// is proven to be so in every cut of this part.
pub(crate) fn mend(fabric: &Fabric, rules: &Rules, part: &[u32], grids: &mut Vec<Vec<u32>>, dice: &mut Dice) -> bool {
    if cost(fabric, rules, grids) == least_cost(rules, fabric.households_of(part)) {
        return true;
    }
    if part.len() <= REGION {
        let found = cut_anew(fabric, rules, part, TREES.1, dice);
        if cost(fabric, rules, &found.grids) < cost(fabric, rules, grids) {
            *grids = found.grids;
        }
        return found.proven || rules.counts(fabric.households_of(part)).is_none();
    }
    let mut hopeless = Marks::new(fabric.len());
    let mut given_up: Vec<u32> = Vec::new();
    loop {
        hopeless.only(given_up.iter().copied());
        let bad = |grid: &&Vec<u32>| !rules.allows(fabric.households_of(grid)) && !hopeless.has(grid[0]);
        let Some(first) = grids.iter().find(bad).map(|grid| grid[0]) else {
            break;
        };
        if !mend_around(fabric, rules, grids, first, dice) {
            given_up.push(first);
        }
    }
    cost(fabric, rules, grids) == 0
}

fn cost(fabric: &Fabric, rules: &Rules, grids: &[Vec<u32>]) -> u64 {
    grids.iter().map(|grid| cost_out(rules, fabric.households_of(grid))).sum()
}

/// The best cut of a part that can be found: by going through all of them when there are few units, else along trees.
fn cut_anew(fabric: &Fabric, rules: &Rules, part: &[u32], trees: u32, dice: &mut Dice) -> Found {
    let along_trees = cut_trees(fabric, rules, part, trees, dice);
    if along_trees.proven || part.len() > FEW {
        return along_trees;
    }
    cut_exactly(fabric, rules, part).unwrap_or(along_trees)
}

/// Cuts the grids around the one with this first unit anew; says whether that lessened what is out of bounds.
fn mend_around(fabric: &Fabric, rules: &Rules, grids: &mut Vec<Vec<u32>>, first: u32, dice: &mut Dice) -> bool {
    let mut grid_of = rustc_hash::FxHashMap::default();
    for (at, grid) in grids.iter().enumerate() {
        grid_of.extend(grid.iter().map(|&unit| (unit, at)));
    }
    let mut region = vec![grid_of[&first]];
    loop {
        let mut wider = region.clone();
        for &at in &region {
            let near = grids[at].iter().flat_map(|&unit| fabric.near(unit));
            wider.extend(near.filter_map(|touch| grid_of.get(&touch.unit)));
        }
        wider.sort_unstable();
        wider.dedup();
        let mut units: Vec<u32> = wider.iter().flat_map(|&at| grids[at].iter().copied()).collect();
        if units.len() > REGION || wider == region {
            return false;
        }
        units.sort_unstable();
        let present: u64 = wider.iter().map(|&at| cost_out(rules, fabric.households_of(&grids[at]))).sum();
        let found = cut_anew(fabric, rules, &units, TREES.0, dice);
        if cost(fabric, rules, &found.grids) < present {
            let mut at = 0;
            grids.retain(|_| {
                at += 1;
                wider.binary_search(&(at - 1)).is_err()
            });
            grids.extend(found.grids);
            return true;
        }
        region = wider;
    }
}
