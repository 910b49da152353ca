//! 派遣: the catalogue decides by kind, place and day, and says so; where it is silent a person decides and says why.

mod support;

use jingwei_cases::dispatch::{Choice, dispatch};
use jingwei_cases::report::Report;
use jingwei_cases::{State, clocks::Stage};
use jingwei_terms::{Place, Role};
use support::{SEPTIC_TANK, Story, UNPAID_WAGES, WATER_COVER, area, call, department, dispatcher, staff};

fn named(lead: &str, reason: &str) -> Choice {
    Choice { lead: Some(department(lead)), co: None, reason: reason.to_owned() }
}

fn without_place(about: &str) -> Report {
    Report { place: Place::default(), ..call(about) }
}

#[test]
fn every_dispatch_names_the_rule_the_version_and_the_evidence() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    story.dispatched();
    let sent = story.case.dispatch().expect("it is with a department");
    assert_eq!((sent.rule.rule.as_str(), sent.rule.version.as_str()), ("R-C01018", "2024.1"));
    assert_eq!(sent.lead, department("street-990102001"), "the street that holds the point");
    assert_eq!(sent.copy_to, [department("district-990102")]);
    let words = "kind C01018 化粪池井盖|area 990102001001 鼓楼前社区|grid 9901020010010004|day 2026-09-21";
    assert_eq!(sent.evidence.join("|"), words);
    assert_eq!(story.facts.last().and_then(|f| f.rule.clone()), Some(sent.rule.clone()));
    assert_eq!(story.deadline(Stage::Accept).as_deref(), Some("2026-09-21 09:30:00"), "the rule's own term");
}

#[test]
fn the_catalogue_of_the_day_decides_and_open_cases_keep_theirs() {
    let mut old = Story::begins("2026-09-30 23:30", call(SEPTIC_TANK));
    let mut new = old.clone();
    old.on("2026-09-30 23:59:59").dispatched();
    new.on("2026-10-01 00:00:00").dispatched();
    let of = |story: &Story| {
        let sent = story.case.dispatch().expect("it is with a department");
        (sent.lead.to_string(), sent.rule.rule.clone(), sent.rule.version.clone())
    };
    assert_eq!(of(&old), ("street-990102001".to_owned(), "R-C01018".to_owned(), "2024.1".to_owned()));
    assert_eq!(of(&new), ("drainage".to_owned(), "R-C01018-2".to_owned(), "2026.2".to_owned()));
    assert_eq!(new.case.tasks[0].department, department("street-990102001"), "the street helps now");
}

#[test]
fn the_longest_matching_area_wins() {
    let at = |code: &str| {
        let place = Place { area: Some(area(code)), ..Place::default() };
        let mut story = Story::begins("2026-09-21 09:00", Report { place, ..call("M01037") });
        story.dispatched();
        story.case.dispatch().map(|d| d.rule.rule.clone())
    };
    assert_eq!(at("990104003002").as_deref(), Some("R-M01037-990104003"), "the port has a row of its own");
    assert_eq!(at("990104002001").as_deref(), Some("R-M01037"));
    assert_eq!(at("990104000000").as_deref(), Some("R-M01037"), "a district is wider than its street");
}

#[test]
fn where_the_catalogue_is_silent_a_person_decides_and_nothing_is_guessed() {
    let no_rule = "C01023";
    let reports = [
        (Report { kind: None, ..call(SEPTIC_TANK) }, "事项类别未定"),
        (call(no_rule), "没有规则"),
        (without_place(SEPTIC_TANK), "地点不明"),
    ];
    for (report, why) in reports {
        let mut story = Story::begins("2026-09-21 09:00", report);
        story.triaged();
        let no = story.refuses(dispatcher(), |case, desk| dispatch(case, &Choice::default(), desk));
        assert_eq!((no.code, no.zh.contains(why)), ("needs_person", true), "{}", no.zh);
        let silent = story.refuses(dispatcher(), |case, desk| dispatch(case, &named("drainage", ""), desk));
        assert_eq!(silent.code, "missing_text");
        story.does(dispatcher(), |case, desk| dispatch(case, &named("drainage", "电话核实为排水设施"), desk));
        let sent = story.case.dispatch().expect("it is with a department");
        assert_eq!((sent.rule.rule.as_str(), sent.reason.as_str()), ("dispatch.by_person", "电话核实为排水设施"));
        assert_eq!(story.case.state, State::Dispatched);
    }
}

#[test]
fn a_person_who_differs_from_the_catalogue_says_why_and_gains_no_time_by_it() {
    let mut story = Story::begins("2026-09-21 09:00", call(WATER_COVER));
    story.triaged();
    let no = story.refuses(dispatcher(), |case, desk| dispatch(case, &named("drainage", ""), desk));
    assert_eq!((no.code, no.en.contains("R-C01001")), ("reason_needed", true));
    story.does(dispatcher(), |case, desk| dispatch(case, &named("drainage", "井盖属排水"), desk));
    assert_eq!(story.deadline(Stage::Handle).as_deref(), Some("2026-09-21 11:00:00"), "two urgent hours all the same");
}

#[test]
fn to_leave_out_a_helper_of_the_catalogue_needs_a_reason_as_well() {
    let mut story = Story::begins("2026-09-21 09:00", call(UNPAID_WAGES));
    story.triaged();
    let alone = Choice { co: Some(Vec::new()), ..Choice::default() };
    assert_eq!(story.refuses(dispatcher(), |case, desk| dispatch(case, &alone, desk)).code, "reason_needed");
    let same = Choice { co: Some(vec![department("housing")]), ..Choice::default() };
    story.clone().does(dispatcher(), |case, desk| dispatch(case, &same, desk));
    let doubled = Choice {
        co: Some(vec![department("police"), department("housing"), department("police"), department("labour")]),
        reason: "涉及欠薪逃匿".to_owned(),
        ..Choice::default()
    };
    story.does(dispatcher(), |case, desk| dispatch(case, &doubled, desk));
    let helpers: Vec<String> = story.case.tasks.iter().map(|t| t.department.to_string()).collect();
    assert_eq!(helpers, ["police", "housing"], "each helps once, and the lead does not help itself");
}

#[test]
fn a_department_that_is_not_in_the_rulebook_gets_nothing() {
    let mut story = Story::begins("2026-09-21 09:00", call(UNPAID_WAGES));
    story.triaged();
    let no = story.refuses(dispatcher(), |case, desk| dispatch(case, &named("nobody", "试试"), desk));
    assert_eq!(no.code, "unknown_department");
    let no = story.refuses(dispatcher(), |case, desk| {
        dispatch(case, &Choice { co: Some(vec![department("nobody")]), ..named("labour", "试试") }, desk)
    });
    assert_eq!(no.code, "unknown_department");
}

#[test]
fn the_law_may_give_handling_more_time_than_the_city_promised_and_then_the_promise_follows() {
    let mut story = Story::begins("2026-09-21 09:00", call(UNPAID_WAGES));
    assert_eq!(story.deadline(Stage::Total).as_deref(), Some("2026-09-29 18:00:00"), "five working days");
    story.dispatched();
    assert_eq!(story.deadline(Stage::Handle).as_deref(), Some("2026-10-08 18:00:00"), "seven working days");
    assert_eq!(story.deadline(Stage::Total).as_deref(), Some("2026-10-08 18:00:00"));
}

#[test]
fn a_grid_named_without_a_point_tells_the_community_all_the_same() {
    let place = Place { grid: Some("9901020010010004".parse().expect("a grid")), ..Place::default() };
    let mut story = Story::begins("2026-09-21 09:00", Report { place, ..call(SEPTIC_TANK) });
    assert_eq!(story.case.place.area, Some(area("990102001001")));
    story.dispatched();
    assert_eq!(story.lead(), "street-990102001");
}

#[test]
fn only_a_dispatcher_or_the_program_dispatches() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    story.triaged();
    for role in Role::ALL.into_iter().filter(|r| !matches!(r, Role::Dispatcher | Role::System)) {
        let who = staff(role, "somebody", "hotline-12345");
        let no = story.refuses(who, |case, desk| dispatch(case, &Choice::default(), desk));
        assert_eq!(no.code, "wrong_role", "{role:?}");
    }
}
