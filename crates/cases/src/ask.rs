//! 补正: the reporter is asked for more. The handling clock and the promise stand still until the answer, or until the term is over.

use crate::case::{Case, Docket, Question};
use crate::clocks::Stage;
use crate::desk::{Desk, words};
use crate::refusal;
use crate::state::{State, Verb};
use jingwei_calendar::Clock;
use jingwei_terms::{Change, Refusal, Role};
use serde_json::json;

/// Asks the reporter.
///
/// # Errors
/// When somebody else leads, when the question is empty, or when the reporter was asked as often as the city allows. Who left no phone still reads the question with the key.
pub fn ask(case: &Case, question: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Ask)?;
    if desk.actor.role == Role::Handler {
        desk.leads(case)?;
    }
    let text = words(question, "question")?;
    // Questions of an earlier round are not counted against this one.
    let since = case.clocks.open(Stage::Handle).map_or(desk.now, |c| c.clock.started_at());
    let asked = case.questions.iter().filter(|q| q.at >= since).count();
    let most = &desk.rules.settings.asking.most;
    if asked >= most.value as usize {
        let (zh, en) = (
            format!("本轮最多请诉求人补充 {} 次", most.value),
            format!("the reporter is asked at most {} times a round", most.value),
        );
        return Err(refusal::no_more("no_more_questions", zh, en).ground(most.basis.clone()));
    }
    let limit = &desk.rules.settings.limits.reporter_answer;
    let mut next = case.clone();
    next.questions.push(Question { at: desk.now, text: text.clone(), answer: None });
    pause(&mut next, desk);
    next.clocks.start(Stage::Answer, limit.value, None, &desk.rules.calendar, desk.now);
    next.state = State::Asking;
    let rule = desk.rules.rule(limit, "limits.reporter_answer");
    Ok(desk.changed(next, desk.fact(case, Verb::Ask, json!({ "question": text })).on(rule)))
}

/// Takes down the answer, or, by the program, that the term for it is over.
///
/// # Errors
/// When nothing was asked, or a person's answer is empty.
pub fn answer(case: &Case, answer: &str, desk: &Desk<'_>) -> Result<Change<Docket>, Refusal> {
    desk.may(case, Verb::Answer)?;
    let waited = case.clocks.open(Stage::Answer).is_none_or(|c| c.clock.is_overdue(&desk.rules.calendar, desk.now));
    if desk.is_system() && !waited {
        return Err(refusal::bad_day("补正期限未满".to_owned(), "the term for an answer is not over".to_owned()));
    }
    let text = if desk.is_system() { String::new() } else { words(answer, "answer")? };
    let mut next = case.clone();
    let question = next.questions.last_mut().filter(|q| q.answer.is_none());
    let question = question.ok_or_else(|| refusal::wrong_state(case, Verb::Answer))?;
    question.answer = Some((desk.now, text.clone()));
    next.clocks.stop(Stage::Answer, &desk.rules.calendar, desk.now);
    resume(&mut next, desk);
    next.state = State::Handling;
    let detail = json!({ "answer": text, "term_over": desk.is_system() });
    Ok(desk.changed(next, desk.fact(case, Verb::Answer, detail)))
}

/// Handling and promise stand still, and with them the tasks of those who help.
pub(crate) fn pause(case: &mut Case, desk: &Desk<'_>) {
    for stage in [Stage::Handle, Stage::Total] {
        case.clocks.pause(stage, &desk.rules.calendar, desk.now);
    }
    each_open_task(case, |clock| clock.pause(&desk.rules.calendar, desk.now).ok());
}

/// Handling, promise and tasks run on.
pub(crate) fn resume(case: &mut Case, desk: &Desk<'_>) {
    for stage in [Stage::Handle, Stage::Total] {
        case.clocks.resume(stage, desk.now);
    }
    each_open_task(case, |clock| clock.resume(desk.now).ok());
}

fn each_open_task(case: &mut Case, change: impl Fn(&Clock) -> Option<Clock>) {
    for task in case.tasks.iter_mut().filter(|t| t.is_open()) {
        if let Some(changed) = change(&task.clock) {
            task.clock = changed;
        }
    }
}
