//! Which open cases change their grid, and why.

use super::{Evidence, NetDiff};
use crate::net::{Assignment, Moves, Net};
use jingwei_terms::{GridCode, StaffId};
use serde::Serialize;

/// An open case whose grid changes, or for which a person must say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseMove {
    /// The case, as it was given.
    pub case: String,
    /// Its old grid.
    pub from: Option<GridCode>,
    /// Its new grid, and why.
    #[serde(flatten)]
    pub to: Assignment,
    /// The worker of the old grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_before: Option<StaffId>,
    /// The worker of the new grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worker_after: Option<StaffId>,
}

/// The cases that move, and how many stay.
pub(super) fn moving(old: Option<&Net>, new: &Net, diff: &NetDiff, evidence: &Evidence<'_>) -> (Vec<CaseMove>, usize) {
    if evidence.cases.is_empty() {
        return (Vec::new(), 0);
    }
    let moves = Moves::into_net(new, diff, evidence.settings.nearest_m);
    let mut moving = Vec::new();
    for case in evidence.cases {
        let to = moves.assign(case.at.as_ref(), case.grid.as_ref());
        if to.grid.is_some() && to.grid == case.grid {
            continue;
        }
        let worker_before = case.grid.as_ref().and_then(|code| old?.grid(code)?.worker.clone());
        let worker_after = to.grid.as_ref().and_then(|code| new.grid(code)?.worker.clone());
        moving.push(CaseMove { case: case.key.clone(), from: case.grid.clone(), to, worker_before, worker_after });
    }
    let kept = evidence.cases.len() - moving.len();
    (moving, kept)
}
