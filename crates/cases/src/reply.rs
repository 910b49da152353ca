//! 答复: interim replies on the way; the final reply only after the check. It ends the promise of the whole way.

use crate::case::{Case, Docket, Reply};
use crate::clocks::Stage;
use crate::desk::{Desk, words};
use crate::refusal;
use crate::relay::with_relay;
use crate::state::{State, Verb};
use jingwei_terms::{Change, Refusal, Role};
use serde_json::json;

/// Replies to the reporter. From a checked case it is the final reply; before that it is an interim one.
///
/// # Errors
/// When another department leads, or the text is empty.
pub fn reply(case: &Case, text: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Reply)?;
    if case.state == State::Merged {
        return Err(refusal::wrong_state(case, Verb::Reply));
    }
    if desk.actor.role == Role::Handler {
        desk.leads(case)?;
    }
    let text = words(text, "text")?;
    let interim = case.state != State::Verified;
    let mut next = case.clone();
    next.replies.push(Reply { at: desk.now, by: desk.actor.clone(), text: text.clone(), interim });
    if !interim {
        let calendar = &desk.rules.calendar;
        next.clocks.stop(Stage::Reply, calendar, desk.now);
        next.clocks.stop(Stage::Total, calendar, desk.now);
        let limit = desk.rules.settings.limits.feedback.value;
        next.clocks.start(Stage::Feedback, limit, None, calendar, desk.now);
        next.state = State::Replied;
    }
    let fact = desk.fact(case, Verb::Reply, json!({ "text": text, "interim": interim }));
    Ok(with_relay(desk.changed(next, fact)))
}
