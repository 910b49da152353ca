//! 隐藏: out of public view, with a reason that is itself recorded. Nothing is ever deleted.

use crate::case::{Case, Docket, Hidden};
use crate::desk::{Desk, words};
use crate::refusal;
use crate::state::Verb;
use jingwei_terms::{Change, Refusal};
use serde_json::json;

/// Hides a case from the public, or shows it again.
///
/// # Errors
/// When it already is so, or the reason is empty.
pub fn hide(case: &Case, hidden: bool, reason: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Hide)?;
    let reason = words(reason, "reason")?;
    if case.hidden.is_some() == hidden {
        let (zh, en) =
            if hidden { ("已经隐藏", "it is hidden already") } else { ("没有隐藏", "it is not hidden") };
        return Err(refusal::cluster("already_so", zh, en));
    }
    let mut next = case.clone();
    next.hidden = hidden.then(|| Hidden { at: desk.now, reason: reason.clone() });
    Ok(desk.changed(next, desk.fact(case, Verb::Hide, json!({ "hidden": hidden, "reason": reason }))))
}
