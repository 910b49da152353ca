//! NET 网格网: the city's grids as one dated thing. A new net is a draft with a [`diff`]; it is [`activate`]d at an instant, and what
//! happened before that instant stays where the old net had it.
//!
//! Reading order: this page, [`record`] (drafts, nets in force, which one at an instant), [`diff`] (what a new net changes),
//! [`moves`] (where a case goes), [`decide`] (draft, activate, withdraw), [`file`] (GeoJSON).

pub mod decide;
pub mod diff;
pub mod file;
pub mod moves;
pub mod record;
pub mod refusal;

pub use decide::{Desk, activate, draft, withdraw};
pub use diff::{Evidence, NetDiff, OpenCase, Unit, diff};
pub use moves::{Assignment, Moves, Why};
pub use record::{NetRecord, Nets, Standing};

use geo::{CoordsIter as _, MultiPolygon};
use jiff::Timestamp;
use jingwei_terms::{AreaCode, DepartmentCode, GridCode, Refusal, StaffId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The running number of a net: 1 for the city's first. It is never given twice, not even after a draft was withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NetVersion(u32);

impl NetVersion {
    /// The net with this number.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The number itself.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for NetVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One duty of one department in one grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridDuty {
    /// The department whose duty it is; none when nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// The duty, as the department calls it.
    pub duty: String,
    /// Who holds it there, when somebody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<StaffId>,
    /// The share of the grid's ground on which it falls, 0 to 1.
    #[serde(default = "whole")]
    pub share: f64,
}

const fn whole() -> f64 {
    1.0
}

/// One grid of a net.
#[derive(Debug, Clone, PartialEq)]
pub struct NetGrid {
    /// Its code; a code that was ever used stands for the same ground for ever.
    pub code: GridCode,
    /// Its name.
    pub name: String,
    /// The community that holds it, when known.
    pub community: Option<AreaCode>,
    /// How many households live there.
    pub households: u32,
    /// The grid worker.
    pub worker: Option<StaffId>,
    /// The deputy.
    pub deputy: Option<StaffId>,
    /// The duties of all departments.
    pub duties: Vec<GridDuty>,
    /// Its ground, in degrees of CGCS2000, `[lng, lat]`.
    pub shape: MultiPolygon<f64>,
}

/// The city's grids from an instant on.
///
/// INVARIANT (one ground a code): grids stand in the order of their codes, no code twice, and every shape has area and finite degrees.
#[derive(Debug, Clone, PartialEq)]
pub struct Net {
    version: NetVersion,
    effective_from: Timestamp,
    grids: Vec<NetGrid>,
}

impl Net {
    /// The net of these grids.
    ///
    /// # Errors
    /// When there are none, a code stands twice, or a shape is empty or holds a coordinate that is no degree.
    pub fn new(version: NetVersion, effective_from: Timestamp, mut grids: Vec<NetGrid>) -> Result<Self, Refusal> {
        if grids.is_empty() {
            return Err(refusal::empty());
        }
        grids.sort_by(|a, b| a.code.cmp(&b.code));
        let twice: Vec<&GridCode> =
            grids.windows(2).filter(|two| two[0].code == two[1].code).map(|two| &two[0].code).collect();
        if !twice.is_empty() {
            return Err(refusal::codes_twice(&twice));
        }
        if let Some(grid) = grids.iter().find(|grid| !has_ground(&grid.shape)) {
            return Err(refusal::no_ground(&grid.code));
        }
        Ok(Self { version, effective_from, grids })
    }

    /// Its running number.
    #[must_use]
    pub const fn version(&self) -> NetVersion {
        self.version
    }

    /// The instant from which it holds, once activated.
    #[must_use]
    pub const fn effective_from(&self) -> Timestamp {
        self.effective_from
    }

    /// Its grids, in the order of their codes.
    #[must_use]
    pub fn grids(&self) -> &[NetGrid] {
        &self.grids
    }

    /// The grid with this code.
    #[must_use]
    pub fn grid(&self, code: &GridCode) -> Option<&NetGrid> {
        self.grids.binary_search_by(|grid| grid.code.cmp(code)).ok().map(|at| &self.grids[at])
    }

    /// All households.
    #[must_use]
    pub fn households(&self) -> u64 {
        self.grids.iter().map(|grid| u64::from(grid.households)).sum()
    }
}

fn has_ground(shape: &MultiPolygon<f64>) -> bool {
    let degrees = |c: geo::Coord<f64>| (-180.0..=180.0).contains(&c.x) && (-90.0..=90.0).contains(&c.y);
    !shape.0.is_empty()
        && shape.coords_iter().all(degrees)
        && shape.0.iter().all(|polygon| geo::Area::unsigned_area(polygon) > 0.0)
}
