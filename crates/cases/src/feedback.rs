//! 回访评价: what the reporter says. Solved and satisfied are two facts; not reached is a value of its own; not solved means rework.

use crate::case::{Case, Docket, Feedback};
use crate::clocks::Stage;
use crate::desk::{Desk, optional_words};
use crate::merge::forget_deadlines;
use crate::refusal;
use crate::state::{State, Verb};
use crate::verify::start_again;
use jingwei_calendar::Clock;
use jingwei_terms::{Change, Refusal, Role};
use serde_json::json;

/// What was said, or that nobody was reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// Whether the reporter was reached. A resident who speaks with the key is.
    pub reached: bool,
    /// Whether it is solved; `None` when not said.
    pub solved: Option<bool>,
    /// Whether they are satisfied; `None` when not said.
    pub satisfied: Option<bool>,
    /// Their words.
    pub words: String,
}

/// Records feedback. Before closing, "not solved" starts a rework with a new clock, as often as the city allows; after that a
/// supervisor decides how it ends.
///
/// # Errors
/// When somebody who was not reached is said to have answered, or when nothing was said.
pub fn feedback(case: &Case, said: &Said, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Feedback)?;
    let reached = said.reached || desk.actor.role == Role::Resident;
    let answered = said.solved.is_some() || said.satisfied.is_some();
    if !reached && answered {
        return Err(refusal::feedback_contradicts());
    }
    let words = optional_words(&said.words, "words")?;
    if reached && !answered && words.is_empty() {
        return Err(refusal::feedback_empty());
    }
    let mut next = case.clone();
    let (solved, satisfied) = (said.solved, said.satisfied);
    let round = case.round;
    next.feedback.push(Feedback {
        at: desk.now,
        by: desk.actor.clone(),
        reached,
        solved,
        satisfied,
        words: words.clone(),
        round,
    });
    let rework = case.state == State::Replied && solved == Some(false) && round < desk.rules.settings.reopen.most.value;
    if case.state == State::Replied && reached {
        next.clocks.stop(Stage::Feedback, &desk.rules.calendar, desk.now);
    }
    if rework {
        begin_rework(&mut next, desk);
    }
    let detail =
        json!({ "reached": reached, "solved": solved, "satisfied": satisfied, "words": words, "rework": rework });
    let mut fact = desk.fact(case, Verb::Feedback, detail);
    if rework {
        fact = fact.on(desk.rules.rule(&desk.rules.settings.reopen.most, "reopen.most"));
    }
    Ok(desk.changed(next, fact))
}

fn begin_rework(case: &mut Case, desk: &Desk<'_>) {
    case.round += 1;
    case.state = State::Handling;
    forget_deadlines(case);
    start_again(case, desk);
    let promise = case.clocks.latest(Stage::Total).map(|c| c.clock.limit());
    let promise = promise.unwrap_or(desk.rules.settings.limits.reply.value);
    case.clocks.start(Stage::Total, promise, None, &desk.rules.calendar, desk.now);
    debug_assert!(
        case.clocks.open(Stage::Handle).is_some_and(|c| !Clock::is_paused(&c.clock)),
        "rework has a running clock"
    );
}
