//! 派遣: by the catalogue's rule, or by a person who says why. Every dispatch names the catalogue's version, the rule and the evidence.

use crate::case::{Case, Dispatch, Docket};
use crate::clocks::Stage;
use crate::desk::{Desk, optional_words};
use crate::joint::{Task, TaskKind};
use crate::refusal;
use crate::rulebook::catalogue::{Entry, Silence};
use crate::state::{State, Verb};
use jingwei_calendar::{Clock, Limit};
use jingwei_terms::{Change, DepartmentCode, Refusal, RuleRef};
use serde_json::json;

/// Whom a person names. Everything that is left out comes from the catalogue.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Choice {
    /// The department that leads; `None` leaves it to the catalogue.
    pub lead: Option<DepartmentCode>,
    /// Departments that help; `None` leaves it to the catalogue.
    pub co: Option<Vec<DepartmentCode>>,
    /// Why, where a person differs from the catalogue or decides without it.
    pub reason: String,
}

/// What the catalogue would do with the case now: shown to the dispatcher before they decide.
///
/// # Errors
/// When the catalogue says nothing, and why.
pub fn suggestion<'a>(case: &Case, desk: &Desk<'a>) -> Result<Entry<'a>, Silence> {
    let rules = desk.rules;
    let (kind, area, day) = (case.kind.as_ref(), case.area(), rules.day(desk.now));
    rules.catalogue.look_up(&rules.departments, kind, area, day)
}

/// Dispatches a case.
///
/// # Errors
/// When the catalogue is silent and nobody is named; when a person differs from it without a reason; when a department is not known.
pub fn dispatch(case: &Case, choice: &Choice, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Dispatch)?;
    let order = order(case, choice, desk)?;
    let mut next = case.clone();
    let detail = send(&mut next, &order, false, desk);
    let fact = desk.fact(case, Verb::Dispatch, detail).on(order.rule);
    Ok(desk.changed(next, fact))
}

/// A dispatch that is about to be made.
pub(crate) struct Order {
    pub(crate) lead: DepartmentCode,
    pub(crate) co: Vec<DepartmentCode>,
    pub(crate) copy_to: Vec<DepartmentCode>,
    pub(crate) accept: Limit,
    pub(crate) handle: Limit,
    pub(crate) rule: RuleRef,
    pub(crate) reason: String,
}

fn order(case: &Case, choice: &Choice, desk: &Desk<'_>) -> Result<Order, Refusal> {
    let reason = optional_words(&choice.reason, "reason")?;
    for code in choice.lead.iter().chain(choice.co.iter().flatten()) {
        known(code, desk)?;
    }
    let order = match (suggestion(case, desk), &choice.lead) {
        (Ok(entry), _) if reason.is_empty() && other_helpers(choice, &entry) => {
            return Err(refusal::reason_against_catalogue(&entry.rule.rule));
        }
        (Ok(entry), None) => by_catalogue(entry, choice.co.clone(), reason, desk),
        (Ok(entry), Some(lead)) if *lead == entry.lead => by_catalogue(entry, choice.co.clone(), reason, desk),
        (Ok(entry), Some(_)) if reason.is_empty() => return Err(refusal::reason_against_catalogue(&entry.rule.rule)),
        (Err(silence), None) => return Err(needs_person(silence)),
        (_, Some(_)) if reason.is_empty() => return Err(refusal::missing_text("reason")),
        (_, Some(lead)) => by_person(case, lead, choice.co.clone(), reason, desk),
    };
    let came_back = case.dispatches.last().filter(|d| d.returned.is_some() && d.lead == order.lead);
    match came_back {
        Some(last) if order.reason.is_empty() => Err(refusal::just_returned(&last.lead)),
        _ => Ok(order),
    }
}

/// Whether a person names other helpers than the catalogue, in whatever order.
fn other_helpers(choice: &Choice, entry: &Entry<'_>) -> bool {
    let all_in = |some: &[DepartmentCode], others: &[DepartmentCode]| some.iter().all(|code| others.contains(code));
    choice.co.as_ref().is_some_and(|co| !(all_in(co, &entry.co) && all_in(&entry.co, co)))
}

pub(crate) fn known(code: &DepartmentCode, desk: &Desk<'_>) -> Result<(), Refusal> {
    match desk.rules.departments.get(code) {
        Some(_) => Ok(()),
        None => Err(refusal::unknown("unknown_department", "部门", "department", code.as_str())),
    }
}

fn needs_person(silence: Silence) -> Refusal {
    match silence {
        Silence::NoKind => refusal::needs_person("事项类别未定", "the kind is not known"),
        Silence::NoRule => refusal::needs_person("该类别在该区域没有规则", "no rule for this kind at this place"),
        Silence::NoHolder => {
            refusal::needs_person("地点不明，找不到属地单位", "the place is not known well enough to find its office")
        }
    }
}

fn by_catalogue(entry: Entry<'_>, co: Option<Vec<DepartmentCode>>, reason: String, desk: &Desk<'_>) -> Order {
    let rule = RuleRef {
        version: entry.version.to_owned(),
        rule: entry.rule.rule.clone(),
        basis: entry.rule.legal_basis.clone(),
    };
    Order {
        co: co.unwrap_or(entry.co),
        copy_to: entry.copy_to,
        accept: entry.rule.accept_limit.unwrap_or(desk.rules.settings.limits.accept.value),
        handle: entry.rule.handle_limit,
        lead: entry.lead,
        rule,
        reason,
    }
}

/// A person's choice keeps the catalogue's limit for the kind, if there is one: choosing another department is no way to more time.
pub(crate) fn by_person(
    case: &Case,
    lead: &DepartmentCode,
    co: Option<Vec<DepartmentCode>>,
    reason: String,
    desk: &Desk<'_>,
) -> Order {
    let settings = &desk.rules.settings;
    let ordinary = match case.intake.property {
        crate::case::Property::Consultation => &settings.limits.consultation,
        _ => &settings.limits.reply,
    };
    let entry = suggestion(case, desk).ok();
    Order {
        lead: lead.clone(),
        co: co.or_else(|| entry.as_ref().map(|e| e.co.clone())).unwrap_or_default(),
        copy_to: Vec::new(),
        accept: settings.limits.accept.value,
        handle: entry.map_or(ordinary.value, |e| e.rule.handle_limit),
        rule: RuleRef {
            version: desk.rules.version.clone(),
            rule: "dispatch.by_person".to_owned(),
            basis: settings.limits.dispatch.basis.clone(),
        },
        reason,
    }
}

/// Sends the case to its department: clocks, tasks and the dispatch itself. Answers the particulars for the fact.
pub(crate) fn send(case: &mut Case, order: &Order, designated: bool, desk: &Desk<'_>) -> serde_json::Value {
    let calendar = &desk.rules.calendar;
    let evidence = evidence(case, desk);
    // A ruling holds for the matter: reopening the case does not give the department a second chance to return it.
    let designated = designated || case.dispatches.iter().any(|d| d.designated && d.lead == order.lead);
    let mut helpers: Vec<&DepartmentCode> = Vec::new();
    for co in order.co.iter().filter(|co| **co != order.lead) {
        if !helpers.contains(&co) {
            helpers.push(co);
        }
    }
    case.clocks.stop(Stage::Dispatch, calendar, desk.now);
    case.clocks.stop(Stage::Ruling, calendar, desk.now);
    case.clocks.start(Stage::Accept, order.accept, Some(order.lead.clone()), calendar, desk.now);
    start_handling(case, order, desk);
    lengthen_promise(case, order.handle, desk);
    let detail = json!({
        "lead": order.lead, "co": helpers, "copy_to": order.copy_to, "accept_limit": order.accept,
        "handle_limit": order.handle, "evidence": evidence, "reason": order.reason, "designated": designated,
    });
    for department in helpers {
        add_task(case, TaskKind::Co, department, None, "", desk.rules.settings.limits.co_task.value, desk);
    }
    case.dispatches.push(Dispatch {
        at: desk.now,
        lead: order.lead.clone(),
        copy_to: order.copy_to.clone(),
        rule: order.rule.clone(),
        evidence,
        reason: order.reason.clone(),
        designated,
        accepted_at: None,
        returned: None,
    });
    case.state = State::Dispatched;
    detail
}

/// After a return the handling clock goes on where it stood if the same department gets the case again, and starts anew for another:
/// nobody gains time by returning, and nobody inherits another's delay.
fn start_handling(case: &mut Case, order: &Order, desk: &Desk<'_>) {
    let calendar = &desk.rules.calendar;
    let same = case.clocks.open(Stage::Handle).is_some_and(|c| c.department.as_ref() == Some(&order.lead));
    if same {
        case.clocks.resume(Stage::Handle, desk.now);
    } else {
        case.clocks.start(Stage::Handle, order.handle, Some(order.lead.clone()), calendar, desk.now);
    }
}

/// Where the law gives handling a longer term than the city's promise for the whole way, the longer term prevails.
fn lengthen_promise(case: &mut Case, handle: Limit, desk: &Desk<'_>) {
    let calendar = &desk.rules.calendar;
    let promised = case.clocks.open(Stage::Total).and_then(|c| c.clock.deadline(calendar));
    let needed = Clock::start(handle, case.intake.filed_at).deadline(calendar);
    if case.round == 0 && promised.is_some() && promised < needed {
        let filed_at = case.intake.filed_at;
        case.clocks.each_open(Stage::Total, |_| Some(Clock::start(handle, filed_at)));
    }
}

pub(crate) fn add_task(
    case: &mut Case,
    kind: TaskKind,
    department: &DepartmentCode,
    asked_by: Option<DepartmentCode>,
    matter: &str,
    limit: Limit,
    desk: &Desk<'_>,
) -> u32 {
    let id = u32::try_from(case.tasks.len()).unwrap_or(u32::MAX - 1) + 1;
    case.tasks.push(Task {
        id,
        kind,
        department: department.clone(),
        asked_by,
        matter: matter.to_owned(),
        at: desk.now,
        clock: Clock::start(limit, desk.now),
        accepted_at: None,
        answer: None,
        evidence: Vec::new(),
        withdrawn_at: None,
        by_street: None,
        by_department: None,
    });
    id
}

/// What the decision stands on, in words that a person can check against the case.
fn evidence(case: &Case, desk: &Desk<'_>) -> Vec<String> {
    let mut evidence = Vec::new();
    if let Some(kind) = case.kind.as_ref().and_then(|code| desk.rules.kinds.get(code)) {
        evidence.push(format!("kind {} {}", kind.code, kind.name));
    }
    if let Some(area) = case.area() {
        let name = desk.rules.areas.division(area).map_or("", |d| d.name.as_str());
        evidence.push(format!("area {area} {name}").trim_end().to_owned());
    }
    if let Some(grid) = case.grid() {
        evidence.push(format!("grid {grid}"));
    }
    evidence.push(format!("day {}", desk.rules.day(desk.now)));
    evidence
}
