//! The town in which the stories happen: the demonstration rulebook, a clock that is set by hand, the people, and a case with
//! everything that has been told of it so far.

#![allow(dead_code, reason = "every test file uses its own part of the town")]

pub(crate) mod attempts;

use jiff::{SignedDuration, Timestamp};
use jingwei_cases::case::{Anonymity, Attachment, Case, Channel, Docket, Property, Reporter};
use jingwei_cases::clocks::Stage;
use jingwei_cases::report::{Report, file};
use jingwei_cases::rulebook::areas::Grid;
use jingwei_cases::rulebook::{FILES, Files, Rulebook};
use jingwei_cases::{Desk, accept, close, dispatch, feedback, handle, reply, triage, verify, wake};
use jingwei_terms::{
    Actor, AreaCode, CaseId, Change, CommandId, Datum, DepartmentCode, Fact, GridCode, KindCode, Location, Place,
    Refusal, Role, StaffId,
};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A component kind that goes to the street until 2026-09-30 and to the drainage utility from 2026-10-01.
pub(crate) const SEPTIC_TANK: &str = "C01018";
/// A component kind of one utility, two urgent hours.
pub(crate) const WATER_COVER: &str = "C01001";
/// A hotline matter: labour leads, housing helps, seven working days.
pub(crate) const UNPAID_WAGES: &str = "H01001";
/// A community of Chaosheng District and a point inside it.
pub(crate) const COMMUNITY: &str = "990102001001";
/// The name and phone that no fact may ever hold.
pub(crate) const NAME: &str = "岳不寻常";
/// See [`NAME`].
pub(crate) const PHONE: &str = "0990-5551234";

/// The files of the demonstration city, as they are in the repository.
pub(crate) fn files() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebooks/tinglan");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("the demonstration city has every file");
    FILES.iter().map(|name| ((*name).to_owned(), read(name))).collect()
}

/// The demonstration city's rulebook, read once.
pub(crate) fn rules() -> &'static Rulebook {
    static RULES: OnceLock<Rulebook> = OnceLock::new();
    RULES.get_or_init(|| Rulebook::parse("tinglan-1", &files()).expect("the demonstration city has no fault"))
}

/// The town with every grid renamed and given another worker: the ground is the same, the net is new.
pub(crate) fn renamed() -> &'static Rulebook {
    static RULES: OnceLock<Rulebook> = OnceLock::new();
    RULES.get_or_init(|| {
        let rules = Rulebook::parse("tinglan-1", &files()).expect("the demonstration city has no fault");
        let grids = rules.areas.grids().iter().map(anew).collect();
        rules.with_net(2, grids)
    })
}

fn anew(grid: &Grid) -> Grid {
    Grid {
        code: GridCode::new(&format!("{}-new", grid.code)).expect("a grid code"),
        worker: Some(StaffId::new("new-worker").expect("a staff id")),
        ..grid.clone()
    }
}

/// An instant by the town's clock: `2026-09-21 09:00` or with seconds.
pub(crate) fn at(text: &str) -> Timestamp {
    let text = text.replace(' ', "T");
    format!("{text}+08:00").parse().expect("the test names an instant")
}

/// An instant as people of the town write it.
pub(crate) fn civil(at: Timestamp) -> String {
    (at + SignedDuration::from_hours(8)).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

pub(crate) fn department(code: &str) -> DepartmentCode {
    DepartmentCode::new(code).expect("a department code")
}

pub(crate) fn kind(code: &str) -> KindCode {
    KindCode::new(code).expect("a kind code")
}

pub(crate) fn area(code: &str) -> AreaCode {
    AreaCode::new(code).expect("an area code")
}

pub(crate) fn case_id(n: u64) -> CaseId {
    format!("00000000-0000-7000-8000-{n:012x}").parse().expect("a UUID")
}

/// Somebody who works here; the same words are the same person.
pub(crate) fn staff(role: Role, id: &str, works_in: &str) -> Actor {
    Actor::staff(role, StaffId::new(id).expect("a staff id"), Some(department(works_in)))
}

pub(crate) fn agent() -> Actor {
    staff(Role::Agent, "agent-ren", "hotline-12345")
}

pub(crate) fn dispatcher() -> Actor {
    staff(Role::Dispatcher, "dispatcher-fan", "hotline-12345")
}

pub(crate) fn supervisor() -> Actor {
    staff(Role::Supervisor, "supervisor-jiang", "city-operations")
}

pub(crate) fn another_supervisor() -> Actor {
    staff(Role::Supervisor, "supervisor-xu", "city-operations")
}

pub(crate) fn handler(of: &str) -> Actor {
    staff(Role::Handler, &format!("handler-{of}"), of)
}

pub(crate) fn field_worker(of: &str) -> Actor {
    staff(Role::Field, &format!("field-{of}"), of)
}

pub(crate) fn picture(role: &str) -> Attachment {
    Attachment { reference: format!("attachments/{role}.jpg"), role: role.to_owned(), sha256: String::new() }
}

/// A place with a point inside the community.
pub(crate) fn in_the_community() -> Place {
    let location = Location::new(123.388_285, 29.307_182, Datum::Cgcs2000).expect("a point of the town");
    Place { address: "鼓楼前社区松风苑3栋".to_owned(), location: Some(location), ..Place::default() }
}

/// A call about this kind of matter, by somebody who can be called back in confidence.
pub(crate) fn call(about: &str) -> Report {
    Report {
        title: "化粪池外溢".to_owned(),
        kind: Some(kind(about)),
        place: in_the_community(),
        reporter: Some(Reporter { name: NAME.to_owned(), phone: PHONE.to_owned() }),
        ..Report::new(Channel::Phone, Property::Help, "楼下化粪池满了，污水流到路上，请尽快处理。")
    }
}

/// The same by somebody who gave no name.
pub(crate) fn anonymous_call(about: &str) -> Report {
    Report { reporter: None, anonymity: Anonymity::Anonymous, ..call(about) }
}

/// A case, the town's clock, and everything that was told of it.
#[derive(Clone)]
pub(crate) struct Story {
    pub(crate) now: Timestamp,
    pub(crate) case: Case,
    pub(crate) docket: Docket,
    pub(crate) facts: Vec<Fact>,
    commands: u64,
}

/// What a verb answers.
pub(crate) type Answer = Result<Change<Docket>, Refusal>;

impl Story {
    /// The report is filed by an agent at this time.
    pub(crate) fn begins(when: &str, report: Report) -> Self {
        Self::numbered(1, when, report)
    }

    /// The same, for stories with several cases.
    pub(crate) fn numbered(n: u64, when: &str, report: Report) -> Self {
        let change = Self::try_to_file(n, when, report).expect("the report is filed");
        let step = change.into_steps().remove(0);
        let mut docket = step.record;
        // The store gives the number; a story needs one to speak of.
        docket.case.number = format!("TL2026{n:06}");
        Self { now: at(when), case: docket.case.clone(), docket, facts: vec![step.fact], commands: n * 1_000 }
    }

    /// What filing answers.
    pub(crate) fn try_to_file(n: u64, when: &str, report: Report) -> Answer {
        let desk = Desk { rules: rules(), now: at(when), actor: agent(), command: command(n * 1_000) };
        file(report, case_id(n), "0".repeat(64), &desk)
    }

    /// The desk of this actor, now.
    pub(crate) fn desk(&mut self, actor: Actor) -> Desk<'static> {
        self.commands += 1;
        Desk { rules: rules(), now: self.now, actor, command: command(self.commands) }
    }

    /// The clock is set.
    pub(crate) fn on(&mut self, when: &str) -> &mut Self {
        self.now = at(when);
        self
    }

    /// Time passes.
    pub(crate) fn minutes_later(&mut self, minutes: i64) -> &mut Self {
        self.now += SignedDuration::from_mins(minutes);
        self
    }

    /// Somebody does something, and it is not refused.
    #[track_caller]
    pub(crate) fn does(&mut self, who: Actor, what: impl FnOnce(&Case, &Desk<'_>) -> Answer) -> &mut Self {
        let desk = self.desk(who);
        match what(&self.case, &desk) {
            Ok(change) => self.takes(change),
            Err(no) => unreachable!("nobody expected a refusal here: {no}"),
        }
    }

    /// The change is written down.
    pub(crate) fn takes(&mut self, change: Change<Docket>) -> &mut Self {
        let mine = self.case.id;
        for step in change.into_steps().into_iter().filter(|step| step.record.case.id == mine) {
            assert_eq!(step.expected, Some(self.case.version), "the change builds on the version that was seen");
            self.case = step.record.case.clone();
            self.docket = step.record;
            self.facts.push(step.fact);
        }
        assert_eq!(self.case.version.number() as usize, self.facts.len(), "the version is the number of facts");
        self
    }

    /// Somebody tries something and hears no.
    #[track_caller]
    pub(crate) fn refuses(&mut self, who: Actor, what: impl FnOnce(&Case, &Desk<'_>) -> Answer) -> Refusal {
        let desk = self.desk(who);
        what(&self.case, &desk).expect_err("this is refused")
    }

    /// The program looks at the case at the instant for which it asked to be woken; tells when that was.
    #[track_caller]
    pub(crate) fn wakes(&mut self) -> String {
        self.now = self.docket.wake_at.expect("something waits");
        let desk = self.desk(Actor::system());
        let change = wake::wake(&self.case, &desk).expect("nobody was quicker").expect("it is due");
        self.takes(change);
        civil(self.now)
    }

    /// Until the dispatcher's table.
    pub(crate) fn triaged(&mut self) -> &mut Self {
        self.does(agent(), |case, desk| triage::triage(case, &triage::Decision::ordinary(), desk))
    }

    /// Until the department's table, by the catalogue.
    pub(crate) fn dispatched(&mut self) -> &mut Self {
        self.triaged().does(dispatcher(), |case, desk| dispatch::dispatch(case, &dispatch::Choice::default(), desk))
    }

    /// The department that leads.
    pub(crate) fn lead(&self) -> String {
        self.case.lead().expect("a department leads").to_string()
    }

    /// A handler of the department that leads.
    pub(crate) fn leader(&self) -> Actor {
        handler(&self.lead())
    }

    /// Until the work begins.
    pub(crate) fn accepted(&mut self) -> &mut Self {
        self.dispatched();
        let leader = self.leader();
        self.does(leader, |case, desk| accept::accept(case, None, desk))
    }

    /// The work is reported with a picture; open tasks are stated away.
    pub(crate) fn reports_work(&mut self) -> &mut Self {
        let leader = self.leader();
        self.does(leader, |case, desk| handle::handle(case, work(), desk))
    }

    /// Somebody else finds it as reported.
    pub(crate) fn passes(&mut self) -> &mut Self {
        self.does(dispatcher(), |case, desk| verify::verify(case, finding(true, ""), desk))
    }

    /// The final answer.
    pub(crate) fn is_answered(&mut self) -> &mut Self {
        self.does(agent(), |case, desk| reply::reply(case, "已清掏并冲洗路面，谢谢您的反映。", desk))
    }

    /// Until the final answer, from the beginning.
    pub(crate) fn replied(&mut self) -> &mut Self {
        self.accepted().reports_work().passes().is_answered()
    }

    /// The reporter says so.
    pub(crate) fn says(&mut self, solved: Option<bool>, satisfied: Option<bool>) -> &mut Self {
        let said = feedback::Said { reached: true, solved, satisfied, words: String::new() };
        self.does(Actor::resident(), |case, desk| feedback::feedback(case, &said, desk))
    }

    /// Nobody answers the telephone.
    pub(crate) fn is_not_reached(&mut self) -> &mut Self {
        self.does(agent(), |case, desk| feedback::feedback(case, &feedback::Said::default(), desk))
    }

    /// The end.
    pub(crate) fn closes(&mut self) -> &mut Self {
        self.does(agent(), |case, desk| close::close(case, "", desk))
    }

    /// The deadline of the latest clock of a stage, as people write it.
    pub(crate) fn deadline(&self, stage: Stage) -> Option<String> {
        self.case.clocks.latest(stage)?.clock.deadline(&rules().calendar).map(civil)
    }

    /// The seconds used on the latest clock of a stage.
    pub(crate) fn used(&self, stage: Stage) -> i64 {
        self.case.clocks.latest(stage).expect("the stage has a clock").clock.used(&rules().calendar, self.now)
    }
}

fn command(n: u64) -> CommandId {
    format!("00000000-0000-7000-9000-{n:012x}").parse().expect("a UUID")
}

/// A report of work with a picture.
pub(crate) fn work() -> handle::Work {
    handle::Work {
        task: None,
        result: "已清掏化粪池，清洗路面。".to_owned(),
        evidence: vec![picture("after")],
        over_open_tasks: "协办事项另行跟进".to_owned(),
    }
}

/// What a checker found.
pub(crate) fn finding(passed: bool, remarks: &str) -> verify::Finding {
    verify::Finding { passed, remarks: remarks.to_owned(), evidence: Vec::new() }
}

/// A plain return with a reason.
pub(crate) fn back(reason: &str) -> jingwei_cases::return_::Back {
    jingwei_cases::return_::Back { task: None, reason: reason.to_owned(), objection: false, suggests: None }
}

/// Compares with the committed text, or rewrites it when `JINGWEI_BLESS=1` is set; the difference is the review.
#[track_caller]
pub(crate) fn matches_committed(name: &str, text: &str) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected").join(name);
    if std::env::var_os("JINGWEI_BLESS").is_some() {
        std::fs::write(&path, text).expect("the expected text can be written");
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == text, "{name} differs; look at it after JINGWEI_BLESS=1\n--- now ---\n{text}");
}
