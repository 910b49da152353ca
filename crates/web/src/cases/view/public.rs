//! A case for everybody: that it is there, what it is about, where roughly, and how far it has come. No words, no point.

use super::parts::Named;
use jiff::Timestamp;
use jingwei_cases::case::Case;
use jingwei_cases::rulebook::Rulebook;
use jingwei_cases::state::State;
use serde::Serialize;
use utoipa::ToSchema;

/// What everybody may know of a case. Hidden cases, and those of a sensitive kind, are not shown at all.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicCase {
    /// The receipt number.
    pub(crate) number: String,
    /// Where it stands.
    #[schema(value_type = String)]
    pub(crate) state: State,
    /// The same in Chinese.
    pub(crate) state_name: &'static str,
    /// The kind of matter.
    pub(crate) kind: Option<Named>,
    /// The area.
    pub(crate) area: Option<Named>,
    /// When it was filed.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) filed_at: Timestamp,
    /// When it was closed.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) closed_at: Option<Timestamp>,
}

impl PublicCase {
    pub(crate) fn of(case: &Case, rules: &Rulebook) -> Self {
        Self {
            number: case.number.clone(),
            state: case.state,
            state_name: case.state.zh(),
            kind: case.kind.as_ref().map(|code| Named::kind(code, rules)),
            area: case.place.area.as_ref().map(|code| Named::area(code, rules)),
            filed_at: case.intake.filed_at,
            closed_at: case.closing.as_ref().map(|closing| closing.at),
        }
    }
}
