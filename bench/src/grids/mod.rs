//! The network of grids: finding points, loading divisions, checking, cutting, merging.
//!
//! Reading order: [`mosaic`] (the imaginary net that is measured on), [`read`] (GeoJSON in and out),
//! [`locate`] (points a second), [`check`] (what is wrong with a net), [`cut`] over [`city`] (fair grids),
//! [`divisions`] (the country's divisions and their past codes).

mod check;
mod city;
mod cut;
mod divisions;
mod locate;
mod merge;
// The room's tests walk over the same net.
#[path = "../../../crates/grids/tests/mosaic/mod.rs"]
mod mosaic;
mod read;

use crate::Outcome;
use crate::sheet::Sheet;
use clap::ValueEnum;
use std::path::PathBuf;

/// What to measure, and how much of it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// One part alone; may be given several times
    #[arg(long)]
    pub(crate) only: Vec<Part>,
    /// The shared data
    #[arg(long, value_name = "DIR", default_value = "../shared/data")]
    pub(crate) data: PathBuf,
}

/// Which part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Reading and writing GeoJSON
    Read,
    /// Points a second on one core, over 20,000 grids
    Locate,
    /// Checking a net of 20,000 grids
    Check,
    /// Cutting cities of up to a million basic units
    Cut,
    /// Loading the country's divisions, and past codes
    Divisions,
    /// Merging three departments' nets
    Merge,
}

/// Measures the network of grids.
pub(crate) fn run(args: &Args, sheet: &mut Sheet) -> Outcome<()> {
    let wanted = |part| args.only.is_empty() || args.only.contains(&part);
    // First, because the peak of memory that the machine tells is that of the whole run.
    if wanted(Part::Divisions) {
        divisions::measure(&args.data, sheet)?;
    }
    if wanted(Part::Read) {
        read::measure(sheet)?;
    }
    if wanted(Part::Locate) {
        locate::measure(sheet)?;
    }
    if wanted(Part::Check) {
        check::measure(sheet)?;
    }
    if wanted(Part::Cut) {
        cut::measure(sheet)?;
    }
    if wanted(Part::Merge) {
        merge::measure(sheet)?;
    }
    Ok(())
}
