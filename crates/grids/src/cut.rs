//! Cuts a city's basic units into grids: contiguous, inside their community, within bounds of households, compact, and as near to the
//! present net as is asked for.
//!
//! Each community is cut by itself, so a city may be cut on all cores and the answer hangs neither on their number nor on the order of
//! the units. Reading order: [`rules`] (what is wanted), [`units`] and [`borders`] (what comes in), [`grid`] (what goes out);
//! `community` and `solve` (how), then `fabric` (who touches whom), `halve`, `anneal`, `mend`, `trees` and `exhaust` (the search),
//! `outline` (the shapes).

pub mod borders;
pub mod grid;
pub mod present;
pub mod rules;
pub mod shape;
pub mod units;
pub mod word;

mod anneal;
mod bridge;
mod community;
mod dice;
mod divide;
mod edges;
mod exhaust;
mod explain;
mod fabric;
mod halve;
mod inside;
mod keep;
mod labels;
mod marks;
mod mend;
mod names;
mod numbers;
mod outline;
mod ring_check;
mod solve;
mod trees;
mod unusable;
mod weld;
mod whole;
mod write;

pub use borders::Borders;
pub use divide::By;
pub use grid::{Divided, Grid, Remark, WhyNot};
pub use present::Present;
pub use rules::Rules;
pub use units::{Unit, Units};
pub use write::{FOOT, HEAD};

use community::{Community, cut_community};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use shape::Plane;

/// A city that was cut.
#[derive(Debug, Clone, Default)]
pub struct Cut<'a> {
    /// Its grids, community by community.
    pub grids: Vec<Grid<'a>>,
    /// Where not every grid could be within bounds, and which units make it so.
    pub why_not: Vec<WhyNot<'a>>,
    /// Units that were too large for one grid.
    pub divided: Vec<Divided<'a>>,
    /// What was mended in the ground, and what a person should look at.
    pub remarks: Vec<Remark>,
    /// How good it is.
    pub figures: Figures,
}

/// How good a cut is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// Share of the grids within bounds.
    pub in_bounds: f64,
    /// The same among grids of parts where arithmetic and contiguity do not forbid it.
    pub in_bounds_where_possible: f64,
    /// Share of the grids that hang together along borders.
    pub contiguous: f64,
    /// Median of the grids' Polsby–Popper compactness.
    pub compactness_median: f64,
    /// Households in all.
    pub households: u64,
    /// Households whose grid keeps its code; `None` without a present net.
    pub stayed: Option<u64>,
}

/// What is the same for all communities of a city.
struct City<'c> {
    rules: &'c Rules,
    borders: &'c Borders,
    present: Option<&'c Present>,
    plane: Plane,
    /// In which community the code of a present grid goes on.
    home: FxHashMap<u32, &'c str>,
}

impl City<'_> {
    fn goes_on_in(&self, grid: u32, community: &str) -> bool {
        self.home.get(&grid).is_some_and(|home| *home == community)
    }
}

/// Cuts a city.
///
/// The same units, rules and present net give the same grids, whatever the order of the units and the number of cores. Time grows
/// with the number of units; a community of a hundred units takes about a millisecond.
///
/// ```
/// use jingwei_grids::cut::{Borders, Rules, cut, units};
/// let text = r#"{"type":"FeatureCollection","features":[{"type":"Feature",
///   "properties":{"id":"u1","households":320,"community":"990101003001"},
///   "geometry":{"type":"Polygon","coordinates":[[[120,30],[120.001,30],[120.001,30.001],[120,30.001],[120,30]]]}}]}"#;
/// let units = units::read(text, None).unwrap();
/// let cut = cut(&units.units, &Rules::new(300, 500).unwrap(), &Borders::default(), None);
/// assert_eq!(cut.grids[0].code, "990101003001001");
/// assert_eq!(cut.figures.in_bounds, 1.0);
/// ```
#[must_use]
pub fn cut<'a>(units: &[Unit<'a>], rules: &Rules, borders: &Borders, present: Option<&Present>) -> Cut<'a> {
    let groups = communities(units);
    let plane = Plane::around(units.iter().flat_map(|unit| unit.shape.corners().iter().copied()));
    let home = present.map(|net| homes(units, net)).unwrap_or_default();
    let city = City { rules, borders, present, plane, home };
    let cut: Vec<Community<'a>> = groups.par_iter().map(|group| cut_community(group, &city)).collect();
    let possible = cut.iter().map(|community| community.possible).sum();
    let mut whole = Cut::default();
    for community in cut {
        whole.grids.extend(community.grids);
        whole.why_not.extend(community.why_not);
        whole.divided.extend(community.divided);
        whole.remarks.extend(community.remarks);
    }
    whole.figures = figures(&whole.grids, possible, present.is_some());
    whole
}

impl Cut<'_> {
    /// The grids as GeoJSON text in CGCS2000, in pieces that are written one after the other between [`HEAD`] and [`FOOT`].
    #[must_use]
    pub fn write(&self) -> Vec<Vec<u8>> {
        const PIECE: usize = 512;
        let piece = |(at, grids): (usize, &[Grid<'_>])| {
            let mut out = Vec::with_capacity(grids.len() * 1500);
            for (nth, grid) in grids.iter().enumerate() {
                out.extend_from_slice(if at + nth == 0 { b"" } else { b",\n" });
                write::feature(grid, &mut out);
            }
            out
        };
        self.grids.par_chunks(PIECE).enumerate().map(piece).collect()
    }
}

/// The units of each community, in the order of the communities' names.
fn communities<'u, 'a>(units: &'u [Unit<'a>]) -> Vec<Vec<&'u Unit<'a>>> {
    let mut groups: FxHashMap<&str, Vec<&Unit<'a>>> = FxHashMap::default();
    for unit in units {
        groups.entry(unit.community.text()).or_default().push(unit);
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_unstable_by(|a, b| a[0].community.text().cmp(b[0].community.text()));
    groups
}

/// The community that holds the most households of each present grid.
fn homes<'u>(units: &'u [Unit<'_>], net: &Present) -> FxHashMap<u32, &'u str> {
    let found: Vec<Option<u32>> = units.par_iter().map(|unit| net.grid_of(unit)).collect();
    let mut sums: FxHashMap<(u32, &str), u64> = FxHashMap::default();
    for (unit, grid) in units.iter().zip(found) {
        if let Some(grid) = grid {
            *sums.entry((grid, unit.community.text())).or_default() += u64::from(unit.households);
        }
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    // The most households last, so that they have the last word; of equals the name that comes first.
    sums.sort_unstable_by(|(a, some), (b, more)| some.cmp(more).then(b.cmp(a)));
    sums.into_iter().map(|((grid, community), _)| (grid, community)).collect()
}

fn figures(grids: &[Grid<'_>], possible: usize, before: bool) -> Figures {
    let mut compact: Vec<f64> = grids.iter().map(|grid| grid.compactness).collect();
    compact.sort_by(f64::total_cmp);
    let middle = compact.len() / 2;
    let median = match compact.len() {
        0 => 0.0,
        even if even % 2 == 0 => f64::midpoint(compact[middle - 1], compact[middle]),
        _ => compact[middle],
    };
    let share = |part: usize, of: usize| if of == 0 { 1.0 } else { count(part) / count(of) };
    let within = grids.iter().filter(|grid| grid.out.is_none()).count();
    let forbidden = grids.len() - possible;
    let out_and_possible = grids.iter().filter(|grid| grid.out == Some(grid::Ground::NoCutFound)).count();
    debug_assert!(forbidden + out_and_possible <= grids.len(), "a grid is counted once");
    Figures {
        in_bounds: share(within, grids.len()),
        in_bounds_where_possible: share(possible - out_and_possible, possible),
        contiguous: share(grids.iter().filter(|grid| grid.contiguous).count(), grids.len()),
        compactness_median: median,
        households: grids.iter().map(|grid| grid.households).sum(),
        stayed: before.then(|| grids.iter().filter_map(|grid| grid.stayed).sum()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a city has far fewer than 2^53 grids")]
const fn count(of: usize) -> f64 {
    of as f64
}
