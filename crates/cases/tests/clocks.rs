//! The clocks of a case: when they run, when they stand still, and when the program looks at the case by itself. Every instant
//! here can be checked by hand on a calendar of autumn 2026: holidays from 1 to 7 October, work on Saturday the 10th.

mod support;

use jingwei_cases::case::{ExtensionStage, Rung};
use jingwei_cases::clocks::Stage;
use jingwei_cases::extend::{decide_extension, extend};
use jingwei_cases::{State, ask, handle, supervise, suspend, verify, wake};
use jingwei_terms::Actor;
use support::{
    SEPTIC_TANK, Story, UNPAID_WAGES, WATER_COVER, agent, at, call, civil, dispatcher, finding, handler, supervisor,
    work,
};

/// A street lamp pole: five working days, the urban management bureau alone.
const LAMP_POLE: &str = "C01039";

#[test]
fn a_question_stops_handling_and_promise_and_the_answer_lets_them_run_on_to_the_second() {
    let mut story = Story::begins("2026-09-28 09:00", call(SEPTIC_TANK));
    story.accepted();
    assert_eq!(story.deadline(Stage::Handle).as_deref(), Some("2026-09-28 11:00:00"));
    let promise = story.case.clocks.latest(Stage::Total).cloned();
    story.minutes_later(30).does(handler("street-990102001"), |case, desk| ask::ask(case, "几栋？", desk));
    assert_eq!(story.case.state, State::Asking);
    assert_eq!(story.deadline(Stage::Handle), None, "nobody is late while the reporter is asked");
    assert_eq!(
        story.deadline(Stage::Answer).as_deref(),
        Some("2026-10-08 18:00:00"),
        "three days, and not on a holiday"
    );
    story.minutes_later(17).does(Actor::resident(), |case, desk| ask::answer(case, "3栋", desk));
    assert_eq!(story.case.state, State::Handling);
    assert_eq!(story.deadline(Stage::Handle).as_deref(), Some("2026-09-28 11:17:00"));
    assert_ne!(story.case.clocks.latest(Stage::Total), promise.as_ref(), "the promise stood still as well");
    assert_eq!(story.used(Stage::Handle), 30 * 60);
}

#[test]
fn a_question_that_nobody_answers_is_taken_back_by_the_program_when_its_term_is_over() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    story.accepted().does(handler("street-990102001"), |case, desk| ask::ask(case, "几栋？", desk));
    let early = story.refuses(Actor::system(), |case, desk| ask::answer(case, "", desk));
    assert_eq!(early.code, "bad_day");
    assert_eq!(story.wakes(), "2026-09-24 18:00:01");
    assert_eq!(story.case.state, State::Handling);
}

#[test]
fn the_tasks_of_helpers_stand_still_together_with_the_case() {
    let mut story = Story::begins("2026-09-21 09:00", call(UNPAID_WAGES));
    story.accepted();
    let calendar = &support::rules().calendar;
    let before = story.case.tasks[0].clock.deadline(calendar).map(civil);
    assert_eq!(before.as_deref(), Some("2026-09-24 18:00:00"));
    story.does(dispatcher(), |case, desk| suspend::suspend(case, at("2026-10-09 09:00"), "等法院裁定", desk));
    assert!(story.case.tasks[0].clock.is_paused());
    assert_eq!(story.docket.due_at, None, "while it is put off nobody has to keep a deadline");
    assert_eq!(story.wakes(), "2026-10-09 09:00:00");
    assert!(story.case.tasks[0].clock.is_running());
    let after = story.case.tasks[0].clock.deadline(calendar).map(civil);
    assert!(after > Some("2026-10-13".to_owned()), "{after:?}");
}

#[test]
fn an_extension_goes_up_from_the_department_to_the_dispatcher_and_adds_the_original_limit() {
    let mut story = Story::begins("2026-09-28 09:00", call(SEPTIC_TANK));
    let street = || handler("street-990102001");
    story.accepted().does(street(), |case, desk| extend(case, "吸污车故障", desk));
    let twice = story.refuses(street(), |case, desk| extend(case, "再申请", desk));
    assert_eq!(twice.code, "extension_pending");
    let skipping = story.refuses(dispatcher(), |case, desk| decide_extension(case, true, "", desk));
    assert_eq!(skipping.code, "wrong_role", "the department has not agreed yet");
    let other = story.refuses(handler("labour"), |case, desk| decide_extension(case, true, "", desk));
    assert_eq!(other.code, "not_your_department");
    story.does(street(), |case, desk| decide_extension(case, true, "", desk));
    let own = story.refuses(street(), |case, desk| decide_extension(case, true, "", desk));
    assert_eq!(own.code, "wrong_role", "the department does not approve for itself");
    story.does(dispatcher(), |case, desk| decide_extension(case, true, "", desk));
    assert_eq!(story.deadline(Stage::Handle).as_deref(), Some("2026-09-28 13:00:00"));
}

#[test]
fn two_extensions_are_approved_at_most_and_rejected_ones_do_not_count() {
    let mut story = Story::begins("2026-09-28 09:00", call(SEPTIC_TANK));
    let street = || handler("street-990102001");
    story.accepted();
    for approve in [false, true, false, true] {
        story.does(street(), |case, desk| extend(case, "设备未到", desk));
        story.does(street(), |case, desk| decide_extension(case, true, "", desk));
        story.does(dispatcher(), |case, desk| decide_extension(case, approve, "核实过", desk));
    }
    assert_eq!(story.deadline(Stage::Handle).as_deref(), Some("2026-09-28 15:00:00"));
    let more = story.refuses(street(), |case, desk| extend(case, "设备未到", desk));
    assert_eq!(more.code, "no_more_extensions");
}

#[test]
fn more_time_is_asked_for_before_the_deadline_or_not_at_all() {
    let mut story = Story::begins("2026-09-28 09:00", call(SEPTIC_TANK));
    story.accepted().on("2026-09-28 11:00:00");
    story.clone().does(handler("street-990102001"), |case, desk| extend(case, "最后一秒", desk));
    let late = story.on("2026-09-28 11:00:01").refuses(handler("street-990102001"), |c, desk| extend(c, "晚了", desk));
    assert_eq!(late.code, "overdue_already");
}

#[test]
fn a_request_for_more_time_falls_when_the_work_is_reported() {
    let mut story = Story::begins("2026-09-28 09:00", call(SEPTIC_TANK));
    let street = || handler("street-990102001");
    story.accepted().does(street(), |case, desk| extend(case, "吸污车故障", desk)).reports_work();
    assert_eq!(story.case.extensions[0].stage, ExtensionStage::Rejected);
    story.does(dispatcher(), |case, desk| verify::verify(case, finding(false, "没有清"), desk));
    let nothing = story.refuses(street(), |case, desk| decide_extension(case, true, "", desk));
    assert_eq!(nothing.code, "no_extension");
}

#[test]
fn a_case_is_put_off_once_for_a_year_at_most_and_comes_back_by_itself() {
    let mut story = Story::begins("2026-09-21 09:00", call(LAMP_POLE));
    story.accepted();
    for day in ["2026-09-21 09:00", "2026-09-20 09:00", "2027-09-21 09:01"] {
        let no = story.refuses(dispatcher(), |case, desk| suspend::suspend(case, at(day), "随道路改造", desk));
        assert_eq!(no.code, "bad_day", "{day}");
    }
    let until = at("2027-09-21 09:00");
    story.does(dispatcher(), |case, desk| suspend::suspend(case, until, "随道路改造", desk));
    assert_eq!((story.case.state, story.docket.due_at, story.docket.wake_at), (State::Suspended, None, Some(until)));
    let early = story.refuses(Actor::system(), |case, desk| suspend::resume(case, "", desk));
    assert_eq!(early.code, "bad_day");
    assert_eq!(story.wakes(), "2027-09-21 09:00:00");
    assert_eq!(story.case.state, State::Handling);
    assert_eq!(story.used(Stage::Handle), 0, "the year is not the department's");
    let again = story.refuses(dispatcher(), |case, desk| suspend::suspend(case, at("2027-10-21 09:00"), "再等", desk));
    assert_eq!(again.code, "no_more_suspensions");
}

#[test]
fn the_ladder_of_supervision_is_climbed_by_the_clock_across_the_national_holiday() {
    let mut story = Story::begins("2026-09-28 09:00", call(LAMP_POLE));
    story.minutes_later(10).accepted();
    assert_eq!(story.deadline(Stage::Handle).as_deref(), Some("2026-10-10 18:00:00"));
    // 80 % of the working days between Monday 09:10 and the close of Saturday the 10th, then one, five and ten working days more.
    let expected = [
        ("2026-10-09 16:14:00", Rung::Urge, false),
        ("2026-10-12 18:00:00", Rung::Supervise, true),
        ("2026-10-16 18:00:00", Rung::Listed, true),
        ("2026-10-23 18:00:00", Rung::Interview, true),
    ];
    for (when, rung, answered) in expected {
        assert_eq!(story.wakes(), when);
        let last = story.case.supervisions.last().expect("it was supervised");
        assert_eq!((last.rung, last.answer_by.is_some()), (rung, answered));
    }
    assert_eq!(story.docket.wake_at, None, "above the last rung there is nothing");
    assert_eq!(story.case.state, State::Handling);
}

#[test]
fn an_urgent_limit_runs_through_the_night_before_the_holiday_and_its_supervision_waits_for_working_days() {
    let mut story = Story::begins("2026-09-30 23:00", call(WATER_COVER));
    story.minutes_later(10).accepted();
    assert_eq!(story.deadline(Stage::Handle).as_deref(), Some("2026-10-01 01:10:00"));
    assert_eq!(story.wakes(), "2026-10-01 00:46:00", "80 % of two hours are 96 minutes");
    assert_eq!(story.wakes(), "2026-10-09 00:00:00", "one working day after the deadline is the whole of the 8th");
}

#[test]
fn the_program_does_nothing_before_its_time() {
    let mut story = Story::begins("2026-09-28 09:00", call(LAMP_POLE));
    story.accepted();
    let waits = story.docket.wake_at.expect("the ladder waits");
    story.now = waits - jiff::SignedDuration::from_secs(1);
    let desk = story.desk(Actor::system());
    assert_eq!(wake::wake(&story.case, &desk), Ok(None));
}

#[test]
fn the_department_answers_the_supervision_and_nobody_else_does() {
    let mut story = Story::begins("2026-09-28 09:00", call(LAMP_POLE));
    story.accepted();
    let none = story.refuses(handler("urban-management"), |c, desk| supervise::answer_supervision(c, "在办", desk));
    assert_eq!(none.code, "supervision_missing");
    story.does(supervisor(), |case, desk| supervise::supervise(case, Rung::Listed, "群众反映强烈", desk));
    let by = story.case.supervisions[0].answer_by.map(civil);
    assert_eq!(by.as_deref(), Some("2026-09-29 18:00:00"), "one working day");
    let other = story.refuses(handler("labour"), |case, desk| supervise::answer_supervision(case, "在办", desk));
    assert_eq!(other.code, "not_your_department");
    let handlers = story
        .refuses(handler("urban-management"), |case, desk| supervise::supervise(case, Rung::Urge, "自己催自己", desk));
    assert_eq!(handlers.code, "wrong_role");
    story.does(handler("urban-management"), |case, desk| supervise::answer_supervision(case, "今日完成", desk));
    assert!(story.case.supervisions[0].answer.is_some());
}

#[test]
fn a_check_that_does_not_pass_gives_back_what_was_left_of_the_time_and_no_more() {
    let mut story = Story::begins("2026-09-28 09:00", call(SEPTIC_TANK));
    story.accepted().minutes_later(90).reports_work();
    assert_eq!(
        story.docket.due_at.map(civil).as_deref(),
        Some("2026-09-28 11:00:00"),
        "the check is due in 30 minutes"
    );
    story.minutes_later(20);
    story.does(agent(), |case, desk| verify::verify(case, finding(false, "路面没有冲洗"), desk));
    assert_eq!(story.deadline(Stage::Handle).as_deref(), Some("2026-09-28 11:20:00"), "30 minutes were left");
}

#[test]
fn work_reported_in_time_stays_in_time_however_late_it_is_checked() {
    let mut story = Story::begins("2026-09-28 09:00", call(SEPTIC_TANK));
    story.accepted().minutes_later(119).reports_work().minutes_later(600).passes();
    let handled = &story.case.clocks.latest(Stage::Handle).expect("it has a clock").clock;
    assert_eq!(handled.on_time(), Some(true));
    let mut late = Story::begins("2026-09-28 09:00", call(SEPTIC_TANK));
    late.accepted().minutes_later(121).reports_work().passes();
    let handled = &late.case.clocks.latest(Stage::Handle).expect("it has a clock").clock;
    assert_eq!(handled.on_time(), Some(false));
}

#[test]
fn a_case_from_a_far_future_clock_is_looked_at_without_a_panic() {
    let mut story = Story::begins("2026-09-28 09:00", call(UNPAID_WAGES));
    story.accepted();
    let mut text = serde_json::to_value(&story.case).expect("a case can be written");
    for clock in text["clocks"].as_array_mut().expect("clocks") {
        clock["clock"]["started_at"] = "9999-12-30T22:00:00Z".into();
        if let Some(running) = clock["clock"]["state"].get_mut("running") {
            running["since"] = "9999-12-30T22:00:00Z".into();
        }
    }
    let case: jingwei_cases::Case = serde_json::from_value(text).expect("it can be read");
    let asked = {
        let desk = story.desk(handler("labour"));
        ask::ask(&case, "?", &desk).map(|c| c.first().clone())
    };
    let docket = asked.expect("the question is taken");
    assert!(docket.wake_at.is_some());
    let desk = story.desk(handler("labour"));
    assert!(handle::handle(&case, work(), &desk).is_ok());
}
