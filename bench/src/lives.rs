//! A case as it stands on a given day: filed, and taken as far as its departments have come by then. Every move is the
//! room's own, so states, clocks, tasks and bodies are those of a city at work.
//!
//! The store gets each case once, in the state that it has reached, with the fact of its filing: a million cases with the
//! ten facts of each life would take hours to write and change nothing about lists.

use crate::Outcome;
use crate::reports::report;
use jiff::{SignedDuration, Timestamp};
use jingwei_cases::case::{Attachment, Docket};
use jingwei_cases::desk::Desk;
use jingwei_cases::dispatch::Choice;
use jingwei_cases::feedback::Said;
use jingwei_cases::handle::Work;
use jingwei_cases::report::file;
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::triage::Decision;
use jingwei_cases::verify::Finding;
use jingwei_cases::wake::wake;
use jingwei_cases::{Case, State, Verb};
use jingwei_store::Commit;
use jingwei_terms::{Actor, CaseId, Change, CommandId, DepartmentCode, Fact, Refusal, Role, StaffId};
use jingwei_testkit::{Rng, SampleReport, SeededIds};
use sha2::{Digest as _, Sha256};

/// Lives of cases in one city, each the same for the same seed.
pub(crate) struct Lives<'a> {
    rules: &'a Rulebook,
    rng: Rng,
    ids: SeededIds,
    filed: usize,
}

impl<'a> Lives<'a> {
    pub(crate) fn new(rules: &'a Rulebook, seed: u64) -> Self {
        Self { rules, rng: Rng::new(seed), ids: SeededIds::new(seed), filed: 0 }
    }

    /// The command that files this report now, and nothing more.
    pub(crate) fn filing(&mut self, sample: &SampleReport) -> Outcome<Commit<Docket>> {
        let (command, docket, fact) = self.file(sample)?;
        Ok(commit(command, docket, fact))
    }

    /// The command that stores the case of this report as it stands at `until`, with all that people and program have done
    /// about it by then. A contact whose term is over is not there any more.
    pub(crate) fn by(&mut self, sample: &SampleReport, until: Timestamp) -> Outcome<Commit<Docket>> {
        let (command, mut docket, fact) = self.file(sample)?;
        let mut reporter = docket.reporter.take();
        let mut next = sample.at + self.pause(docket.case.state);
        loop {
            let own = docket.wake_at.filter(|at| *at < next || docket.case.state == State::Closed);
            let at = own.unwrap_or(next);
            if at > until || (own.is_none() && docket.case.state == State::Closed) {
                break;
            }
            let change = match own {
                Some(at) => wake(&docket.case, &self.desk(Actor::system(), at)).transpose(),
                None => Some(self.step(&docket.case, at)),
            };
            let Some(change) = change else { break };
            let change = change.map_err(|refusal| format!("a move of the story was refused: {refusal:?}"))?;
            let step = change.into_steps().swap_remove(0);
            if step.fact.verb == Verb::Erase.code() {
                reporter = None;
            }
            docket = step.record;
            next = next.max(at) + self.pause(docket.case.state);
        }
        docket.reporter = reporter;
        Ok(commit(command, docket, fact))
    }

    fn file(&mut self, sample: &SampleReport) -> Outcome<(CommandId, Docket, Fact)> {
        self.filed += 1;
        let id = CaseId::new(self.ids.next(sample.at));
        let desk = self.desk(actor(Role::Agent, "p0001", None)?, sample.at);
        let report = report(sample, self.filed)?;
        // Keys are digests, and any 64 hexadecimal digits fill the row as well.
        let key = id.uuid().simple().to_string().repeat(2);
        let change = file(report, id, key, &desk).map_err(|refusal| format!("a report was refused: {refusal:?}"))?;
        let step = change.into_steps().swap_remove(0);
        Ok((desk.command, step.record, step.fact))
    }

    /// How long a case stays where it is: mostly a day or less, now and then weeks.
    fn pause(&mut self, state: State) -> SignedDuration {
        let longest = match state {
            State::Received | State::ToDispatch => 90,
            State::Dispatched => 12 * 60,
            State::Handling => 5 * 24 * 60,
            _ => 2 * 24 * 60,
        };
        let minutes = self.rng.within(3..=longest);
        SignedDuration::from_mins(if self.rng.chance(8) { minutes * 20 } else { minutes })
    }

    fn step(&mut self, case: &Case, at: Timestamp) -> Result<Change<Docket>, Refusal> {
        use jingwei_cases::{accept, close, dispatch, feedback, handle, reply, triage, verify};
        let lead = case.lead().cloned();
        let handler = || actor(Role::Handler, "p9001", lead.clone()).expect(PROOF);
        let desk = |lives: &mut Self, actor| lives.desk(actor, at);
        match case.state {
            State::Received => {
                let desk = desk(self, dispatcher());
                triage::triage(case, &Decision::ordinary(), &desk)
            }
            State::ToDispatch => {
                let desk = desk(self, dispatcher());
                dispatch::dispatch(case, &Choice::default(), &desk).or_else(|_| {
                    let hotline = self.rules.settings.city.hotline.clone();
                    let choice = Choice { lead: Some(hotline), co: None, reason: "目录没有规定".to_owned() };
                    dispatch::dispatch(case, &choice, &desk)
                })
            }
            State::Dispatched => {
                let desk = desk(self, handler());
                accept::accept(case, None, &desk)
            }
            State::Handling => {
                let desk = desk(self, handler());
                handle::handle(case, work(case), &desk)
            }
            State::Handled => {
                let desk = desk(self, actor(Role::Field, "p9002", None).expect(PROOF));
                verify::verify(case, Finding { passed: true, remarks: String::new(), evidence: Vec::new() }, &desk)
            }
            State::Verified => {
                let desk = desk(self, handler());
                reply::reply(case, "您好，您反映的问题已经处理，感谢您对城市治理的关心。", &desk)
            }
            State::Replied if case.feedback.is_empty() => {
                let satisfied = self.rng.chance(900);
                let desk = desk(self, Actor::resident());
                let said = Said { reached: true, solved: Some(true), satisfied: Some(satisfied), words: String::new() };
                feedback::feedback(case, &said, &desk)
            }
            _ => {
                let desk = desk(self, dispatcher());
                close::close(case, "", &desk)
            }
        }
    }

    fn desk(&mut self, actor: Actor, now: Timestamp) -> Desk<'a> {
        Desk { rules: self.rules, now, actor, command: CommandId::new(self.ids.next(now)) }
    }
}

const PROOF: &str = "the ids in this file are well formed";

fn dispatcher() -> Actor {
    actor(Role::Dispatcher, "p0009", None).expect(PROOF)
}

fn actor(role: Role, id: &str, department: Option<DepartmentCode>) -> Outcome<Actor> {
    Ok(Actor::staff(role, StaffId::new(id)?, department))
}

fn work(case: &Case) -> Work {
    let picture = |name: &str| Attachment {
        reference: format!("files/{}/{name}.jpg", case.id),
        role: name.to_owned(),
        sha256: case.id.uuid().simple().to_string().repeat(2),
    };
    Work {
        task: None,
        result: "已派人到现场处理完毕，并对周边同类问题作了排查。".to_owned(),
        evidence: vec![picture("before"), picture("after")],
        over_open_tasks: "协办部门的意见另行补报".to_owned(),
    }
}

fn commit(command: CommandId, docket: Docket, fact: Fact) -> Commit<Docket> {
    let digest = Sha256::digest(command.uuid().as_bytes());
    Commit::new(command, digest.into(), Change::made(docket, fact))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::{reports, rulebook};
    use jingwei_testkit::City;
    use std::collections::BTreeMap;

    #[test]
    fn by_a_given_day_most_cases_are_closed_and_a_few_stand_in_every_state_before() {
        let (city, rules) = (City::demo(), rulebook().unwrap());
        let until: Timestamp = "2026-05-06T12:00:00+08:00".parse().unwrap();
        let mut lives = Lives::new(&rules, 7);
        let mut states = BTreeMap::new();
        for sample in reports(&city, 7, 20_000, until) {
            let commit = lives.by(&sample, until).unwrap();
            *states.entry(commit.change.first().case.state).or_insert(0) += 1;
        }
        assert!(states[&State::Closed] > 5_000, "{states:?}");
        for state in
            [State::Received, State::ToDispatch, State::Dispatched, State::Handling, State::Handled, State::Verified]
        {
            assert!(states.contains_key(&state), "{state:?}: {states:?}");
        }
    }
}
