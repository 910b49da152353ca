//! 清除联系方式: the reporter's contact is erased when the term for keeping it is over, or earlier at the person's wish. The case, its facts
//! and their proof stay; only the row that says who it was goes.

use crate::case::{Case, Docket};
use crate::desk::{Desk, days_after, words};
use crate::refusal;
use crate::state::Verb;
use jiff::Timestamp;
use jingwei_terms::{Change, Purpose, Refusal};
use serde_json::json;

/// Decides that the contact is erased; the store erases it together with this change.
///
/// # Errors
/// When there is none, when the case still needs it, or when the reason is empty.
pub fn erase(case: &Case, reason: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Erase)?;
    let reason = words(reason, "reason")?;
    if !case.keeps_contact() {
        return Err(refusal::no_contact());
    }
    let kept_days = desk.rules.settings.privacy.contact_kept_days.value;
    if desk.is_system() && due(case, kept_days).is_none_or(|at| desk.now < at) {
        return Err(refusal::wrong_state(case, Verb::Erase));
    }
    let mut next = case.clone();
    next.contact_erased_at = Some(desk.now);
    next.intake.reachable = false;
    let kept = &desk.rules.settings.privacy.contact_kept_days;
    let fact = desk.fact(case, Verb::Erase, json!({ "reason": reason })).for_purpose(Purpose::Administration);
    Ok(desk.changed(next, fact.on(desk.rules.rule(kept, "privacy.contact_kept_days"))))
}

/// When the term for keeping the contact is over; `None` while the case is open or when there is nothing to erase.
#[must_use]
pub(crate) fn due(case: &Case, kept_days: u32) -> Option<Timestamp> {
    let closing = case.closing.as_ref().filter(|_| case.keeps_contact())?;
    Some(days_after(closing.at, kept_days))
}
