//! 受理分流: the ordinary way, the answer at once, and the six ways of article 11, each with its words and its ground.

mod support;

use jingwei_cases::State;
use jingwei_cases::case::{Outcome, Way};
use jingwei_cases::triage::{Decision, triage};
use std::collections::BTreeMap;
use support::{SEPTIC_TANK, Story, agent, area, call, kind, rules};

fn way(way: Way, slots: &[(&str, &str)]) -> Decision {
    let slots: BTreeMap<String, String> = slots.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Decision { reason: "已核对".to_owned(), slots, ..Decision::by(way) }
}

#[test]
fn each_of_the_six_ways_answers_in_the_rulebooks_words_and_names_its_ground() {
    let repeated = Decision {
        repeats: Some("TL2026000009".to_owned()),
        ..way(Way::AlreadyKnown, &[("progress", "正在办理")])
    };
    let cases = [
        (way(Way::Emergency, &[("line", "119")]), "第（一）项", "转接 119 处置"),
        (
            way(Way::OtherChannel, &[("channel", "行政复议"), ("authority", "市司法局")]),
            "第（二）项",
            "通过行政复议办理",
        ),
        (repeated, "第（三）项", "与工单 TL2026000009 相同，目前正在办理"),
        (way(Way::Secret, &[("authority", "市公安局")]), "第（四）项", "到市公安局查询"),
        (way(Way::BeyondDuty, &[("channel", "消费者协会")]), "第（五）项", "通过消费者协会解决"),
        (way(Way::Unlawful, &[]), "第（六）项", "不能支持"),
    ];
    for (decision, ground, words) in cases {
        let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
        story.does(agent(), |case, desk| triage(case, &decision, desk));
        let case = &story.case;
        assert_eq!(case.state, State::Closed);
        assert_eq!(case.closing.as_ref().map(|c| c.outcome), Some(Outcome::Redirected));
        let rule = case.triage.as_ref().and_then(|t| t.rule.as_ref()).expect("a way has its rule");
        assert!(rule.basis.contains(ground), "{}", rule.basis);
        let reply = &case.replies.last().expect("the resident is answered").text;
        assert!(reply.contains(words) && !reply.contains('{'), "{reply}");
        assert_eq!(story.facts.last().and_then(|f| f.rule.as_ref()), Some(rule));
        assert!(case.clocks.all().iter().all(|c| c.clock.is_stopped()));
    }
}

#[test]
fn a_slot_that_nobody_filled_is_asked_for_instead_of_sent() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let empty = [("channel", "仲裁"), ("authority", "  ")];
    for (decision, slot) in [
        (way(Way::Emergency, &[]), "{line}"),
        (way(Way::OtherChannel, &[("channel", "仲裁")]), "{authority}"),
        (way(Way::OtherChannel, &empty), "{authority}"),
    ] {
        let no = story.refuses(agent(), |case, desk| triage(case, &decision, desk));
        assert_eq!((no.code, no.en.contains(slot)), ("slot_missing", true), "{}", no.en);
    }
}

#[test]
fn what_fills_a_slot_is_never_read_as_a_slot() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let braces = way(Way::OtherChannel, &[("channel", "{authority}{x}"), ("authority", "法院")]);
    story.does(agent(), |case, desk| triage(case, &braces, desk));
    assert!(story.case.replies[0].text.contains("通过{authority}{x}办理"), "{}", story.case.replies[0].text);
}

#[test]
fn a_repeated_matter_names_the_case_that_it_repeats_and_every_way_has_a_reason() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    for number in [None, Some("  ".to_owned())] {
        let decision = Decision { repeats: number, ..way(Way::AlreadyKnown, &[("progress", "办理中")]) };
        assert_eq!(story.refuses(agent(), |case, desk| triage(case, &decision, desk)).code, "triage_incomplete");
    }
    let silent = Decision { reason: String::new(), ..way(Way::Unlawful, &[]) };
    assert_eq!(story.refuses(agent(), |case, desk| triage(case, &silent, desk)).code, "missing_text");
    let no_answer = Decision::by(Way::Answered);
    assert_eq!(story.refuses(agent(), |case, desk| triage(case, &no_answer, desk)).code, "missing_text");
}

#[test]
fn a_person_may_write_the_answer_alone_and_it_is_checked_like_every_text() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let hostile = way(Way::Emergency, &[("line", "119\u{0}")]);
    assert_eq!(story.refuses(agent(), |case, desk| triage(case, &hostile, desk)).code, "control_character");
    let own = Decision { answer: "已转消防。".to_owned(), ..way(Way::Emergency, &[]) };
    story.does(agent(), |case, desk| triage(case, &own, desk));
    assert_eq!(story.case.replies[0].text, "已转消防。");
}

#[test]
fn the_triager_corrects_kind_and_area_and_a_wider_area_does_not_undo_what_the_point_says() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let grid = story.case.place.grid.clone();
    assert!(grid.is_some());
    let district = Decision { area: Some(area("990102000000")), ..Decision::ordinary() };
    let mut wider = story.clone();
    wider.does(agent(), |case, desk| triage(case, &district, desk));
    assert_eq!((wider.case.place.area.clone(), wider.case.place.grid.clone()), (Some(area("990102001001")), grid));
    let elsewhere = Decision { area: Some(area("990103001001")), kind: Some(kind("M01001")), ..Decision::ordinary() };
    story.does(agent(), |case, desk| triage(case, &elsewhere, desk));
    assert_eq!(story.case.place.area, Some(area("990103001001")));
    assert_eq!(story.case.place.grid, None, "the point's grid would contradict the person");
    assert_eq!(story.case.kind, Some(kind("M01001")));
}

#[test]
fn a_major_kind_and_unknown_codes_are_refused() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let kinds = [("C01", "major_kind"), ("C99999", "unknown_kind")];
    for (code, expected) in kinds {
        let decision = Decision { kind: Some(kind(code)), ..Decision::ordinary() };
        assert_eq!(story.refuses(agent(), |case, desk| triage(case, &decision, desk)).code, expected);
    }
    let decision = Decision { area: Some(area("990199")), ..Decision::ordinary() };
    assert_eq!(story.refuses(agent(), |case, desk| triage(case, &decision, desk)).code, "unknown_area");
}

#[test]
fn the_city_has_an_answer_for_all_six_ways() {
    assert_eq!(rules().settings.triage.len(), 6);
}
