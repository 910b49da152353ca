//! Cuts one connected part of a community: a first cut, the search for a better one, and the mending of what is out of bounds.

use super::anneal::{GENTLE, USUAL, anneal};
use super::dice::Dice;
use super::fabric::Fabric;
use super::halve::halve;
use super::labels::{Labels, NOWHERE, Wish, as_f64};
use super::marks::Marks;
use super::mend::mend;
use super::rules::Rules;
use super::trees::cost_out;

/// The cut of a part.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Solved {
    /// The units of each grid, in order.
    pub(crate) grids: Vec<Vec<u32>>,
    /// Whether no cut of the part has fewer grids out of bounds for a reason that is certain: none is out of bounds, arithmetic
    /// forbids it, or all cuts were gone through.
    pub(crate) proven: bool,
}

/// Where and what is to be cut.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Task<'a> {
    pub(crate) fabric: &'a Fabric,
    /// A point inside each unit, in metres.
    pub(crate) centres_m: &'a [(f64, f64)],
    pub(crate) rules: &'a Rules,
    /// The present grid of each unit, counted from 0; [`NOWHERE`] for a unit of none.
    pub(crate) present: Option<&'a [u32]>,
}

/// Cuts a connected part.
pub(crate) fn solve(task: &Task<'_>, part: &[u32], dice: &mut Dice) -> Solved {
    let fresh = from_first_cut(task, part, dice);
    let Some(present) = task.present else {
        return fresh;
    };
    // The net that grew out of the present one and the net cut afresh are weighed by the same measure.
    let kept = from_present(task, part, present, dice);
    let weight = |solved: &Solved| {
        let out: u64 = solved.grids.iter().map(|grid| cost_out(task.rules, task.fabric.households_of(grid))).sum();
        (out, labelled(task, part, &solved.grids).cost())
    };
    let ((out_kept, cost_kept), (out_fresh, cost_fresh)) = (weight(&kept), weight(&fresh));
    if (out_kept, cost_kept) <= (out_fresh, cost_fresh) { kept } else { fresh }
}

fn from_first_cut(task: &Task<'_>, part: &[u32], dice: &mut Dice) -> Solved {
    let count = task.rules.count(task.fabric.households_of(part));
    let grids = halve(task.fabric, task.centres_m, task.rules, part, count);
    finish(task, part, &grids, true, dice)
}

/// Starts from the present grids: those too large are halved, those too small join the neighbour with the fewest households.
fn from_present(task: &Task<'_>, part: &[u32], present: &[u32], dice: &mut Dice) -> Solved {
    let fabric = task.fabric;
    let mut by_grid = part.to_vec();
    by_grid.sort_by_key(|&unit| (present[unit as usize], unit));
    let mut marks = Marks::new(fabric.len());
    let mut grids = Vec::new();
    for group in by_grid.chunk_by(|&a, &b| present[a as usize] == present[b as usize]) {
        for piece in fabric.parts_among(group, &mut marks) {
            let households = fabric.households_of(&piece);
            let count = if households > u64::from(task.rules.most()) { task.rules.count(households) } else { 1 };
            grids.extend(halve(fabric, task.centres_m, task.rules, &piece, count));
        }
    }
    join_small(task, &mut grids);
    finish(task, part, &grids, false, dice)
}

/// Joins each grid below the least to a neighbour, as long as the two together are not too large.
fn join_small(task: &Task<'_>, grids: &mut Vec<Vec<u32>>) {
    let (fabric, rules) = (task.fabric, task.rules);
    let mut label = vec![NOWHERE; fabric.len()];
    for (at, grid) in (0_u32..).zip(grids.iter()) {
        grid.iter().for_each(|&unit| label[unit as usize] = at);
    }
    let mut sums: Vec<u64> = grids.iter().map(|grid| fabric.households_of(grid)).collect();
    let mut order: Vec<usize> = (0..grids.len()).collect();
    order.sort_by_key(|&at| (sums[at], at));
    for at in order {
        if sums[at] >= u64::from(rules.least()) || grids[at].is_empty() {
            continue;
        }
        let near = grids[at].iter().flat_map(|&unit| fabric.near(unit)).map(|touch| label[touch.unit as usize]);
        let near = near.filter(|&other| other != NOWHERE && other as usize != at).map(|other| other as usize);
        let joinable = near.filter(|&other| sums[at] + sums[other] <= u64::from(rules.most()));
        if let Some(other) = joinable.min_by_key(|&other| (sums[other], other)) {
            let units = std::mem::take(&mut grids[at]);
            for &unit in &units {
                label[unit as usize] = u32::try_from(other).expect("grids are counted by 32 bits");
            }
            (sums[other], sums[at]) = (sums[other] + sums[at], 0);
            grids[other].extend(units);
        }
    }
    grids.retain(|grid| !grid.is_empty());
    grids.iter_mut().for_each(|grid| grid.sort_unstable());
}

/// Betters a first cut, mends what is out of bounds, and betters what was mended.
fn finish(task: &Task<'_>, part: &[u32], grids: &[Vec<u32>], freely: bool, dice: &mut Dice) -> Solved {
    let mut labels = labelled(task, part, grids);
    anneal(&mut labels, part, if freely { USUAL } else { GENTLE }, dice);
    let mut grids: Vec<Vec<u32>> = labels.members().into_iter().filter(|grid| !grid.is_empty()).collect();
    let out = |grids: &[Vec<u32>]| grids.iter().any(|grid| !task.rules.allows(task.fabric.households_of(grid)));
    if !out(&grids) {
        return Solved { grids, proven: true };
    }
    let proven = mend(task.fabric, task.rules, part, &mut grids, dice);
    let mut labels = labelled(task, part, &grids);
    anneal(&mut labels, part, GENTLE, dice);
    let grids: Vec<Vec<u32>> = labels.members().into_iter().filter(|grid| !grid.is_empty()).collect();
    Solved { grids, proven }
}

/// The grids with their figures. With an existing net, each grid bears the number of the present grid that it goes on from.
fn labelled<'a>(task: &Task<'a>, part: &[u32], grids: &[Vec<u32>]) -> Labels<'a> {
    let fabric = task.fabric;
    let names = match task.present {
        None => super::fabric::units(grids.len()).collect(),
        Some(present) => super::keep::successors(fabric, present, grids),
    };
    let mut label = vec![NOWHERE; fabric.len()];
    for (grid, name) in grids.iter().zip(&names) {
        grid.iter().for_each(|&unit| label[unit as usize] = *name);
    }
    let count = names.iter().max().map_or(0, |most| *most as usize + 1);
    let average = as_f64(fabric.households_of(part)) / as_f64(grids.len().max(1) as u64);
    Labels::new(fabric, Wish { rules: task.rules, average, present: task.present }, label, count)
}
