//! 分办: whose work a case is within its department. Whoever works there takes a case, hands it to a colleague, or lays it back.
//!
//! It says who is at work on what, and nothing else: no figure of this program is ever by person.

use crate::case::{Case, Docket, Hand};
use crate::desk::Desk;
use crate::refusal;
use crate::state::Verb;
use jingwei_terms::{Change, Refusal, StaffId};
use serde_json::json;

/// Gives the department's part of a case to one of its handlers; with `None` it is nobody's again. Whether this is a colleague, the
/// caller has looked.
///
/// # Errors
/// When the department does not work on the case, or it is so already.
pub fn assign(case: &Case, to: Option<&StaffId>, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Assign)?;
    let department = desk.actor.department.as_ref().ok_or_else(refusal::no_department)?;
    if !case.at_work().contains_key(department) {
        return Err(refusal::not_your_department(case.lead().unwrap_or(department)));
    }
    let before = case.hand(department).map(|hand| &hand.staff);
    if before == to {
        return Err(refusal::in_that_hand(to));
    }
    let detail = json!({ "department": department, "from": before, "to": to });
    let mut next = case.clone();
    next.hands.retain(|hand| hand.department != *department);
    next.hands.extend(to.map(|staff| Hand { at: desk.now, department: department.clone(), staff: staff.clone() }));
    Ok(desk.changed(next, desk.fact(case, Verb::Assign, detail)))
}
