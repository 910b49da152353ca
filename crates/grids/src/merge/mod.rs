//! MERGE 合并: the grids of several departments over the same streets become one network, with every duty in its grid, the conflicts
//! that a person must settle, and what the merging saves.
//!
//! Reading order: [`input`] (what the departments hand in), [`folder`] (how it stands in a folder), [`patches`] (their grids laid over one
//! another), [`network`] (the one net), [`duties`] (which duty falls where), [`conflicts`], [`saving`], [`units`] (ground for `cut`).
//!
//! Areas are those of [`crate::plane`], so the pieces of a grid add up to the grid and the network to the ground of all departments.

pub mod conflicts;
pub mod duties;
pub mod folder;
pub mod input;
pub mod network;
pub mod patches;
pub mod saving;
mod slivers;
pub mod units;

pub use conflicts::{Conflict, Matter};
pub use folder::{File, read};
pub use input::{Base, Department, DepartmentGrid, Duty, Input, Settings};
pub use saving::Saving;

use crate::layer::Layer;
use jingwei_terms::{DepartmentCode, Refusal};
use patches::Patches;
use serde::Serialize;

/// Two departments over the same ground.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overlap {
    /// The department that stands first in the order of the merging.
    pub one: DepartmentCode,
    /// The other.
    pub other: DepartmentCode,
    /// The ground that both serve, in square metres.
    pub area_m2: f64,
    /// How many grids of the one meet how many of the other.
    pub grid_pairs: usize,
}

/// One department's part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// The department.
    pub department: DepartmentCode,
    /// Its grids.
    pub grids: usize,
    /// The ground it serves, in square metres, counted once.
    pub ground_m2: f64,
    /// Its grids that name no duty: they are placed as ground alone.
    pub without_duties: usize,
}

/// Slivers: ground that only the drawing of nearly equal borders made.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Slivers {
    /// How many were given to the neighbour with the longest common border.
    pub merged: usize,
    /// Their ground in square metres.
    pub merged_m2: f64,
    /// How many touch no grid and stand as grids of their own.
    pub alone: usize,
    /// How many times a grid of a department reaches into a grid of the network by less than a sliver; no duty is placed for that.
    pub not_placed: usize,
}

/// What the merging found, in numbers and conflicts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Grids of the one network.
    pub grids: usize,
    /// The share of the ground that two or more departments served, 0 to 1.
    pub overlap_before: f64,
    /// The same in square metres.
    pub overlap_before_m2: f64,
    /// The ground of all departments together, in square metres.
    pub ground_m2: f64,
    /// The ground of the network; equal to `ground_m2` up to rounding.
    pub network_m2: f64,
    /// How many duties of departments were placed in grids.
    pub duties: usize,
    /// The department whose grids the network keeps; none when the network is made of the pieces.
    pub base: Option<DepartmentCode>,
    /// Each department, in the order of the merging.
    pub departments: Vec<Part>,
    /// Who overlaps whom.
    pub overlaps: Vec<Overlap>,
    /// What the merging saves.
    pub saving: Saving,
    /// Slivers.
    pub slivers: Slivers,
    /// What a person must settle.
    pub conflicts: Vec<Conflict>,
    /// Faults of the files, and what was done about them.
    pub problems: Vec<FileProblem>,
}

/// A fault of one file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FileProblem {
    /// The file.
    pub file: String,
    /// The fault.
    #[serde(flatten)]
    pub problem: crate::Problem,
}

/// One network out of many.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The network: properties as in [`crate::net::file`], and `provisional` where the code is one for the time being.
    pub network: Layer,
    /// Every piece of ground with who serves it, and its households: units for `grids cut`.
    pub units: Layer,
    /// Numbers and conflicts.
    pub report: Report,
}

/// Merges the nets of the departments.
///
/// # Errors
/// When no department has a grid with ground.
pub fn merge(input: &Input) -> Result<Merged, Refusal> {
    let patches = Patches::of(input)?;
    let network = network::build(input, &patches);
    let placed = duties::place(input, &patches, &network);
    let overlaps = patches::overlaps(input, &patches);
    let ground_m2 = patches.ground_m2();
    let overlap_before_m2 = patches.shared_m2();
    let conflicts = conflicts::find(input, &patches, &network, &placed);
    let report = Report {
        grids: network.cells.len(),
        overlap_before: if ground_m2 > 0.0 { overlap_before_m2 / ground_m2 } else { 0.0 },
        overlap_before_m2,
        ground_m2,
        network_m2: network.cells.iter().map(network::Cell::area_m2).sum(),
        duties: placed.grids.iter().map(|grid| grid.duties.len()).sum(),
        base: input.base_department().map(|department| department.code.clone()),
        departments: (0..input.departments.len()).map(|at| part(input, &patches, at)).collect(),
        overlaps,
        saving: saving::count(input, &patches, &network, &placed),
        slivers: Slivers { not_placed: placed.too_small, ..network.slivers },
        conflicts,
        problems: input.problems.clone(),
    };
    Ok(Merged {
        network: network.to_layer(input, &patches, &placed),
        units: units::layer(input, &patches, &network, &placed),
        report,
    })
}

fn part(input: &Input, patches: &Patches, at: usize) -> Part {
    let department = &input.departments[at];
    Part {
        department: department.code.clone(),
        grids: department.grids.len(),
        ground_m2: patches.served_m2(at),
        without_duties: department.grids.iter().filter(|grid| grid.duties.is_empty()).count(),
    }
}
