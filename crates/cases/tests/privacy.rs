//! Who may see whom: hiding, reading the contact, and forgetting it. The matrix of reading is a committed text for a lawyer.

mod support;

use jingwei_cases::case::{Anonymity, Reporter};
use jingwei_cases::erase::erase;
use jingwei_cases::hide::hide;
use jingwei_cases::report::Report;
use jingwei_cases::reveal::reveal;
use jingwei_terms::{Actor, Purpose, Role};
use std::fmt::Write;
use support::{
    NAME, PHONE, SEPTIC_TANK, Story, UNPAID_WAGES, agent, anonymous_call, back, call, dispatcher, handler,
    matches_committed, staff, supervisor,
};

#[test]
fn a_case_is_hidden_with_a_reason_and_shown_again_and_nothing_of_it_is_lost() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    let before = story.case.clone();
    assert_eq!(story.refuses(supervisor(), |case, desk| hide(case, true, "", desk)).code, "missing_text");
    story.does(supervisor(), |case, desk| hide(case, true, "含他人隐私", desk));
    assert_eq!(story.refuses(supervisor(), |case, desk| hide(case, true, "再", desk)).code, "already_so");
    story.does(dispatcher(), |case, desk| hide(case, false, "已遮盖", desk));
    assert_eq!(story.refuses(dispatcher(), |case, desk| hide(case, false, "再", desk)).code, "already_so");
    assert_eq!(jingwei_cases::Case { version: before.version, ..story.case.clone() }, before);
    assert_eq!(story.facts.len(), 3, "both acts stay on record");
}

#[test]
fn who_may_read_the_contact_is_a_table_that_a_lawyer_can_read() {
    let reports = [
        ("匿名 anonymous", anonymous_call(SEPTIC_TANK)),
        ("保密 confidential", call(SEPTIC_TANK)),
        ("实名 named", Report { anonymity: Anonymity::Named, ..call(SEPTIC_TANK) }),
    ];
    let purposes = [
        Purpose::Casework,
        Purpose::Contact,
        Purpose::Emergency,
        Purpose::Supervision,
        Purpose::Audit,
        Purpose::Administration,
    ];
    let mut table = String::from("谁可以查看联系方式 (who may read the contact; - = refused, with its code)\n");
    for (name, report) in reports {
        writeln!(table, "\n{name}").expect("a string takes text");
        let mut story = Story::begins("2026-09-21 09:00", report);
        story.accepted();
        let own = ["street-990102001", "承办部门 own"];
        let people: Vec<(Actor, String)> = Role::ALL
            .into_iter()
            .flat_map(|role| match role {
                Role::Resident => vec![(Actor::resident(), role.zh().to_owned())],
                Role::System => vec![(Actor::system(), role.zh().to_owned())],
                Role::Handler | Role::Field => [own, ["drainage", "其他部门 other"]]
                    .map(|[of, word]| (staff(role, "somebody", of), format!("{} {word}", role.zh())))
                    .to_vec(),
                _ => vec![(staff(role, "somebody", "hotline-12345"), role.zh().to_owned())],
            })
            .collect();
        for (actor, who) in people {
            let cells: Vec<String> = purposes
                .iter()
                .map(|purpose| {
                    let desk = story.desk(actor.clone());
                    match reveal(&story.case, *purpose, "回复诉求", &desk) {
                        Ok(_) => format!("{} 可", purpose.zh()),
                        Err(no) => format!("{} -{}", purpose.zh(), no.code),
                    }
                })
                .collect();
            writeln!(table, "  {who}: {}", cells.join(" · ")).expect("a string takes text");
        }
    }
    matches_committed("reveal.txt", &table);
}

#[test]
fn every_reading_has_a_reason_is_a_fact_and_can_be_seen_by_the_reporter() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    assert_eq!(story.refuses(agent(), |case, desk| reveal(case, Purpose::Contact, " ", desk)).code, "missing_text");
    story.does(agent(), |case, desk| reveal(case, Purpose::Contact, "约定上门时间", desk));
    let read = story.case.accesses.last().expect("the reporter sees it");
    assert_eq!((read.by.role, read.purpose, read.reason.as_str()), (Role::Agent, Purpose::Contact, "约定上门时间"));
    let fact = story.facts.last().expect("a fact");
    assert_eq!((fact.verb.as_ref(), fact.purpose), ("reveal", Purpose::Contact));
    let written = serde_json::to_string(&story.facts).expect("facts can be written");
    assert!(!written.contains(NAME) && !written.contains(PHONE), "the contact itself is in no fact");
}

#[test]
fn a_helper_whose_task_fell_away_and_a_department_that_returned_the_case_read_nothing() {
    let mut story = Story::begins("2026-09-21 09:00", Report { anonymity: Anonymity::Named, ..call(UNPAID_WAGES) });
    story.dispatched();
    story.clone().does(handler("housing"), |case, desk| reveal(case, Purpose::Contact, "核对工地", desk));
    story.does(handler("labour"), |case, desk| jingwei_cases::return_::return_(case, &back("不属本局"), desk));
    for who in ["labour", "housing"] {
        let no = story.refuses(handler(who), |case, desk| reveal(case, Purpose::Contact, "核对", desk));
        assert_eq!(no.code, "not_your_department", "{who}");
    }
}

#[test]
fn a_contact_is_erased_when_its_term_is_over_and_not_by_the_program_before() {
    let mut story = Story::begins("2026-09-21 09:00", call(SEPTIC_TANK));
    assert_eq!(story.refuses(Actor::system(), |case, desk| erase(case, "期满", desk)).code, "wrong_state");
    story.replied().says(Some(true), None).closes();
    assert_eq!(story.refuses(Actor::system(), |case, desk| erase(case, "期满", desk)).code, "wrong_state");
    story.wakes();
    assert!(!story.case.keeps_contact() && !story.case.intake.reachable);
    assert_eq!(story.docket.wake_at, None);
    let no = story.refuses(agent(), |case, desk| reveal(case, Purpose::Contact, "回访", desk));
    assert_eq!(no.code, "contact_not_kept");
    assert_eq!(story.refuses(supervisor(), |case, desk| erase(case, "本人要求", desk)).code, "no_contact");
}

#[test]
fn a_name_or_phone_is_checked_and_an_anonymous_report_carries_none() {
    let reporter = |name: &str, phone: &str| Some(Reporter { name: name.to_owned(), phone: phone.to_owned() });
    let cases = [
        (Anonymity::Anonymous, reporter("李", ""), Err("anonymous_with_contact")),
        (Anonymity::Anonymous, reporter(" ", "  "), Ok((false, false))),
        (Anonymity::Confidential, reporter("李", "电话"), Err("bad_phone")),
        (Anonymity::Confidential, reporter("李", &"1".repeat(41)), Err("bad_phone")),
        (Anonymity::Confidential, reporter(&"李".repeat(101), ""), Err("too_long")),
        (Anonymity::Confidential, reporter("李", ""), Ok((true, false))),
        (Anonymity::Named, reporter("李", "+86 (0)990-123*4#"), Ok((true, true))),
    ];
    for (anonymity, reporter, expected) in cases {
        let report = Report { anonymity, reporter, ..call(SEPTIC_TANK) };
        let filed = Story::try_to_file(1, "2026-09-21 09:00", report);
        let intake = filed.map(|change| change.first().case.intake.clone()).map_err(|no| no.code);
        assert_eq!(intake.map(|i| (i.contact_given, i.reachable)), expected);
    }
}
