//! What a case's row repeats of its body, so that lists need not read bodies. Recomputed and compared by the audit.

use crate::cases::CaseSummary;
use crate::{StoreError, Trouble, facets};
use jiff::Timestamp;
use jingwei_cases::case::{Case, Source};
use jingwei_cases::state::State;
use jingwei_terms::{CaseId, Datum, Location, Version};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// How much of a description stands in for a missing title, in characters.
const HEADLINE: usize = 60;

/// How many bits of a place in the order of filing tell apart the cases of one second.
const SLOT_BITS: u32 = 30;

/// The columns of one case.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CaseColumns {
    pub(crate) state: &'static str,
    pub(crate) is_open: bool,
    pub(crate) hidden: bool,
    pub(crate) headline: String,
    pub(crate) address: String,
    pub(crate) lng: Option<f64>,
    pub(crate) lat: Option<f64>,
    pub(crate) area: Option<String>,
    pub(crate) grid: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) lead: Option<String>,
    pub(crate) channel: String,
    pub(crate) property: String,
    pub(crate) filed_ms: i64,
    pub(crate) due_ms: Option<i64>,
    pub(crate) source: Option<Source>,
    pub(crate) departments: BTreeSet<String>,
    /// The facets of whose hands it is in.
    pub(crate) hands: BTreeSet<String>,
}

impl CaseColumns {
    pub(crate) fn of(case: &Case, due_ms: Option<i64>) -> Self {
        let departments = case.lead().into_iter().chain(case.tasks.iter().map(|task| &task.department));
        Self {
            state: case.state.code(),
            is_open: case.state.is_open(),
            hidden: case.hidden.is_some(),
            headline: headline(case),
            address: plain(&case.place.address),
            lng: case.place.location.map(|point| point.lng()),
            lat: case.place.location.map(|point| point.lat()),
            area: case.area().map(ToString::to_string),
            grid: case.grid().map(ToString::to_string),
            kind: case.kind.as_ref().map(ToString::to_string),
            lead: case.lead().map(ToString::to_string),
            channel: code(&case.intake.channel),
            property: code(&case.intake.property),
            filed_ms: case.intake.filed_at.as_millisecond(),
            due_ms,
            source: case
                .intake
                .source
                .as_ref()
                .map(|source| Source { system: plain(&source.system), key: plain(&source.key) }),
            departments: departments.map(ToString::to_string).collect(),
            hands: facets::of_hands(case),
        }
    }
}

/// The place of a case in the order of filing: the second in which it was filed, then its first leaf. One number, so that
/// it is the key of the row, the order of every facet and the cursor of a list at once.
///
/// Two cases meet on one place only if they were filed in the same second and more than a thousand million leaves apart;
/// the row's key then refuses the second one.
pub(crate) fn place_in_order(filed_ms: i64, ledger_index: u64) -> i64 {
    let slot = i64::try_from(ledger_index & ((1 << SLOT_BITS) - 1)).expect("30 bits fit");
    first_place(filed_ms) | slot
}

/// The first place of the second that holds this instant.
pub(crate) fn first_place(ms: i64) -> i64 {
    // The multiplication would overflow after the year 2242; places then stay at the end.
    ms.div_euclid(1000).saturating_mul(1 << SLOT_BITS)
}

/// The code by which serde names a value without fields.
pub(crate) fn code<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// The value with this code.
pub(crate) fn from_code<T: DeserializeOwned>(code: &str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(code.to_owned()))
        .map_err(|error| StoreError::damaged(format!("the stored code `{code}` is unknown"), error))
}

/// PostgreSQL keeps no zero character in a text, and nobody misses one; the body keeps what was said to the letter.
fn plain(text: &str) -> String {
    text.replace('\0', " ")
}

fn headline(case: &Case) -> String {
    let title = case.intake.title.trim();
    if !title.is_empty() {
        return plain(title);
    }
    plain(&case.intake.description)
        .split_whitespace()
        .flat_map(|word| word.chars().chain([' ']))
        .take(HEADLINE)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// The columns of a list as a database gives them, before they are words again.
pub(crate) struct SummaryRow {
    pub(crate) id: uuid::Uuid,
    pub(crate) number: String,
    pub(crate) version: i64,
    pub(crate) state: String,
    pub(crate) headline: String,
    pub(crate) address: String,
    pub(crate) lng: Option<f64>,
    pub(crate) lat: Option<f64>,
    pub(crate) area: Option<String>,
    pub(crate) grid: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) lead: Option<String>,
    pub(crate) channel: String,
    pub(crate) property: String,
    pub(crate) filed_ms: i64,
    pub(crate) due_ms: Option<i64>,
    pub(crate) changed_ms: i64,
    pub(crate) hidden: bool,
}

impl SummaryRow {
    pub(crate) fn read(self) -> Result<CaseSummary, StoreError> {
        let location = match (self.lng, self.lat) {
            (Some(lng), Some(lat)) => Some(Location::new(lng, lat, Datum::Cgcs2000).map_err(bad("a point"))?),
            _ => None,
        };
        let state = State::from_code(&self.state).ok_or_else(|| {
            StoreError::new(Trouble::Damaged, format!("the stored state `{}` is unknown", self.state))
        })?;
        Ok(CaseSummary {
            id: CaseId::new(self.id),
            number: self.number,
            version: version(self.version)?,
            state,
            headline: self.headline,
            address: self.address,
            location,
            area: self.area.map(|code| code.parse().map_err(bad("an area"))).transpose()?,
            grid: self.grid.map(|code| code.parse().map_err(bad("a grid"))).transpose()?,
            kind: self.kind.map(|code| code.parse().map_err(bad("a kind"))).transpose()?,
            lead: self.lead.map(|code| code.parse().map_err(bad("a department"))).transpose()?,
            channel: from_code(&self.channel)?,
            property: from_code(&self.property)?,
            filed_at: instant(self.filed_ms)?,
            due_at: self.due_ms.map(instant).transpose()?,
            changed_at: instant(self.changed_ms)?,
            hidden: self.hidden,
        })
    }
}

/// The instant that a column holds.
pub(crate) fn instant(ms: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(ms).map_err(bad("an instant"))
}

/// The version that a column holds.
pub(crate) fn version(number: i64) -> Result<Version, StoreError> {
    u32::try_from(number).map(Version::new).map_err(bad("a version"))
}

/// The ledger index that a column holds.
pub(crate) fn index(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(bad("a ledger index"))
}

/// A ledger index as a column holds it.
pub(crate) fn column(index: u64) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

/// What is stored as this cannot be read so.
pub(crate) fn bad<E: std::error::Error + Send + Sync + 'static>(what: &'static str) -> impl Fn(E) -> StoreError {
    move |error| StoreError::damaged(format!("{what} is stored that cannot be read"), error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_the_second_of_filing_and_then_the_ledger() {
        let places = [
            place_in_order(-1, 7),
            place_in_order(0, 0),
            place_in_order(999, 1),
            place_in_order(0, 2),
            place_in_order(1000, 0),
            place_in_order(1_795_000_000_000, 9),
        ];
        assert!(places.is_sorted(), "{places:?}");
        assert_eq!(first_place(1999), place_in_order(1000, 0));
    }
}
