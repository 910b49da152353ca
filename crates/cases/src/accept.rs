//! 签收: the lead takes the case, a co-handler takes its task.

use crate::case::{Case, Docket};
use crate::clocks::Stage;
use crate::desk::Desk;
use crate::joint::Task;
use crate::refusal;
use crate::state::{State, Verb};
use jingwei_terms::{Change, Refusal};
use serde_json::json;

/// Accepts the case for the lead, or a task for its department.
///
/// # Errors
/// When it is somebody else's, or accepted already.
pub fn accept(case: &Case, task: Option<u32>, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Accept)?;
    let mut next = case.clone();
    match task {
        None => {
            let lead = desk.leads(case)?;
            if case.state != State::Dispatched {
                return Err(refusal::already_accepted());
            }
            let dispatch = next.dispatches.last_mut().expect("a dispatched case has a dispatch");
            dispatch.accepted_at = Some(desk.now);
            next.clocks.stop(Stage::Accept, &desk.rules.calendar, desk.now);
            next.state = State::Handling;
            let fact = desk.fact(case, Verb::Accept, json!({ "department": lead }));
            Ok(desk.changed(next, fact))
        }
        Some(id) => {
            let task = open_task(&mut next, id, desk)?;
            if task.accepted_at.is_some() {
                return Err(refusal::already_accepted());
            }
            task.accepted_at = Some(desk.now);
            let detail = json!({ "task": id, "department": task.department });
            Ok(desk.changed(next, desk.fact(case, Verb::Accept, detail)))
        }
    }
}

/// The open task of this number, if it is the actor's department's.
pub(crate) fn open_task<'c>(case: &'c mut Case, id: u32, desk: &Desk<'_>) -> Result<&'c mut Task, Refusal> {
    let task = case.tasks.iter_mut().find(|t| t.id == id).ok_or_else(|| refusal::task_missing(id))?;
    if !desk.actor.acts_for(&task.department) {
        return Err(refusal::not_your_department(&task.department));
    }
    if !task.is_open() {
        return Err(refusal::task_done(id));
    }
    Ok(task)
}
