//! The table of cells: which features meet a cell, and which hold it whole.

use super::outline::Outline;
use geo::{Coord, Rect};
use rayon::prelude::*;

/// Cells over the ground of a layer, row by row from the south-west.
#[derive(Debug)]
pub(super) struct Table {
    origin: Coord<f64>,
    /// Cells a degree, eastwards and northwards.
    per_degree: Coord<f64>,
    columns: usize,
    rows: usize,
    /// One word a cell: nothing, the one feature that holds it whole, or where its list stands.
    cells: Vec<u32>,
    /// Lists: how many, then each feature, marked when it holds the cell whole.
    lists: Vec<u32>,
}

/// Marks a feature that holds a cell whole.
const WHOLE: u32 = 1 << 31;
/// A cell that nothing meets.
const NOTHING: u32 = WHOLE - 1;
/// Cells that an edge comes this close to are taken as met, in parts of a cell: far more than rounding can shift either.
const MARGIN: f64 = 1e-6;
/// Cells for each feature, and the most there may be.
const CELLS_A_FEATURE: usize = 64;
const MOST_CELLS: usize = 1 << 23;

/// A cell as it answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'a> {
    word: u32,
    lists: &'a [u32],
}

impl<'a> Cell<'a> {
    /// The one feature that holds the cell whole, where no other meets it.
    pub(super) fn whole(self) -> Option<usize> {
        (self.word & WHOLE != 0).then_some((self.word & !WHOLE) as usize)
    }

    /// The features that meet the cell, in the order of the file, and whether they hold it whole.
    pub(super) fn features(self) -> impl Iterator<Item = (usize, bool)> + 'a {
        let list: &'a [u32] = if self.word == NOTHING || self.word & WHOLE != 0 {
            &[]
        } else {
            let at = self.word as usize;
            &self.lists[at + 1..=at + self.lists[at] as usize]
        };
        let alone = self.whole().map(|n| (n, true));
        alone.into_iter().chain(list.iter().map(|word| ((word & !WHOLE) as usize, word & WHOLE != 0)))
    }
}

impl Table {
    /// The cell of a point; nothing outside of the table.
    pub(super) fn cell(&self, point: Coord<f64>) -> Option<Cell<'_>> {
        let x = (point.x - self.origin.x) * self.per_degree.x;
        let y = (point.y - self.origin.y) * self.per_degree.y;
        // Written so that what is not a number is outside. The far edge may come out a hair past the last cell.
        let inside = x >= 0.0 && y >= 0.0 && x <= count(self.columns) + MARGIN && y <= count(self.rows) + MARGIN;
        inside.then(|| self.at(whole(x).min(self.columns - 1), whole(y).min(self.rows - 1)))
    }

    fn at(&self, column: usize, row: usize) -> Cell<'_> {
        Cell { word: self.cells[row * self.columns + column], lists: &self.lists }
    }

    /// The features around a point, those of nearer rings of cells first, each with the least distance in metres that its
    /// cell can have. `metres` are those of one degree eastwards and northwards.
    pub(super) fn around(
        &self,
        point: Coord<f64>,
        reach: Coord<f64>,
        metres: [f64; 2],
    ) -> impl Iterator<Item = (usize, f64)> {
        let place = |value: f64, origin: f64, per: f64| (value - origin) * per;
        let (x, y) =
            (place(point.x, self.origin.x, self.per_degree.x), place(point.y, self.origin.y, self.per_degree.y));
        // Of a point beside the table only the rings that reach the table are of use.
        let beside = |v: f64, cells: usize| (-v).max(v - count(cells)).clamp(0.0, 1e9);
        let first = whole(beside(x, self.columns).max(beside(y, self.rows)).floor());
        let last =
            whole(reach.x.mul_add(self.per_degree.x, 1.0).max(reach.y.mul_add(self.per_degree.y, 1.0)).min(1e9).ceil());
        let last = last.min(first + self.columns + self.rows);
        let side = (metres[0] / self.per_degree.x).min(metres[1] / self.per_degree.y);
        let (column, row) = (signed(x.clamp(-1e9, 1e9)), signed(y.clamp(-1e9, 1e9)));
        (first..=last).flat_map(move |ring| {
            let least = (count(ring) - 1.0).max(0.0) * side;
            self.ring(column, row, ring).flat_map(move |cell| cell.features().map(move |(n, _)| (n, least)))
        })
    }

    /// The cells of the square ring at this distance around a cell, as far as they are in the table.
    fn ring(&self, column: i64, row: i64, ring: usize) -> impl Iterator<Item = Cell<'_>> {
        let reach = i64::try_from(ring).unwrap_or(i64::MAX / 4);
        let (columns, rows) = (i64::try_from(self.columns).unwrap_or(0), i64::try_from(self.rows).unwrap_or(0));
        let within = move |low: i64, high: i64, size: i64| low.max(0)..(high + 1).min(size);
        within(row - reach, row + reach, rows).flat_map(move |r| {
            let full = (r - row).abs() == reach;
            let step = if full { 1 } else { (2 * reach).max(1) };
            (0..=2 * reach / step)
                .map(move |n| column - reach + n * step)
                .filter(move |c| (0..columns).contains(c))
                .filter_map(move |c| Some(self.at(usize::try_from(c).ok()?, usize::try_from(r).ok()?)))
        })
    }
}

/// The table over these outlines.
pub(super) fn table(outlines: &[Option<Outline>]) -> Table {
    let present = outlines.iter().flatten();
    let around = present.clone().map(Outline::bounds).reduce(|a, b| {
        let low = Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) };
        let high = Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) };
        Rect::new(low, high)
    });
    let Some(around) = around else { return nowhere() };
    let wanted = (present.count() * CELLS_A_FEATURE).clamp(CELLS_A_FEATURE, MOST_CELLS);
    let (width, height) = (around.width().max(1e-9), around.height().max(1e-9));
    let columns = whole((count(wanted) * width / height).sqrt().clamp(1.0, count(wanted)));
    let rows = (wanted / columns).max(1);
    let mut table = Table {
        origin: around.min(),
        per_degree: Coord { x: count(columns) / width, y: count(rows) / height },
        columns,
        rows,
        cells: Vec::new(),
        lists: Vec::new(),
    };
    let met: Vec<Vec<(u32, u32)>> = outlines
        .par_iter()
        .enumerate()
        .map(|(n, outline)| outline.as_ref().map(|outline| meets(&table, outline, narrow(n))).unwrap_or_default())
        .collect();
    table.list(met.into_iter().flatten().collect());
    table
}

fn nowhere() -> Table {
    let origin = Coord { x: f64::NAN, y: f64::NAN };
    Table { origin, per_degree: Coord { x: 0.0, y: 0.0 }, columns: 0, rows: 0, cells: Vec::new(), lists: Vec::new() }
}

/// The cells that a feature meets, each with the feature's word.
fn meets(table: &Table, outline: &Outline, feature: u32) -> Vec<(u32, u32)> {
    let mut edged = Vec::new();
    for (a, b) in outline.edges() {
        walk(table, a, b, &mut edged);
    }
    edged.sort_unstable();
    edged.dedup();
    let mut found: Vec<(u32, u32)> = edged.iter().map(|cell| (*cell, feature)).collect();
    // Between two cells of a row that edges meet, either all cells lie inside or none does: their middle tells.
    for pair in edged.windows(2) {
        let (from, to) = (pair[0] as usize, pair[1] as usize);
        if to - from > 1 && from / table.columns == to / table.columns {
            let (column, row) = ((from + 1) % table.columns, from / table.columns);
            let middle = Coord {
                x: table.origin.x + (count(column) + 0.5) / table.per_degree.x,
                y: table.origin.y + (count(row) + 0.5) / table.per_degree.y,
            };
            if outline.holds(middle) {
                found.extend((from + 1..to).map(|cell| (narrow(cell), feature | WHOLE)));
            }
        }
    }
    found
}

/// The cells that an edge meets, row by row, a hair more rather than less.
fn walk(table: &Table, a: Coord<f64>, b: Coord<f64>, cells: &mut Vec<u32>) {
    let flat = |c: Coord<f64>| Coord {
        x: (c.x - table.origin.x) * table.per_degree.x,
        y: (c.y - table.origin.y) * table.per_degree.y,
    };
    let (a, b) = (flat(a), flat(b));
    let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
    let clamp = |v: f64, most: usize| whole(v.max(0.0)).min(most - 1);
    let (first, last) = (clamp(low.y - MARGIN, table.rows), clamp(high.y + MARGIN, table.rows));
    let (west, east) = (low.x.min(high.x), low.x.max(high.x));
    let slope = if high.y > low.y { (high.x - low.x) / (high.y - low.y) } else { 0.0 };
    for row in first..=last {
        // Where the edge enters and leaves the row; a nearly level edge may be anywhere between its ends.
        let at = |y: f64| (y.clamp(low.y, high.y) - low.y).mul_add(slope, low.x).clamp(west, east);
        let (mut from, mut to) = (at(count(row) - MARGIN), at(count(row + 1) + MARGIN));
        if from > to {
            (from, to) = (to, from);
        }
        if high.y - low.y < 2.0 * MARGIN {
            (from, to) = (west, east);
        }
        let (from, to) = (clamp(from - MARGIN, table.columns), clamp(to + MARGIN, table.columns));
        cells.extend((from..=to).map(|column| narrow(row * table.columns + column)));
    }
}

impl Table {
    /// Sorts what the features meet into the cells.
    fn list(&mut self, mut met: Vec<(u32, u32)>) {
        met.par_sort_unstable_by_key(|(cell, word)| (*cell, word & !WHOLE));
        self.cells = vec![NOTHING; self.columns * self.rows];
        for group in met.chunk_by(|a, b| a.0 == b.0) {
            let word = match group {
                [(_, only)] if only & WHOLE != 0 => *only,
                _ => {
                    let at = narrow(self.lists.len());
                    self.lists.push(narrow(group.len()));
                    self.lists.extend(group.iter().map(|(_, word)| *word));
                    at
                }
            };
            self.cells[group[0].0 as usize] = word;
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "cells are few")]
const fn count(n: usize) -> f64 {
    n as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "callers pass what is not below zero; it is small"
)]
const fn whole(value: f64) -> usize {
    value as usize
}

#[expect(clippy::cast_possible_truncation, reason = "callers clamp it")]
fn signed(value: f64) -> i64 {
    value.floor() as i64
}

#[expect(clippy::cast_possible_truncation, reason = "features and cells are fewer than 2^31")]
const fn narrow(n: usize) -> u32 {
    n as u32
}
