//! `GET /api/v1/grids/nets/{net}/diff`: what a net changes, before anybody lets it take effect.

use super::aside;
use crate::answers::Failures;
use crate::body::{Json, Slot};
use crate::caller::Caller;
use crate::grids::desk;
use crate::policy::{Reach, Subject, reach};
use crate::{Problem, Web};
use axum::extract::State;
use jingwei_grids::net::diff::{Fate, NetDiff};
use jingwei_grids::net::{NetVersion, Why};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What a net changes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DiffView {
    /// The net before; null when there was none.
    from: Option<u32>,
    /// This net.
    to: u32,
    /// How many grids met which fate.
    counts: Counts,
    /// Households: before, after, and how many change grid or worker or are left without a grid.
    #[schema(value_type = Object)]
    households: Value,
    /// Every grid that is not the same: its fate, households and workers before and after, and where its parts went or came from.
    #[schema(value_type = Vec<Object>)]
    grids: Vec<Value>,
    /// The workers whose grids change.
    #[schema(value_type = Vec<Object>)]
    workers: Vec<Value>,
    /// Open cases.
    cases: CasesMoved,
    /// Ground of the old net that this one leaves without a grid; it must be empty before the net can take effect.
    #[schema(value_type = Vec<Object>)]
    uncovered: Vec<Value>,
    /// Ground that this net gives to two grids; it must be empty likewise.
    #[schema(value_type = Vec<Object>)]
    overlaps: Vec<Value>,
}

/// How many grids met which fate.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Counts {
    /// Same code, same ground.
    kept: usize,
    /// Same code, other borders.
    changed: usize,
    /// Not in the old net.
    new: usize,
    /// Not in the new net.
    gone: usize,
}

/// What becomes of the open cases.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CasesMoved {
    /// How many stay in their grid.
    stay: usize,
    /// How many go to another grid.
    move_grid: usize,
    /// How many no grid holds any more: a person must say.
    unplaced: usize,
    /// Each of those that move, for those who may see every case; empty for the others.
    #[schema(value_type = Vec<Object>)]
    items: Vec<Value>,
}

/// What this net changes: grids, households, workers and open cases. A draft is compared with the latest net, any other with the net that
/// it was drawn from; cases are counted for drafts alone, since afterwards they have moved.
#[utoipa::path(get, path = "/api/v1/grids/nets/{net}/diff", tag = "nets",
    params(("net" = u32, Path, description = "the running number")),
    responses((status = 200, description = "what it changes", body = DiffView), Failures))]
pub(crate) async fn diff(
    State(web): State<Web>,
    caller: Caller,
    Slot(number): Slot<u32>,
) -> Result<Json<DiffView>, Problem> {
    let found = aside(move || async move { desk::compare(web.store(), NetVersion::new(number)).await }).await?;
    Ok(Json(DiffView::of(&found, sees_cases(&caller))))
}

/// Whether the caller may see which cases move. Administrators run the machine and see no case, so they get the numbers alone.
pub(super) fn sees_cases(caller: &Caller) -> bool {
    matches!(caller.subject(), Subject::As(role) if reach(role) == Reach::All)
}

impl DiffView {
    pub(super) fn of(diff: &NetDiff, with_cases: bool) -> Self {
        let unplaced = diff.cases.iter().filter(|case| matches!(case.to.why, Why::Unknown)).count();
        let changed = diff.grids.iter().filter(|grid| grid.fate != Fate::Kept);
        Self {
            from: diff.from.map(|number| number.number()),
            to: diff.to.number(),
            counts: Counts {
                kept: diff.count(Fate::Kept),
                changed: diff.count(Fate::Changed),
                new: diff.count(Fate::New),
                gone: diff.count(Fate::Gone),
            },
            households: told(&diff.households),
            grids: changed.map(told).collect(),
            workers: diff.workers.iter().map(told).collect(),
            cases: CasesMoved {
                stay: diff.cases_kept,
                move_grid: diff.cases.len() - unplaced,
                unplaced,
                items: diff.cases.iter().filter(|_| with_cases).map(told).collect(),
            },
            uncovered: diff.uncovered.iter().map(told).collect(),
            overlaps: diff.overlaps.iter().map(told).collect(),
        }
    }
}

fn told<T: Serialize>(what: &T) -> Value {
    serde_json::to_value(what).expect("a diff is made of codes and finite numbers")
}
