//! 退单 and 裁决: who may send a case back, until when, where it then goes, and what becomes of the clocks.

mod support;

use jingwei_cases::accept::accept;
use jingwei_cases::clocks::Stage;
use jingwei_cases::dispatch::{Choice, dispatch};
use jingwei_cases::return_::{Back, return_};
use jingwei_cases::rule::{Ruling, rule};
use jingwei_cases::{State, reopen};
use support::{SEPTIC_TANK, Story, UNPAID_WAGES, agent, back, call, department, dispatcher, handler, supervisor};

fn to(lead: &str, reason: &str) -> Choice {
    Choice { lead: Some(department(lead)), co: None, reason: reason.to_owned() }
}

fn ruling(lead: Option<&str>, ground: &str) -> Ruling {
    Ruling { lead: lead.map(department), co: None, ground: ground.to_owned() }
}

fn ours(story: &mut Story) -> &mut Story {
    story.does(handler("street-990102001"), |case, desk| return_(case, &back("属排水公司管养"), desk))
}

#[test]
fn the_first_return_goes_to_the_dispatcher_and_the_second_to_an_authority() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    ours(story.dispatched());
    assert_eq!((story.case.state, story.case.lead()), (State::ToDispatch, None));
    assert_eq!(story.deadline(Stage::Dispatch).as_deref(), Some("2026-09-21 09:15:00"));
    story.does(dispatcher(), |case, desk| dispatch(case, &to("drainage", "按产权划分"), desk));
    story.does(handler("drainage"), |case, desk| return_(case, &back("不在管网图内"), desk));
    assert_eq!(story.case.state, State::Disputed);
    assert_eq!(story.deadline(Stage::Ruling).as_deref(), Some("2026-09-22 18:00:00"));
}

#[test]
fn an_objection_goes_to_the_authority_at_once() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let objection = Back { objection: true, suggests: Some(department("drainage")), ..back("职责不在街道") };
    story.dispatched().does(handler("street-990102001"), |case, desk| return_(case, &objection, desk));
    assert_eq!(story.case.state, State::Disputed);
}

#[test]
fn a_department_named_by_ruling_may_not_return_the_case_not_even_after_a_reopening() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let objection = Back { objection: true, ..back("职责不在街道") };
    story.dispatched().does(handler("street-990102001"), |case, desk| return_(case, &objection, desk));
    let silent = story.refuses(supervisor(), |case, desk| rule(case, &ruling(None, " "), desk));
    assert_eq!(silent.code, "missing_text", "a ruling has a ground");
    story.does(supervisor(), |case, desk| rule(case, &ruling(Some("street-990102001"), "三定方案"), desk));
    assert!(story.case.dispatch().is_some_and(|d| d.designated));
    let no = story.refuses(handler("street-990102001"), |case, desk| return_(case, &back("仍不属我们"), desk));
    assert_eq!(no.code, "designated");
    assert!(!no.ground.is_empty(), "the refusal names its law");

    story.does(handler("street-990102001"), |case, desk| accept(case, None, desk));
    story.reports_work().passes().is_answered().says(Some(true), Some(true)).closes();
    story.does(agent(), |case, desk| reopen::reopen(case, "又满了", desk));
    assert_eq!(story.case.lead(), None, "after reopening nobody leads until it is dispatched");
    story.does(dispatcher(), |case, desk| dispatch(case, &Choice::default(), desk));
    let no = story.refuses(handler("street-990102001"), |case, desk| return_(case, &back("仍不属我们"), desk));
    assert_eq!(no.code, "designated");
}

#[test]
fn a_ruling_that_names_nobody_gives_the_case_to_the_bottom_line_department() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let objection = Back { objection: true, ..back("职责不在街道") };
    story.dispatched().does(handler("street-990102001"), |case, desk| return_(case, &objection, desk));
    story.does(supervisor(), |case, desk| rule(case, &ruling(None, "无人认领，由兜底单位先行处置"), desk));
    assert_eq!(story.lead(), "city-operations");
    assert_eq!(story.case.state, State::Dispatched);
}

#[test]
fn the_handling_clock_goes_on_for_the_same_department_and_starts_anew_for_another() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    ours(story.dispatched().minutes_later(20));
    assert_eq!(story.deadline(Stage::Handle), None, "it stands still while nobody has the case");
    let mut another = story.clone();
    story
        .minutes_later(10)
        .does(dispatcher(), |case, desk| dispatch(case, &to("street-990102001", "现场确认属街道"), desk));
    assert_eq!(story.deadline(Stage::Handle).as_deref(), Some("2026-09-21 11:10:00"), "20 of 120 minutes were used");
    another.minutes_later(10).does(dispatcher(), |case, desk| dispatch(case, &to("drainage", "属管网"), desk));
    assert_eq!(another.deadline(Stage::Handle).as_deref(), Some("2026-09-21 11:30:00"));
    let promise = "2026-09-29 18:00:00";
    assert_eq!(story.deadline(Stage::Total).as_deref(), Some(promise), "the resident waits all the same");
    assert_eq!(another.deadline(Stage::Total).as_deref(), Some(promise));
}

#[test]
fn a_return_comes_within_two_working_days_to_the_second() {
    let mut story = Story::begins("2026-09-21 09:00", call(UNPAID_WAGES));
    story.accepted();
    let try_at = |when: &str| {
        let mut copy = story.clone();
        let desk = copy.on(when).desk(handler("labour"));
        return_(&copy.case, &back("不属本局"), &desk).map_err(|no| no.code)
    };
    assert!(try_at("2026-09-23 18:00:00").is_ok());
    assert_eq!(try_at("2026-09-23 18:00:01"), Err("return_too_late"));
}

#[test]
fn a_case_that_just_came_back_goes_there_again_only_with_a_reason() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    ours(story.dispatched());
    let no = story.refuses(dispatcher(), |case, desk| dispatch(case, &Choice::default(), desk));
    assert_eq!(no.code, "just_returned");
    let with_reason = Choice { reason: "现场确认属街道".to_owned(), ..Choice::default() };
    story.does(dispatcher(), |case, desk| dispatch(case, &with_reason, desk));
}

#[test]
fn the_tasks_of_helpers_fall_with_the_dispatch_that_gave_them() {
    let mut story = Story::begins("2026-09-21 09:00", call(UNPAID_WAGES));
    story.dispatched().does(handler("labour"), |case, desk| return_(case, &back("不属本局"), desk));
    let task = &story.case.tasks[0];
    assert!(task.withdrawn_at.is_some() && task.clock.is_stopped());
    story.does(dispatcher(), |case, desk| dispatch(case, &to("housing", "施工单位属住建监管"), desk));
    assert_eq!(story.case.tasks.iter().filter(|t| t.is_open()).count(), 0, "who leads does not help itself");
}

#[test]
fn only_the_department_that_has_the_case_returns_it() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    story.dispatched();
    let no = story.refuses(handler("drainage"), |case, desk| return_(case, &back("替街道退回"), desk));
    assert_eq!(no.code, "not_your_department");
    let no = story.refuses(dispatcher(), |case, desk| return_(case, &back("替街道退回"), desk));
    assert_eq!(no.code, "wrong_role");
}
