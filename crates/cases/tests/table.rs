//! Every state × verb × role against the table of moves: what the table does not hold is refused with its code, and what it holds is
//! not, but for the few places where a verb is narrower than its line. Those stand here with their reasons.

mod support;

use jingwei_cases::case::{Case, Source};
use jingwei_cases::report::Report;
use jingwei_cases::return_::{Back, return_};
use jingwei_cases::state::move_of;
use jingwei_cases::{State, Verb, ask, merge, suspend};
use jingwei_terms::{Actor, Role};
use support::attempts::attempt;
use support::{SEPTIC_TANK, Story, agent, at, back, call, dispatcher, handler, staff};

fn imported() -> Report {
    let source = Source { system: "other".to_owned(), key: "1".to_owned() };
    Report { source: Some(source), ..call(SEPTIC_TANK) }
}

/// A case in this state, made by the verbs themselves.
fn in_state(state: State) -> Story {
    let street = || handler("street-990102001");
    let mut story = Story::begins("2026-09-21 09:00", imported());
    match state {
        State::Received => {}
        State::ToDispatch => drop(story.triaged()),
        State::Dispatched => drop(story.dispatched()),
        State::Handling => drop(story.accepted()),
        State::Asking => drop(story.accepted().does(street(), |case, desk| ask::ask(case, "几栋？", desk))),
        State::Suspended => drop(
            story
                .accepted()
                .does(dispatcher(), |case, desk| suspend::suspend(case, at("2026-10-20 09:00"), "待改造", desk)),
        ),
        State::Disputed => drop(
            story
                .dispatched()
                .does(street(), |case, desk| return_(case, &Back { objection: true, ..back("职责不在街道") }, desk)),
        ),
        State::Handled => drop(story.accepted().reports_work()),
        State::Verified => drop(story.accepted().reports_work().passes()),
        State::Replied => drop(story.replied()),
        State::Closed => drop(story.replied().says(Some(true), None).closes()),
        State::Merged => {
            let lead = Story::numbered(7, "2026-09-21 09:00", call(SEPTIC_TANK));
            story.does(agent(), |case, desk| merge::merge(case, &lead.case, "同一处", desk));
        }
    }
    assert_eq!(story.case.state, state);
    story
}

/// Where a verb asks for more than its line of the table.
fn narrower(verb: Verb, state: State, role: Role) -> bool {
    match verb {
        // Answering is possible for ever, urging only while somebody can still act.
        Verb::Supervise => role != Role::Handler && !state.is_open(),
        // A member hears and ends through its lead, by relay; an unfinished case is ended by a supervisor alone.
        Verb::Close => state == State::Merged || state != State::Replied && role != Role::Supervisor,
        Verb::Reply => state == State::Merged,
        // The program erases when the term is over, which in these stories it is not.
        Verb::Erase => role == Role::System,
        _ => false,
    }
}

#[test]
fn what_the_table_holds_is_possible_and_nothing_else_is() {
    let lead = Story::numbered(7, "2026-09-21 09:00", call(SEPTIC_TANK));
    for state in State::ALL {
        let mut story = in_state(state);
        for verb in Verb::ALL.into_iter().filter(|verb| *verb != Verb::File) {
            let line = move_of(verb).expect("every verb has its line");
            for role in Role::ALL {
                let actor = match role {
                    Role::Resident => Actor::resident(),
                    Role::System => Actor::system(),
                    _ => staff(role, "somebody", "street-990102001"),
                };
                let desk = story.desk(actor);
                let Some(answer) = attempt(verb, &story.case, &lead.case, 0, true, &desk) else { continue };
                let refused =
                    answer.err().map(|no| no.code).filter(|code| ["wrong_state", "wrong_role"].contains(code));
                let (by, from) = (line.by.contains(&role), line.from.contains(&state));
                let expected = match (by, from) {
                    (false, _) => Some("wrong_role"),
                    (true, false) => Some("wrong_state"),
                    (true, true) if narrower(verb, state, role) => Some("wrong_state"),
                    (true, true) => None,
                };
                assert_eq!(refused, expected, "{} from {} by {}", verb.code(), state.code(), role.code());
            }
        }
    }
}

#[test]
fn a_case_whose_state_and_records_do_not_agree_is_refused_and_never_stops_the_program() {
    let lead = Story::numbered(7, "2026-09-21 09:00", call(SEPTIC_TANK));
    for real in State::ALL {
        for claimed in State::ALL {
            let mut story = in_state(real);
            let broken = Case { state: claimed, ..story.case.clone() };
            for verb in Verb::ALL {
                let roles = move_of(verb).map_or(&[][..], |line| line.by);
                for (n, role) in (0..6).flat_map(|n| roles.iter().map(move |role| (n, *role))) {
                    let desk = story.desk(staff(role, "somebody", "street-990102001"));
                    drop(attempt(verb, &broken, &lead.case, n, n % 2 == 0, &desk));
                }
            }
        }
    }
}
