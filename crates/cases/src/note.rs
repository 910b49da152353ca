//! 备注: a note for the file. Notes are added, never changed; they stand in the facts and not in the case.

use crate::case::{Attachment, Case, Docket};
use crate::desk::{Desk, words};
use crate::refusal;
use crate::state::Verb;
use jingwei_terms::{Change, Refusal, Role};
use serde_json::json;

/// Adds a note.
///
/// # Errors
/// When it is empty, or a department adds it to a case that does not concern it.
pub fn note(case: &Case, text: &str, attachments: &[Attachment], desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Note)?;
    let text = words(text, "text")?;
    if let (Role::Handler, Some(department)) = (desk.actor.role, &desk.actor.department)
        && !case.concerns(department)
    {
        return Err(refusal::not_your_department(case.lead().unwrap_or(department)));
    }
    let detail = json!({ "text": text, "attachments": attachments });
    Ok(desk.changed(case.clone(), desk.fact(case, Verb::Note, detail)))
}
