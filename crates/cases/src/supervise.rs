//! 督办: the ladder 催办 → 督办 → 挂牌 → 约谈, by the clock or by a person; and the department's answer.

use crate::case::{Case, Docket, Rung, Supervision};
use crate::desk::{Desk, words};
use crate::refusal;
use crate::state::Verb;
use jingwei_calendar::Clock;
use jingwei_terms::{Change, Purpose, Refusal, Role};
use serde_json::json;

/// Supervises an open case on a rung.
///
/// # Errors
/// When the case is closed, the reason is empty, or the actor's role only answers.
pub fn supervise(case: &Case, rung: Rung, reason: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Supervise)?;
    if desk.actor.role == Role::Handler {
        return Err(refusal::wrong_role(Verb::Supervise, &[Role::Dispatcher, Role::Supervisor]));
    }
    if !case.state.is_open() {
        return Err(refusal::wrong_state(case, Verb::Supervise));
    }
    let reason = words(reason, "reason")?;
    let settings = &desk.rules.settings;
    let level = settings.supervision.level.iter().find(|l| l.code == rung);
    let needs_answer = level.is_some_and(|l| l.need_answer);
    let answer_by = needs_answer
        .then(|| Clock::start(settings.limits.supervision_answer.value, desk.now).deadline(&desk.rules.calendar))
        .flatten();
    let mut next = case.clone();
    next.supervisions.push(Supervision { at: desk.now, rung, reason: reason.clone(), answer_by, answer: None });
    let detail = json!({ "rung": rung, "reason": reason, "answer_by": answer_by, "lead": case.lead(), "by_itself": desk.is_system() });
    let mut fact = desk.fact(case, Verb::Supervise, detail).for_purpose(Purpose::Supervision);
    if let Some(level) = level {
        fact = fact.on(jingwei_terms::RuleRef {
            version: desk.rules.version.clone(),
            rule: format!("supervision.{}", level.name),
            basis: level.basis.clone(),
        });
    }
    Ok(desk.changed(next, fact))
}

/// The leading department answers the oldest supervision that waits for it.
///
/// # Errors
/// When nothing waits, another department leads, or the answer is empty.
pub fn answer_supervision(case: &Case, answer: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Supervise)?;
    if desk.actor.role != Role::Handler {
        return Err(refusal::wrong_role(Verb::Supervise, &[Role::Handler]));
    }
    desk.leads(case)?;
    let answer = words(answer, "answer")?;
    let mut next = case.clone();
    let waiting = next.supervisions.iter_mut().find(|s| s.answer_by.is_some() && s.answer.is_none());
    let waiting = waiting.ok_or_else(refusal::supervision_missing)?;
    waiting.answer = Some((desk.now, answer.clone()));
    let detail = json!({ "rung": waiting.rung, "answer": answer });
    Ok(desk.changed(next, desk.fact(case, Verb::Supervise, detail).for_purpose(Purpose::Supervision)))
}
