//! 结案: the case ends with its outcome. Closing without contact never counts as solved.

use crate::case::{Case, Closing, Docket, Feedback, Outcome};
use crate::clocks::Stage;
use crate::desk::{Desk, optional_words, words};
use crate::refusal;
use crate::relay::with_relay;
use crate::state::{State, Verb};
use jingwei_terms::{Change, Refusal, Role};
use serde_json::json;

/// Closes a case. After the final reply the outcome follows from what the reporter said; before it, only a supervisor may end the case, with the
/// ground.
///
/// # Errors
/// When the reporter has neither been heard nor tried often enough, or when somebody else than a supervisor would end an unfinished
/// case.
pub fn close(case: &Case, reason: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Close)?;
    let mut next = case.clone();
    let (outcome, reason) = match (case.state, desk.actor.role) {
        (State::Replied, _) => (outcome(case, desk)?, optional_words(reason, "reason")?),
        // A member of a cluster ends with its lead, or is split off first.
        (State::Merged, _) => return Err(refusal::wrong_state(case, Verb::Close)),
        (_, Role::Supervisor) => (Outcome::Terminated, words(reason, "reason")?),
        _ => return Err(refusal::wrong_state(case, Verb::Close)),
    };
    next.clocks.stop_all(&desk.rules.calendar, desk.now);
    crate::return_::withdraw_tasks(&mut next, desk);
    crate::extend::lapse(&mut next, "已结案，申请失效");
    next.closing = Some(Closing { at: desk.now, outcome, reason: reason.clone() });
    next.state = State::Closed;
    let mut fact = desk.fact(case, Verb::Close, json!({ "outcome": outcome, "reason": reason }));
    if outcome == Outcome::Terminated {
        fact = fact.on(desk.rules.rule(&desk.rules.settings.limits.review, "limits.review"));
    }
    Ok(with_relay(desk.changed(next, fact)))
}

/// What the feedback of this round amounts to.
fn outcome(case: &Case, desk: &Desk<'_>) -> Result<Outcome, Refusal> {
    let this_round = |f: &&Feedback| f.round == case.round;
    let said = case.feedback.iter().rev().filter(this_round).find(|f| f.reached);
    match said.and_then(|f| f.solved) {
        Some(true) => return Ok(Outcome::Solved),
        Some(false) if desk.actor.role == Role::Supervisor => return Ok(Outcome::Unsolved),
        Some(false) => return Err(refusal::wrong_role(Verb::Close, &[Role::Supervisor])),
        None => {}
    }
    if said.is_some() {
        return Ok(Outcome::Unconfirmed);
    }
    let attempts = u32::try_from(case.feedback.iter().filter(this_round).count()).unwrap_or(u32::MAX);
    let needed = if case.intake.reachable { desk.rules.settings.reopen.contact_attempts.value } else { 0 };
    // Somebody who cannot be called may still speak with the key; they get the whole term for it.
    // Only the latest term counts: that the first answer was waited for in vain says nothing of a rework's.
    let term = case.clocks.latest(Stage::Feedback);
    let term_over = term.is_some_and(|c| c.clock.is_overdue(&desk.rules.calendar, desk.now));
    if attempts >= needed && (needed > 0 || term_over) {
        return Ok(Outcome::Unconfirmed);
    }
    Err(refusal::contact_first(attempts, needed.max(1)))
}
