//! 备注: a note for the file. Notes are added, never changed; they stand in the facts and not in the case.

use crate::case::{Attachment, Case, Docket};
use crate::desk::{Desk, check_attachments, words};
use crate::refusal;
use crate::state::Verb;
use crate::whistle::serves;
use jingwei_terms::{Change, Refusal, Role};
use serde_json::json;

/// Adds a note.
///
/// # Errors
/// When it is empty, or a department adds it to a case that does not concern it.
pub fn note(case: &Case, text: &str, attachments: &[Attachment], desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Note)?;
    let text = words(text, "text")?;
    check_attachments(attachments)?;
    if matches!(desk.actor.role, Role::Handler | Role::Field) {
        let department = desk.actor.department.as_ref().ok_or_else(refusal::no_department)?;
        // A grid worker looks after everything that lies in the own area, whoever leads.
        let nearby = desk.actor.role == Role::Field && serves(department, case, desk);
        if !(case.concerns(department) || nearby) {
            return Err(refusal::not_your_department(case.lead().unwrap_or(department)));
        }
    }
    let detail = json!({ "text": text, "attachments": attachments });
    Ok(desk.changed(case.clone(), desk.fact(case, Verb::Note, detail)))
}
