//! The best cut of a tree, exactly; and of a part that is no tree, the best over a number of its spanning trees.

use super::dice::Dice;
use super::fabric::Fabric;
use super::marks::Marks;
use super::rules::Rules;

/// A cut of some units, and whether no other cut leaves fewer households out of bounds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) grids: Vec<Vec<u32>>,
    pub(crate) proven: bool,
}

/// What a grid out of bounds costs beside each household that it has too many or too few: half the width of the usual bounds. One
/// grid of 520 is better than 300 and 220; 300 and 290 are better than one of 590.
const OUT: u64 = 100;

/// What a grid of so many households costs; nothing within bounds.
pub(crate) const fn cost_out(rules: &Rules, households: u64) -> u64 {
    match rules.excess(households) {
        0 => 0,
        excess => OUT + excess,
    }
}

/// What every cut of so many households costs at least, by arithmetic alone.
pub(crate) fn least_cost(rules: &Rules, households: u64) -> u64 {
    match rules.least_excess(households) {
        0 => 0,
        excess => OUT + excess,
    }
}

/// The best cut along `trees` spanning trees of a connected part. A part that is itself a tree, such as a village along one street,
/// is cut as well as it can be.
pub(crate) fn cut_trees(fabric: &Fabric, rules: &Rules, part: &[u32], trees: u32, dice: &mut Dice) -> Found {
    let mut best: Option<(u64, Vec<Vec<u32>>)> = None;
    let (mut links, mut inside) = (Vec::new(), Marks::new(fabric.len()));
    inside.only(part.iter().copied());
    for &unit in part {
        let near = fabric.near(unit).iter().filter(|touch| touch.unit > unit && inside.has(touch.unit));
        links.extend(near.map(|touch| (unit, touch.unit, touch.length_m)));
    }
    let least = least_cost(rules, fabric.households_of(part));
    let is_tree = links.len() + 1 == part.len();
    for _ in 0..if is_tree { 1 } else { trees.max(1) } {
        let tree = Tree::draw(fabric, part, &links, dice);
        let (cost, grids) = tree.cut(rules);
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, grids));
        }
        if cost == least {
            break;
        }
    }
    let (cost, grids) = best.expect("at least one tree was cut");
    Found { grids, proven: cost == least || is_tree }
}

/// A spanning tree: units from the root outwards, each with the place of its parent in that order.
struct Tree {
    order: Vec<u32>,
    parent: Vec<usize>,
    households: Vec<u32>,
}

/// No way to have that many households.
const NO_WAY: u64 = u64::MAX;

/// For each number of households of the grid that a unit belongs to, as far as it lies at or beyond that unit: the least cost of all
/// grids that are finished beyond.
type Ways = Vec<u64>;

impl Tree {
    /// A tree drawn by chance, in which units with a long common border rather stay together.
    fn draw(fabric: &Fabric, part: &[u32], links: &[(u32, u32, f64)], dice: &mut Dice) -> Self {
        let mut drawn: Vec<(f64, usize)> =
            links.iter().enumerate().map(|(at, link)| (dice.share() / (1.0 + link.2), at)).collect();
        drawn.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let place = |unit: u32| part.binary_search(&unit).expect("links join units of the part");
        let mut leader: Vec<usize> = (0..part.len()).collect();
        let mut near = vec![Vec::new(); part.len()];
        for (_, at) in drawn {
            let (a, b) = (place(links[at].0), place(links[at].1));
            let (one, other) = (lead(&mut leader, a), lead(&mut leader, b));
            if one != other {
                leader[one] = other;
                near[a].push(b);
                near[b].push(a);
            }
        }
        let (mut walk, mut parent) = (vec![0], vec![0]);
        let mut at = 0;
        while at < walk.len() {
            for &next in &near[walk[at]] {
                if at == 0 || next != walk[parent[at]] {
                    walk.push(next);
                    parent.push(at);
                }
            }
            at += 1;
        }
        let order: Vec<u32> = walk.iter().map(|&place| part[place]).collect();
        let households = order.iter().map(|&unit| fabric.households[unit as usize]).collect();
        Self { order, parent, households }
    }

    /// The cut with the least cost, and that cost.
    fn cut(&self, rules: &Rules) -> (u64, Vec<Vec<u32>>) {
        // Beyond twice the most, two grids are always better than one.
        let cap = 2 * rules.most() as usize + 1;
        let count = self.order.len();
        let mut ways: Vec<Ways> = self.households.iter().map(|&own| only(own as usize)).collect();
        let mut before: Vec<Ways> = vec![Vec::new(); count];
        for at in (1..count).rev() {
            let parent = self.parent[at];
            let joined = join(&ways[parent], &ways[at], rules, cap);
            // What the parent had before this child came is needed to find the way back.
            before[at] = std::mem::replace(&mut ways[parent], joined);
        }
        let (cost, households) = finished(&ways[0], rules);
        let mut left = vec![0; count];
        left[0] = households;
        let mut grid: Vec<usize> = (0..count).collect();
        // Children joined last, those with small numbers, are taken apart first.
        for at in 1..count {
            let parent = self.parent[at];
            let (stays, child_has, parent_has) = apart(&before[at], &ways[at], left[parent], rules);
            (left[at], left[parent]) = (child_has, parent_has);
            if stays {
                grid[at] = parent;
            }
        }
        (cost, self.gather(grid))
    }

    fn gather(&self, mut grid: Vec<usize>) -> Vec<Vec<u32>> {
        let mut grids = vec![Vec::new(); grid.len()];
        for at in 0..grid.len() {
            grid[at] = if grid[at] == at { at } else { grid[grid[at]] };
            grids[grid[at]].push(self.order[at]);
        }
        grids.retain(|units| !units.is_empty());
        grids.iter_mut().for_each(|units| units.sort_unstable());
        grids
    }
}

fn lead(leader: &mut [usize], of: usize) -> usize {
    let mut at = of;
    while leader[at] != at {
        leader[at] = leader[leader[at]];
        at = leader[at];
    }
    at
}

fn only(households: usize) -> Ways {
    let mut ways = vec![NO_WAY; households + 1];
    ways[households] = 0;
    ways
}

/// The least cost when the grid ends here, and with how many households.
fn finished(ways: &Ways, rules: &Rules) -> (u64, usize) {
    let ends = (0_u64..).zip(ways).filter(|(_, cost)| **cost != NO_WAY);
    let costs = ends.map(|(households, cost)| (cost + cost_out(rules, households), households));
    let (cost, households) = costs.min().expect("a unit is in some grid");
    (cost, usize::try_from(households).expect("it was counted by a place in a list"))
}

/// The ways of a parent when this child has come: either the child's grid ends before the parent, or both are in one grid.
fn join(parent: &Ways, child: &Ways, rules: &Rules, cap: usize) -> Ways {
    let (ends, _) = finished(child, rules);
    let length = (parent.len() + child.len() - 1).min(cap.max(parent.len()));
    let mut joined = vec![NO_WAY; length];
    for (own, &cost) in parent.iter().enumerate().filter(|(_, cost)| **cost != NO_WAY) {
        joined[own] = joined[own].min(cost + ends);
        for (more, &further) in child.iter().enumerate().take(length - own).filter(|(_, cost)| **cost != NO_WAY) {
            joined[own + more] = joined[own + more].min(cost + further);
        }
    }
    joined
}

/// How a parent came to so many households: whether the child is in its grid, and what the child and the parent alone then have.
fn apart(before: &Ways, child: &Ways, has: usize, rules: &Rules) -> (bool, usize, usize) {
    let (ends, ended_with) = finished(child, rules);
    let alone = before.get(has).filter(|cost| **cost != NO_WAY).map(|cost| cost + ends);
    let together = (0..=has)
        .filter_map(|own| {
            let (cost, more) = (before.get(own)?, child.get(has - own)?);
            (*cost != NO_WAY && *more != NO_WAY).then(|| (cost + more, own))
        })
        .min();
    match (alone, together) {
        (Some(alone), Some((both, own))) if both < alone => (true, has - own, own),
        (None, Some((_, own))) => (true, has - own, own),
        _ => (false, ended_with, has),
    }
}
