//! 退单: not ours. With a reason, inside its clock, and never after a ruling.

use crate::accept::open_task;
use crate::case::{Case, Docket, Returned};
use crate::clocks::Stage;
use crate::desk::{Desk, words};
use crate::dispatch::known;
use crate::extend::lapse;
use crate::refusal;
use crate::state::{State, Verb};
use jingwei_calendar::Clock;
use jingwei_terms::{Change, DepartmentCode, Refusal};
use serde_json::json;

/// Why a department sends a case back.
#[derive(Debug, Clone, PartialEq)]
pub struct Back {
    /// The co-handler's task that is sent back; `None` means the case itself.
    pub task: Option<u32>,
    /// Why; mandatory.
    pub reason: String,
    /// Whether the department objects to the dispatch as such: then an authority rules at once.
    pub objection: bool,
    /// Whom it holds to be right.
    pub suggests: Option<DepartmentCode>,
}

/// Returns a case or a task.
///
/// The first plain return goes to the dispatcher. An objection, or a second return by whatever department, goes to the authority:
/// a case does not travel in circles.
///
/// # Errors
/// When the reason is missing, the term is over, or a ruling named the department.
pub fn return_(case: &Case, back: &Back, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Return)?;
    let reason = words(&back.reason, "reason")?;
    if let Some(department) = &back.suggests {
        known(department, desk)?;
    }
    if let Some(id) = back.task {
        return return_task(case, id, &reason, desk);
    }
    let lead = desk.leads(case)?;
    let settings = &desk.rules.settings;
    let dispatch = case.dispatch().expect("a case with a lead has a dispatch");
    if dispatch.designated && !settings.dispute.designated_may_return.value {
        return Err(refusal::designated(&settings.dispute.designated_may_return.basis));
    }
    let limit = &settings.limits.r#return;
    if Clock::start(limit.value, dispatch.at).is_overdue(&desk.rules.calendar, desk.now) {
        return Err(refusal::return_too_late().ground(limit.basis.clone()));
    }
    let again = case.dispatches.iter().any(|d| d.returned.is_some());
    let disputed = back.objection || again;
    let mut next = case.clone();
    let last = next.dispatches.last_mut().expect("a case with a lead has a dispatch");
    last.returned = Some(Returned {
        at: desk.now,
        reason: reason.clone(),
        objection: back.objection,
        suggests: back.suggests.clone(),
    });
    withdraw_tasks(&mut next, desk);
    lapse(&mut next, "已退单，申请失效");
    let calendar = &desk.rules.calendar;
    next.clocks.stop(Stage::Accept, calendar, desk.now);
    next.clocks.pause(Stage::Handle, calendar, desk.now);
    let (state, stage, waits) = match disputed {
        true => (State::Disputed, Stage::Ruling, &settings.limits.ruling),
        false => (State::ToDispatch, Stage::Dispatch, &settings.limits.dispatch),
    };
    next.state = state;
    next.clocks.start(stage, waits.value, None, calendar, desk.now);
    let detail = json!({
        "department": lead, "reason": reason, "objection": back.objection, "suggests": back.suggests, "disputed": disputed,
    });
    let fact = desk.fact(case, Verb::Return, detail).on(desk.rules.rule(limit, "limits.return"));
    Ok(desk.changed(next, fact))
}

fn return_task(case: &Case, id: u32, reason: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    let mut next = case.clone();
    let task = open_task(&mut next, id, desk)?;
    let department = task.department.clone();
    task.withdrawn_at = Some(desk.now);
    if let Ok(stopped) = task.clock.stop(&desk.rules.calendar, desk.now) {
        task.clock = stopped;
    }
    let detail = json!({ "task": id, "department": department, "reason": reason });
    Ok(desk.changed(next, desk.fact(case, Verb::Return, detail)))
}

/// Tasks fall with the dispatch that gave them; what was answered stays.
pub(crate) fn withdraw_tasks(case: &mut Case, desk: &Desk<'_>) {
    for task in case.tasks.iter_mut().filter(|t| t.is_open()) {
        task.withdrawn_at = Some(desk.now);
        if let Ok(stopped) = task.clock.stop(&desk.rules.calendar, desk.now) {
            task.clock = stopped;
        }
    }
}
