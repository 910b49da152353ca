//! 查看联系方式: the reporter's contact is read for a purpose, with a reason. The read is a fact in the same transaction, and the reporter
//! can see it.

use crate::case::{Access, Anonymity, Case, Docket};
use crate::desk::{Desk, words};
use crate::refusal;
use crate::state::Verb;
use jingwei_terms::{Change, DepartmentCode, Purpose, Refusal, Role};
use serde_json::json;

/// Decides whether the contact may be read; the store hands it out only together with this change.
///
/// The department that handles a case sees the contact only if the reporter agreed, or if life, health or property is in danger.
///
/// # Errors
/// When the report is anonymous, when the reporter asked for confidence, or when the case does not concern the reader's department.
pub fn reveal(case: &Case, purpose: Purpose, reason: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Reveal)?;
    let reason = words(reason, "reason")?;
    if !opens_contact(purpose, desk.actor.role) {
        return Err(refusal::wrong_purpose(purpose));
    }
    if case.intake.anonymity == Anonymity::Anonymous {
        return Err(refusal::anonymous());
    }
    if !case.keeps_contact() {
        return Err(refusal::contact_not_kept());
    }
    if matches!(desk.actor.role, Role::Handler | Role::Field) {
        // Whose task fell away has no more business with the reporter.
        let at_work = |d: &DepartmentCode| case.tasks.iter().any(|t| t.department == *d && t.withdrawn_at.is_none());
        let department = desk.actor.department.as_ref().filter(|d| case.lead() == Some(*d) || at_work(d));
        if department.is_none() {
            return Err(refusal::not_your_department(
                case.lead().or(desk.actor.department.as_ref()).ok_or_else(refusal::nobody_leads)?,
            ));
        }
        if case.intake.anonymity != Anonymity::Named && purpose != Purpose::Emergency {
            return Err(refusal::withheld());
        }
    }
    let mut next = case.clone();
    next.accesses.push(Access { at: desk.now, by: desk.actor.clone(), purpose, reason: reason.clone() });
    let fact = desk.fact(case, Verb::Reveal, json!({ "reason": reason })).for_purpose(purpose);
    Ok(desk.changed(next, fact))
}

/// Handling, calling and rescuing need the person; supervision does for those whose task it is; checking the books and running the
/// platform never do (PIPL, article 6).
fn opens_contact(purpose: Purpose, role: Role) -> bool {
    match purpose {
        Purpose::Casework | Purpose::Contact | Purpose::Emergency => true,
        Purpose::Supervision => matches!(role, Role::Supervisor | Role::Dispatcher),
        Purpose::Audit | Purpose::Administration => false,
    }
}
