//! What a new net changes: grids, households, workers and open cases, with where everything goes.

mod cases;
mod ground;
mod workers;

pub use cases::CaseMove;
pub(crate) use ground::apportion;
pub use workers::WorkerChange;

use super::{Net, NetVersion};
use geo::MultiPolygon;
use jingwei_terms::{GridCode, Location, StaffId};
use serde::{Deserialize, Serialize};

/// Numbers that a city may want to change.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Ground below this size is the noise of drawing: a grid that gained and lost less is the same, a hole smaller is no gap, and an
    /// overlap smaller is none. Square metres.
    pub noise_m2: f64,
    /// A case whose point lies in no grid goes to the nearest one up to so many metres away.
    pub nearest_m: f64,
    /// A grid that keeps its code must keep more than this share of its ground, seen from the old grid or from the new one.
    pub same_ground: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { noise_m2: 25.0, nearest_m: 50.0, same_ground: 0.5 }
    }
}

/// Households at a place: a basic unit such as a building or a compound.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Its id.
    pub id: String,
    /// How many households live there.
    pub households: u32,
    /// A point inside it; the unit belongs to the grid that holds this point.
    pub at: Location,
}

impl Unit {
    /// The unit with this shape, in degrees, by a point inside it; none when the shape has no inside.
    #[must_use]
    pub fn of_shape(id: String, households: u32, shape: &MultiPolygon<f64>) -> Option<Self> {
        let point = geo::InteriorPoint::interior_point(shape)?;
        let at = Location::new(point.x(), point.y(), jingwei_terms::Datum::Cgcs2000).ok()?;
        Some(Self { id, households, at })
    }
}

/// A case that is open when the net changes.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenCase {
    /// How the asker knows it: its id or number.
    pub key: String,
    /// Its point, when it has one.
    pub at: Option<Location>,
    /// Its grid in the old net, when it has one.
    pub grid: Option<GridCode>,
}

/// What is known beside the two nets.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence<'a> {
    /// Where the households are; when there are none, households are taken to be spread evenly over each grid.
    pub units: &'a [Unit],
    /// The open cases.
    pub cases: &'a [OpenCase],
    /// Settings.
    pub settings: Settings,
}

/// What became of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Same code, same ground.
    Kept,
    /// Same code, other borders.
    Changed,
    /// Its code was not in the old net.
    New,
    /// Its code is not in the new net.
    Gone,
}

/// A part of a grid of one net in a grid of the other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// The other net's grid.
    pub grid: GridCode,
    /// Households in that part; parts of one grid add up to its households.
    pub households: u32,
    /// The share of the grid, 0 to 1: of its households, or of its ground where no households are known.
    pub share: f64,
    /// Its ground in square metres.
    pub area_m2: f64,
}

/// One grid, before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GridChange {
    /// Its code.
    pub code: GridCode,
    /// What became of it.
    pub fate: Fate,
    /// Its households in the old net.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub households_before: Option<u32>,
    /// Its households in the new net.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub households_after: Option<u32>,
    /// Its worker in the old net.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_before: Option<StaffId>,
    /// Its worker in the new net.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_after: Option<StaffId>,
    /// For a grid of the old net: where its parts went, the largest share first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<Part>,
    /// For a grid of the new net: how much of its own ground each old grid gave, the largest first; the share is of the new ground.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub came_from: Vec<Part>,
}

/// Households in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct HouseholdsMoved {
    /// In the old net.
    pub before: u64,
    /// In the new net.
    pub after: u64,
    /// Those whose grid has another code now.
    pub move_grid: u64,
    /// Those whose grid worker is another one now.
    pub change_worker: u64,
    /// Those of the old net that no grid of the new one takes.
    pub without_grid: u64,
}

/// Ground of the old net that no grid of the new one covers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Uncovered {
    /// The old grid.
    pub grid: GridCode,
    /// How much of it, in square metres.
    pub area_m2: f64,
    /// A point in the largest part, `[lng, lat]`.
    pub at: [f64; 2],
}

/// Two grids of the new net that claim the same ground.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overlap {
    /// The grid with the smaller code.
    pub one: GridCode,
    /// The other.
    pub other: GridCode,
    /// The ground in square metres.
    pub area_m2: f64,
    /// A point in it, `[lng, lat]`.
    pub at: [f64; 2],
}

/// What a new net changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NetDiff {
    /// The old net; none when there was none.
    pub from: Option<NetVersion>,
    /// The new net.
    pub to: NetVersion,
    /// Every grid of either net, in the order of codes.
    pub grids: Vec<GridChange>,
    /// Households in numbers.
    pub households: HouseholdsMoved,
    /// The units that change their grid, in the order they were given: id, old grid, new grid.
    pub units: Vec<UnitMove>,
    /// The workers whose grids change, in the order of their ids.
    pub workers: Vec<WorkerChange>,
    /// The open cases that change their grid or cannot be placed, in the order they were given.
    pub cases: Vec<CaseMove>,
    /// How many open cases stay where they are.
    pub cases_kept: usize,
    /// Ground that the new net leaves without a grid.
    pub uncovered: Vec<Uncovered>,
    /// Ground that the new net gives to two grids.
    pub overlaps: Vec<Overlap>,
}

/// A unit that changes its grid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnitMove {
    /// The unit.
    pub unit: String,
    /// Its households.
    pub households: u32,
    /// Its old grid.
    pub from: Option<GridCode>,
    /// Its new grid.
    pub to: Option<GridCode>,
}

impl NetDiff {
    /// How many grids met this fate.
    #[must_use]
    pub fn count(&self, fate: Fate) -> usize {
        self.grids.iter().filter(|grid| grid.fate == fate).count()
    }

    /// The change of the grid with this code.
    #[must_use]
    pub fn grid(&self, code: &GridCode) -> Option<&GridChange> {
        self.grids.binary_search_by(|grid| grid.code.cmp(code)).ok().map(|at| &self.grids[at])
    }
}

/// What changes from the old net to the new one. Without an old net everything is new.
#[must_use]
pub fn diff(old: Option<&Net>, new: &Net, evidence: &Evidence<'_>) -> NetDiff {
    let ground = ground::compare(old, new, evidence);
    let mut diff = NetDiff {
        from: old.map(Net::version),
        to: new.version(),
        grids: ground.grids,
        households: ground.households,
        units: ground.units,
        workers: workers::changes(old, new),
        cases: Vec::new(),
        cases_kept: 0,
        uncovered: ground.uncovered,
        overlaps: ground.overlaps,
    };
    let (moving, kept) = cases::moving(old, new, &diff, evidence);
    (diff.cases, diff.cases_kept) = (moving, kept);
    diff
}
