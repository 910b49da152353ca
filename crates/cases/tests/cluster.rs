//! 并案与拆分: many reports of one problem, one lead; nobody is forgotten, and a split gives back exactly what was joined.

mod support;

use jingwei_cases::case::{Case, Outcome, Way};
use jingwei_cases::clocks::Stage;
use jingwei_cases::merge::{merge, split};
use jingwei_cases::relay::{RELAY, relay};
use jingwei_cases::triage::{Decision, triage};
use jingwei_cases::{Desk, State, close, reopen, wake};
use jingwei_terms::Actor;
use support::{SEPTIC_TANK, Story, agent, call, dispatcher, rules, supervisor};

fn two() -> (Story, Story) {
    let lead = Story::numbered(1, "2026-09-21 09:00", call(SEPTIC_TANK));
    let mut member = Story::numbered(2, "2026-09-21 09:05", call(SEPTIC_TANK));
    member.triaged();
    (lead, member)
}

fn join(member: &mut Story, lead: &mut Story) {
    lead.now = lead.now.max(member.now);
    member.now = lead.now;
    let desk = member.desk(dispatcher());
    let change = merge(&member.case, &lead.case, "同一化粪池", &desk).expect("they are merged");
    assert_eq!(change.steps().len(), 2, "two records, two facts, one change");
    member.takes(change.clone());
    lead.takes(change);
}

fn relayed(member: &mut Story, lead: &Story) -> bool {
    member.now = member.now.max(lead.now);
    let desk = member.desk(Actor::system());
    match relay(&member.case, &lead.case, &desk) {
        Some(change) => {
            member.takes(change);
            true
        }
        None => false,
    }
}

fn informs(story: &mut Story, verb: impl FnOnce(&Case, &Desk<'_>) -> support::Answer) -> bool {
    let desk = story.desk(supervisor());
    let change = verb(&story.case, &desk).expect("it is done");
    change.steps().iter().flat_map(|s| &s.follow_ups).any(|job| job.job == RELAY)
}

#[test]
fn a_split_gives_back_exactly_what_was_joined_but_for_the_count_of_changes() {
    let (mut lead, mut member) = two();
    let (member_before, lead_before) = (member.case.clone(), lead.case.clone());
    join(&mut member, &mut lead);
    assert_eq!((member.case.state, member.docket.due_at, member.docket.wake_at), (State::Merged, None, None));
    let desk = member.desk(agent());
    let change = split(&member.case, &lead.case, "不是同一处", &desk).expect("they are split");
    member.takes(change.clone());
    lead.takes(change);
    assert_eq!(Case { version: member_before.version, ..member.case }, member_before);
    assert_eq!(Case { version: lead_before.version, ..lead.case }, lead_before);
    assert_eq!(lead.docket.due_at, wake::due_at(&lead_before, rules()));
}

#[test]
fn the_earliest_deadline_of_all_binds_the_lead() {
    let (mut lead, mut member) = two();
    lead.minutes_later(30).accepted();
    let own = lead.docket.due_at.expect("the lead has a deadline");
    let brought = member.docket.due_at.expect("the member has a deadline");
    assert!(brought < own);
    join(&mut member, &mut lead);
    assert_eq!(lead.docket.due_at, Some(brought));
}

#[test]
fn what_a_cluster_cannot_do_is_refused() {
    let (mut lead, mut member) = two();
    let try_merge = |member: &Case, lead: &Case| {
        let desk = Story::numbered(9, "2026-09-21 10:00", call(SEPTIC_TANK)).desk(dispatcher());
        merge(member, lead, "同一处", &desk).map(|_| ()).map_err(|no| no.code)
    };
    assert_eq!(try_merge(&member.case, &member.case), Err("same_case"));
    let mut third = Story::numbered(3, "2026-09-21 09:06", call(SEPTIC_TANK));
    join(&mut member, &mut lead);
    assert_eq!(try_merge(&third.case, &member.case), Err("lead_not_open"), "no chains");
    assert_eq!(try_merge(&lead.case, &third.case), Err("member_leads"));
    assert_eq!(try_merge(&member.case, &third.case), Err("wrong_state"), "it follows already");
    third.does(supervisor(), |case, desk| close::close(case, "撤回", desk));
    assert_eq!(try_merge(&lead.case, &third.case), Err("lead_not_open"));
    let desk = third.desk(dispatcher());
    assert_eq!(split(&member.case, &third.case, "?", &desk).map_err(|no| no.code), Err("not_a_member"));
}

#[test]
fn every_answer_and_the_end_are_carried_to_every_member_once() {
    let (mut lead, mut member) = two();
    join(&mut member, &mut lead);
    assert!(!relayed(&mut member, &lead), "nothing was said yet");
    lead.accepted();
    assert!(informs(&mut lead, |case, desk| {
        jingwei_cases::reply::reply(case, "已派车", &Desk { actor: agent(), ..desk.clone() })
    }));
    lead.reports_work().passes().minutes_later(10).is_answered();
    assert!(relayed(&mut member, &lead) && !relayed(&mut member, &lead), "the second time there is nothing new");
    assert_eq!((member.case.state, member.case.replies.clone()), (State::Merged, lead.case.replies.clone()));
    lead.minutes_later(60 * 24 * 30).says(Some(true), Some(true));
    assert!(informs(&mut lead, |case, desk| close::close(case, "", desk)));
    lead.closes();
    assert!(relayed(&mut member, &lead) && !relayed(&mut member, &lead));
    assert_eq!(member.case.state, State::Closed);
    assert_eq!(member.case.closing.as_ref().map(|c| c.outcome), Some(Outcome::Solved));
    assert!(member.case.feedback.is_empty(), "whether this reporter holds it to be solved they say for themselves");
    assert!(member.case.clocks.all().iter().all(|c| c.clock.is_stopped()));
    let promise = &member.case.clocks.latest(Stage::Total).expect("a promise").clock;
    assert_eq!(promise.on_time(), Some(true), "the answer came in time, whatever came a month later");
}

#[test]
fn a_member_that_joins_late_is_told_what_was_said_before() {
    let (mut lead, mut member) = two();
    lead.replied();
    member.now = lead.now;
    let desk = member.desk(dispatcher());
    let change = merge(&member.case, &lead.case, "同一处", &desk).expect("they are merged");
    let jobs: Vec<_> = change.steps().iter().flat_map(|s| &s.follow_ups).map(|job| job.key.clone()).collect();
    assert_eq!(jobs, [format!("{}:{}", lead.case.id, lead.case.version.next())]);
}

#[test]
fn a_lead_that_ends_in_triage_takes_its_members_along() {
    let (mut lead, mut member) = two();
    join(&mut member, &mut lead);
    let decision = Decision { answer: "周五统一清掏。".to_owned(), ..Decision::by(Way::Answered) };
    assert!(informs(&mut lead, |case, desk| triage(case, &decision, &Desk { actor: agent(), ..desk.clone() })));
    lead.does(agent(), |case, desk| triage(case, &decision, desk));
    assert!(relayed(&mut member, &lead));
    assert_eq!(member.case.state, State::Closed);
    assert_eq!(member.case.replies[0].text, "周五统一清掏。");
}

#[test]
fn a_member_that_was_reopened_on_its_own_stands_in_the_list_once_when_it_comes_back() {
    let (mut lead, mut member) = two();
    join(&mut member, &mut lead);
    lead.does(supervisor(), |case, desk| close::close(case, "改造", desk));
    assert!(relayed(&mut member, &lead));
    lead.does(agent(), |case, desk| reopen::reopen(case, "改造推迟", desk));
    assert!(lead.case.members().iter().all(|m| m.due_at.is_none()), "the old deadlines were of the first promise");
    member.does(Actor::resident(), |case, desk| reopen::reopen(case, "又满了", desk));
    assert!(!relayed(&mut member, &lead), "it left the cluster");
    join(&mut member, &mut lead);
    assert_eq!(lead.case.members().len(), 1);
}
