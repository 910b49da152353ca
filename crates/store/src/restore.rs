//! What a dump's rows become when they are brought back: the columns that were not carried along, made anew.

use crate::columns::{CaseColumns, bad};
use crate::dump::{AttachmentRow, CaseRow, FollowUpRow, LeafRow};
use crate::leaves::Body;
use crate::prepare::searched;
use crate::skew::LeafColumns;
use crate::{StoreError, Trouble, facets};
use jingwei_cases::case::Case;
use jingwei_terms::{CommandId, FollowUp};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The columns of a leaf.
pub(crate) fn leaf(row: &LeafRow) -> Result<LeafColumns, StoreError> {
    if row.body.is_empty() {
        // An erased leaf proves its place and says nothing else.
        let command = CommandId::new(Uuid::nil());
        return Ok(LeafColumns { about: vec![], verb: String::new(), at_ms: 0, command });
    }
    Body::read(&row.body).map(|body| LeafColumns::of(&body))
}

/// A case with everything that lists need of it.
pub(crate) struct RestoredCase {
    pub(crate) columns: CaseColumns,
    pub(crate) facets: String,
    pub(crate) words: BTreeSet<String>,
}

pub(crate) fn case(row: &CaseRow) -> Result<RestoredCase, StoreError> {
    let case: Case = serde_json::from_slice(&row.body).map_err(bad("a case"))?;
    let columns = CaseColumns::of(&case, row.due_ms);
    Ok(RestoredCase { facets: facets::joined(&facets::of_case(&columns)), words: searched(&case, &columns), columns })
}

/// A follow-up, and when it is due: what was not done is taken up again, at once unless it has a time of its own.
pub(crate) fn follow_up(row: &FollowUpRow) -> Result<(FollowUp, Option<i64>), StoreError> {
    let follow_up: FollowUp = serde_json::from_slice(&row.body).map_err(bad("a follow-up"))?;
    let due = follow_up.not_before.map_or(0, |at| at.as_millisecond());
    Ok((follow_up, (!row.done).then_some(due)))
}

/// The last serial of each day, read off the receipt numbers that go by.
#[derive(Default)]
pub(crate) struct Serials(pub(crate) BTreeMap<i32, u32>);

impl Serials {
    pub(crate) fn see(&mut self, number: &str) -> Result<(), StoreError> {
        let damaged = || StoreError::new(Trouble::Damaged, format!("`{number}` is no receipt number"));
        let (day, rest) = number.split_at_checked(8).ok_or_else(damaged)?;
        let serial = rest.get(..rest.len().saturating_sub(1)).ok_or_else(damaged)?;
        let (day, serial) = day.parse().ok().zip(serial.parse().ok()).ok_or_else(damaged)?;
        let last: &mut u32 = self.0.entry(day).or_default();
        *last = (*last).max(serial);
        Ok(())
    }
}

/// The digests of a picture: its own, and that of what was sent.
pub(crate) fn digests(row: &AttachmentRow) -> Result<[[u8; 32]; 2], StoreError> {
    Ok([digest(&row.sha256)?, digest(&row.original)?])
}

/// A digest that is written in hexadecimal.
pub(crate) fn digest(text: &str) -> Result<[u8; 32], StoreError> {
    let damaged = || StoreError::new(Trouble::Damaged, format!("`{text}` is no digest"));
    let mut digest = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return Err(damaged());
    }
    for (place, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16).map_err(|_| damaged())?;
    }
    Ok(digest)
}

/// Why a database is not filled.
pub(crate) fn not_empty() -> StoreError {
    StoreError::new(Trouble::Unfit, "the database is not empty; restore into a new one")
}
