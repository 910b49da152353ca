//! 吹哨报到: the street calls the departments that it needs to the spot. They must come; afterwards both sides say how the other did
//! (Beijing regulation, article 33). What is judged are departments, never persons.

use crate::accept::open_task;
use crate::case::{Attachment, Case, Docket};
use crate::desk::{Desk, optional_words, words};
use crate::dispatch::{add_task, known};
use crate::joint::{Assessment, TaskKind};
use crate::refusal;
use crate::rulebook::departments::DepartmentKind;
use crate::state::Verb;
use jingwei_terms::{Change, DepartmentCode, Refusal};
use serde_json::json;

/// Calls departments to the spot. Only a street or community office may whistle.
///
/// # Errors
/// When the actor works elsewhere, nobody is called, or a department is not known or already at work on it.
pub fn whistle(case: &Case, call: &[DepartmentCode], matter: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Whistle)?;
    let matter = words(matter, "matter")?;
    let caller = caller(desk)?;
    if !case.concerns(&caller) && !serves(&caller, case, desk) {
        return Err(refusal::not_your_department(case.lead().unwrap_or(&caller)));
    }
    if call.is_empty() {
        return Err(refusal::missing_text("departments"));
    }
    let limit = &desk.rules.settings.limits.whistle;
    let mut next = case.clone();
    let mut tasks = Vec::new();
    for department in call {
        known(department, desk)?;
        if *department == caller {
            return Err(refusal::called_itself());
        }
        if next.tasks.iter().any(|t| t.is_open() && t.department == *department) {
            let zh = format!("“{department}”已有未办结的任务");
            return Err(refusal::no_more("already_called", zh, format!("`{department}` already has an open task")));
        }
        let kind = TaskKind::Whistle;
        tasks.push(add_task(&mut next, kind, department, Some(caller.clone()), &matter, limit.value, desk));
    }
    let detail = json!({ "by": caller, "departments": call, "matter": matter, "tasks": tasks });
    let rule = desk.rules.rule(limit, "limits.whistle");
    Ok(desk.changed(next, desk.fact(case, Verb::Whistle, detail).on(rule)))
}

/// One side of a whistle says how the other did, once.
///
/// # Errors
/// When the task is not a whistle's or is not answered, when the actor belongs to neither side, or has said so already.
pub fn assess(
    case: &Case,
    task: u32,
    approves: bool,
    remarks: &str,
    desk: &Desk<'_>,
) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Assess)?;
    let remarks = if approves { optional_words(remarks, "words")? } else { words(remarks, "words")? };
    let mut next = case.clone();
    let found = next.tasks.iter_mut().find(|t| t.id == task && t.kind == TaskKind::Whistle);
    let found = found.ok_or_else(|| refusal::task_missing(task))?;
    // Who never came is assessed as well, once the task has fallen away.
    if found.is_open() {
        let en = "the task is not answered yet, so there is nothing to assess";
        return Err(refusal::cluster("not_answered", "任务尚未反馈，不能评价", en));
    }
    let (side, slot) = if found.asked_by.as_ref().is_some_and(|street| desk.actor.acts_for(street)) {
        ("street", &mut found.by_street)
    } else if desk.actor.acts_for(&found.department) {
        ("department", &mut found.by_department)
    } else {
        return Err(refusal::not_your_department(&found.department));
    };
    if slot.is_some() {
        return Err(refusal::cluster("already_assessed", "已经评价过", "this side has already said its word"));
    }
    *slot = Some(Assessment { at: desk.now, approves, words: remarks.clone() });
    let detail = json!({ "task": task, "side": side, "approves": approves, "words": remarks });
    Ok(desk.changed(next, desk.fact(case, Verb::Assess, detail)))
}

/// A department reports on its task.
///
/// # Errors
/// When the task is another department's or is answered already.
pub(crate) fn answer_task(
    case: &Case,
    id: u32,
    result: &str,
    evidence: Vec<Attachment>,
    desk: &Desk<'_>,
) -> Result<Change<Docket>, Refusal> {
    let result = words(result, "result")?;
    let mut next = case.clone();
    let task = open_task(&mut next, id, desk)?;
    task.accepted_at.get_or_insert(desk.now);
    task.answer = Some((desk.now, result.clone()));
    task.evidence = evidence;
    if let Ok(stopped) = task.clock.stop(&desk.rules.calendar, desk.now) {
        task.clock = stopped;
    }
    let detail = json!({ "task": id, "department": task.department, "result": result, "evidence": task.evidence });
    Ok(desk.changed(next, desk.fact(case, Verb::Handle, detail)))
}

fn caller(desk: &Desk<'_>) -> Result<DepartmentCode, Refusal> {
    let department = desk.actor.department.as_ref().and_then(|code| desk.rules.departments.get(code));
    match department {
        Some(d) if matches!(d.kind, DepartmentKind::Street | DepartmentKind::Community) => Ok(d.code.clone()),
        _ => Err(refusal::not_a_street()),
    }
}

/// Whether the place of the case lies in the area of this department.
pub(crate) fn serves(caller: &DepartmentCode, case: &Case, desk: &Desk<'_>) -> bool {
    let area = desk.rules.departments.get(caller).and_then(|d| d.area.as_ref());
    matches!((area, case.area()), (Some(outer), Some(inner)) if inner.lies_in(outer))
}
