//! 挂账: put off to a named day, as often as the city allows, for what cannot be done now. It resumes by itself.

use crate::ask::{pause, resume as run_on};
use crate::case::{Case, Docket, Suspension};
use crate::desk::{Desk, days_after, optional_words, words};
use crate::refusal;
use crate::state::{State, Verb};
use jiff::Timestamp;
use jingwei_terms::{Change, Refusal};
use serde_json::json;

/// Suspends a case until an instant.
///
/// # Errors
/// When the city allows no more, or the day is not ahead or too far away.
pub fn suspend(case: &Case, until: Timestamp, reason: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Suspend)?;
    let reason = words(reason, "reason")?;
    let settings = &desk.rules.settings.suspension;
    if case.suspensions.len() >= settings.most.value as usize {
        let (zh, en) =
            (format!("最多挂账 {} 次", settings.most.value), format!("at most {} suspensions", settings.most.value));
        return Err(refusal::no_more("no_more_suspensions", zh, en).ground(settings.most.basis.clone()));
    }
    let longest = settings.longest_days.value;
    let latest = days_after(desk.now, longest);
    if until <= desk.now || until > latest {
        let (zh, en) = (
            format!("挂账期应在今天之后、{longest} 天之内"),
            format!("the day must be ahead and within {longest} days"),
        );
        return Err(refusal::bad_day(zh, en).ground(settings.longest_days.basis.clone()));
    }
    let mut next = case.clone();
    next.suspensions.push(Suspension { at: desk.now, until, reason: reason.clone(), resumed_at: None });
    pause(&mut next, desk);
    next.state = State::Suspended;
    let rule = desk.rules.rule(&settings.longest_days, "suspension.longest_days");
    Ok(desk.changed(next, desk.fact(case, Verb::Suspend, json!({ "until": until, "reason": reason })).on(rule)))
}

/// Takes a suspended case up again.
///
/// # Errors
/// When it is not suspended, or the program comes before the day.
pub fn resume(case: &Case, reason: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Resume)?;
    let reason = optional_words(reason, "reason")?;
    let mut next = case.clone();
    let open = next.suspensions.last_mut().filter(|s| s.resumed_at.is_none());
    let open = open.ok_or_else(|| refusal::wrong_state(case, Verb::Resume))?;
    if desk.is_system() && desk.now < open.until {
        return Err(refusal::bad_day("挂账期未满".to_owned(), "the day has not come".to_owned()));
    }
    open.resumed_at = Some(desk.now);
    run_on(&mut next, desk);
    next.state = State::Handling;
    let detail = json!({ "reason": reason, "by_itself": desk.is_system() });
    Ok(desk.changed(next, desk.fact(case, Verb::Resume, detail)))
}
