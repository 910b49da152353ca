//! 延期: asked for before the deadline, agreed on the way up (department, then dispatcher), at most as often as the city allows.

use crate::case::{Case, Docket, Extension, ExtensionStage, Reply};
use crate::clocks::Stage;
use crate::desk::{Desk, optional_words, words};
use crate::refusal;
use crate::relay::with_relay;
use crate::state::Verb;
use jingwei_calendar::{Limit, LimitKind};
use jingwei_terms::{Change, Refusal, Role};
use serde_json::json;

/// Asks for more time.
///
/// # Errors
/// When the handling clock is overdue, when the city allows no more, or when a request is waiting already.
pub fn extend(case: &Case, reason: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Extend)?;
    if desk.actor.role == Role::Handler {
        desk.leads(case)?;
    }
    let reason = words(reason, "reason")?;
    let settings = &desk.rules.settings.extension;
    let approved = case.extensions.iter().filter(|e| e.stage == ExtensionStage::Approved).count();
    if approved >= settings.most.value as usize {
        let zh = format!("最多延期 {} 次", settings.most.value);
        let en = format!("at most {} extensions are approved", settings.most.value);
        return Err(refusal::no_more("no_more_extensions", zh, en).ground(settings.most.basis.clone()));
    }
    if pending(case).is_some() {
        return Err(refusal::extension_pending(true));
    }
    let calendar = &desk.rules.calendar;
    let handling = case.clocks.open(Stage::Handle);
    if settings.before_overdue.value && handling.is_some_and(|c| c.clock.is_overdue(calendar, desk.now)) {
        return Err(refusal::overdue_already().ground(settings.before_overdue.basis.clone()));
    }
    let mut next = case.clone();
    let by_department = settings.chain.value.iter().any(|who| who == "department");
    let stage = if by_department { ExtensionStage::AtDepartment } else { ExtensionStage::AtDispatcher };
    next.extensions.push(Extension { at: desk.now, reason: reason.clone(), stage, decision: String::new() });
    Ok(desk.changed(next, desk.fact(case, Verb::Extend, json!({ "asked": reason }))))
}

/// Agrees or rejects at the present stage of the way up: the leading department first, then a dispatcher or supervisor.
///
/// # Errors
/// When nothing waits, when it is another's turn, or when a rejection has no reason.
pub fn decide_extension(
    case: &Case,
    approve: bool,
    decision: &str,
    desk: &Desk<'_>,
) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Extend)?;
    let waiting = pending(case).ok_or_else(|| refusal::extension_pending(false))?;
    match (case.extensions[waiting].stage, desk.actor.role) {
        (ExtensionStage::AtDepartment, Role::Handler) => {
            desk.leads(case)?;
        }
        (ExtensionStage::AtDispatcher, Role::Dispatcher | Role::Supervisor) => {}
        (ExtensionStage::AtDepartment, _) => return Err(refusal::wrong_role(Verb::Extend, &[Role::Handler])),
        _ => return Err(refusal::wrong_role(Verb::Extend, &[Role::Dispatcher, Role::Supervisor])),
    }
    let decision = if approve { optional_words(decision, "decision")? } else { words(decision, "decision")? };
    let mut next = case.clone();
    let extension = &mut next.extensions[waiting];
    extension.decision.clone_from(&decision);
    extension.stage = match (approve, extension.stage) {
        (false, _) => ExtensionStage::Rejected,
        (true, ExtensionStage::AtDepartment) => ExtensionStage::AtDispatcher,
        (true, _) => ExtensionStage::Approved,
    };
    let stage = extension.stage;
    let told = (stage == ExtensionStage::Approved).then(|| {
        lengthen(&mut next, desk);
        tell_reporter(&mut next, waiting, desk)
    });
    let detail = json!({ "approve": approve, "decision": decision, "stage": stage, "told": told.flatten() });
    let rule = desk.rules.rule(&desk.rules.settings.extension.factor, "extension.factor");
    Ok(with_relay(desk.changed(next, desk.fact(case, Verb::Extend, detail).on(rule))))
}

/// The reporter is told why it takes longer (Beijing regulation, article 15), as an interim reply on their thread.
fn tell_reporter(case: &mut Case, extension: usize, desk: &Desk<'_>) -> Option<String> {
    if !desk.rules.settings.extension.reporter_told.value {
        return None;
    }
    let text = format!("您反映的事项需要延长办理时限，原因：{}", case.extensions[extension].reason);
    case.replies.push(Reply { at: desk.now, by: desk.actor.clone(), text: text.clone(), interim: true });
    Some(text)
}

fn pending(case: &Case) -> Option<usize> {
    let waits = |e: &Extension| matches!(e.stage, ExtensionStage::AtDepartment | ExtensionStage::AtDispatcher);
    case.extensions.iter().rposition(waits)
}

/// A request that nobody decided falls with the work it was asked for; the next one is asked for anew.
pub(crate) fn lapse(case: &mut Case, why: &str) {
    if let Some(waiting) = pending(case) {
        let extension = &mut case.extensions[waiting];
        extension.stage = ExtensionStage::Rejected;
        why.clone_into(&mut extension.decision);
    }
}

fn lengthen(case: &mut Case, desk: &Desk<'_>) {
    let factor = desk.rules.settings.extension.factor.value;
    let calendar = &desk.rules.calendar;
    let Some(more) = case.clocks.open(Stage::Handle).map(|c| times(c.clock.limit(), factor)) else { return };
    case.clocks.each_open(Stage::Handle, |clock| clock.extend(calendar, more, desk.now).ok());
    // The promise to the reporter moves with it, since the reporter is told the reason; it is measured in its own kind of time.
    let total = case.clocks.open(Stage::Total).and_then(|c| same_kind(more, c.clock.limit().kind()));
    if let Some(more) = total {
        case.clocks.each_open(Stage::Total, |clock| clock.extend(calendar, more, desk.now).ok());
    }
}

/// A limit times a factor, rounded up to whole minutes or days: the department is never given less than was approved.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "limits and factors are small and positive by their constructors"
)]
pub(crate) fn times(limit: Limit, factor: f64) -> Limit {
    let amount = (f64::from(limit.amount()) * factor).ceil().max(1.0) as u32;
    Limit::new(limit.kind(), amount).unwrap_or(limit)
}

/// The same span in another kind of time, rounded up; `None` when it cannot be said.
fn same_kind(limit: Limit, kind: LimitKind) -> Option<Limit> {
    if limit.kind() == kind {
        return Some(limit);
    }
    let days = |limit: Limit| match limit.kind() {
        LimitKind::UrgentHours => limit.amount().div_ceil(24 * 60),
        LimitKind::WorkHours => limit.amount().div_ceil(8 * 60),
        LimitKind::WorkDays | LimitKind::NaturalDays => limit.amount(),
    };
    if kind.counts_days() { Limit::new(kind, days(limit)).ok() } else { None }
}
