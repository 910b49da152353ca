//! Columns that repeat what a body says: do they still say the same? The audit asks of every row.

use crate::columns::CaseColumns;
use crate::dump::{CaseRow, CredentialRow, FollowUpRow, LeafRow};
use crate::facets;
use crate::group::about_key;
use crate::leaves::Body;
use jingwei_cases::case::Case;
use jingwei_cases::state::State;
use jingwei_terms::{CommandId, FollowUp, Version};
use serde::Deserialize;

/// The columns of a leaf beside its body.
pub(crate) struct LeafColumns {
    pub(crate) about: Vec<u8>,
    pub(crate) verb: String,
    pub(crate) at_ms: i64,
    pub(crate) command: CommandId,
}

impl LeafColumns {
    /// As the fact wants them.
    pub(crate) fn of(body: &Body) -> Self {
        let fact = &body.fact;
        Self {
            about: about_key(&fact.about),
            verb: fact.verb.clone().into_owned(),
            at_ms: fact.at.as_millisecond(),
            command: fact.command,
        }
    }
}

/// The leaf with what is wrong beside its body.
pub(crate) fn leaf(mut row: LeafRow, stored: &LeafColumns) -> LeafRow {
    if row.body.is_empty() {
        return row;
    }
    row.skewed = match Body::read(&row.body).map(|body| LeafColumns::of(&body)) {
        Err(_) => Some("body"),
        Ok(right) if right.about != stored.about => Some("about"),
        Ok(right) if right.verb != stored.verb => Some("verb"),
        Ok(right) if right.at_ms != stored.at_ms => Some("at_ms"),
        Ok(right) if right.command != stored.command => Some("command"),
        Ok(_) => None,
    }
    .map(str::to_owned);
    row
}

/// The account or token with what is wrong beside its body.
pub(crate) fn credential(mut row: CredentialRow, version: i64) -> CredentialRow {
    #[derive(Deserialize)]
    struct Versioned {
        version: Version,
    }
    row.skewed = match serde_json::from_slice::<Versioned>(&row.body) {
        Err(_) => Some("body"),
        Ok(right) if i64::from(right.version.number()) != version => Some("version"),
        Ok(_) => None,
    }
    .map(str::to_owned);
    row
}

/// The follow-up with what is wrong beside its body.
pub(crate) fn follow_up(mut row: FollowUpRow, job: &str, key: &str) -> FollowUpRow {
    row.skewed = match serde_json::from_slice::<FollowUp>(&row.body) {
        Err(_) => Some("body"),
        Ok(right) if right.job != job => Some("job"),
        Ok(right) if right.key != key => Some("key"),
        Ok(_) => None,
    }
    .map(str::to_owned);
    row
}

/// The columns of a case beside its body, as stored.
pub(crate) struct StoredColumns {
    /// Departments are not a column; they are compared through the facets.
    pub(crate) columns: CaseColumns,
    pub(crate) facets: String,
}

/// The code as this program spells it, or a text that no code has.
pub(crate) fn state(code: &str) -> &'static str {
    State::from_code(code).map_or("?", State::code)
}

/// The case with what is wrong beside its body.
pub(crate) fn case(mut row: CaseRow, stored: StoredColumns) -> CaseRow {
    row.skewed = match serde_json::from_slice::<Case>(&row.body) {
        Err(_) => Some("body"),
        Ok(case) if case.id != row.id => Some("id"),
        Ok(case) if case.version.number() != row.version => Some("version"),
        Ok(case) => columns(&CaseColumns::of(&case, row.due_ms), stored),
    }
    .map(str::to_owned);
    row
}

fn columns(right: &CaseColumns, stored: StoredColumns) -> Option<&'static str> {
    let there = CaseColumns { departments: right.departments.clone(), hands: right.hands.clone(), ..stored.columns };
    let differs = [
        ("state", there.state != right.state),
        ("hidden", there.hidden != right.hidden),
        ("headline", there.headline != right.headline),
        ("address", there.address != right.address),
        ("location", (there.lng, there.lat) != (right.lng, right.lat)),
        ("area", there.area != right.area),
        ("grid", there.grid != right.grid),
        ("kind", there.kind != right.kind),
        ("lead", there.lead != right.lead),
        ("channel", there.channel != right.channel),
        ("property", there.property != right.property),
        ("filed_ms", there.filed_ms != right.filed_ms),
        ("source", there.source != right.source),
        ("facets", stored.facets != facets::joined(&facets::of_case(right))),
    ];
    differs.into_iter().find(|(_, differs)| *differs).map(|(name, _)| name)
}
