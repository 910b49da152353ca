//! Tiles of the store, fetched before or while a proof is made.

use crate::Failure;
use crate::premises::store_failure;
use jingwei_ledger::{TileId, Tiles};
use jingwei_store::Store;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::runtime::Handle;

/// Tiles in memory.
pub type Fetched = BTreeMap<TileId, Vec<u8>>;

/// Fetches these tiles; one that is not stored is left out.
///
/// # Errors
/// When the database fails.
pub async fn fetch(store: &dyn Store, ids: impl IntoIterator<Item = TileId>) -> Result<Fetched, Failure> {
    let mut tiles = Fetched::new();
    for id in ids {
        if let Some(bytes) = store.tile(id).await.map_err(|error| store_failure(&error))? {
            tiles.insert(id, bytes);
        }
    }
    Ok(tiles)
}

/// The store's tiles, fetched one at a time by a thread that may wait. For the audit, which reads millions once each.
pub struct Waiting {
    store: Arc<dyn Store>,
    runtime: Handle,
}

impl Waiting {
    /// The tiles of this store, for a thread outside the runtime.
    #[must_use]
    pub const fn new(store: Arc<dyn Store>, runtime: Handle) -> Self {
        Self { store, runtime }
    }
}

impl Tiles for Waiting {
    fn tile(&self, id: TileId) -> Option<Vec<u8>> {
        // A tile that cannot be read is reported as one that is not there, with its place.
        self.runtime.block_on(self.store.tile(id)).ok().flatten()
    }
}
