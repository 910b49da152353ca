//! Which grid each unit is in, and what each grid then is: the one place where a cut is kept in step with its figures.

use super::fabric::Fabric;
use super::rules::Rules;
use super::shape::compactness;

/// The number of a grid that is none: units outside the part that is being cut.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// Figures of a grid.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Tally {
    pub(crate) households: u64,
    pub(crate) units: u32,
    area_m2: f64,
    perimeter_m: f64,
}

/// A cut of a part of a community.
///
/// INVARIANT (tallies in step): `tallies[g]` is what the units with label `g` add up to.
#[derive(Debug, Clone)]
pub(crate) struct Labels<'a> {
    pub(crate) fabric: &'a Fabric,
    pub(crate) wish: Wish<'a>,
    label: Vec<u32>,
    tallies: Vec<Tally>,
}

/// What makes one cut better than another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish<'a> {
    pub(crate) rules: &'a Rules,
    /// Households that each grid would have if all had the same.
    pub(crate) average: f64,
    /// The present grid of each unit, when there is an existing net; grids of the cut with the same number go on under its name.
    pub(crate) present: Option<&'a [u32]>,
}

/// How much an even share of households counts beside compactness: a grid at a bound costs as much as 0.03 of compactness.
const EVENNESS: f64 = 0.03;

impl Wish<'_> {
    /// What a grid costs: the compactness it lacks, its distance from the average, and far more than both when out of bounds.
    fn cost(&self, tally: &Tally) -> f64 {
        let households = as_f64(tally.households);
        let half = f64::from(self.rules.most() - self.rules.least()).max(1.0) / 2.0;
        let uneven = (households - self.average) / half;
        let excess = self.rules.excess(tally.households);
        let out = if excess == 0 { 0.0 } else { 1.0 + as_f64(excess) / 50.0 };
        1.0 - compactness(tally.area_m2, tally.perimeter_m) + EVENNESS * uneven * uneven + out
    }

    /// What it costs to have the unit in this grid rather than in its present one.
    fn moved(&self, fabric: &Fabric, unit: u32, grid: u32) -> f64 {
        match self.present {
            Some(present) if present[unit as usize] != grid => {
                self.rules.stability * f64::from(fabric.households[unit as usize]) / self.average.max(1.0)
            }
            _ => 0.0,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "households of a city are far below 2^53")]
pub(crate) const fn as_f64(households: u64) -> f64 {
    households as f64
}

/// A move of a unit to a neighbouring grid, with all that it changes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move {
    unit: u32,
    to: u32,
    left: Tally,
    joined: Tally,
    /// By how much the cut gets dearer; below 0 it gets better.
    pub(crate) cost: f64,
}

impl<'a> Labels<'a> {
    /// The cut in which each unit has this label; [`NOWHERE`] leaves it out.
    pub(crate) fn new(fabric: &'a Fabric, wish: Wish<'a>, label: Vec<u32>, count: usize) -> Self {
        let mut labels = Self { fabric, wish, tallies: vec![Tally::default(); count], label };
        for unit in super::fabric::units(fabric.len()) {
            let grid = labels.label[unit as usize];
            if grid != NOWHERE {
                let within = labels.border_with(unit, grid);
                let tally = &mut labels.tallies[grid as usize];
                tally.households += u64::from(fabric.households[unit as usize]);
                tally.units += 1;
                tally.area_m2 += fabric.area_m2[unit as usize];
                // Each inner border is met from both sides, so taking it off once a side takes it off twice.
                tally.perimeter_m += fabric.perimeter_m[unit as usize] - within;
            }
        }
        labels
    }

    pub(crate) fn label(&self) -> &[u32] {
        &self.label
    }

    /// Whether there is only one grid, and so nothing to move.
    pub(crate) fn is_one_grid(&self) -> bool {
        self.tallies.iter().filter(|tally| tally.units > 0).count() < 2
    }

    /// What the whole cut costs.
    pub(crate) fn cost(&self) -> f64 {
        let grids = self.tallies.iter().filter(|tally| tally.units > 0).map(|tally| self.wish.cost(tally));
        let units = (0_u32..).zip(&self.label).filter(|(_, grid)| **grid != NOWHERE);
        grids.sum::<f64>() + units.map(|(unit, &grid)| self.wish.moved(self.fabric, unit, grid)).sum::<f64>()
    }

    /// The units of each grid, in order.
    pub(crate) fn members(&self) -> Vec<Vec<u32>> {
        let mut members = vec![Vec::new(); self.tallies.len()];
        for (unit, &grid) in (0_u32..).zip(&self.label) {
            if grid != NOWHERE {
                members[grid as usize].push(unit);
            }
        }
        members
    }

    /// The move of this unit to this grid; `None` when its own grid would be left empty.
    pub(crate) fn consider(&self, unit: u32, to: u32) -> Option<Move> {
        let (at, from) = (unit as usize, self.label[unit as usize]);
        let (mut left, mut joined) = (self.tallies[from as usize], self.tallies[to as usize]);
        if left.units == 1 {
            return None;
        }
        let before = self.wish.cost(&left) + self.wish.cost(&joined) + self.wish.moved(self.fabric, unit, from);
        let (with_old, with_new) = self.borders_with(unit, from, to);
        let (area_m2, around_m) = (self.fabric.area_m2[at], self.fabric.perimeter_m[at]);
        let households = u64::from(self.fabric.households[at]);
        left.households -= households;
        left.units -= 1;
        left.area_m2 -= area_m2;
        left.perimeter_m += 2.0 * with_old - around_m;
        joined.households += households;
        joined.units += 1;
        joined.area_m2 += area_m2;
        joined.perimeter_m += around_m - 2.0 * with_new;
        let after = self.wish.cost(&left) + self.wish.cost(&joined) + self.wish.moved(self.fabric, unit, to);
        Some(Move { unit, to, left, joined, cost: after - before })
    }

    /// Makes the move.
    pub(crate) fn make(&mut self, made: &Move) {
        let from = self.label[made.unit as usize];
        self.tallies[from as usize] = made.left;
        self.tallies[made.to as usize] = made.joined;
        self.label[made.unit as usize] = made.to;
    }

    /// Metres of common border with the other units of a grid.
    fn border_with(&self, unit: u32, grid: u32) -> f64 {
        let touches = self.fabric.near(unit).iter();
        touches.filter(|touch| self.label[touch.unit as usize] == grid).map(|touch| touch.length_m).sum()
    }

    fn borders_with(&self, unit: u32, one: u32, other: u32) -> (f64, f64) {
        let mut sums = (0.0, 0.0);
        for touch in self.fabric.near(unit) {
            let label = self.label[touch.unit as usize];
            if label == one {
                sums.0 += touch.length_m;
            } else if label == other {
                sums.1 += touch.length_m;
            }
        }
        sums
    }
}
