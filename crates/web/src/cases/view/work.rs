//! What was done in a case, step by step, as those who work on it see it. One flat table of shapes.

use super::parts::{AttachmentView, Named, Rule, Who};
use jiff::Timestamp;
use jingwei_cases::case::{
    Access, Appeal, Check, Closing, Cluster, Dispatch, Evaluation, Extension, ExtensionStage, Feedback, Hand, Handling,
    Outcome, Question, Reply, Returned, Rung, Supervision, Suspension, Triage, Way,
};
use jingwei_cases::joint::{Assessment, Task, TaskKind};
use jingwei_cases::rulebook::Rulebook;
use jingwei_terms::Purpose;
use serde::Serialize;
use utoipa::ToSchema;

/// How the case was triaged.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TriageView {
    /// The way.
    #[schema(value_type = String)]
    pub(crate) way: Way,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// Why.
    pub(crate) reason: String,
    /// The rule behind the way.
    pub(crate) rule: Option<Rule>,
    /// The number of the case that is repeated.
    pub(crate) repeats: Option<String>,
}

/// One dispatch.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DispatchView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// The department that leads.
    pub(crate) lead: Named,
    /// Departments that get a copy and owe nothing.
    pub(crate) copy_to: Vec<String>,
    /// The rule of the catalogue, or the setting that lets a person decide.
    pub(crate) rule: Rule,
    /// What the decision stands on.
    pub(crate) evidence: Vec<String>,
    /// Why a person chose otherwise than the catalogue, or without it.
    pub(crate) reason: String,
    /// Whether an authority ruled: then it may not be returned.
    pub(crate) designated: bool,
    /// When the lead accepted.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) accepted_at: Option<Timestamp>,
    /// When and why it came back.
    pub(crate) returned: Option<ReturnedView>,
}

/// A return.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReturnedView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// Why.
    pub(crate) reason: String,
    /// Whether the department objects to the dispatch itself.
    pub(crate) objection: bool,
    /// Whom the department holds to be right.
    pub(crate) suggests: Option<String>,
}

/// A task of one department in somebody else's case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TaskView {
    /// Its number within the case, from 1.
    pub(crate) id: u32,
    /// `co` or `whistle`.
    #[schema(value_type = String)]
    pub(crate) kind: TaskKind,
    /// Whose it is.
    pub(crate) department: Named,
    /// The department that asked.
    pub(crate) asked_by: Option<String>,
    /// What is to be done.
    pub(crate) matter: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// By when; null once it is answered.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) deadline: Option<Timestamp>,
    /// When the department accepted it, or came to the spot.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) accepted_at: Option<Timestamp>,
    /// When the department reported.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) answered_at: Option<Timestamp>,
    /// What the department reported.
    pub(crate) answer: Option<String>,
    /// Pictures and papers.
    pub(crate) evidence: Vec<AttachmentView>,
    /// When the task fell away with its dispatch.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) withdrawn_at: Option<Timestamp>,
    /// The street's word on the department.
    pub(crate) by_street: Option<AssessmentView>,
    /// The department's word on the whistle.
    pub(crate) by_department: Option<AssessmentView>,
}

/// One side's word on the other's part in a whistle: of a department, never of a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AssessmentView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// Whether it approves.
    pub(crate) approves: bool,
    /// Why.
    pub(crate) words: String,
}

/// What was asked of the reporter, and the answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct QuestionView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// The question.
    pub(crate) text: String,
    /// When it was answered.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) answered_at: Option<Timestamp>,
    /// The answer; empty when the term ran out.
    pub(crate) answer: Option<String>,
}

/// More time that was asked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ExtensionView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// Why.
    pub(crate) reason: String,
    /// How far it has come.
    #[schema(value_type = String)]
    pub(crate) stage: ExtensionStage,
    /// Why it was approved or rejected.
    pub(crate) decision: String,
}

/// Put off to a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SuspensionView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// Until when at the latest.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) until: Timestamp,
    /// Why.
    pub(crate) reason: String,
    /// When it was taken up again.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) resumed_at: Option<Timestamp>,
}

/// One act of supervision.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SupervisionView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// The rung of the ladder.
    #[schema(value_type = String)]
    pub(crate) rung: Rung,
    /// Why.
    pub(crate) reason: String,
    /// By when the department has to answer.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) answer_by: Option<Timestamp>,
    /// When it answered.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) answered_at: Option<Timestamp>,
    /// What it answered.
    pub(crate) answer: Option<String>,
}

/// A report that the work is done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HandlingView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// By whom.
    pub(crate) by: Who,
    /// What was done.
    pub(crate) result: String,
    /// Pictures and papers.
    pub(crate) evidence: Vec<AttachmentView>,
    /// Why the lead reported although a task was unanswered.
    pub(crate) over_open_tasks: String,
}

/// One check.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CheckView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// By whom.
    pub(crate) by: Who,
    /// Whether the work is as reported.
    pub(crate) passed: bool,
    /// What was seen.
    pub(crate) remarks: String,
    /// Pictures.
    pub(crate) evidence: Vec<AttachmentView>,
}

/// One answer to the reporter.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReplyView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// By whom.
    pub(crate) by: Who,
    /// The answer.
    pub(crate) text: String,
    /// Whether it was on the way, and not final.
    pub(crate) interim: bool,
}

/// What the reporter said; not reached is a value of its own.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FeedbackView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// By whom.
    pub(crate) by: Who,
    /// Whether the reporter was reached.
    pub(crate) reached: bool,
    /// Whether it is solved; null when not said.
    pub(crate) solved: Option<bool>,
    /// Whether they are satisfied; null when not said.
    pub(crate) satisfied: Option<bool>,
    /// Their words.
    pub(crate) words: String,
    /// The round of work that it speaks of, from 0.
    pub(crate) round: u32,
}

/// The end of a case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ClosingView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// How.
    #[schema(value_type = String)]
    pub(crate) outcome: Outcome,
    /// Why, where a reason is owed.
    pub(crate) reason: String,
}

/// How the finished work was judged.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct EvaluationView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// Whether it was done as it should be.
    pub(crate) qualified: bool,
    /// Why.
    pub(crate) remarks: String,
}

/// An appeal against an overdue.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AppealView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// The department that appeals.
    pub(crate) department: String,
    /// Why the delay was not its doing.
    pub(crate) reason: String,
    /// Who has agreed so far.
    pub(crate) approvals: Vec<ApprovalView>,
    /// Why it was rejected.
    pub(crate) rejected: Option<String>,
}

/// One reviewer agreed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ApprovalView {
    /// By whom.
    pub(crate) by: Who,
    /// With what words.
    pub(crate) words: String,
}

/// The cluster that a case belongs to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ClusterView {
    /// Numbers of the cases that it leads.
    pub(crate) members: Vec<String>,
    /// The number of the case that it follows.
    pub(crate) lead: Option<String>,
    /// Why it was merged.
    pub(crate) reason: String,
}

/// Why it is out of public view.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HiddenView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// Why.
    pub(crate) reason: String,
}

/// In whose hands a case is within one department.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HandView {
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// The department.
    pub(crate) department: String,
    /// The handler's account.
    pub(crate) staff: String,
}

impl From<&Hand> for HandView {
    fn from(hand: &Hand) -> Self {
        Self { at: hand.at, department: hand.department.to_string(), staff: hand.staff.to_string() }
    }
}

/// One read of the reporter's contact.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AccessView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: Timestamp,
    /// By whom.
    pub(crate) by: Who,
    /// For what.
    #[schema(value_type = String)]
    pub(crate) purpose: Purpose,
    /// Why.
    pub(crate) reason: String,
}

impl From<&Triage> for TriageView {
    fn from(t: &Triage) -> Self {
        Self {
            way: t.way,
            at: t.at,
            reason: t.reason.clone(),
            rule: t.rule.as_ref().map(Rule::from),
            repeats: t.repeats.clone(),
        }
    }
}

impl DispatchView {
    pub(crate) fn of(d: &Dispatch, rules: &Rulebook) -> Self {
        Self {
            at: d.at,
            lead: Named::department(&d.lead, rules),
            copy_to: d.copy_to.iter().map(ToString::to_string).collect(),
            rule: Rule::from(&d.rule),
            evidence: d.evidence.clone(),
            reason: d.reason.clone(),
            designated: d.designated,
            accepted_at: d.accepted_at,
            returned: d.returned.as_ref().map(ReturnedView::from),
        }
    }
}

impl From<&Returned> for ReturnedView {
    fn from(r: &Returned) -> Self {
        let suggests = r.suggests.as_ref().map(ToString::to_string);
        Self { at: r.at, reason: r.reason.clone(), objection: r.objection, suggests }
    }
}

impl TaskView {
    pub(crate) fn of(t: &Task, rules: &Rulebook) -> Self {
        Self {
            id: t.id,
            kind: t.kind,
            department: Named::department(&t.department, rules),
            asked_by: t.asked_by.as_ref().map(ToString::to_string),
            matter: t.matter.clone(),
            at: t.at,
            deadline: t.clock.deadline(&rules.calendar).filter(|_| t.is_open()),
            accepted_at: t.accepted_at,
            answered_at: t.answer.as_ref().map(|(at, _)| *at),
            answer: t.answer.as_ref().map(|(_, text)| text.clone()),
            evidence: AttachmentView::all(&t.evidence),
            withdrawn_at: t.withdrawn_at,
            by_street: t.by_street.as_ref().map(AssessmentView::from),
            by_department: t.by_department.as_ref().map(AssessmentView::from),
        }
    }
}

impl From<&Assessment> for AssessmentView {
    fn from(a: &Assessment) -> Self {
        Self { at: a.at, approves: a.approves, words: a.words.clone() }
    }
}

impl From<&Question> for QuestionView {
    fn from(q: &Question) -> Self {
        let (answered_at, answer) = q.answer.clone().unzip();
        Self { at: q.at, text: q.text.clone(), answered_at, answer }
    }
}

impl From<&Extension> for ExtensionView {
    fn from(e: &Extension) -> Self {
        Self { at: e.at, reason: e.reason.clone(), stage: e.stage, decision: e.decision.clone() }
    }
}

impl From<&Suspension> for SuspensionView {
    fn from(s: &Suspension) -> Self {
        Self { at: s.at, until: s.until, reason: s.reason.clone(), resumed_at: s.resumed_at }
    }
}

impl From<&Supervision> for SupervisionView {
    fn from(s: &Supervision) -> Self {
        let (answered_at, answer) = s.answer.clone().unzip();
        Self { at: s.at, rung: s.rung, reason: s.reason.clone(), answer_by: s.answer_by, answered_at, answer }
    }
}

impl From<&Handling> for HandlingView {
    fn from(h: &Handling) -> Self {
        let (result, over_open_tasks) = (h.result.clone(), h.over_open_tasks.clone());
        Self { at: h.at, by: Who::whole(&h.by), result, evidence: AttachmentView::all(&h.evidence), over_open_tasks }
    }
}

impl From<&Check> for CheckView {
    fn from(c: &Check) -> Self {
        let (by, evidence) = (Who::whole(&c.by), AttachmentView::all(&c.evidence));
        Self { at: c.at, by, passed: c.passed, remarks: c.remarks.clone(), evidence }
    }
}

impl From<&Reply> for ReplyView {
    fn from(r: &Reply) -> Self {
        Self { at: r.at, by: Who::whole(&r.by), text: r.text.clone(), interim: r.interim }
    }
}

impl From<&Feedback> for FeedbackView {
    fn from(f: &Feedback) -> Self {
        Self {
            at: f.at,
            by: Who::whole(&f.by),
            reached: f.reached,
            solved: f.solved,
            satisfied: f.satisfied,
            words: f.words.clone(),
            round: f.round,
        }
    }
}

impl From<&Closing> for ClosingView {
    fn from(c: &Closing) -> Self {
        Self { at: c.at, outcome: c.outcome, reason: c.reason.clone() }
    }
}

impl From<&Evaluation> for EvaluationView {
    fn from(e: &Evaluation) -> Self {
        Self { at: e.at, qualified: e.qualified, remarks: e.remarks.clone() }
    }
}

impl From<&Appeal> for AppealView {
    fn from(a: &Appeal) -> Self {
        let approval = |(by, words): &(_, String)| ApprovalView { by: Who::whole(by), words: words.clone() };
        Self {
            at: a.at,
            department: a.department.to_string(),
            reason: a.reason.clone(),
            approvals: a.approvals.iter().map(approval).collect(),
            rejected: a.rejected.clone(),
        }
    }
}

impl From<&Cluster> for ClusterView {
    fn from(cluster: &Cluster) -> Self {
        match cluster {
            Cluster::Lead(members) => {
                let members = members.iter().map(|member| member.number.clone()).collect();
                Self { members, lead: None, reason: String::new() }
            }
            Cluster::Follows { number, reason, .. } => {
                Self { members: Vec::new(), lead: Some(number.clone()), reason: reason.clone() }
            }
        }
    }
}

impl From<&Access> for AccessView {
    fn from(a: &Access) -> Self {
        Self { at: a.at, by: Who::whole(&a.by), purpose: a.purpose, reason: a.reason.clone() }
    }
}
