//! 分办: in whose hands a case is within its department, and when it is nobody's again.

mod support;

use jingwei_cases::assign::assign;
use jingwei_cases::dispatch::{Choice, dispatch};
use jingwei_cases::return_::return_;
use jingwei_terms::{DepartmentCode, StaffId};
use support::{SEPTIC_TANK, Story, back, call, department, dispatcher, field_worker, handler};

const STREET: &str = "street-990102001";

fn name(of: &str) -> StaffId {
    of.parse().expect("a well-formed id")
}

fn in_hands_of(story: &Story, of: &str) -> Option<String> {
    let department: DepartmentCode = department(of);
    story.case.hand(&department).map(|hand| hand.staff.to_string())
}

#[test]
fn a_handler_takes_a_case_hands_it_on_and_lays_it_back() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    story.dispatched();
    assert_eq!(in_hands_of(&story, STREET), None);
    for to in [Some("a"), Some("b"), None] {
        let staff = to.map(name);
        story.does(handler(STREET), |case, desk| assign(case, staff.as_ref(), desk));
        assert_eq!(in_hands_of(&story, STREET).as_deref(), to);
        let again = story.refuses(handler(STREET), |case, desk| assign(case, staff.as_ref(), desk));
        assert_eq!(again.code, "already_so");
    }
}

#[test]
fn what_comes_back_to_a_department_is_in_nobodys_hands() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    story.dispatched().does(handler(STREET), |case, desk| assign(case, Some(&name("a")), desk));
    story.does(handler(STREET), |case, desk| return_(case, &back("属排水公司管养"), desk));
    assert_eq!(in_hands_of(&story, STREET), None, "it is not theirs any more");
    let again =
        Choice { lead: Some(department(STREET)), co: None, reason: "管网图已核对，属街道".to_owned() };
    story.minutes_later(1).does(dispatcher(), |case, desk| dispatch(case, &again, desk));
    assert_eq!(in_hands_of(&story, STREET), None, "it has come anew");
}

#[test]
fn only_a_handler_of_a_department_that_works_on_it_may() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let early = story.refuses(handler(STREET), |case, desk| assign(case, None, desk));
    assert_eq!(early.code, "wrong_state");
    story.dispatched();
    for (who, code) in [
        (handler("drainage"), "not_your_department"),
        (field_worker(STREET), "wrong_role"),
        (dispatcher(), "wrong_role"),
    ] {
        let no = story.refuses(who, |case, desk| assign(case, Some(&name("a")), desk));
        assert_eq!(no.code, code);
    }
}

#[test]
fn a_case_that_has_ended_is_in_nobodys_hands() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    story.accepted().does(handler(STREET), |case, desk| assign(case, Some(&name("a")), desk));
    story.reports_work().passes().is_answered().says(Some(true), Some(true));
    assert_eq!(in_hands_of(&story, STREET).as_deref(), Some("a"));
    story.closes();
    assert_eq!(in_hands_of(&story, STREET), None);
    assert_eq!(story.case.hands_now().count(), 0);
}
