//! Leaves as they are stored, and what is read out of them.

use crate::columns::{bad, index};
use crate::ledger::{Leaf, LeafBody, RecordedFact};
use crate::{StoreError, Trouble};
use jingwei_ledger::{Entry, Frontier, Salt};
use jingwei_terms::Fact;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The body of a leaf: the fact, and the seals of the rows that were written with it.
#[derive(Debug, Deserialize)]
pub(crate) struct Body {
    pub(crate) fact: Fact,
    #[serde(default)]
    pub(crate) seals: BTreeMap<String, String>,
}

impl Body {
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, StoreError> {
        serde_json::from_slice(bytes).map_err(bad("the body of a leaf"))
    }
}

/// A leaf, from its columns.
pub(crate) fn leaf(at: i64, entry: &[u8], salt: &[u8], body: Vec<u8>) -> Result<Leaf, StoreError> {
    let damaged =
        || StoreError::new(Trouble::Damaged, format!("leaf {at} of the ledger has an entry that cannot be read"));
    let entry: [u8; Entry::LEN] = entry.try_into().map_err(|_| damaged())?;
    let body = Salt::from_slice(salt).map(|salt| LeafBody { salt, bytes: body });
    Ok(Leaf { index: index(at)?, entry, body })
}

/// A fact, from the body of its leaf.
pub(crate) fn fact(at: i64, body: &[u8]) -> Result<RecordedFact, StoreError> {
    Ok(RecordedFact { index: index(at)?, fact: Body::read(body)?.fact })
}

/// The right edge of the tree; that of an empty one if none is stored.
pub(crate) fn frontier(stored: Option<Vec<u8>>) -> Result<Frontier, StoreError> {
    stored.map_or_else(|| Ok(Frontier::new()), |bytes| Frontier::decode(&bytes).map_err(bad("the tree's edge")))
}
