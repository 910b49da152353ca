//! 账本 · The ledger: can anyone show, years later and without trusting us, that nothing was changed afterwards?
//!
//! Every fact of Jingwei becomes one leaf of a transparency log in the public C2SP form (tlog-tiles, tlog-checkpoint,
//! signed-note, tlog-proof; hashing of RFC 6962). A leaf is a salted commitment; the fact and its salt lie beside it in
//! an ordinary row, so that a lawful erasure takes both away while the order still proves. The bytes are described for
//! strangers in `FORMAT.md`, next to this crate's manifest.
//!
//! This room does no I/O and draws no dice: tiles are read through [`Tiles`], salts, seeds and times come in as arguments.
//!
//! # What always holds
//!
//! * INVARIANT (one root per size): a size and the leaves before it fix the root; [`tree`], [`tile`] and [`proof`] agree.
//! * INVARIANT (no second past): a signature comes only from [`SigningKey::sign_checkpoint`], which refuses a smaller
//!   or forked tree. This stands on the caller never losing the last signed checkpoint.
//! * INVARIANT (one salt per leaf): see [`Salt`].
//! * INVARIANT (one spelling): numbers, hashes, paths and notes are read only as they would have been written.
//!
//! # What it cannot do
//!
//! Rows behind the last checkpoint are checked in themselves but vouched for by nobody yet; and whoever has the signing
//! key and every kept checkpoint can invent a past. So sign often, and let others keep checkpoints.
//!
//! # Reading order
//!
//! [`leaf_hash`] and [`Entry`] (what a leaf is) → [`tree`] (how roots grow) → [`tile`] and [`bundle`] (how the log is
//! stored) → [`proof`] (being in it, continuing it) → [`SigningKey`] and [`SignedNote`] (who says so) → [`checkpoint`]
//! (what is said) → [`LogProof`] (the file a resident keeps) → [`verify`] (the audit).
//!
//! ```
//! use std::collections::BTreeMap;
//! use jingwei_ledger::{Checkpoint, Entry, LogProof, Salt, SigningKey, Trust, commit, inclusion_proof, tile};
//!
//! // Two facts are recorded.
//! let salt = Salt::from_bytes([7; 16]);
//! let entries = ["filed", "assigned"].map(|body| Entry::new(1_795_000_000_000, commit(&salt, body.as_bytes())));
//!
//! // They are folded into tiles, and the tree is signed.
//! let leaves = entries.map(|entry| entry.leaf_hash());
//! let tiles: BTreeMap<_, _> = tile::grow(&BTreeMap::new(), 0, &leaves)?.into_iter().collect();
//! let root = tile::frontier(&tiles, 2)?.root();
//! let key = SigningKey::from_seed("city.example/jingwei", [3; 32])?;
//! let note = key.sign_checkpoint(None, &Checkpoint::new(key.name(), 2, root)?, &[])?;
//!
//! // A resident takes one small file home, and checks it there with the public key alone.
//! let body = Some((salt, b"filed".to_vec()));
//! let file = LogProof::new(&entries[0], body, 0, inclusion_proof(&tiles, 2, 0)?, note).to_string();
//! let proven = LogProof::parse(&file)?.verify(&Trust::from(key.verifier()))?;
//! assert_eq!(proven.body.as_deref(), Some(&b"filed"[..]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod entry;
mod hash;
pub mod tree;

pub mod bundle;
pub mod tile;

pub mod proof;

pub mod checkpoint;
mod key;
mod note;

mod log_proof;

pub mod verify;

pub use checkpoint::{Checkpoint, CheckpointError, Trust, may_sign};
pub use entry::{Commitment, Entry, EntryError, Salt, commit};
pub use hash::{Hash, leaf_hash, node_hash};
pub use key::{KeyError, SigningKey, VerifierKey};
pub use log_proof::{LogProof, LogProofError, Proven};
pub use note::{NoteError, NoteSignature, SignedNote};
pub use proof::{ProofError, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
pub use tile::{TileId, Tiles};
pub use tree::Frontier;
pub use verify::{Auditor, Content, Finding, Findings, Kind, Place, Row};
