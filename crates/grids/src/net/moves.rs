//! Where a case goes when the net changes: to the grid that holds its point, or along with the larger part of its old grid.

use super::{Net, NetDiff};
use crate::rectangles::Rectangles;
use geo::{ClosestPoint as _, Coord, MultiPolygon, Point, Rect};
use jingwei_terms::{GridCode, Location};
use rustc_hash::FxHashMap;
use serde::Serialize;

/// Why a case belongs to a grid, so that the fact of its move can say so.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// Its point lies in the grid.
    Point,
    /// Its point lies just outside every grid, and this one is nearest.
    Nearest {
        /// Metres from the point to the grid, rounded up.
        distance_m: u32,
    },
    /// It has no point, or one far outside, and this grid took over the largest part of its old grid.
    Successor {
        /// That part, 0 to 1: of the households, or of the ground where no households are known.
        share: f64,
    },
    /// Its old grid is not in the old net, and it has no point inside the new one: a person must say.
    Unknown,
}

impl Why {
    /// The reason in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Point => "位置落在该网格内".to_owned(),
            Self::Nearest { distance_m } => format!("位置不在任何网格内，该网格最近（{distance_m} 米）"),
            Self::Successor { share } => format!("没有可用的位置，随原网格中占比最大的部分（{:.0}%）", share * 100.0),
            Self::Unknown => "没有可用的位置，原网格也不在旧网中，需人工指定".to_owned(),
        }
    }

    /// The reason in English.
    #[must_use]
    pub fn en(&self) -> String {
        match self {
            Self::Point => "its point lies in the grid".to_owned(),
            Self::Nearest { distance_m } => {
                format!("its point lies in no grid and this one is nearest ({distance_m} m)")
            }
            Self::Successor { share } => {
                format!("it has no usable point and follows the largest part of its old grid ({:.0} %)", share * 100.0)
            }
            Self::Unknown => {
                "it has no usable point and its old grid is not in the old net: a person must say".to_owned()
            }
        }
    }
}

/// The grid of a case in the new net, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assignment {
    /// The grid; none when a person must say.
    pub grid: Option<GridCode>,
    /// Why that one.
    #[serde(flatten)]
    pub why: Why,
}

/// The way from one net to the next, ready to be asked for many cases.
#[derive(Debug, Clone)]
pub struct Moves<'a> {
    holders: Holders<'a>,
    heir: FxHashMap<GridCode, (GridCode, f64)>,
    nearest_m: f64,
}

impl<'a> Moves<'a> {
    /// The way into this net, by the successors of its diff. A point up to `nearest_m` metres outside goes to the nearest grid.
    #[must_use]
    pub fn into_net(net: &'a Net, diff: &NetDiff, nearest_m: f64) -> Self {
        let heir = diff.grids.iter().filter_map(|grid| {
            let first = grid.successors.first()?;
            Some((grid.code.clone(), (first.grid.clone(), first.share)))
        });
        Self { holders: Holders::of(net), heir: heir.collect(), nearest_m }
    }

    /// The grid for a case with this point and this grid of the old net.
    #[must_use]
    pub fn assign(&self, at: Option<&Location>, old: Option<&GridCode>) -> Assignment {
        if let Some(found) = at.and_then(|at| self.by_point(at)) {
            return found;
        }
        match old.and_then(|old| self.heir.get(old)) {
            Some((grid, share)) => Assignment { grid: Some(grid.clone()), why: Why::Successor { share: *share } },
            None => Assignment { grid: None, why: Why::Unknown },
        }
    }

    fn by_point(&self, at: &Location) -> Option<Assignment> {
        if let Some(grid) = self.holders.holder(at) {
            return Some(Assignment { grid: Some(self.holders.code(grid)), why: Why::Point });
        }
        let (grid, metres) = self.holders.nearest(at, self.nearest_m)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between nothing and `nearest_m` metres"
        )]
        let distance_m = metres.ceil() as u32;
        Some(Assignment { grid: Some(self.holders.code(grid)), why: Why::Nearest { distance_m } })
    }
}

/// Which grid of a net holds a point.
#[derive(Debug, Clone)]
pub(crate) struct Holders<'a> {
    net: &'a Net,
    index: Rectangles,
}

impl<'a> Holders<'a> {
    pub(crate) fn of(net: &'a Net) -> Self {
        Self { index: Rectangles::of(net.grids().iter().map(|grid| &grid.shape)), net }
    }

    /// The position of the grid that holds the point. Where grids overlap it is the one with the smallest code, every time.
    pub(crate) fn holder(&self, at: &Location) -> Option<usize> {
        let here = Coord { x: at.lng(), y: at.lat() };
        // Grids stand in the order of their codes.
        self.index.holding(here).into_iter().find(|at| holds(&self.net.grids()[*at].shape, here))
    }

    fn code(&self, at: usize) -> GridCode {
        self.net.grids()[at].code.clone()
    }

    fn nearest(&self, at: &Location, within_m: f64) -> Option<(usize, f64)> {
        let (dlat, here) = (within_m / 110_000.0, Point::new(at.lng(), at.lat()));
        let dlng = dlat / at.lat().to_radians().cos().max(0.01);
        let (low, high) = ((at.lng() - dlng, at.lat() - dlat), (at.lng() + dlng, at.lat() + dlat));
        let near = self.index.meeting(Rect::new(low, high)).into_iter();
        let reached = near.filter_map(|grid| Some((grid, distance_m(&self.net.grids()[grid].shape, here, at)?)));
        // Of two as near the first, so that the answer is the same every time.
        reached.filter(|(_, metres)| *metres <= within_m).min_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// Whether a shape holds a point: the crossing rule, each edge half open, so that of two neighbours one and only one has the border.
pub(crate) fn holds(shape: &MultiPolygon<f64>, at: Coord<f64>) -> bool {
    let rings = shape.0.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    let crossed = |line: &geo::Line<f64>| {
        (line.start.y > at.y) != (line.end.y > at.y)
            && at.x < (line.end.x - line.start.x) * (at.y - line.start.y) / (line.end.y - line.start.y) + line.start.x
    };
    rings.flat_map(geo::LineString::lines).filter(crossed).count() % 2 == 1
}

fn distance_m(shape: &MultiPolygon<f64>, here: Point<f64>, at: &Location) -> Option<f64> {
    // Degrees of longitude are shorter than degrees of latitude: squeeze them before asking for the nearest point.
    let squeeze = at.lat().to_radians().cos();
    let squeezed = geo::MapCoords::map_coords(shape, |c| Coord { x: c.x * squeeze, y: c.y });
    let near = match squeezed.closest_point(&Point::new(here.x() * squeeze, here.y())) {
        geo::Closest::SinglePoint(point) | geo::Closest::Intersection(point) => point,
        geo::Closest::Indeterminate => return None,
    };
    let there = Location::new(near.x() / squeeze, near.y(), jingwei_terms::Datum::Cgcs2000).ok()?;
    Some(at.distance_m(&there))
}
