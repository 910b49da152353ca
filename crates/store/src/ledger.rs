//! What the store promises about the ledger: its leaves as written by commits, and what is derived from them later.
//!
//! Leaves are written by commits alone. Tiles, frontier and checkpoints are derived data: a crash before
//! [`Ledger::fold`] leaves the older state, and folding the same leaves again gives the same bytes.

use crate::StoreError;
use async_trait::async_trait;
use jingwei_ledger::{Entry, Frontier, Salt, TileId};
use jingwei_terms::{About, Fact};
use std::fmt;

/// The ledger of a city.
#[async_trait]
pub trait Ledger {
    /// How many leaves there are.
    ///
    /// # Errors
    /// When the database fails.
    async fn size(&self) -> Result<u64, StoreError>;

    /// Leaves from this index on, in order.
    ///
    /// # Errors
    /// When the database fails or a row is damaged.
    async fn leaves(&self, from: u64, limit: u32) -> Result<Vec<Leaf>, StoreError>;

    /// Facts from this index on, in order; erased ones are left out.
    ///
    /// # Errors
    /// When the database fails or a row is damaged.
    async fn facts(&self, from: u64, limit: u32) -> Result<Vec<RecordedFact>, StoreError>;

    /// The facts about one record, from this index on, in order.
    ///
    /// # Errors
    /// When the database fails or a row is damaged.
    async fn timeline(&self, about: &About, from: u64, limit: u32) -> Result<Vec<RecordedFact>, StoreError>;

    /// How far the tree has been folded, and the last checkpoint.
    ///
    /// # Errors
    /// When the database fails or a row is damaged.
    async fn folded(&self) -> Result<Folded, StoreError>;

    /// Stores tiles, frontier and checkpoint together, if nobody folded further since `from_size`.
    ///
    /// # Errors
    /// When somebody else did, or the database fails.
    async fn fold(&self, fold: Fold) -> Result<(), FoldError>;

    /// The hashes of a tile, or of a wider one at the same place, trimmed; `None` when it is not stored so wide.
    ///
    /// # Errors
    /// When the database fails.
    async fn tile(&self, id: TileId) -> Result<Option<Vec<u8>>, StoreError>;

    /// Checkpoints for more leaves than `above`, smallest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    async fn checkpoints(&self, above: u64, limit: u32) -> Result<Vec<SignedCheckpoint>, StoreError>;
}

/// One leaf with what it commits to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Its place, from 0.
    pub index: u64,
    /// The entry bytes that the tree hashes.
    pub entry: [u8; Entry::LEN],
    /// What the entry commits to, unless it was erased.
    pub body: Option<LeafBody>,
}

/// What a leaf commits to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafBody {
    /// The salt of the commitment.
    pub salt: Salt,
    /// The fact and the seals of the rows written with it, as JSON.
    pub bytes: Vec<u8>,
}

/// A fact with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedFact {
    /// Its place in the ledger.
    pub index: u64,
    /// What happened.
    pub fact: Fact,
}

/// How far the derived data reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// The right edge of the tree folded so far.
    pub frontier: Frontier,
    /// The last checkpoint, if one was signed.
    pub checkpoint: Option<SignedCheckpoint>,
}

/// A signed note of C2SP tlog-checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// How many leaves it is for.
    pub size: u64,
    /// The note, whole.
    pub note: String,
}

/// A piece of the tree, derived from leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// The size folded before, as this fold saw it.
    pub from_size: u64,
    /// The right edge now.
    pub frontier: Frontier,
    /// Tiles that are new or wider.
    pub tiles: Vec<(TileId, Vec<u8>)>,
    /// The checkpoint for the new size, when one was signed.
    pub checkpoint: Option<String>,
}

/// Why a fold was not stored.
#[derive(Debug)]
pub enum FoldError {
    /// Somebody folded up to here in the meantime.
    Overtaken(u64),
    /// The database fails.
    Store(StoreError),
}

impl fmt::Display for FoldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overtaken(size) => write!(f, "the tree has been folded to size {size} by another"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for FoldError {}

impl From<StoreError> for FoldError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
