//! Any verb, tried on any case by anybody, with arguments that could be meant.

use super::{Answer, back, department, finding, renamed, rules, work};
use jingwei_cases::case::{Case, Rung, Way};
use jingwei_cases::dispatch::Choice;
use jingwei_cases::feedback::Said;
use jingwei_cases::handle::Work;
use jingwei_cases::joint::TaskKind;
use jingwei_cases::return_::Back;
use jingwei_cases::rule::Ruling;
use jingwei_cases::triage::Decision;
use jingwei_cases::{
    Desk, Verb, accept, appeal, ask, assign, carry_over, close, dispatch, erase, evaluate, extend, feedback, handle,
    hide, merge, note, regrid, reopen, reply, retime, return_, reveal, rule, supervise, suspend, triage, verify,
    whistle,
};
use jingwei_terms::{Purpose, Role, StaffId};

const DEPARTMENTS: [&str; 4] = ["drainage", "labour", "street-990102001", "nobody"];
const RUNGS: [Rung; 4] = [Rung::Urge, Rung::Supervise, Rung::Listed, Rung::Interview];

/// Tries a verb. `n` chooses among the arguments, `yes` among approving and refusing; `other` is the case for a cluster. `None` when
/// the verb had nothing to do.
pub(crate) fn attempt(verb: Verb, case: &Case, other: &Case, n: u8, yes: bool, desk: &Desk<'_>) -> Option<Answer> {
    let task = (n % 3 == 2).then_some(u32::from(n % 2) + 1);
    let named = department(DEPARTMENTS[usize::from(n % 4)]);
    let words = if n == 255 { "" } else { "据实办理" };
    let answer = match verb {
        Verb::File => return None,
        Verb::Triage => triage::triage(case, &decision(n), desk),
        Verb::Dispatch => {
            let lead = (n % 2 == 1).then_some(named);
            let co = (n % 5 == 4).then(|| vec![department("police"), department("drainage")]);
            dispatch::dispatch(case, &Choice { lead, co, reason: words.to_owned() }, desk)
        }
        Verb::Accept => accept::accept(case, task, desk),
        Verb::Assign => {
            let staff = StaffId::new(&format!("handler-{}", n % 3)).expect("a name of letters and a digit");
            assign::assign(case, yes.then_some(&staff), desk)
        }
        Verb::Return => return_::return_(case, &Back { task, objection: yes, ..back(words) }, desk),
        Verb::Rule => {
            let lead = (n % 2 == 1).then_some(named);
            rule::rule(case, &Ruling { lead, co: None, ground: words.to_owned() }, desk)
        }
        Verb::Ask => ask::ask(case, words, desk),
        Verb::Answer => ask::answer(case, words, desk),
        Verb::Extend if n.is_multiple_of(2) => extend::extend(case, words, desk),
        Verb::Extend => extend::decide_extension(case, yes, words, desk),
        Verb::Suspend => {
            let until = desk.now + jiff::SignedDuration::from_hours(24 * i64::from(n) * 2);
            suspend::suspend(case, until, words, desk)
        }
        Verb::Resume => suspend::resume(case, words, desk),
        Verb::Whistle => whistle::whistle(case, &[named], words, desk),
        Verb::Assess => {
            let called = case.tasks.iter().rfind(|t| t.kind == TaskKind::Whistle).map_or(u32::from(n % 4), |t| t.id);
            whistle::assess(case, called, yes, words, desk)
        }
        Verb::Handle => {
            let evidence = if n % 7 == 6 { Vec::new() } else { work().evidence };
            handle::handle(case, Work { task, evidence, ..work() }, desk)
        }
        Verb::Verify => verify::verify(case, finding(yes, words), desk),
        Verb::Reply => reply::reply(case, words, desk),
        Verb::Feedback => {
            let reached = !n.is_multiple_of(3);
            let said = |bit: u8| (reached && n & bit != 0).then_some(yes);
            let said = Said { reached, solved: said(1), satisfied: said(2), words: words.to_owned() };
            feedback::feedback(case, &said, desk)
        }
        Verb::Close => close::close(case, words, desk),
        Verb::Reopen => reopen::reopen(case, words, desk),
        Verb::Merge => merge::merge(case, other, words, desk),
        Verb::Split => merge::split(case, other, words, desk),
        Verb::Supervise if desk.actor.role == Role::Handler => supervise::answer_supervision(case, words, desk),
        Verb::Supervise => supervise::supervise(case, RUNGS[usize::from(n % 4)], words, desk),
        Verb::Appeal if desk.actor.role == Role::Handler => appeal::appeal(case, words, desk),
        Verb::Appeal => appeal::review(case, yes, words, desk),
        Verb::Evaluate => evaluate::evaluate(case, yes, words, desk),
        Verb::Note => note::note(case, words, &[], desk),
        Verb::Hide => hide::hide(case, yes, words, desk),
        Verb::Reveal => {
            let purposes = [Purpose::Contact, Purpose::Casework, Purpose::Emergency, Purpose::Audit];
            reveal::reveal(case, purposes[usize::from(n % 4)], words, desk)
        }
        Verb::Erase => erase::erase(case, words, desk),
        Verb::CarryOver => carry_over::carry_over(case, words, desk.now, desk),
        Verb::Retime => match retime::retime(case, None, Some(desk.now), desk) {
            Ok(change) => Ok(change?),
            Err(no) => Err(no),
        },
        Verb::Regrid => {
            let (was, is) = if yes { (rules(), renamed()) } else { (renamed(), rules()) };
            let before = regrid::Before { areas: &was.areas, heir: &|_| None };
            match regrid::regrid(case, &before, &Desk { rules: is, ..desk.clone() }) {
                Ok(change) => Ok(change?),
                Err(no) => Err(no),
            }
        }
    };
    Some(answer)
}

fn decision(n: u8) -> Decision {
    let ways = [Way::Ordinary, Way::Ordinary, Way::Ordinary, Way::Answered, Way::Unlawful, Way::Emergency];
    let way = ways[usize::from(n % 6)];
    let answer = if way == Way::Ordinary { "" } else { "已告知" };
    Decision { reason: "已核对".to_owned(), answer: answer.to_owned(), ..Decision::by(way) }
}
