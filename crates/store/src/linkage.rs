//! What the store promises about linkages: how each stands, and its acts, which never change.

use crate::columns::bad;
use crate::{Commit, CommitError, Receipt, StoreError, Trouble};
use async_trait::async_trait;
use jingwei_linkage::History;
use jingwei_linkage::history::act::Act;
use jingwei_linkage::keep::{LinkageRecord, Standing};
use jingwei_terms::Version;

/// The linkages of a city.
#[async_trait]
pub trait Linkages {
    /// Writes an act of a linkage, and how the linkage stands after it, with its fact.
    ///
    /// # Errors
    /// When the linkage changed in the meantime or is there already ([`CommitError::Conflict`]), or the store takes no writes.
    async fn commit_linkage(&self, commit: Commit<LinkageRecord>) -> Result<Receipt, CommitError>;

    /// How a linkage stands, with everything that was done.
    ///
    /// # Errors
    /// When the database fails or a row is damaged.
    async fn linkage(&self, name: &str) -> Result<Option<(Standing, History)>, StoreError>;

    /// How every linkage stands, by name.
    ///
    /// # Errors
    /// When the database fails or a row is damaged.
    async fn linkages(&self) -> Result<Vec<Standing>, StoreError>;
}

/// The level of compression: identifiers repeat, and a million joins are packed in a second.
const LEVEL: i32 = 6;

/// The key of an act: keys of one linkage stand together, in the order of their numbers.
pub(crate) fn act_key(name: &str, version: Version) -> String {
    format!("{name}/{:010}", version.number())
}

/// The first key of a linkage's acts, and the first that is another's.
pub(crate) fn act_keys(name: &str) -> (String, String) {
    (format!("{name}/"), format!("{name}0"))
}

/// An act, as it is stored.
pub(crate) fn packed(act: &Act) -> Result<Vec<u8>, StoreError> {
    let failed = |why: std::io::Error| StoreError::new(Trouble::Other, "an act cannot be compressed").because(why);
    let json = serde_json::to_vec(act).map_err(|why| StoreError::damaged("an act cannot be written as JSON", why))?;
    zstd::encode_all(json.as_slice(), LEVEL).map_err(failed)
}

/// How a linkage stands, from its column.
pub(crate) fn standing(body: &[u8]) -> Result<Standing, StoreError> {
    serde_json::from_slice(body).map_err(bad("how a linkage stands"))
}

/// Everything that was done, from the columns of the acts in their order.
pub(crate) fn history(name: &str, contents: &[Vec<u8>]) -> Result<History, StoreError> {
    const ACT: &str = "an act of a linkage";
    let act = |content: &Vec<u8>| {
        let json = zstd::decode_all(content.as_slice()).map_err(bad(ACT))?;
        serde_json::from_slice::<Act>(&json).map_err(bad(ACT))
    };
    Ok(History::new(name, contents.iter().map(act).collect::<Result<_, _>>()?))
}
