//! 处置: the lead reports that the work is done, with its evidence; a co-handler reports on its task.

use crate::case::{Attachment, Case, Docket, Handling};
use crate::clocks::Stage;
use crate::desk::{Desk, check_attachments, optional_words, words};
use crate::extend::lapse;
use crate::refusal;
use crate::return_::withdraw_tasks;
use crate::state::{State, Verb};
use crate::whistle::answer_task;
use jingwei_terms::{Change, Refusal};
use serde_json::json;

/// A report of work done.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Work {
    /// The task that is reported on; `None` means the whole case, by its lead.
    pub task: Option<u32>,
    /// What was done.
    pub result: String,
    /// Pictures and papers.
    pub evidence: Vec<Attachment>,
    /// Why the lead reports although tasks are unanswered.
    pub over_open_tasks: String,
}

/// Reports the work.
///
/// # Errors
/// When it is another department's; when tasks are open and no reason is stated; when a thing of the city was mended and no
/// evidence is attached.
pub fn handle(case: &Case, work: Work, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Handle)?;
    check_attachments(&work.evidence)?;
    if let Some(id) = work.task {
        return answer_task(case, id, &work.result, work.evidence, desk);
    }
    let lead = desk.leads(case)?;
    let result = words(&work.result, "result")?;
    let over = optional_words(&work.over_open_tasks, "over_open_tasks")?;
    let open: Vec<u32> = case.tasks.iter().filter(|t| t.is_open()).map(|t| t.id).collect();
    if !open.is_empty() && over.is_empty() {
        return Err(refusal::open_tasks(&open));
    }
    if needs_evidence(case, desk) && work.evidence.is_empty() {
        return Err(refusal::evidence_needed());
    }
    let mut next = case.clone();
    withdraw_tasks(&mut next, desk);
    next.handlings.push(Handling {
        at: desk.now,
        by: desk.actor.clone(),
        result: result.clone(),
        evidence: work.evidence.clone(),
        over_open_tasks: over.clone(),
    });
    next.state = State::Handled;
    lapse(&mut next, "已报处置，申请失效");
    // It stands still while somebody looks: whoever reported too early gets back what was left, and no more.
    let calendar = &desk.rules.calendar;
    next.clocks.pause(Stage::Handle, calendar, desk.now);
    next.clocks.start(Stage::Verify, desk.rules.settings.limits.verify.value, None, calendar, desk.now);
    let detail = json!({
        "department": lead, "result": result, "evidence": work.evidence, "open_tasks": open, "over_open_tasks": over,
    });
    Ok(desk.changed(next, desk.fact(case, Verb::Handle, detail)))
}

/// Components and matters stand in the street and can be photographed; a hotline matter is proven by its papers and the reporter.
fn needs_evidence(case: &Case, desk: &Desk<'_>) -> bool {
    case.kind.as_ref().and_then(|code| desk.rules.kinds.get(code)).is_some_and(|kind| kind.class != "hotline")
}
