//! Folding: leaves that were committed become part of the tree, and the tree is signed. The only place that signs.
//!
//! What a crash leaves: before the store's `fold`, the older tree; after it and before the witness has its copy, a witness that is one
//! step behind. Folding again gives the same bytes, so recovery is the ordinary path.

use super::tiles::{Fetched, fetch};
use super::witness::Witness;
use crate::Failure;
use crate::premises::{Premises, store_failure};
use jiff::Timestamp;
use jingwei_ledger::proof::{consistency_proof, tiles_for_consistency};
use jingwei_ledger::tile::{grow, right_edge};
use jingwei_ledger::{Checkpoint, Frontier, Hash, SigningKey, Trust, leaf_hash, may_sign};
use jingwei_store::{Fold, FoldError, Store};
use std::fmt::Display;
use std::sync::Arc;

/// Folds and signs the log of one place.
pub struct Folder {
    store: Arc<dyn Store>,
    key: SigningKey,
    trust: Trust,
    witness: Witness,
    batch: u32,
}

impl Folder {
    /// The folder of this place.
    ///
    /// # Errors
    /// When the log's key is missing or damaged.
    pub fn new(premises: &Premises) -> Result<Self, Failure> {
        let key = premises.ledger_key()?;
        let config = premises.config();
        Ok(Self {
            store: Arc::clone(&premises.store),
            trust: Trust::from(key.verifier()),
            key,
            witness: Witness::new(config.checkpoint_dir()),
            batch: config.fold_leaves(),
        })
    }

    /// Whom this log's signatures are believed from.
    #[must_use]
    pub const fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Refuses a database that is older than, or another than, the newest checkpoint kept outside it.
    ///
    /// # Errors
    /// When the log was rolled back or has a second past, or cannot be read.
    pub async fn check_past(&self) -> Result<(), Failure> {
        let Some(kept) = self.witness.newest(&self.trust)? else { return Ok(()) };
        let size = self.store.size().await.map_err(|error| store_failure(&error))?;
        if size < kept.size() {
            return Err(rolled_back(kept.size(), size));
        }
        let folded = self.store.folded().await.map_err(|error| store_failure(&error))?;
        if folded.frontier.size() >= kept.size() {
            let root = self.root_at(kept.size(), &folded.frontier).await?;
            if root != kept.root() {
                return Err(forked(&format!("root {root} instead of {}", kept.root())));
            }
        }
        // What is not folded up to there yet is compared when it is, before anything is signed.
        Ok(())
    }

    /// Folds everything that waits; answers the size of the tree then.
    ///
    /// # Errors
    /// When the database fails, or signing would contradict what was signed before.
    pub async fn fold_all(&self) -> Result<u64, Failure> {
        loop {
            let folded = self.store.folded().await.map_err(|error| store_failure(&error))?;
            let old = folded.frontier.size();
            let signed = folded.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size);
            let leaves = self.store.leaves(old, self.batch).await.map_err(|error| store_failure(&error))?;
            if leaves.is_empty() && (signed == old || old == 0) {
                return Ok(old);
            }
            let hashes: Vec<Hash> = leaves.iter().map(|leaf| leaf_hash(&leaf.entry)).collect();
            match self.fold(folded.frontier, &hashes).await {
                Ok(()) => {}
                // Another process folded these leaves first; what is left is looked at anew.
                Err(FoldTrouble::Overtaken) => {}
                Err(FoldTrouble::Failed(failure)) => return Err(failure),
            }
        }
    }

    /// The last checkpoint that is stored, and its text.
    ///
    /// # Errors
    /// When the database fails, or the stored checkpoint is not the log's.
    pub async fn last(&self) -> Result<Option<(Checkpoint, String)>, Failure> {
        let folded = self.store.folded().await.map_err(|error| store_failure(&error))?;
        let Some(stored) = folded.checkpoint else { return Ok(None) };
        let opened = self.trust.open_text(&stored.note).map_err(|why| forked(&why))?;
        Ok(Some((opened, stored.note)))
    }

    async fn fold(&self, frontier: Frontier, hashes: &[Hash]) -> Result<(), FoldTrouble> {
        let old = frontier.size();
        let mut tiles = fetch(self.store.as_ref(), right_edge(old)).await?;
        let grown = grow(&tiles, old, hashes).map_err(|why| damaged(&why))?;
        let mut next = frontier;
        for hash in hashes {
            next.append(*hash);
        }
        tiles.extend(grown.iter().cloned());
        let note = self.sign(&next, tiles).await?;
        let fold = Fold { from_size: old, frontier: next, tiles: grown, checkpoint: note.clone() };
        match self.store.fold(fold).await {
            Ok(()) => {}
            Err(FoldError::Overtaken(_)) => return Err(FoldTrouble::Overtaken),
            Err(FoldError::Store(error)) => return Err(store_failure(&error).into()),
        }
        if let Some(note) = note {
            self.witness.keep(&note, Timestamp::now())?;
        }
        Ok(())
    }

    /// The checkpoint of this tree. Nothing is signed below the newest checkpoint that is stored or kept outside (after a restore the tree
    /// is folded anew from its first leaf): the tree is folded on until it has reached that size, and then has to agree with it.
    async fn sign(&self, next: &Frontier, mut tiles: Fetched) -> Result<Option<String>, Failure> {
        let stored = self.last().await?.map(|(checkpoint, _)| checkpoint);
        let kept = self.witness.newest(&self.trust)?;
        let said = stored.iter().chain(&kept).map(Checkpoint::size).max().unwrap_or(0);
        if said > next.size() {
            let size = self.store.size().await.map_err(|error| store_failure(&error))?;
            return if size < said { Err(rolled_back(said, size)) } else { Ok(None) };
        }
        let checkpoint = Checkpoint::new(self.key.name(), next.size(), next.root()).map_err(|why| damaged(&why))?;
        // Both the database's own last word and the one kept outside have to be continued; the newer one is what is signed upon.
        let mut newest: (Option<Checkpoint>, Vec<Hash>) = (None, Vec::new());
        for previous in stored.into_iter().chain(kept) {
            let proof = self.consistency(previous.size(), next.size(), &mut tiles).await?;
            may_sign(Some(&previous), &checkpoint, &proof).map_err(|why| forked(&why))?;
            if newest.0.as_ref().is_none_or(|other| other.size() <= previous.size()) {
                newest = (Some(previous), proof);
            }
        }
        let signed = self.key.sign_checkpoint(newest.0.as_ref(), &checkpoint, &newest.1);
        signed.map(|note| Some(note.to_string())).map_err(|why| forked(&why))
    }

    async fn consistency(&self, old: u64, new: u64, tiles: &mut Fetched) -> Result<Vec<Hash>, Failure> {
        let needed = tiles_for_consistency(old, new).map_err(|why| forked(&why))?;
        let missing: Vec<_> = needed.into_iter().filter(|id| !tiles.contains_key(id)).collect();
        tiles.extend(fetch(self.store.as_ref(), missing).await?);
        consistency_proof(tiles, old, new).map_err(|why| damaged(&why))
    }

    async fn root_at(&self, size: u64, folded: &Frontier) -> Result<Hash, Failure> {
        if size == folded.size() {
            return Ok(folded.root());
        }
        let tiles = fetch(self.store.as_ref(), right_edge(size)).await?;
        let frontier = jingwei_ledger::tile::frontier(&tiles, size).map_err(|why| damaged(&why))?;
        Ok(frontier.root())
    }
}

enum FoldTrouble {
    Overtaken,
    Failed(Failure),
}

impl From<Failure> for FoldTrouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

fn rolled_back(kept: u64, size: u64) -> Failure {
    Failure::new(
        "ledger_rolled_back",
        format!("账本被退回：曾签署 {kept} 条记录，现仅有 {size} 条"),
        format!("the ledger was rolled back: {kept} leaves were signed, {size} are there"),
    )
    .next("停止使用，从较新的备份恢复，并查明原因", "stop, restore a newer backup, and find out why")
}

fn forked(why: &impl Display) -> Failure {
    Failure::new(
        "ledger_forked",
        format!("账本与已签署的历史不一致：{why}"),
        format!("the ledger contradicts what it has signed: {why}"),
    )
    .next("停止使用，用 jingwei ledger verify 定位改动", "stop, and locate the change with `jingwei ledger verify`")
}

fn damaged(why: &impl Display) -> Failure {
    Failure::new(
        "ledger_damaged",
        format!("账本的瓦片不完整：{why}"),
        format!("the tiles of the ledger are not whole: {why}"),
    )
    .next("用 jingwei ledger verify 核验", "verify with `jingwei ledger verify`")
}
