//! 首接负责, 协办 and 吹哨报到: one lead, helpers with clocks of their own, and the street that calls departments to the spot.

mod support;

use jingwei_cases::accept::accept;
use jingwei_cases::handle::{Work, handle};
use jingwei_cases::return_::{Back, return_};
use jingwei_cases::whistle::{assess, whistle};
use jingwei_cases::{State, note};
use support::{SEPTIC_TANK, Story, UNPAID_WAGES, back, call, civil, department, field_worker, handler, rules, work};

const STREET: &str = "street-990102001";

fn task(id: u32, result: &str) -> Work {
    Work { task: Some(id), result: result.to_owned(), ..Work::default() }
}

fn whistled() -> Story {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    story.accepted().does(handler(STREET), |case, desk| {
        whistle(case, &[department("drainage"), department("ecology")], "污水入河，请到场", desk)
    });
    story
}

#[test]
fn the_lead_cannot_report_over_an_open_task_without_saying_why() {
    let mut story = Story::begins("2026-09-21 09:00", call(UNPAID_WAGES));
    story.accepted();
    let plain = || Work { over_open_tasks: String::new(), ..work() };
    let no = story.refuses(handler("labour"), |case, desk| handle(case, plain(), desk));
    assert_eq!((no.code, no.ground.contains("第十四条")), ("open_tasks", true));
    let mut over = story.clone();
    over.does(handler("labour"), |case, desk| {
        handle(case, Work { over_open_tasks: "住建另案处理".to_owned(), ..work() }, desk)
    });
    assert!(over.case.tasks[0].withdrawn_at.is_some(), "nobody owes an answer any more");
    story.does(handler("housing"), |case, desk| handle(case, task(1, "已约谈施工单位"), desk));
    story.does(handler("labour"), |case, desk| handle(case, plain(), desk));
    assert_eq!((story.case.state, story.case.tasks[0].withdrawn_at), (State::Handled, None));
}

#[test]
fn a_task_runs_on_a_clock_of_its_own_and_stops_with_its_answer() {
    let mut story = Story::begins("2026-09-21 09:00", call(UNPAID_WAGES));
    story.accepted();
    let deadline = story.case.tasks[0].clock.deadline(&rules().calendar).map(civil);
    assert_eq!(deadline.as_deref(), Some("2026-09-24 18:00:00"), "three working days, not the lead's seven");
    assert_eq!(story.docket.due_at.map(civil), deadline, "the earliest deadline shows");
    story.on("2026-09-24 18:00:01").does(handler("housing"), |case, desk| handle(case, task(1, "已约谈"), desk));
    assert_eq!(story.case.tasks[0].clock.on_time(), Some(false));
    assert_eq!(story.docket.due_at.map(civil).as_deref(), Some("2026-10-08 18:00:00"));
}

#[test]
fn a_task_is_accepted_returned_and_answered_by_its_department_alone() {
    let mut story = Story::begins("2026-09-21 09:00", call(UNPAID_WAGES));
    story.accepted();
    let other = story.refuses(handler("labour"), |case, desk| accept(case, Some(1), desk));
    assert_eq!(other.code, "not_your_department", "not even the lead");
    assert_eq!(story.refuses(handler("housing"), |case, desk| accept(case, Some(9), desk)).code, "task_missing");
    story.does(handler("housing"), |case, desk| accept(case, Some(1), desk));
    let twice = story.refuses(handler("housing"), |case, desk| accept(case, Some(1), desk));
    assert_eq!(twice.code, "already_accepted");
    let sent_back = Back { task: Some(1), ..back("不涉及施工单位") };
    story.does(handler("housing"), |case, desk| return_(case, &sent_back, desk));
    assert_eq!(story.case.state, State::Handling, "the case itself stays where it is");
    let gone = story.refuses(handler("housing"), |case, desk| handle(case, task(1, "已约谈"), desk));
    assert_eq!(gone.code, "task_done");
}

#[test]
fn the_street_calls_departments_to_the_spot_within_four_working_hours() {
    let story = whistled();
    let deadlines: Vec<_> =
        story.case.tasks.iter().filter_map(|t| t.clock.deadline(&rules().calendar)).map(civil).collect();
    assert_eq!(deadlines, ["2026-09-21 15:00:00"; 2], "three hours of the morning and one after the break");
    assert_eq!(story.case.tasks[0].asked_by, Some(department(STREET)));
}

#[test]
fn only_a_street_or_community_of_the_place_whistles_and_never_for_itself() {
    let mut story = whistled();
    let call_police = [department("police")];
    let bureau = story.refuses(handler("labour"), |case, desk| whistle(case, &call_police, "请到场", desk));
    assert_eq!(bureau.code, "not_a_street");
    let elsewhere =
        story.refuses(handler("street-990103001"), |case, desk| whistle(case, &call_police, "请到场", desk));
    assert_eq!(elsewhere.code, "not_your_department");
    story
        .clone()
        .does(field_worker("community-990102001001"), |case, desk| whistle(case, &call_police, "请到场", desk));
    let itself = story.refuses(handler(STREET), |case, desk| whistle(case, &[department(STREET)], "请到场", desk));
    assert_eq!(itself.code, "called_itself");
    let again = story.refuses(handler(STREET), |case, desk| whistle(case, &[department("drainage")], "请到场", desk));
    assert_eq!(again.code, "already_called");
    let nobody = story.refuses(handler(STREET), |case, desk| whistle(case, &[], "请到场", desk));
    assert_eq!(nobody.code, "missing_text");
}

#[test]
fn both_sides_of_a_whistle_say_once_how_the_other_did() {
    let mut story = whistled();
    let early = story.refuses(handler(STREET), |case, desk| assess(case, 1, true, "", desk));
    assert_eq!(early.code, "not_answered");
    story.does(handler("drainage"), |case, desk| handle(case, task(1, "已封堵溢流口"), desk));
    let silent = story.refuses(handler(STREET), |case, desk| assess(case, 1, false, "", desk));
    assert_eq!(silent.code, "missing_text", "who says no says why");
    story.does(handler(STREET), |case, desk| assess(case, 1, true, "", desk));
    let third = story.refuses(handler("ecology"), |case, desk| assess(case, 1, true, "", desk));
    assert_eq!(third.code, "not_your_department");
    story.does(handler("drainage"), |case, desk| assess(case, 1, false, "属日常养护，无需吹哨", desk));
    let twice = story.refuses(handler("drainage"), |case, desk| assess(case, 1, true, "", desk));
    assert_eq!(twice.code, "already_assessed");
    let of = &story.case.tasks[0];
    let said = (of.by_street.as_ref().map(|a| a.approves), of.by_department.as_ref().map(|a| a.approves));
    assert_eq!(said, (Some(true), Some(false)));
}

#[test]
fn a_department_that_never_came_is_assessed_as_well() {
    let mut story = whistled();
    story.does(handler("drainage"), |case, desk| handle(case, task(1, "已封堵"), desk));
    story.reports_work();
    story.does(handler(STREET), |case, desk| assess(case, 2, false, "生态环境局未到场", desk));
    assert_eq!(story.case.tasks[1].by_street.as_ref().map(|a| a.approves), Some(false));
}

#[test]
fn a_helper_may_add_to_the_file_and_a_stranger_may_not() {
    let mut story = whistled();
    story.does(handler("ecology"), |case, desk| note::note(case, "已取水样", &[], desk));
    story.does(field_worker("community-990102001001"), |case, desk| note::note(case, "雨后复查", &[], desk));
    for stranger in [handler("labour"), field_worker("community-990103001001")] {
        let no = story.refuses(stranger, |case, desk| note::note(case, "路过", &[], desk));
        assert_eq!(no.code, "not_your_department");
    }
}
