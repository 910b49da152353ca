//! 申诉: an overdue that was not the department's doing. Two different reviewers agree; then the adjusted figures leave it out, while the
//! raw figures and the times themselves stay.

use crate::case::{Appeal, Case, Docket};
use crate::clocks::Stage;
use crate::desk::{Desk, days_after, optional_words, words};
use crate::refusal;
use crate::state::Verb;
use jingwei_terms::{Change, Refusal, Role};
use serde_json::json;

/// Appeals, for the department that led.
///
/// # Errors
/// When it was not late, was appealed already, or the term is over.
pub fn appeal(case: &Case, reason: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Appeal)?;
    if desk.actor.role != Role::Handler {
        return Err(refusal::wrong_role(Verb::Appeal, &[Role::Handler]));
    }
    let department = desk.leads(case)?;
    let reason = words(reason, "reason")?;
    if case.appeal.is_some() {
        return Err(refusal::appeal("appealed_already", "每件只能申诉一次", "a case is appealed once"));
    }
    let calendar = &desk.rules.calendar;
    let late =
        [Stage::Accept, Stage::Handle, Stage::Total].iter().any(|s| case.clocks.was_late(*s, calendar, desk.now));
    if !late {
        return Err(refusal::appeal(
            "not_late",
            "该件没有超期，无需申诉",
            "the case was not late; there is nothing to appeal",
        ));
    }
    let settings = &desk.rules.settings.appeal;
    let closed_at = case.closing.as_ref().map_or(desk.now, |c| c.at);
    if desk.now > days_after(closed_at, settings.within_days.value) {
        let refusal = refusal::appeal("too_late_to_appeal", "已超过申诉期限", "the term for an appeal is over");
        return Err(refusal.ground(settings.within_days.basis.clone()));
    }
    let mut next = case.clone();
    next.appeal = Some(Appeal {
        at: desk.now,
        department: department.clone(),
        reason: reason.clone(),
        approvals: Vec::new(),
        rejected: None,
    });
    let rule = desk.rules.rule(&settings.within_days, "appeal.within_days");
    let detail = json!({ "department": department, "reason": reason });
    Ok(desk.changed(next, desk.fact(case, Verb::Appeal, detail).on(rule)))
}

/// One reviewer agrees or rejects. The last one needed exempts the case.
///
/// # Errors
/// When there is no appeal to review, or the reviewer has spoken already.
pub fn review(case: &Case, approve: bool, remarks: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Appeal)?;
    if desk.actor.role != Role::Supervisor {
        return Err(refusal::wrong_role(Verb::Appeal, &[Role::Supervisor]));
    }
    let remarks = if approve { optional_words(remarks, "words")? } else { words(remarks, "words")? };
    let needed = &desk.rules.settings.appeal.reviewers;
    let mut next = case.clone();
    let open = next.appeal.as_mut().filter(|a| a.rejected.is_none() && a.approvals.len() < needed.value as usize);
    let open = open.ok_or_else(|| refusal::appeal("no_appeal", "没有待审核的申诉", "no appeal waits for review"))?;
    if desk.actor.acts_for(&open.department) {
        return Err(refusal::own_appeal());
    }
    if open.approvals.iter().any(|(by, _)| by.staff == desk.actor.staff) {
        let en = "two different reviewers are needed; you have agreed already";
        return Err(refusal::appeal("same_reviewer", "须由不同的人审核，您已审核过", en));
    }
    if approve {
        open.approvals.push((desk.actor.clone(), remarks.clone()));
        next.exempt = open.approvals.len() >= needed.value as usize;
    } else {
        open.rejected = Some(remarks.clone());
    }
    let detail = json!({ "approve": approve, "words": remarks, "exempt": next.exempt });
    Ok(desk.changed(next, desk.fact(case, Verb::Appeal, detail).on(desk.rules.rule(needed, "appeal.reviewers"))))
}
