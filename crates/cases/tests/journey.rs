//! One report from filing to archive. Everything that a resident, a clerk or a court can later read of it stands in
//! `expected/journey.txt`; `JINGWEI_BLESS=1` rewrites it, and the difference is the review.

mod support;

use jingwei_cases::case::Outcome;
use jingwei_cases::{
    State, accept, ask, close, dispatch, evaluate, extend, feedback, handle, note, reply, reveal, supervise, triage,
    verify,
};
use jingwei_terms::{Actor, Fact, Purpose};
use serde_json::Value;
use std::fmt::Write;
use support::{
    NAME, PHONE, SEPTIC_TANK, Story, agent, call, civil, department, dispatcher, field_worker, finding, handler,
    matches_committed, picture, rules, supervisor, work,
};

#[test]
fn a_report_goes_from_filing_to_archive_and_every_step_can_be_read() {
    let street = || handler("street-990102001");
    let mut pages = Pages::default();
    let mut story = Story::begins("2026-09-28 09:00", call(SEPTIC_TANK));
    pages.turn(&story);
    story.minutes_later(6).triaged();
    pages.turn(&story);
    story.minutes_later(4);
    story.does(dispatcher(), |case, desk| dispatch::dispatch(case, &dispatch::Choice::default(), desk));
    pages.turn(&story);
    story.minutes_later(20).does(street(), |case, desk| accept::accept(case, None, desk));
    pages.turn(&story);
    story.does(street(), |case, desk| note::note(case, "现场由李工查看。", &[], desk));
    pages.turn(&story);
    story.minutes_later(10).does(street(), |case, desk| ask::ask(case, "请问是几栋楼前？", desk));
    pages.turn(&story);
    story.minutes_later(30).does(Actor::resident(), |case, desk| ask::answer(case, "3栋西侧。", desk));
    pages.turn(&story);
    story.does(street(), |case, desk| extend::extend(case, "吸污车在外作业，需两小时。", desk));
    pages.turn(&story);
    story.does(street(), |case, desk| extend::decide_extension(case, true, "", desk));
    pages.turn(&story);
    story.minutes_later(5).does(dispatcher(), |case, desk| extend::decide_extension(case, true, "同意", desk));
    pages.turn(&story);
    story.does(street(), |case, desk| reply::reply(case, "吸污车已在路上，预计中午前完成。", desk));
    pages.turn(&story);
    story
        .minutes_later(20)
        .does(agent(), |case, desk| reveal::reveal(case, Purpose::Contact, "电话告知来电人预计时间", desk));
    pages.turn(&story);
    story.does(supervisor(), |case, desk| {
        supervise::supervise(case, jingwei_cases::case::Rung::Supervise, "污水上路，请抓紧", desk)
    });
    pages.turn(&story);
    story
        .minutes_later(30)
        .does(street(), |case, desk| supervise::answer_supervision(case, "正在清掏，一小时内完成。", desk));
    pages.turn(&story);
    story.minutes_later(40).does(street(), |case, desk| {
        handle::handle(case, handle::Work { over_open_tasks: String::new(), ..work() }, desk)
    });
    pages.turn(&story);
    story.minutes_later(10).does(field_worker("community-990102001001"), |case, desk| {
        verify::verify(case, finding(false, "路面还有污渍"), desk)
    });
    pages.turn(&story);
    story.minutes_later(15).does(street(), |case, desk| {
        handle::handle(case, handle::Work { over_open_tasks: String::new(), ..work() }, desk)
    });
    pages.turn(&story);
    story.minutes_later(10).does(field_worker("community-990102001001"), |case, desk| {
        let finding = verify::Finding { evidence: vec![picture("check")], ..finding(true, "路面已清洁") };
        verify::verify(case, finding, desk)
    });
    pages.turn(&story);
    story.minutes_later(20).is_answered();
    pages.turn(&story);
    story.minutes_later(90).is_not_reached();
    pages.turn(&story);
    story.minutes_later(60).does(Actor::resident(), |case, desk| {
        let said = feedback::Said {
            reached: true,
            solved: Some(true),
            satisfied: Some(false),
            words: "解决了，但第一次没冲干净。".to_owned(),
        };
        feedback::feedback(case, &said, desk)
    });
    pages.turn(&story);
    story.minutes_later(5).does(agent(), |case, desk| close::close(case, "", desk));
    pages.turn(&story);
    story
        .minutes_later(60 * 24)
        .does(supervisor(), |case, desk| evaluate::evaluate(case, false, "首次核查未通过", desk));
    pages.turn(&story);

    let case = &story.case;
    assert_eq!(case.state, State::Closed);
    let handled = case.handlings.len();
    let replied = case.replies.iter().filter(|r| !r.interim).count();
    let last = case.feedback.iter().rfind(|f| f.reached).expect("the reporter was reached");
    assert_eq!((handled, replied, last.solved, last.satisfied), (2, 1, Some(true), Some(false)));
    assert_eq!(case.closing.as_ref().map(|c| c.outcome), Some(Outcome::Solved));
    assert_eq!(case.evaluation.as_ref().map(|e| e.qualified), Some(false), "solved, and yet not well done");
    assert_eq!(case.clocks.all().iter().filter(|c| !c.clock.is_stopped()).count(), 0);
    assert_eq!(story.docket.due_at, None);
    let kept = rules().settings.privacy.contact_kept_days.value;
    let closed_at = case.closing.as_ref().map(|c| c.at + jiff::SignedDuration::from_hours(24 * i64::from(kept)));
    assert_eq!(story.docket.wake_at, closed_at, "only the contact waits, to be erased");

    writeln!(pages.0, "\n五项事实  the five facts").expect("a string takes text");
    for (name, value) in [
        ("处置 handled", format!("{handled} 次，最后一次通过核查")),
        ("答复 replied", format!("{replied} 次正式答复")),
        ("解决 solved", format!("{:?}", last.solved)),
        ("满意 satisfied", format!("{:?}", last.satisfied)),
        ("考评 evaluated", format!("合格 = {:?}", case.evaluation.as_ref().map(|e| e.qualified))),
    ] {
        writeln!(pages.0, "  {name}: {value}").expect("a string takes text");
    }
    assert!(!pages.0.contains(NAME) && !pages.0.contains(PHONE));
    matches_committed("journey.txt", &pages.0);
}

/// The story as a person reads it.
#[derive(Default)]
struct Pages(String);

impl Pages {
    fn turn(&mut self, story: &Story) {
        let fact = story.facts.last().expect("a story has facts");
        let page = &mut self.0;
        let verb = jingwei_cases::Verb::from_code(&fact.verb).expect("a verb of this room");
        let who = [Some(fact.by.role.zh().to_owned()), fact.by.staff.as_ref().map(ToString::to_string)];
        let who: Vec<String> = who.into_iter().flatten().collect();
        let n = story.facts.len();
        writeln!(page, "{n:>2}. {} {} — {}", civil(fact.at), verb.zh(), who.join(" ")).expect("a string takes text");
        self.particulars(fact);
        let page = &mut self.0;
        if let Some(rule) = &fact.rule {
            writeln!(page, "      依据 {} / {} / {}", rule.version, rule.rule, rule.basis)
                .expect("a string takes text");
        }
        let due = story.docket.due_at.map_or_else(|| "—".to_owned(), civil);
        writeln!(page, "      → {}（期限 {due}）", story.case.state.zh()).expect("a string takes text");
        let clocks = story.case.clocks.all().iter().filter(|c| !c.clock.is_stopped());
        let clocks: Vec<String> = clocks
            .map(|c| {
                let deadline = c.clock.deadline(&rules().calendar).map_or_else(|| "暂停".to_owned(), civil);
                format!("{} {deadline}", c.stage.zh())
            })
            .collect();
        if !clocks.is_empty() {
            writeln!(page, "      时钟 {}", clocks.join("；")).expect("a string takes text");
        }
    }

    fn particulars(&mut self, fact: &Fact) {
        let Value::Object(detail) = &fact.detail else { return };
        for (name, value) in detail.iter().filter(|(_, value)| !value.is_null()) {
            writeln!(self.0, "      {name}: {value}").expect("a string takes text");
        }
    }
}

#[test]
fn the_reporter_is_a_row_of_its_own_and_stands_in_no_case_and_no_fact() {
    let story = Story::begins("2026-09-28 09:00", call(SEPTIC_TANK));
    let reporter = story.docket.reporter.as_ref().expect("filing brings the reporter");
    assert_eq!((reporter.name.as_str(), reporter.phone.as_str()), (NAME, PHONE));
    let written = serde_json::to_string(&(&story.case, &story.facts)).expect("a case can be written");
    assert!(!written.contains(NAME) && !written.contains(PHONE));
    assert!(story.case.intake.reachable);
}

#[test]
fn a_case_answered_at_once_needs_no_department() {
    let mut story = Story::begins("2026-09-28 09:00", call("H01001"));
    story.does(agent(), |case, desk| {
        let decision = triage::Decision {
            answer: "可到区劳动监察大队投诉。".to_owned(),
            ..triage::Decision::by(jingwei_cases::case::Way::Answered)
        };
        triage::triage(case, &decision, desk)
    });
    assert_eq!(story.case.state, State::Closed);
    assert_eq!(story.case.closing.as_ref().map(|c| c.outcome), Some(Outcome::Answered));
    assert_eq!(story.case.lead(), None);
    assert!(!story.case.concerns(&department("labour")));
}
