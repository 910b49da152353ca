//! The case itself: everything that is true of it now. How it became so stands in the facts.

mod hands;
mod intake;

pub use hands::Hand;
pub use intake::{Anonymity, Attachment, Channel, Intake, Property, Reporter, Source};

use crate::advice::Advice;
use crate::clocks::Clocks;
use crate::joint::Task;
use crate::state::State;
use jiff::Timestamp;
use jingwei_terms::{Actor, AreaCode, CaseId, DepartmentCode, GridCode, KindCode, Place, Purpose, RuleRef, Version};
use serde::{Deserialize, Serialize};

/// The ways of triage: ordinary, answered at once, and the six legal ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 派单办理: goes to a department.
    Ordinary,
    /// 直接答复: a consultation answered at once.
    Answered,
    /// 转紧急: life or property is in danger; handed to 110, 119, 120 or 122 at once.
    Emergency,
    /// 法定渠道: belongs in litigation, arbitration, review, discipline, disclosure or petition.
    OtherChannel,
    /// 重复事项: in hand or finished, and nothing new is said.
    AlreadyKnown,
    /// 涉密: state secret, trade secret or privacy.
    Secret,
    /// 超出职责: the market or society serves it.
    BeyondDuty,
    /// 违法悖俗: against law or good custom.
    Unlawful,
}

/// How the case was triaged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triage {
    /// The way.
    pub way: Way,
    /// When.
    pub at: Timestamp,
    /// Why, in the triager's words; may be empty for the ordinary way.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The rule behind the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleRef>,
    /// The case that is repeated, for that way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<String>,
}

/// One dispatch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatch {
    /// When.
    pub at: Timestamp,
    /// The department that leads.
    pub lead: DepartmentCode,
    /// Departments that get a copy and owe nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copy_to: Vec<DepartmentCode>,
    /// The catalogue's rule, or the setting that lets a person decide.
    pub rule: RuleRef,
    /// What the decision stands on: kind, place, day, words of the text.
    pub evidence: Vec<String>,
    /// Why a person chose otherwise than the catalogue, or without it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Whether an authority ruled: then it may not be returned.
    #[serde(default, skip_serializing_if = "is_false")]
    pub designated: bool,
    /// When the lead accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Timestamp>,
    /// When and why it came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Returned>,
}

/// A return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// Whether the department objects to the dispatch itself.
    #[serde(default, skip_serializing_if = "is_false")]
    pub objection: bool,
    /// Whom the department holds to be right, if it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggests: Option<DepartmentCode>,
}

/// What was asked of the reporter, and the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// When it was asked.
    pub at: Timestamp,
    /// The question.
    pub text: String,
    /// The answer, once there is one; empty text when the term ran out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<(Timestamp, String)>,
}

/// One report of the lead that the work is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handling {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// What was done.
    pub result: String,
    /// Pictures and papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Attachment>,
    /// Why the lead reports although a task is unanswered.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub over_open_tasks: String,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// Whether the work is as reported.
    pub passed: bool,
    /// What was seen.
    pub remarks: String,
    /// Pictures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Attachment>,
}

/// One answer to the reporter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// The answer.
    pub text: String,
    /// Whether it was on the way (`true`) or final.
    #[serde(default, skip_serializing_if = "is_false")]
    pub interim: bool,
}

/// What the reporter said. Not reached is a value of its own: neither solved nor unsolved, neither satisfied nor not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// When.
    pub at: Timestamp,
    /// Who took it down: the resident with the key, or an agent who called.
    pub by: Actor,
    /// Whether the reporter was reached.
    pub reached: bool,
    /// Whether it is solved; `None` when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<bool>,
    /// Whether they are satisfied; `None` when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisfied: Option<bool>,
    /// Their words; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// The round of work that it speaks of: 0 for the first, one more for each rework or reopening.
    pub round: u32,
}

/// The judgement of the finished case as a piece of work. Of the case and its departments, never of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// When.
    pub at: Timestamp,
    /// Whether it was done as it should be.
    pub qualified: bool,
    /// Why.
    pub remarks: String,
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The reporter says that it is solved.
    Solved,
    /// The reporter says that it is not, and no more can be done.
    Unsolved,
    /// Handled and answered, but the reporter was not reached or did not say.
    Unconfirmed,
    /// Answered at once.
    Answered,
    /// Told another way by the six-way triage.
    Redirected,
    /// Ended by a supervisor with a ground.
    Terminated,
}

/// The end of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// When.
    pub at: Timestamp,
    /// How.
    pub outcome: Outcome,
    /// Why, where a reason is owed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// What was asked for on the way up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// When it was asked for.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// How far it has come.
    pub stage: ExtensionStage,
    /// Why it was approved or rejected.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub decision: String,
}

/// The way up of an extension: handler → department → dispatcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtensionStage {
    /// The department has to agree.
    AtDepartment,
    /// The dispatcher has to approve.
    AtDispatcher,
    /// Approved: the clock was extended.
    Approved,
    /// Rejected: it does not count against the number allowed.
    Rejected,
}

/// 挂账: put off to a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// Since when.
    pub at: Timestamp,
    /// Until when at the latest; it resumes by itself.
    pub until: Timestamp,
    /// Why.
    pub reason: String,
    /// When it was taken up again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumed_at: Option<Timestamp>,
}

/// The rungs of supervision, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// 催办
    Urge,
    /// 督办
    Supervise,
    /// 挂牌
    Listed,
    /// 约谈
    Interview,
}

/// One act of supervision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supervision {
    /// When.
    pub at: Timestamp,
    /// The rung.
    pub rung: Rung,
    /// Why: the trigger's words, or a person's.
    pub reason: String,
    /// Whether the department has to answer, and by when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<Timestamp>,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<(Timestamp, String)>,
}

/// An appeal against an overdue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// When.
    pub at: Timestamp,
    /// The department that appeals.
    pub department: DepartmentCode,
    /// Why the delay was not its doing.
    pub reason: String,
    /// Who has agreed so far, and with what words. Two different reviewers are needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<(Actor, String)>,
    /// Why it was rejected, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<String>,
}

/// Why something is out of public view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    /// Since when.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// The cluster that a case belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cluster {
    /// It leads these cases; each with the deadline that it brought along.
    Lead(Vec<Member>),
    /// It follows this lead; and how it stood before, so that a split restores it.
    Follows {
        /// The lead case.
        lead: CaseId,
        /// The lead's receipt number, for people.
        number: String,
        /// The state in which it was merged.
        was: State,
        /// Why it was merged.
        reason: String,
        /// When it was merged; not known of clusters written before this was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
}

/// A member of a cluster, as the lead knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The case.
    pub id: CaseId,
    /// Its receipt number.
    pub number: String,
    /// The deadline it had; the earliest one binds the cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
}

/// One read of the reporter's contact, for the reporter to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// For what.
    pub purpose: Purpose,
    /// Why.
    pub reason: String,
}

/// One move to another grid because the city's grids changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Regrid {
    /// When.
    pub at: Timestamp,
    /// The net that was in force then; `None` for the grids of a rulebook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net: Option<u32>,
    /// The grid it left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<GridCode>,
    /// The grid it is in since then; `None` when no grid of the new net holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<GridCode>,
}

/// A case, whole.
///
/// INVARIANT (its own version): `version` is the number of facts about this case.
/// INVARIANT (five facts): handled, replied, solved, satisfied and evaluated stand in separate places; none is derived
/// from another, and not reached counts as neither solved nor satisfied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Which case.
    pub id: CaseId,
    /// How many changes it has had.
    pub version: Version,
    /// The receipt number; empty until the store gives one, in the transaction that files it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// SHA-256 of the resident's secret key, in hexadecimal. The key itself is told once and kept nowhere.
    pub key_sha256: String,
    /// What came in.
    pub intake: Intake,
    /// Where it is.
    pub place: Place,
    /// The grids that it went through because the city's grids changed, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regrids: Vec<Regrid>,
    /// What kind of matter it is, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<KindCode>,
    /// What the program advised when it came in; nobody is bound by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
    /// Where it stands.
    pub state: State,
    /// Its clocks.
    pub clocks: Clocks,
    /// How it was triaged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triage: Option<Triage>,
    /// Where it was dispatched, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dispatches: Vec<Dispatch>,
    /// Tasks of co-handlers and of departments called by a whistle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Task>,
    /// In whose hands it was last, at most one of each department; [`Case::hand`] says which of them still count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hands: Vec<Hand>,
    /// What was asked of the reporter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// Extensions asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// Suspensions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<Suspension>,
    /// Supervision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supervisions: Vec<Supervision>,
    /// Reports that the work is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handlings: Vec<Handling>,
    /// Checks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Answers to the reporter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replies: Vec<Reply>,
    /// What the reporter said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feedback: Vec<Feedback>,
    /// How many times it was worked on again: reworks and reopenings.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub round: u32,
    /// The end, if it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<Closing>,
    /// How the finished work was judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluation: Option<Evaluation>,
    /// The appeal against an overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal: Option<Appeal>,
    /// Whether an approved appeal takes its overdue out of the adjusted figures. The raw figures keep it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub exempt: bool,
    /// The cluster it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<Cluster>,
    /// Why it is out of public view, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Hidden>,
    /// Who read the reporter's contact.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accesses: Vec<Access>,
    /// When the reporter's contact was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_erased_at: Option<Timestamp>,
}

impl Case {
    /// The dispatch in force, if it is with a department. A case that waits to be dispatched, or dispatched anew after reopening, is
    /// with none.
    #[must_use]
    pub fn dispatch(&self) -> Option<&Dispatch> {
        self.dispatches.last().filter(|d| d.returned.is_none() && self.state != State::ToDispatch)
    }

    /// The department that leads now.
    #[must_use]
    pub fn lead(&self) -> Option<&DepartmentCode> {
        self.dispatch().map(|d| &d.lead)
    }

    /// The area that holds it, if known.
    #[must_use]
    pub fn area(&self) -> Option<&AreaCode> {
        self.place.area.as_ref()
    }

    /// The grid that holds it, if known.
    #[must_use]
    pub fn grid(&self) -> Option<&GridCode> {
        self.place.grid.as_ref()
    }

    /// The grid that held it at this instant, as far as is known today. Figures of a day go by the grids of that day.
    #[must_use]
    pub fn grid_at(&self, at: Timestamp) -> Option<&GridCode> {
        match self.regrids.iter().find(|later| later.at > at) {
            Some(later) => later.from.as_ref(),
            None => self.grid(),
        }
    }

    /// Whether the lead or a task belongs to this department.
    #[must_use]
    pub fn concerns(&self, department: &DepartmentCode) -> bool {
        self.lead() == Some(department) || self.tasks.iter().any(|t| t.department == *department)
    }

    /// Whether the reporter's contact is still kept.
    #[must_use]
    pub fn keeps_contact(&self) -> bool {
        self.intake.contact_given && self.contact_erased_at.is_none()
    }

    /// The members it leads; empty when it leads none.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match &self.cluster {
            Some(Cluster::Lead(members)) => members,
            _ => &[],
        }
    }
}

/// What the store writes for one step: the case, and the reporter where this step brings or erases one.
#[derive(Debug, Clone, PartialEq)]
pub struct Docket {
    /// The case as it must stand.
    pub case: Case,
    /// The reporter's contact, when this step brings it.
    pub reporter: Option<Reporter>,
    /// The next instant at which the program must look at the case by itself; `None` when nothing waits.
    pub wake_at: Option<Timestamp>,
    /// The earliest deadline that somebody has to keep; `None` when no clock runs.
    pub due_at: Option<Timestamp>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(value: &u32) -> bool {
    *value == 0
}
