//! New grids come into force while cases are on their way: open ones go along, each with a fact, and nothing else about them changes.

mod support;

use jingwei_cases::regrid::{Before, REGRID, moves, regrid};
use jingwei_cases::rulebook::areas::Areas;
use jingwei_cases::{Desk, Rulebook, State, merge, reopen};
use jingwei_terms::{Actor, AreaCode, CommandId, GridCode, Place};
use serde_json::{Value, json};
use support::{COMMUNITY, SEPTIC_TANK, Story, agent, call, files, renamed, rules, supervisor};

const NO_HEIR: &(dyn Fn(&Place) -> Option<(GridCode, Value)> + Sync) = &|_| None;

fn code(text: &str) -> GridCode {
    GridCode::new(text).expect("a grid code")
}

/// The town with the grids of one community taken off the map.
fn without_the_community() -> Rulebook {
    let rules = Rulebook::parse("tinglan-1", &files()).expect("the demonstration city has no fault");
    let grids = rules.areas.grids().iter().filter(|g| g.community.as_str() != COMMUNITY).cloned().collect();
    rules.with_net(3, grids)
}

fn desk<'r>(rules: &'r Rulebook, story: &Story) -> Desk<'r> {
    let command = "00000000-0000-7000-9000-00000000ffff".parse::<CommandId>().expect("a UUID");
    Desk { rules, now: story.now, actor: Actor::system(), command }
}

fn before() -> Before<'static> {
    Before { areas: &rules().areas, heir: NO_HEIR }
}

#[test]
fn an_open_case_goes_along_with_a_fact_and_its_clocks_run_on() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    story.accepted();
    let was = story.case.clone();
    let (due, wake) = (story.docket.due_at, story.docket.wake_at);
    let old = was.grid().unwrap().clone();
    story.minutes_later(30);
    let desk = desk(renamed(), &story);
    let change = regrid(&story.case, &before(), &desk).unwrap().unwrap();
    story.takes(change);
    assert_eq!(story.case.grid(), Some(&code(&format!("{old}-new"))));
    assert_eq!(story.case.area(), was.area());
    assert_eq!((&story.case.clocks, story.case.state, story.case.lead()), (&was.clocks, was.state, was.lead()));
    assert_eq!((story.docket.due_at, story.docket.wake_at), (due, wake));
    let fact = story.facts.last().unwrap();
    assert_eq!(
        (&*fact.verb, &fact.detail["net"], &fact.detail["because"]["why"]),
        ("regrid", &json!(2), &json!("point"))
    );
    assert_eq!(fact.detail["from"]["grid"], old.as_str());
    assert_eq!(fact.detail["to"]["worker"], "new-worker");
    assert_ne!(fact.detail["from"]["worker"], fact.detail["to"]["worker"], "who looks after it follows the ground");
    assert_eq!(fact.rule.as_ref().unwrap().rule, "grids.net.2");
}

#[test]
fn asked_twice_it_moves_once() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let desk = desk(renamed(), &story);
    let change = regrid(&story.case, &before(), &desk).unwrap().unwrap();
    story.takes(change);
    assert_eq!(regrid(&story.case, &before(), &desk).unwrap(), None);
    assert!(!moves(&story.case.place, &before(), &renamed().areas));
}

#[test]
fn a_closed_case_keeps_its_grid_and_figures_of_a_day_go_by_the_grids_of_that_day() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    story.replied().says(Some(true), Some(true)).closes();
    let refused = regrid(&story.case, &before(), &desk(renamed(), &story)).unwrap_err();
    assert_eq!(refused.code, "wrong_state");

    let mut open = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let old = open.case.grid().unwrap().clone();
    let filed = open.now;
    open.minutes_later(60);
    let change = regrid(&open.case, &before(), &desk(renamed(), &open)).unwrap().unwrap();
    open.takes(change);
    assert_eq!(open.case.grid_at(filed), Some(&old));
    assert_eq!(open.case.grid_at(open.now), open.case.grid());
}

#[test]
fn a_case_in_a_cluster_goes_along_too() {
    let lead = Story::numbered(7, "2026-09-21 09:00", call(SEPTIC_TANK));
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    story.does(agent(), |case, desk| merge::merge(case, &lead.case, "同一处", desk));
    assert_eq!(story.case.state, State::Merged);
    assert!(regrid(&story.case, &before(), &desk(renamed(), &story)).unwrap().is_some());
}

#[test]
fn a_case_without_a_point_goes_to_the_heir_of_its_grid_or_stays_where_its_code_still_stands() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let old = story.case.grid().unwrap().clone();
    story.case.place.location = None;
    let heir = |place: &Place| Some((code(&format!("{}-new", place.grid.as_ref()?)), json!({ "why": "successor" })));
    let before = Before { areas: &rules().areas, heir: &heir };
    let change = regrid(&story.case, &before, &desk(renamed(), &story)).unwrap().unwrap();
    let step = &change.steps()[0];
    assert_eq!(step.record.case.grid(), Some(&code(&format!("{old}-new"))));
    assert_eq!(step.fact.detail["because"]["why"], "successor");
    assert_eq!(regrid(&story.case, &self::before(), &desk(rules(), &story)).unwrap(), None, "the code still stands");
}

#[test]
fn a_case_that_no_grid_holds_any_more_says_so_and_keeps_its_community() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let rules = without_the_community();
    let change = regrid(&story.case, &before(), &desk(&rules, &story)).unwrap().unwrap();
    story.takes(change);
    assert_eq!((story.case.grid(), story.case.area()), (None, Some(&AreaCode::new(COMMUNITY).unwrap())));
    assert_eq!(story.facts.last().unwrap().detail["because"]["why"], "unknown");
}

#[test]
fn what_a_person_took_out_of_its_grid_stays_out() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    story.case.place.grid = None;
    assert_eq!(regrid(&story.case, &before(), &desk(renamed(), &story)).unwrap(), None);
    // A point that no old grid held is another matter: the new net may hold it.
    let nothing = Areas::default();
    let before = Before { areas: &nothing, heir: NO_HEIR };
    assert!(moves(&story.case.place, &before, &renamed().areas));
}

#[test]
fn only_the_program_moves_cases() {
    let story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let desk = Desk { actor: supervisor(), ..desk(renamed(), &story) };
    assert_eq!(regrid(&story.case, &before(), &desk).unwrap_err().code, "wrong_role");
}

#[test]
fn a_case_reopened_under_other_grids_asks_to_be_moved() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    story.replied().says(Some(true), Some(true)).closes();
    let job = |rules: &Rulebook| {
        let desk = Desk { actor: agent(), ..desk(rules, &story) };
        let change = reopen::reopen(&story.case, "又漏了", &desk).unwrap();
        change.into_steps().remove(0).follow_ups.pop().map(|follow_up| follow_up.job)
    };
    assert_eq!(job(renamed()).as_deref(), Some(REGRID));
    assert_eq!(job(rules()), None);
}
