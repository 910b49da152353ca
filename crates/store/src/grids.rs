//! What the store promises about nets: each drafted once with grids that never change, and its standing from there on.

use crate::columns::bad;
use crate::{Commit, CommitError, Receipt, StoreError, Trouble};
use async_trait::async_trait;
use jiff::Timestamp;
use jingwei_grids::Layer;
use jingwei_grids::net::{Net, NetRecord, NetVersion, Standing};
use jingwei_terms::{Datum, Version};
use serde::{Deserialize, Serialize};

/// The nets of a city.
#[async_trait]
pub trait Grids {
    /// Writes a step in the life of nets with its fact: drafted, activated, withdrawn. The grids are written with the first step alone;
    /// what a later step says of them is not looked at.
    ///
    /// # Errors
    /// When the net changed in the meantime or its number is taken ([`CommitError::Conflict`]), or the store takes no writes.
    async fn commit_net(&self, commit: Commit<NetRecord>) -> Result<Receipt, CommitError>;

    /// This net, whole.
    ///
    /// # Errors
    /// When the database fails or the row is damaged.
    async fn net(&self, number: NetVersion) -> Result<Option<NetRecord>, StoreError>;

    /// Every net without its grids, in the order in which they were drafted.
    ///
    /// # Errors
    /// When the database fails or a row is damaged.
    async fn nets(&self) -> Result<Vec<NetTitle>, StoreError>;
}

/// What a list shows of a net.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetTitle {
    /// Its running number.
    pub net: NetVersion,
    /// How many changes its record has had.
    pub version: Version,
    /// How far it has come.
    pub standing: Standing,
    /// From when on it holds, once activated; as long as it is a draft, the day that is meant.
    pub effective_from: Timestamp,
    /// The net that it was drawn from; none for the city's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub based_on: Option<NetVersion>,
    /// How many grids it has.
    pub grids: u64,
    /// How many households live in them.
    pub households: u64,
}

impl NetTitle {
    /// What is told of this net.
    #[must_use]
    pub fn of(record: &NetRecord) -> Self {
        Self {
            net: record.net.version(),
            version: record.revision,
            standing: record.standing,
            effective_from: record.net.effective_from(),
            based_on: record.based_on,
            grids: record.net.grids().len() as u64,
            households: record.net.households(),
        }
    }

    /// Whether it holds or will hold.
    #[must_use]
    pub const fn is_activated(&self) -> bool {
        matches!(self.standing, Standing::Activated { .. })
    }
}

/// The net in force at an instant: of those activated, the one that began last. The room's own rule, over titles alone.
#[must_use]
pub fn net_in_force(titles: &[NetTitle], at: Timestamp) -> Option<&NetTitle> {
    let begun = titles.iter().filter(|title| title.is_activated() && title.effective_from <= at);
    begun.max_by_key(|title| (title.effective_from, title.net))
}

/// The level of compression: coordinates shrink to a third of their text, and a city's net is packed in a second.
const LEVEL: i32 = 9;

/// The grids of a net, as they are stored.
pub(crate) fn packed(net: &Net) -> Result<Vec<u8>, StoreError> {
    zstd::encode_all(net.to_layer().write(Datum::Cgcs2000).as_slice(), LEVEL)
        .map_err(|error| StoreError::new(Trouble::Other, "a net cannot be compressed").because(error))
}

/// What a list shows of a net, from its column.
pub(crate) fn title(body: &[u8]) -> Result<NetTitle, StoreError> {
    serde_json::from_slice(body).map_err(bad("the standing of a net"))
}

/// A net, from its columns.
pub(crate) fn record(standing: &[u8], content: &[u8]) -> Result<NetRecord, StoreError> {
    const GRIDS: &str = "the grids of a net";
    let title = title(standing)?;
    let text = zstd::decode_all(content).map_err(bad(GRIDS))?;
    let read = Layer::parse(&text, None).map_err(bad(GRIDS))?;
    let net = Net::from_layer(title.net, title.effective_from, &read.layer).map_err(bad(GRIDS))?;
    Ok(NetRecord { net, based_on: title.based_on, standing: title.standing, revision: title.version })
}
