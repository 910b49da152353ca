//! 重办: a closed case is taken up again, inside the term, with what is new.

use crate::case::{Case, Docket};
use crate::clocks::Stage;
use crate::desk::{Desk, days_after, words};
use crate::refusal;
use crate::state::{State, Verb};
use jingwei_terms::{Change, Refusal, Role};
use serde_json::json;

/// Reopens a case: it goes to the dispatcher, and the promise starts anew. The first deadlines stay on record.
///
/// # Errors
/// When the term is over, or when a resident has reopened it as often as the city allows; then an agent or supervisor decides.
pub fn reopen(case: &Case, reason: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Reopen)?;
    let reason = words(reason, "reason")?;
    let settings = &desk.rules.settings.reopen;
    let closing = case.closing.as_ref().ok_or_else(|| refusal::wrong_state(case, Verb::Reopen))?;
    let days = settings.within_days.value;
    if desk.now > days_after(closing.at, days) {
        return Err(refusal::too_late_to_reopen(days).ground(settings.within_days.basis.clone()));
    }
    if desk.actor.role == Role::Resident && case.round >= settings.most.value {
        let zh = format!("已重办 {} 次，请由坐席或督办员研究决定", case.round);
        let en = format!("it was worked on again {} times; an agent or supervisor decides now", case.round);
        return Err(refusal::no_more("no_more_reopenings", zh, en).next("请拨打热线", "call the hotline"));
    }
    let calendar = &desk.rules.calendar;
    let mut next = case.clone();
    next.round += 1;
    next.closing = None;
    next.cluster = next.cluster.filter(|c| matches!(c, crate::case::Cluster::Lead(_)));
    crate::merge::forget_deadlines(&mut next);
    next.state = State::ToDispatch;
    let promise = case.clocks.latest(Stage::Total).map(|c| c.clock.limit());
    let promise = promise.unwrap_or(desk.rules.settings.limits.reply.value);
    next.clocks.start(Stage::Total, promise, None, calendar, desk.now);
    next.clocks.start(Stage::Dispatch, desk.rules.settings.limits.dispatch.value, None, calendar, desk.now);
    let fact = desk.fact(case, Verb::Reopen, json!({ "reason": reason, "round": next.round }));
    let follow_up = crate::regrid::after_reopening(&next, &desk.rules.areas);
    let change = desk.changed(next, fact.on(desk.rules.rule(&settings.within_days, "reopen.within_days")));
    Ok(match follow_up {
        Some(follow_up) => change.then(follow_up),
        None => change,
    })
}
