//! 核查: somebody other than the handler looks. What does not pass goes back, and its clock runs on.

use crate::case::{Attachment, Case, Check, Docket};
use crate::clocks::Stage;
use crate::desk::{Desk, check_attachments, optional_words, words};
use crate::extend::times;
use crate::refusal;
use crate::state::{State, Verb};
use jingwei_terms::{Change, Refusal};
use serde_json::json;

/// What was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Whether the work is as reported.
    pub passed: bool,
    /// What was seen; needed when it did not pass.
    pub remarks: String,
    /// Pictures.
    pub evidence: Vec<Attachment>,
}

/// Records a check.
///
/// # Errors
/// When the checker handled it or works in the department that did, or when a failed check has no remarks.
pub fn verify(case: &Case, finding: Finding, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Verify)?;
    let handling = case.handlings.last().ok_or_else(|| refusal::wrong_state(case, Verb::Verify))?;
    let same_person = desk.actor.staff.is_some() && desk.actor.staff == handling.by.staff;
    let same_department = case.lead().is_some_and(|lead| desk.actor.acts_for(lead));
    if same_person || same_department {
        return Err(refusal::own_work());
    }
    let remarks = match finding.passed {
        true => optional_words(&finding.remarks, "remarks")?,
        false => words(&finding.remarks, "remarks")?,
    };
    check_attachments(&finding.evidence)?;
    let mut next = case.clone();
    let calendar = &desk.rules.calendar;
    next.clocks.stop(Stage::Verify, calendar, desk.now);
    if finding.passed {
        next.state = State::Verified;
        next.clocks.stop(Stage::Handle, calendar, desk.now);
        let limit = desk.rules.settings.limits.feedback.value;
        next.clocks.start(Stage::Reply, limit, case.lead().cloned(), calendar, desk.now);
    } else {
        next.state = State::Handling;
        next.clocks.resume(Stage::Handle, desk.now);
    }
    let detail = json!({ "passed": finding.passed, "remarks": remarks, "evidence": finding.evidence });
    next.checks.push(Check {
        at: desk.now,
        by: desk.actor.clone(),
        passed: finding.passed,
        remarks,
        evidence: finding.evidence,
    });
    Ok(desk.changed(next, desk.fact(case, Verb::Verify, detail)))
}

/// Handling begins again with a new clock for the same department: the original limit times the city's factor.
pub(crate) fn start_again(case: &mut Case, desk: &Desk<'_>) {
    let factor = desk.rules.settings.reopen.factor.value;
    let limit = case.clocks.latest(Stage::Handle).map(|c| times(c.clock.limit(), factor));
    let limit = limit.unwrap_or(desk.rules.settings.limits.reply.value);
    let lead = case.lead().cloned();
    case.clocks.start(Stage::Handle, limit, lead, &desk.rules.calendar, desk.now);
}
