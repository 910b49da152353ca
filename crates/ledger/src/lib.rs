//! The ledger.
pub mod bundle;
pub mod checkpoint;
mod entry;
mod hash;
mod key;
mod log_proof;
mod note;
pub mod proof;
pub mod tile;
pub mod tree;
pub mod verify;

pub use checkpoint::{Checkpoint, CheckpointError, Trust, may_sign};
pub use entry::{Commitment, Entry, EntryError, Salt, commit};
pub use hash::{Hash, leaf_hash, node_hash};
pub use key::{KeyError, SigningKey, VerifierKey};
pub use log_proof::{LogProof, LogProofError, Proven};
pub use note::{NoteError, NoteSignature, SignedNote};
pub use proof::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
pub use tile::{TileId, Tiles};
pub use tree::Frontier;
pub use verify::{Auditor, Content, Finding, Findings, Kind, Place, Row};
