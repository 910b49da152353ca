//! What the departments hand in: their grids, duties and staff, and how the city wants them merged.

use super::FileProblem;
use crate::layer::Layer;
use geo::MultiPolygon;
use jingwei_terms::{AreaCode, Datum, DepartmentCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Numbers and choices that a city may want to change; the file `merge.toml` of the folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The department whose grids the network keeps, by its code or file name; `none` makes the network of the pieces. When nothing
    /// is said, it is the department that counts households, or else names communities, or else covers nearly the most ground; among
    /// equals the one with the most grids.
    pub base: Option<String>,
    /// The order of the other departments; those not named follow by file name.
    pub priority: Vec<String>,
    /// A piece below this size is a sliver. Square metres.
    pub min_sliver_m2: f64,
    /// A piece narrower than this on average (twice its area over its border) is a sliver. Metres.
    pub sliver_width_m: f64,
    /// A grid crosses a community border when more than this share of it lies in a second community.
    pub crossing_share: f64,
    /// A department leaves a gap in a grid when it serves less than all but this share of it.
    pub gap_share: f64,
    /// A worker is doubled when others serve at least this share of their ground before them.
    pub doubled_share: f64,
    /// The datum of a file that does not say it itself, by file name.
    pub datum: BTreeMap<String, Datum>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            base: None,
            priority: Vec::new(),
            min_sliver_m2: 100.0,
            sliver_width_m: 1.0,
            crossing_share: 0.05,
            gap_share: 0.05,
            doubled_share: 0.5,
            datum: BTreeMap::new(),
        }
    }
}

/// A duty in one grid of a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// The duty, as the department calls it.
    pub name: String,
    /// Who holds it there; the grid's worker when nobody else is named.
    pub holder: Option<String>,
}

impl Duty {
    /// The duty's name for comparing: departments write `垃圾清运` and `垃圾清运 `, `ＧＰＳ` and `gps`.
    #[must_use]
    pub fn key(&self) -> String {
        let half = |c: char| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            _ => c,
        };
        let folded = self.name.chars().filter(|c| !c.is_whitespace()).map(half);
        folded.flat_map(char::to_lowercase).collect()
    }
}

/// One grid of one department.
#[derive(Debug, Clone, PartialEq)]
pub struct DepartmentGrid {
    /// Its code in that department's net.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The community that it says it lies in.
    pub community: Option<AreaCode>,
    /// How many households it says live there.
    pub households: Option<u32>,
    /// Its worker.
    pub worker: Option<String>,
    /// The deputy.
    pub deputy: Option<String>,
    /// Its duties.
    pub duties: Vec<Duty>,
    /// Its ground, in degrees.
    pub shape: MultiPolygon<f64>,
}

/// One department's net.
#[derive(Debug, Clone, PartialEq)]
pub struct Department {
    /// Its code.
    pub code: DepartmentCode,
    /// The file it came in.
    pub file: String,
    /// Its grids.
    pub grids: Vec<DepartmentGrid>,
}

/// The base of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// The grids of the first department.
    First,
    /// None: the network is made of the pieces.
    Pieces,
}

/// Everything that was handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The departments in the order of the merging, the base first.
    pub departments: Vec<Department>,
    /// What the network is built on.
    pub base: Base,
    /// The borders of the communities, when they were handed in.
    pub communities: Option<Layer>,
    /// Settings.
    pub settings: Settings,
    /// Faults found while reading.
    pub problems: Vec<FileProblem>,
}

impl Input {
    /// The department whose grids the network keeps.
    #[must_use]
    pub fn base_department(&self) -> Option<&Department> {
        match self.base {
            Base::First => self.departments.first(),
            Base::Pieces => None,
        }
    }

    /// A grid by its department and its place in it.
    #[must_use]
    pub(super) fn grid(&self, at: GridAt) -> &DepartmentGrid {
        &self.departments[at.department].grids[at.grid]
    }
}

/// A grid by its department and its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GridAt {
    /// The department's place in the order of the merging.
    pub department: usize,
    /// The grid's place in the department.
    pub grid: usize,
}
