//! Which workers leave which grids and take which, and with how many households.

use crate::net::Net;
use jingwei_terms::{GridCode, StaffId};
use serde::Serialize;
use std::collections::BTreeMap;

/// A worker whose grids change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkerChange {
    /// The worker.
    pub worker: StaffId,
    /// Grids that they leave.
    pub leaves: Vec<GridCode>,
    /// Grids that they take.
    pub takes: Vec<GridCode>,
    /// Grids that they keep.
    pub keeps: Vec<GridCode>,
    /// Their households before.
    pub households_before: u64,
    /// Their households after.
    pub households_after: u64,
}

/// Workers whose grids are not the same in both nets.
pub(super) fn changes(old: Option<&Net>, new: &Net) -> Vec<WorkerChange> {
    let (before, after) = (old.map(held).unwrap_or_default(), held(new));
    let nobody = Held::default();
    let mut all: Vec<&StaffId> = before.keys().chain(after.keys()).copied().collect();
    all.sort_unstable();
    all.dedup();
    let change = |worker: &StaffId| {
        let (had, has) = (before.get(worker).unwrap_or(&nobody), after.get(worker).unwrap_or(&nobody));
        let only = |these: &Held<'_>, not: &Held<'_>| -> Vec<GridCode> {
            these.grids.iter().filter(|code| !not.grids.contains(code)).map(|code| (*code).clone()).collect()
        };
        WorkerChange {
            worker: worker.clone(),
            leaves: only(had, has),
            takes: only(has, had),
            keeps: had.grids.iter().filter(|code| has.grids.contains(code)).map(|code| (*code).clone()).collect(),
            households_before: had.households,
            households_after: has.households,
        }
    };
    all.into_iter().map(change).filter(|change| !change.leaves.is_empty() || !change.takes.is_empty()).collect()
}

#[derive(Default)]
struct Held<'a> {
    grids: Vec<&'a GridCode>,
    households: u64,
}

fn held(net: &Net) -> BTreeMap<&StaffId, Held<'_>> {
    let mut all: BTreeMap<&StaffId, Held<'_>> = BTreeMap::new();
    for grid in net.grids() {
        if let Some(worker) = &grid.worker {
            let held = all.entry(worker).or_default();
            held.grids.push(&grid.code);
            held.households += u64::from(grid.households);
        }
    }
    all
}
