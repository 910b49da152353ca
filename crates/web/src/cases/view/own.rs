//! A case for its reporter, by the key: everything that is said to them, what happens next, and who read their contact.

use super::next::NextStep;
use super::parts::{AttachmentView, Named, Point, Who};
use super::work::{AccessView, QuestionView, ReplyView};
use jiff::Timestamp;
use jingwei_cases::case::{Access, Case, Cluster, Outcome, Property, Reply};
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::state::State;
use serde::Serialize;
use utoipa::ToSchema;

/// A case as its reporter sees it. Offices are named, persons are not.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnCase {
    /// The receipt number.
    pub(crate) number: String,
    /// How many changes it has had; send it as `expected_version`.
    pub(crate) version: u32,
    /// Where it stands.
    #[schema(value_type = String)]
    pub(crate) state: State,
    /// The same in Chinese.
    pub(crate) state_name: &'static str,
    /// What happens next.
    pub(crate) next: NextStep,
    /// What they want.
    #[schema(value_type = String)]
    property: Property,
    /// The title.
    title: String,
    /// Their own words.
    pub(crate) description: String,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) filed_at: Timestamp,
    /// The place in their words.
    address: String,
    /// The point.
    location: Option<Point>,
    /// The area.
    pub(crate) area: Option<Named>,
    /// The kind of matter.
    pub(crate) kind: Option<Named>,
    /// The department that leads now.
    pub(crate) department: Option<Named>,
    /// What they sent along.
    attachments: Vec<AttachmentView>,
    /// What was asked of them.
    pub(crate) questions: Vec<QuestionView>,
    /// What was answered to them.
    pub(crate) replies: Vec<ReplyView>,
    /// How it ended.
    #[schema(value_type = Option<String>)]
    outcome: Option<Outcome>,
    /// When it was closed.
    #[schema(value_type = Option<String>, format = DateTime)]
    closed_at: Option<Timestamp>,
    /// The number of the case that this one was merged into.
    pub(crate) merged_into: Option<String>,
    /// Who read their name and phone: when, which office, for what, and why.
    pub(crate) accesses: Vec<AccessView>,
}

impl OwnCase {
    pub(crate) fn of(case: &Case, rules: &Rulebook) -> Self {
        let reply = |r: &Reply| ReplyView { by: Who::without_name(&r.by), ..ReplyView::from(r) };
        let access = |a: &Access| AccessView { by: Who::without_name(&a.by), ..AccessView::from(a) };
        let merged_into = match &case.cluster {
            Some(Cluster::Follows { number, .. }) => Some(number.clone()),
            _ => None,
        };
        Self {
            number: case.number.clone(),
            version: case.version.number(),
            state: case.state,
            state_name: case.state.zh(),
            next: NextStep::of(case, rules),
            property: case.intake.property,
            title: case.intake.title.clone(),
            description: case.intake.description.clone(),
            filed_at: case.intake.filed_at,
            address: case.place.address.clone(),
            location: case.place.location.as_ref().map(Point::from),
            area: case.place.area.as_ref().map(|code| Named::area(code, rules)),
            kind: case.kind.as_ref().map(|code| Named::kind(code, rules)),
            department: case.lead().map(|code| Named::department(code, rules)),
            attachments: AttachmentView::all(&case.intake.attachments),
            questions: case.questions.iter().map(QuestionView::from).collect(),
            replies: case.replies.iter().map(reply).collect(),
            outcome: case.closing.as_ref().map(|closing| closing.outcome),
            closed_at: case.closing.as_ref().map(|closing| closing.at),
            merged_into,
            accesses: case.accesses.iter().map(access).collect(),
        }
    }
}
