//! 调整网格: new grids came into force, and the open cases go along. The clocks run on as they were; whoever looks after the ground
//! from now on looks after the case. A closed case stays in the grid in which it was closed, so figures of yesterday stay true.

use crate::case::{Case, Docket, Regrid};
use crate::desk::Desk;
use crate::rulebook::areas::{Areas, Grid};
use crate::state::Verb;
use jingwei_terms::{Change, FollowUp, GridCode, Place, Purpose, Refusal};
use serde_json::{Value, json};

/// The job that brings one case to the grid that holds it now; its payload names the case.
pub const REGRID: &str = "regrid_case";

/// The grids as they were before, and where a case goes whose point lies in no new grid.
pub struct Before<'a> {
    /// Divisions and grids until now.
    pub areas: &'a Areas,
    /// The grid for a case without a point, or with one outside every grid, and why that one. The room of grids knows the nearest one and
    /// which grid took over most of an old one; `None` when it knows none.
    pub heir: &'a (dyn Fn(&Place) -> Option<(GridCode, Value)> + Sync),
}

/// Moves an open case to the grid that holds it by the rulebook of the desk; `None` when it is there already. Asked twice, it moves
/// once.
///
/// # Errors
/// When the case is closed, or somebody else than the program asks.
pub fn regrid(case: &Case, before: &Before<'_>, desk: &Desk<'_>) -> Result<Option<Change<Docket>>, Refusal> {
    desk.may(case, Verb::Regrid)?;
    let mut next = case.clone();
    let Some(moved) = follow(&mut next, before, desk) else { return Ok(None) };
    let fact = desk.fact(case, Verb::Regrid, moved).for_purpose(Purpose::Administration).on(desk.rules.grids_rule());
    Ok(Some(desk.changed(next, fact)))
}

/// Whether a case at this place would move; for whoever looks through many and loads only those that do.
#[must_use]
pub fn moves(place: &Place, before: &Before<'_>, after: &Areas) -> bool {
    let (to, _) = target(place, before, after);
    place.grid.as_ref() != to.map(|grid| &grid.code)
}

/// The work that follows when a case that was closed under other grids is open again: its old grid stays the one of its old figures,
/// and its new life belongs to the new one. `None` when the grids it knows are still those on the ground.
pub(crate) fn after_reopening(case: &Case, areas: &Areas) -> Option<FollowUp> {
    let known = case.place.grid.as_ref()?;
    let by_point = case.place.location.as_ref().and_then(|point| areas.grid_at(point));
    let up_to_date = by_point.map_or_else(|| areas.grid(known).is_some(), |grid| grid.code == *known);
    let job = || FollowUp {
        job: REGRID.to_owned(),
        key: case.id.to_string(),
        not_before: None,
        payload: json!({ "case": case.id }),
    };
    (!up_to_date).then(job)
}

/// Puts the case where it belongs now, and tells what changed.
fn follow(case: &mut Case, before: &Before<'_>, desk: &Desk<'_>) -> Option<Value> {
    let (to, why) = target(&case.place, before, &desk.rules.areas);
    if case.place.grid.as_ref() == to.map(|grid| &grid.code) {
        return None;
    }
    let from = case.place.grid.take();
    let was = from.as_ref().and_then(|code| before.areas.grid(code));
    let area_before = case.place.area.clone();
    if let Some(grid) = to {
        case.place.grid = Some(grid.code.clone());
        case.place.area = Some(grid.community.clone());
    }
    let told = json!({
        "net": desk.rules.net,
        "because": why,
        "from": { "grid": from, "area": area_before, "worker": was.and_then(|g| g.worker.as_ref()),
            "deputy": was.and_then(|g| g.deputy.as_ref()) },
        "to": { "grid": case.place.grid, "area": case.place.area, "worker": to.and_then(|g| g.worker.as_ref()),
            "deputy": to.and_then(|g| g.deputy.as_ref()) },
    });
    case.regrids.push(Regrid { at: desk.now, net: desk.rules.net, from, to: case.place.grid.clone() });
    Some(told)
}

/// The grid for this place, and why that one. The point decides where there is one. A case that is in no grid although an old grid holds
/// its point was taken out of it by a person, who knows better: it stays out.
fn target<'a>(place: &Place, before: &Before<'_>, after: &'a Areas) -> (Option<&'a Grid>, Value) {
    let by_point = place.location.as_ref().and_then(|point| after.grid_at(point));
    let Some(code) = &place.grid else {
        let taken_out = place.location.as_ref().is_some_and(|point| before.areas.grid_at(point).is_some());
        return (by_point.filter(|_| !taken_out), json!({ "why": "point" }));
    };
    if let Some(grid) = by_point {
        return (Some(grid), json!({ "why": "point" }));
    }
    let heir = (before.heir)(place).and_then(|(heir, why)| Some((after.grid(&heir)?, why)));
    match (heir, after.grid(code)) {
        (Some((grid, why)), _) => (Some(grid), why),
        (None, Some(grid)) => (Some(grid), json!({ "why": "code" })),
        (None, None) => (None, json!({ "why": "unknown" })),
    }
}
