//! 重算时限: clocks keep what happened and not a future deadline, so a new calendar (next year's 调休, say) moves the deadlines of open
//! cases. The stored copies that lists and workers go by are brought up to date, each with its fact.

use crate::case::{Case, Docket};
use crate::desk::Desk;
use crate::state::Verb;
use crate::wake::{due_at, wake_at};
use jiff::Timestamp;
use jingwei_terms::{Change, Refusal};
use serde_json::json;

/// Brings the stored deadlines up to date; `None` when they are. `stored_due_at` and `stored_wake_at` are what lists and workers go
/// by now.
///
/// # Errors
/// When somebody else than the program asks.
pub fn retime(
    case: &Case,
    stored_due_at: Option<Timestamp>,
    stored_wake_at: Option<Timestamp>,
    desk: &Desk<'_>,
) -> Result<Option<Change<Docket>>, Refusal> {
    desk.may(case, Verb::Retime)?;
    let (due, wake) = (due_at(case, desk.rules), wake_at(case, desk.rules));
    if (due, wake) == (stored_due_at, stored_wake_at) {
        return Ok(None);
    }
    let detail = json!({ "due_at": due, "was_due_at": stored_due_at, "rulebook": desk.rules.version });
    Ok(Some(desk.changed(case.clone(), desk.fact(case, Verb::Retime, detail))))
}
