//! What the rows are measured against: the checkpoints that are believed, and the tree as it grows under them.

use super::finding::{Collected, Kind, Place};
use crate::checkpoint::{Checkpoint, CheckpointError, Trust};
use crate::hash::Hash;
use crate::note::SignedNote;
use crate::tree::Frontier;

/// A believed checkpoint: at this size the root must be this.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) size: u64,
    pub(super) root: Hash,
    /// Whether someone outside keeps it, rather than the audited database.
    pub(super) held: bool,
}

/// The believed checkpoints in order of size, and what sizes are claimed.
pub(super) struct Evidence {
    pub(super) marks: Vec<Mark>,
    /// The largest size a stored and believed checkpoint speaks of; 0 without any.
    pub(super) signed: u64,
    /// Up to where stored tiles are to be expected.
    pub(super) tiled: u64,
}

impl Evidence {
    /// Sorts the believable from the rest; the rest is reported.
    pub(super) fn gather(
        trust: &Trust,
        stored: &[&str],
        held: &[Checkpoint],
        found: &mut Collected,
    ) -> Result<Self, CheckpointError> {
        let mut marks = Vec::new();
        let (mut signed, mut claimed) = (0, 0);
        for (number, text) in stored.iter().enumerate() {
            match trust.open_text(text) {
                Ok(checkpoint) => {
                    signed = signed.max(checkpoint.size());
                    marks.push(Mark { size: checkpoint.size(), root: checkpoint.root(), held: false });
                }
                Err(_) => {
                    let size = claimed_size(text);
                    claimed = claimed.max(size.unwrap_or(0));
                    found.add(Kind::BadSignature, size.map_or(Place::Note(number), Place::Checkpoint));
                }
            }
        }
        for checkpoint in held {
            if checkpoint.origin() != trust.origin() {
                let (expected, found) = (trust.origin().to_owned(), checkpoint.origin().to_owned());
                return Err(CheckpointError::OtherLog { expected, found });
            }
            claimed = claimed.max(checkpoint.size());
            marks.push(Mark { size: checkpoint.size(), root: checkpoint.root(), held: true });
        }
        marks.sort_by_key(|mark| mark.size);
        // Unsigned claims only help to find tiles when there is nothing better; they vouch for nothing.
        let tiled = if signed > 0 { signed } else { claimed };
        Ok(Self { marks, signed, tiled })
    }
}

/// The size an unbelieved checkpoint speaks of, to name it in the report.
fn claimed_size(text: &str) -> Option<u64> {
    Checkpoint::parse(SignedNote::parse(text).ok()?.text()).ok().map(|checkpoint| checkpoint.size())
}

/// A tree grown leaf by leaf, compared with every mark it passes.
#[derive(Clone, Default)]
pub(super) struct Chain {
    /// `None` once a leaf was missing: whatever follows has no root.
    frontier: Option<Frontier>,
    /// The roots of the full level 0 tiles so far.
    tile_roots: Vec<Hash>,
    /// For each mark so far, whether the root was the one it calls for.
    agrees: Vec<bool>,
}

impl Chain {
    pub(super) fn new(marks: &[Mark]) -> Self {
        let mut chain = Self { frontier: Some(Frontier::new()), tile_roots: Vec::new(), agrees: Vec::new() };
        chain.compare(marks);
        chain
    }

    pub(super) fn append(&mut self, leaf: Hash, marks: &[Mark]) {
        let Some(frontier) = &mut self.frontier else { return };
        if let Some(root) = frontier.append_to_tile(leaf) {
            self.tile_roots.push(root);
        }
        self.compare(marks);
    }

    pub(super) fn tear(&mut self) {
        self.frontier = None;
    }

    pub(super) fn root(&self) -> Option<Hash> {
        self.frontier.as_ref().map(Frontier::root)
    }

    pub(super) fn tile_roots(&self) -> &[Hash] {
        &self.tile_roots
    }

    /// Whether the tree agreed with the mark of this number; no, if it never grew that far.
    pub(super) fn agrees(&self, mark: usize) -> bool {
        self.agrees.get(mark).copied().unwrap_or(false)
    }

    /// The size of the largest mark the tree agrees with. Everything below is exactly what was signed.
    pub(super) fn proven(&self, marks: &[Mark]) -> u64 {
        let agreed = marks.iter().zip(&self.agrees).filter(|(_, agrees)| **agrees);
        agreed.map(|(mark, _)| mark.size).max().unwrap_or(0)
    }

    fn compare(&mut self, marks: &[Mark]) {
        let Some(frontier) = &self.frontier else { return };
        while let Some(mark) = marks.get(self.agrees.len()).filter(|mark| mark.size == frontier.size()) {
            self.agrees.push(mark.root == frontier.root());
        }
    }
}
