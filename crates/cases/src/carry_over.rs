//! 带入: a case that another system had already answered is imported with that answer and its time. What happened in between over there
//! is not known here, so nothing is made up: no dispatch, no handling, no check.

use crate::case::{Case, Closing, Docket, Outcome, Reply};
use crate::desk::{Desk, words};
use crate::refusal;
use crate::relay::with_relay;
use crate::state::{State, Verb};
use jiff::Timestamp;
use jingwei_terms::{Actor, Change, Refusal};
use serde_json::json;

/// Closes an imported case with the reply of its source.
///
/// # Errors
/// When the case was not imported, when the reply is empty, or when it is dated before the report or after now.
pub fn carry_over(case: &Case, reply: &str, replied_at: Timestamp, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::CarryOver)?;
    let text = words(reply, "reply")?;
    let source = case.intake.source.as_ref().ok_or_else(|| refusal::wrong_state(case, Verb::CarryOver))?;
    if replied_at < case.intake.filed_at || replied_at > desk.now {
        return Err(refusal::impossible_time("replied_at"));
    }
    let mut next = case.clone();
    next.clocks.stop_all(&desk.rules.calendar, replied_at);
    next.replies.push(Reply { at: replied_at, by: Actor::system(), text: text.clone(), interim: false });
    let reason = format!("{} 已答复", source.system);
    next.closing = Some(Closing { at: replied_at, outcome: Outcome::Answered, reason });
    next.state = State::Closed;
    let detail = json!({ "source": source, "reply": text, "replied_at": replied_at });
    Ok(with_relay(desk.changed(next, desk.fact(case, Verb::CarryOver, detail))))
}
