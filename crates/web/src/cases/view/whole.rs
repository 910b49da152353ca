//! A case for those who work on it: everything but the reporter's contact.

use super::advice::AdviceView;
use super::next::NextStep;
use super::parts::{AttachmentView, ClockView, Named, Point, Who};
use super::work::{
    AccessView, AppealView, CheckView, ClosingView, ClusterView, DispatchView, EvaluationView, ExtensionView,
    FeedbackView, HandView, HandlingView, HiddenView, QuestionView, ReplyView, SupervisionView, SuspensionView,
    TaskView, TriageView,
};
use crate::grids::list::Contact;
use jiff::Timestamp;
use jingwei_cases::case::{Anonymity, Case, Channel, Property};
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::state::{MOVES, State};
use jingwei_cases::wake::due_at;
use serde::Serialize;
use utoipa::ToSchema;

/// A case, whole.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WholeCase {
    /// Its id inside.
    id: String,
    /// The receipt number.
    number: String,
    /// How many changes it has had; send it as `expected_version`.
    version: u32,
    /// Where it stands.
    #[schema(value_type = String)]
    state: State,
    /// The same in Chinese.
    state_name: &'static str,
    /// What is possible now by the table of moves, whoever may do it.
    possible: Vec<&'static str>,
    /// What happens next.
    next: NextStep,
    /// How it came in.
    #[schema(value_type = String)]
    channel: Channel,
    /// What the reporter wants.
    #[schema(value_type = String)]
    property: Property,
    /// A short title.
    title: String,
    /// The reporter's own words.
    description: String,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    filed_at: Timestamp,
    /// When it happened.
    #[schema(value_type = Option<String>, format = DateTime)]
    occurred_at: Option<Timestamp>,
    /// Who filed it.
    filed_by: Who,
    /// What the handlers may know of the reporter.
    #[schema(value_type = String)]
    anonymity: Anonymity,
    /// Whether there is somebody to call back.
    reachable: bool,
    /// What was sent along.
    attachments: Vec<AttachmentView>,
    /// The system that an import came from.
    source: Option<String>,
    /// The place in the reporter's words.
    address: String,
    /// The point.
    location: Option<Point>,
    /// The area.
    area: Option<Named>,
    /// The grid.
    grid: Option<String>,
    /// Who looks after that grid now, while the case is open; it follows when the city's grids change.
    grid_worker: Option<Contact>,
    /// The kind of matter.
    kind: Option<Named>,
    /// What was advised when it was filed; nobody is bound by it.
    advice: Option<AdviceView>,
    /// The department that leads.
    department: Option<Named>,
    /// The earliest deadline that somebody has to keep.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// Its clocks, oldest first.
    clocks: Vec<ClockView>,
    /// How it was triaged.
    triage: Option<TriageView>,
    /// Where it was dispatched, oldest first.
    dispatches: Vec<DispatchView>,
    /// In whose hands it is, at most one of each department that works on it.
    hands: Vec<HandView>,
    /// Tasks of departments that help.
    tasks: Vec<TaskView>,
    /// What was asked of the reporter.
    questions: Vec<QuestionView>,
    /// Extensions asked for.
    extensions: Vec<ExtensionView>,
    /// Suspensions.
    suspensions: Vec<SuspensionView>,
    /// Supervision.
    supervisions: Vec<SupervisionView>,
    /// Reports that the work is done.
    handlings: Vec<HandlingView>,
    /// Checks.
    checks: Vec<CheckView>,
    /// Answers to the reporter.
    replies: Vec<ReplyView>,
    /// What the reporter said.
    feedback: Vec<FeedbackView>,
    /// How many times it was worked on again.
    round: u32,
    /// The end.
    closing: Option<ClosingView>,
    /// How the finished work was judged.
    evaluation: Option<EvaluationView>,
    /// The appeal against an overdue.
    appeal: Option<AppealView>,
    /// Whether an approved appeal takes its overdue out of the adjusted figures.
    exempt: bool,
    /// The cluster it belongs to.
    cluster: Option<ClusterView>,
    /// Why it is out of public view.
    hidden: Option<HiddenView>,
    /// Who read the reporter's contact.
    accesses: Vec<AccessView>,
}

impl WholeCase {
    /// The case as it stands now.
    pub(crate) fn of(case: &Case, rules: &Rulebook, now: Timestamp) -> Self {
        let (intake, place) = (&case.intake, &case.place);
        Self {
            id: case.id.to_string(),
            number: case.number.clone(),
            version: case.version.number(),
            state: case.state,
            state_name: case.state.zh(),
            possible: MOVES.iter().filter(|m| m.from.contains(&case.state)).map(|m| m.verb.code()).collect(),
            next: NextStep::of(case, rules),
            channel: intake.channel,
            property: intake.property,
            title: intake.title.clone(),
            description: intake.description.clone(),
            filed_at: intake.filed_at,
            occurred_at: intake.occurred_at,
            filed_by: Who::whole(&intake.filed_by),
            anonymity: intake.anonymity,
            reachable: intake.reachable,
            attachments: AttachmentView::all(&intake.attachments),
            source: intake.source.as_ref().map(|source| source.system.clone()),
            address: place.address.clone(),
            location: place.location.as_ref().map(Point::from),
            area: place.area.as_ref().map(|code| Named::area(code, rules)),
            grid: place.grid.as_ref().map(ToString::to_string),
            grid_worker: place
                .grid
                .as_ref()
                .filter(|_| case.state != State::Closed)
                .and_then(|code| Contact::of(rules.areas.grid(code)?.worker.as_ref(), rules)),
            kind: case.kind.as_ref().map(|code| Named::kind(code, rules)),
            advice: case.advice.as_ref().map(|advice| AdviceView::of(advice, rules)),
            department: case.lead().map(|code| Named::department(code, rules)),
            due_at: due_at(case, rules),
            clocks: case.clocks.all().iter().map(|clock| ClockView::of(clock, rules, now)).collect(),
            triage: case.triage.as_ref().map(TriageView::from),
            dispatches: case.dispatches.iter().map(|d| DispatchView::of(d, rules)).collect(),
            hands: case.hands_now().map(HandView::from).collect(),
            tasks: case.tasks.iter().map(|task| TaskView::of(task, rules)).collect(),
            questions: case.questions.iter().map(QuestionView::from).collect(),
            extensions: case.extensions.iter().map(ExtensionView::from).collect(),
            suspensions: case.suspensions.iter().map(SuspensionView::from).collect(),
            supervisions: case.supervisions.iter().map(SupervisionView::from).collect(),
            handlings: case.handlings.iter().map(HandlingView::from).collect(),
            checks: case.checks.iter().map(CheckView::from).collect(),
            replies: case.replies.iter().map(ReplyView::from).collect(),
            feedback: case.feedback.iter().map(FeedbackView::from).collect(),
            round: case.round,
            closing: case.closing.as_ref().map(ClosingView::from),
            evaluation: case.evaluation.as_ref().map(EvaluationView::from),
            appeal: case.appeal.as_ref().map(AppealView::from),
            exempt: case.exempt,
            cluster: case.cluster.as_ref().map(ClusterView::from),
            hidden: case.hidden.as_ref().map(|h| HiddenView { at: h.at, reason: h.reason.clone() }),
            accesses: case.accesses.iter().map(AccessView::from).collect(),
        }
    }
}
