//! 建议: what the program advised is kept beside the case, and nothing follows it.

mod support;

use jingwei_cases::State;
use jingwei_cases::advice::{Advice, DepartmentAdvice, HintAdvice, KindAdvice};
use jingwei_cases::case::Way;
use jingwei_cases::report::Report;
use jingwei_cases::triage::{Decision, triage};
use support::{SEPTIC_TANK, Story, UNPAID_WAGES, agent, call, kind};

fn advice() -> Advice {
    Advice {
        rulebook: "2026.1".to_owned(),
        model: Some("2026-09-20.1".to_owned()),
        kinds: vec![KindAdvice {
            code: kind(SEPTIC_TANK), probability: 0.98, evidence: vec!["化粪池满了".to_owned()]
        }],
        abstained: None,
        department: Some(DepartmentAdvice {
            code: "urban-management".parse().expect("a code"),
            probability: 1.0,
            evidence: vec!["rule D-1 2026.1".to_owned()],
            abstained: false,
        }),
        duplicates: Vec::new(),
        hints: vec![HintAdvice {
            way: Way::Emergency,
            rule: "E-01".to_owned(),
            phrase: "污水流到路上".to_owned(),
            destination: "110".to_owned(),
            ground: String::new(),
            zh: "疑似紧急".to_owned(),
            en: "this may be an emergency".to_owned(),
            likely: true,
            shout: true,
        }],
    }
}

#[test]
fn advice_is_recorded_with_the_filing_and_leaves_kind_and_state_to_a_person() {
    let report = Report { kind: None, advice: Some(advice()), ..call(SEPTIC_TANK) };
    let mut story = Story::begins("2026-09-21 09:00", report);
    assert_eq!((story.case.state, story.case.kind.as_ref(), story.case.lead()), (State::Received, None, None));
    assert_eq!(story.case.advice, Some(advice()));
    let told = &story.facts[0].detail["advice"];
    assert_eq!(told["model"], "2026-09-20.1");
    assert_eq!(told["kinds"][0][0], SEPTIC_TANK);
    assert_eq!(told["hints"][0][0], "emergency");
    assert!(!told.to_string().contains("化粪池"), "the fact repeats nobody's words");

    let decision = Decision { kind: Some(kind(UNPAID_WAGES)), ..Decision::ordinary() };
    story.does(agent(), |case, desk| triage(case, &decision, desk));
    assert_eq!(story.case.kind, Some(kind(UNPAID_WAGES)));
    assert_eq!(story.case.advice, Some(advice()), "what was advised stays as it was");
}

#[test]
fn only_a_kind_that_is_sure_and_an_emergency_that_shouts_stand_out() {
    let sure = advice();
    assert_eq!(sure.kind().map(|kind| &kind.code), Some(&kind(SEPTIC_TANK)));
    assert_eq!(sure.emergency().map(|hint| hint.destination.as_str()), Some("110"));
    let mut unsure = Advice { abstained: Some("unsure".to_owned()), ..sure };
    unsure.hints[0].shout = false;
    assert_eq!((unsure.kind(), unsure.emergency()), (None, None));
}
