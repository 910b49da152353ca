//! From the work to the archive: evidence, check, answer, what the reporter says, the outcome, reopening, appeal and evaluation.

mod support;

use jingwei_cases::appeal::{appeal, review};
use jingwei_cases::case::Outcome;
use jingwei_cases::clocks::Stage;
use jingwei_cases::feedback::{Said, feedback};
use jingwei_cases::handle::{Work, handle};
use jingwei_cases::{State, close, evaluate, reopen, reply, verify};
use jingwei_terms::{Actor, Role};
use support::{
    SEPTIC_TANK, Story, UNPAID_WAGES, agent, anonymous_call, another_supervisor, call, dispatcher, field_worker,
    finding, handler, picture, staff, supervisor, work,
};

fn begun() -> Story {
    Story::begins("2026-09-21 09:00", call(SEPTIC_TANK))
}

fn outcome(story: &Story) -> Option<Outcome> {
    story.case.closing.as_ref().map(|c| c.outcome)
}

#[test]
fn what_stands_in_the_street_is_proven_by_a_picture_and_a_hotline_matter_by_its_papers() {
    let mut story = begun();
    story.accepted();
    let bare = || Work { evidence: Vec::new(), ..work() };
    let no = story.refuses(handler("street-990102001"), |case, desk| handle(case, bare(), desk));
    assert_eq!(no.code, "evidence_needed");
    let mut hotline = Story::begins("2026-09-21 09:00", call(UNPAID_WAGES));
    hotline.accepted().does(handler("labour"), |case, desk| handle(case, bare(), desk));
    assert_eq!(hotline.case.state, State::Handled);
}

#[test]
fn nobody_checks_their_own_work_nor_that_of_their_department() {
    let mut story = begun();
    story.accepted();
    let both = || staff(Role::Field, "handler-street-990102001", "community-990102001001");
    story.reports_work();
    let same_person = story.refuses(both(), |case, desk| verify::verify(case, finding(true, ""), desk));
    assert_eq!(same_person.code, "own_work");
    let same_house = field_worker("street-990102001");
    let no = story.refuses(same_house, |case, desk| verify::verify(case, finding(true, ""), desk));
    assert_eq!(no.code, "own_work");
    let silent = story.refuses(agent(), |case, desk| verify::verify(case, finding(false, ""), desk));
    assert_eq!(silent.code, "missing_text", "what does not pass is explained");
    story.does(field_worker("community-990102001001"), |case, desk| verify::verify(case, finding(true, ""), desk));
}

#[test]
fn answers_on_the_way_are_interim_and_the_one_after_the_check_is_final() {
    let mut story = begun();
    story.accepted().does(handler("street-990102001"), |case, desk| reply::reply(case, "已派车", desk));
    assert_eq!(story.case.state, State::Handling);
    story.reports_work();
    let between = story.refuses(agent(), |case, desk| reply::reply(case, "好了", desk));
    assert_eq!(between.code, "wrong_state", "not before it is checked");
    let other = {
        let mut copy = story.clone();
        copy.passes().refuses(handler("drainage"), |case, desk| reply::reply(case, "好了", desk))
    };
    assert_eq!(other.code, "not_your_department");
    story.passes().is_answered();
    let kinds: Vec<bool> = story.case.replies.iter().map(|r| r.interim).collect();
    assert_eq!((kinds, story.case.state), (vec![true, false], State::Replied));
    let total = &story.case.clocks.latest(Stage::Total).expect("a promise").clock;
    assert_eq!(total.on_time(), Some(true), "the promise ends with the final answer");
}

#[test]
fn not_reached_is_a_value_of_its_own_and_never_an_answer() {
    let mut story = begun();
    story.replied();
    for said in [Said { solved: Some(true), ..Said::default() }, Said { satisfied: Some(true), ..Said::default() }] {
        assert_eq!(story.refuses(agent(), |case, desk| feedback(case, &said, desk)).code, "feedback_contradicts");
    }
    let nothing = Said { reached: true, ..Said::default() };
    assert_eq!(story.refuses(agent(), |case, desk| feedback(case, &nothing, desk)).code, "feedback_empty");
    story.is_not_reached().is_not_reached();
    let early = story.refuses(agent(), |case, desk| close::close(case, "", desk));
    assert_eq!((early.code, early.en.contains("2 of 3")), ("contact_first", true), "{}", early.en);
    story.is_not_reached().closes();
    assert_eq!(outcome(&story), Some(Outcome::Unconfirmed), "never solved");
    assert!(story.case.feedback.iter().all(|f| !f.reached && f.solved.is_none() && f.satisfied.is_none()));
}

#[test]
fn satisfied_is_not_solved_and_solved_is_not_satisfied() {
    let mut story = begun();
    story.replied();
    let mut pleased = story.clone();
    pleased.says(None, Some(true)).closes();
    assert_eq!(outcome(&pleased), Some(Outcome::Unconfirmed));
    story.says(Some(true), Some(false)).closes();
    assert_eq!(outcome(&story), Some(Outcome::Solved));
}

#[test]
fn not_solved_means_rework_with_a_new_clock_twice_and_then_a_supervisor_decides() {
    let mut story = begun();
    story.replied();
    for round in [1, 2] {
        story.minutes_later(60).says(Some(false), Some(false));
        assert_eq!((story.case.state, story.case.round), (State::Handling, round));
        let clock = &story.case.clocks.open(Stage::Handle).expect("handling runs").clock;
        assert_eq!((clock.started_at(), clock.is_running()), (story.now, true));
        assert!(story.case.clocks.open(Stage::Total).is_some(), "the promise runs anew");
        story.reports_work().passes().is_answered();
    }
    story.says(Some(false), Some(false));
    assert_eq!(story.case.state, State::Replied, "no third rework");
    assert_eq!(story.refuses(agent(), |case, desk| close::close(case, "", desk)).code, "wrong_role");
    story.does(supervisor(), |case, desk| close::close(case, "产权争议，另行研究", desk));
    assert_eq!(outcome(&story), Some(Outcome::Unsolved));
}

#[test]
fn an_anonymous_report_is_closed_by_the_program_when_the_term_for_feedback_is_over() {
    let mut story = Story::begins("2026-09-21 09:00", anonymous_call(SEPTIC_TANK));
    story.replied();
    let early = story.refuses(agent(), |case, desk| close::close(case, "", desk));
    assert_eq!(early.code, "contact_first", "the reporter may still speak with the key");
    assert_eq!(story.wakes(), "2026-09-23 18:00:01");
    assert_eq!((story.case.state, outcome(&story)), (State::Closed, Some(Outcome::Unconfirmed)));
}

#[test]
fn each_rework_waits_for_its_own_feedback() {
    let mut story = Story::begins("2026-09-21 09:00", anonymous_call(SEPTIC_TANK));
    story.replied().on("2026-09-24 09:00").says(Some(false), None).reports_work().passes().is_answered();
    let early = story.refuses(agent(), |case, desk| close::close(case, "", desk));
    assert_eq!(early.code, "contact_first", "the first term was over, this one is not");
}

#[test]
fn only_a_supervisor_ends_an_unfinished_case_and_names_the_ground() {
    let mut story = begun();
    story.accepted();
    assert_eq!(story.refuses(agent(), |case, desk| close::close(case, "重复", desk)).code, "wrong_state");
    assert_eq!(story.refuses(supervisor(), |case, desk| close::close(case, "", desk)).code, "missing_text");
    story.does(supervisor(), |case, desk| close::close(case, "诉求人撤回", desk));
    assert_eq!(outcome(&story), Some(Outcome::Terminated));
    assert!(story.case.clocks.all().iter().all(|c| c.clock.is_stopped()));
}

#[test]
fn a_closed_case_is_reopened_within_thirty_days_and_the_first_deadlines_stay_on_record() {
    let mut story = begun();
    story.replied().says(Some(true), None).closes();
    let first = story.case.clocks.all().to_vec();
    let late =
        story.clone().on("2026-10-21 09:00:01").refuses(Actor::resident(), |c, desk| reopen::reopen(c, "又来", desk));
    assert_eq!((late.code, late.next_zh.is_empty()), ("too_late_to_reopen", false));
    story.on("2026-10-21 09:00:00").does(Actor::resident(), |case, desk| reopen::reopen(case, "又满了", desk));
    assert_eq!((story.case.state, story.case.round, outcome(&story)), (State::ToDispatch, 1, None));
    assert_eq!(&story.case.clocks.all()[..first.len()], first);
}

#[test]
fn a_resident_reopens_twice_and_then_an_agent_decides() {
    let mut story = begun();
    story.replied().says(Some(true), None).closes();
    for _ in 0..2 {
        story.does(Actor::resident(), |case, desk| reopen::reopen(case, "又满了", desk));
        story.does(supervisor(), |case, desk| close::close(case, "并入改造工程", desk));
    }
    let no = story.refuses(Actor::resident(), |case, desk| reopen::reopen(case, "又满了", desk));
    assert_eq!(no.code, "no_more_reopenings");
    story.does(agent(), |case, desk| reopen::reopen(case, "改造推迟", desk));
}

#[test]
fn an_overdue_is_appealed_once_and_two_different_reviewers_exempt_it_while_the_figures_stay() {
    let mut story = begun();
    story.accepted().minutes_later(121).reports_work().passes().is_answered().says(Some(true), None).closes();
    let street = || handler("street-990102001");
    assert_eq!(story.refuses(handler("drainage"), |c, desk| appeal(c, "台风", desk)).code, "not_your_department");
    assert_eq!(story.refuses(supervisor(), |c, desk| review(c, true, "", desk)).code, "no_appeal");
    story.does(street(), |case, desk| appeal(case, "台风期间道路封闭", desk));
    assert_eq!(story.refuses(street(), |case, desk| appeal(case, "再申诉", desk)).code, "appealed_already");
    let own = staff(Role::Supervisor, "supervisor-own", "street-990102001");
    assert_eq!(story.refuses(own, |case, desk| review(case, true, "", desk)).code, "own_appeal");
    story.does(supervisor(), |case, desk| review(case, true, "属实", desk));
    assert!(!story.case.exempt, "one is not enough");
    assert_eq!(story.refuses(supervisor(), |case, desk| review(case, true, "", desk)).code, "same_reviewer");
    story.does(another_supervisor(), |case, desk| review(case, true, "", desk));
    assert!(story.case.exempt);
    let handled = &story.case.clocks.latest(Stage::Handle).expect("a clock").clock;
    assert_eq!(handled.on_time(), Some(false), "the time itself stays");
    assert_eq!(story.refuses(another_supervisor(), |c, desk| review(c, true, "", desk)).code, "no_appeal");
}

#[test]
fn a_case_in_time_is_not_appealed_nor_one_whose_term_is_over_and_one_rejection_ends_it() {
    let mut timely = begun();
    timely.replied().says(Some(true), None).closes();
    assert_eq!(timely.refuses(handler("street-990102001"), |c, desk| appeal(c, "台风", desk)).code, "not_late");
    let mut story = begun();
    story.accepted().minutes_later(121).reports_work().passes().is_answered().says(Some(true), None).closes();
    let mut late = story.clone();
    late.minutes_later(10 * 24 * 60 + 1);
    assert_eq!(late.refuses(handler("street-990102001"), |c, desk| appeal(c, "台风", desk)).code, "too_late_to_appeal");
    story.does(handler("street-990102001"), |case, desk| appeal(case, "台风", desk));
    story.does(supervisor(), |case, desk| review(case, false, "当日无台风", desk));
    assert_eq!(story.refuses(another_supervisor(), |c, desk| review(c, true, "", desk)).code, "no_appeal");
    assert!(!story.case.exempt);
}

#[test]
fn the_finished_work_is_judged_by_a_supervisor_and_a_no_has_its_reason() {
    let mut story = begun();
    story.replied();
    assert_eq!(story.refuses(supervisor(), |c, desk| evaluate::evaluate(c, true, "", desk)).code, "wrong_state");
    story.says(Some(true), None).closes();
    assert_eq!(story.refuses(supervisor(), |c, desk| evaluate::evaluate(c, false, "", desk)).code, "missing_text");
    assert_eq!(story.refuses(dispatcher(), |c, desk| evaluate::evaluate(c, true, "", desk)).code, "wrong_role");
    story.does(supervisor(), |case, desk| evaluate::evaluate(case, true, "", desk));
    assert_eq!(outcome(&story), Some(Outcome::Solved), "a judgement changes nothing else");
}

#[test]
fn attachments_have_a_name_a_true_digest_and_a_bound() {
    let mut story = begun();
    story.accepted();
    let with = |evidence| Work { evidence, ..work() };
    let bad_digest = jingwei_cases::case::Attachment { sha256: "ABC".to_owned(), ..picture("after") };
    let nameless = jingwei_cases::case::Attachment { reference: " ".to_owned(), ..picture("after") };
    for (evidence, code) in [
        (vec![bad_digest], "bad_digest"),
        (vec![nameless], "missing_text"),
        (vec![picture("after"); 21], "too_many_attachments"),
    ] {
        let no = story.refuses(handler("street-990102001"), |case, desk| handle(case, with(evidence), desk));
        assert_eq!(no.code, code);
    }
}
