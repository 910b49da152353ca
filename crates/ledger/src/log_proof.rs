//! One small file that proves one fact, offline and for ever (C2SP tlog-proof, file ending `.tlog-proof`).
//!
//! A resident keeps it beside the case number. Whoever holds the log's public key can check it without asking anyone.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::checkpoint::{Checkpoint, CheckpointError, Trust};
use crate::entry::{Entry, EntryError, Salt};
use crate::hash::{Hash, leaf_hash};
use crate::note::{NoteError, SignedNote};
use crate::proof::{ProofError, verify_inclusion};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// No tree has more levels than this, so no honest proof has more lines.
const HASHES_MAX: usize = 64;

/// An entry, its place in the log, the hashes up to the root, and the signed checkpoint with that root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogProof {
    entry: Vec<u8>,
    body: Option<SaltedBody>,
    index: u64,
    hashes: Vec<Hash>,
    checkpoint: SignedNote,
}

/// A body and the salt it was committed to with.
type SaltedBody = (Salt, Vec<u8>);

/// What a checked [`LogProof`] has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The place of the leaf in the log.
    pub index: u64,
    /// The leaf: when it was recorded and what it commits to.
    pub entry: Entry,
    /// The fact itself, if the file carries it: it is the one the leaf commits to.
    pub body: Option<Vec<u8>>,
    /// The signed state of the log the leaf is part of.
    pub checkpoint: Checkpoint,
}

impl LogProof {
    /// Puts the parts together without checking them. With salt and body the file also proves what was recorded.
    #[must_use]
    pub fn new(
        entry: &Entry,
        body: Option<(Salt, Vec<u8>)>,
        index: u64,
        hashes: Vec<Hash>,
        checkpoint: SignedNote,
    ) -> Self {
        Self { entry: entry.encode().to_vec(), body, index, hashes, checkpoint }
    }

    /// Reads a proof file.
    ///
    /// # Errors
    /// When the text does not have the form of C2SP tlog-proof, or carries no Jingwei entry.
    pub fn parse(text: &str) -> Result<Self, LogProofError> {
        let (head, note) = text.split_once("\n\n").ok_or(LogProofError::Malformed)?;
        let mut lines = head.split('\n');
        let mut line = |prefix| lines.next().and_then(|line| line.strip_prefix(prefix)).ok_or(LogProofError::Malformed);
        if !line(FIRST_LINE)?.is_empty() {
            return Err(LogProofError::Malformed);
        }
        let extra = BASE64.decode(line("extra ")?).map_err(|_| LogProofError::Malformed)?;
        let number = line("index ")?;
        let index: u64 = number.parse().map_err(|_| LogProofError::Malformed)?;
        if index.to_string() != number {
            return Err(LogProofError::Malformed);
        }
        let hashes: Vec<Hash> = lines.map(Hash::from_base64).collect::<Option<_>>().ok_or(LogProofError::Malformed)?;
        if hashes.len() > HASHES_MAX {
            return Err(LogProofError::Malformed);
        }
        let (entry, body) = split_extra(&extra)?;
        let checkpoint = SignedNote::parse(note).map_err(LogProofError::Note)?;
        Ok(Self { entry, body, index, hashes, checkpoint })
    }

    /// Checks everything: signature, origin, the way from the leaf to the root, and the body against the leaf.
    ///
    /// # Errors
    /// When any of these does not hold.
    pub fn verify(&self, trust: &Trust) -> Result<Proven, LogProofError> {
        let checkpoint = trust.open(&self.checkpoint).map_err(LogProofError::Checkpoint)?;
        let leaf = leaf_hash(&self.entry);
        verify_inclusion(leaf, self.index, checkpoint.size(), &self.hashes, checkpoint.root())
            .map_err(LogProofError::Inclusion)?;
        let entry = Entry::decode(&self.entry).map_err(LogProofError::Entry)?;
        let body = match &self.body {
            Some((salt, body)) if entry.matches(salt, body) => Some(body.clone()),
            Some(_) => return Err(LogProofError::OtherBody),
            None => None,
        };
        Ok(Proven { index: self.index, entry, body, checkpoint })
    }
}

impl fmt::Display for LogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut extra = self.entry.clone();
        if let Some((salt, body)) = &self.body {
            extra.extend_from_slice(salt.as_bytes());
            extra.extend_from_slice(body);
        }
        writeln!(f, "{FIRST_LINE}\nextra {}\nindex {}", BASE64.encode(extra), self.index)?;
        for hash in &self.hashes {
            writeln!(f, "{hash}")?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

/// The extra line holds the entry, and behind it, if the body is handed out, salt and body.
fn split_extra(extra: &[u8]) -> Result<(Vec<u8>, Option<SaltedBody>), LogProofError> {
    let (entry, rest) = extra.split_at_checked(Entry::LEN).ok_or(LogProofError::Malformed)?;
    let body = match rest.split_first_chunk::<16>() {
        Some((salt, body)) => Some((Salt::from_bytes(*salt), body.to_vec())),
        None if rest.is_empty() => None,
        None => return Err(LogProofError::Malformed),
    };
    Ok((entry.to_vec(), body))
}

/// Why a proof file proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogProofError {
    /// The text is no proof file.
    Malformed,
    /// The checkpoint in it cannot be read.
    Note(NoteError),
    /// The checkpoint in it is not to be believed.
    Checkpoint(CheckpointError),
    /// The leaf is not in the log at that place.
    Inclusion(ProofError),
    /// The leaf is no entry this program understands.
    Entry(EntryError),
    /// The body in the file is not the one that was recorded.
    OtherBody,
}

impl fmt::Display for LogProofError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("the text is not a proof file of this log"),
            Self::Note(error) => error.fmt(f),
            Self::Checkpoint(error) => error.fmt(f),
            Self::Inclusion(error) => error.fmt(f),
            Self::Entry(error) => error.fmt(f),
            Self::OtherBody => f.write_str("the body in the proof file is not the one the log recorded"),
        }
    }
}

impl std::error::Error for LogProofError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::commit;
    use crate::hash::node_hash;
    use crate::key::SigningKey;

    const BODY: &[u8] = r#"{"what":"路灯不亮"}"#.as_bytes();

    fn log() -> (LogProof, Trust) {
        let salt = Salt::from_bytes([8; 16]);
        let entry = Entry::new(1_795_000_000_000, commit(&salt, BODY));
        let neighbour = leaf_hash(b"neighbour");
        let key = SigningKey::from_seed("city.example/jingwei", [3; 32]).unwrap();
        let root = node_hash(&neighbour, &entry.leaf_hash());
        let checkpoint = Checkpoint::new(key.name(), 2, root).unwrap();
        let note = key.sign_checkpoint(None, &checkpoint, &[]).unwrap();
        (LogProof::new(&entry, Some((salt, BODY.to_vec())), 1, vec![neighbour], note), Trust::from(key.verifier()))
    }

    #[test]
    fn a_resident_can_check_the_file_with_the_public_key_alone() {
        let (proof, trust) = log();
        let text = proof.to_string();
        let proven = LogProof::parse(&text).unwrap().verify(&trust).unwrap();
        assert_eq!((proven.index, proven.body.as_deref()), (1, Some(BODY)));
        assert_eq!(proven.entry.recorded_at_ms(), 1_795_000_000_000);
        assert_eq!(LogProof::parse(&text).unwrap().to_string(), text);
    }

    #[test]
    fn without_the_body_the_file_still_proves_the_place() {
        let (proof, trust) = log();
        let bare = LogProof { body: None, ..proof };
        let proven = LogProof::parse(&bare.to_string()).unwrap().verify(&trust).unwrap();
        assert_eq!((proven.index, proven.body), (1, None));
    }

    #[test]
    fn another_body_place_or_way_is_refused() {
        let (proof, trust) = log();
        let salt = Salt::from_bytes([8; 16]);
        let other_body = LogProof { body: Some((salt, b"{}".to_vec())), ..proof.clone() };
        assert_eq!(other_body.verify(&trust), Err(LogProofError::OtherBody));
        let other_place = LogProof { index: 0, ..proof.clone() };
        assert_eq!(other_place.verify(&trust), Err(LogProofError::Inclusion(ProofError::Wrong)));
        let other_way = LogProof { hashes: vec![], ..proof };
        assert_eq!(other_way.verify(&trust), Err(LogProofError::Inclusion(ProofError::Wrong)));
    }

    #[test]
    fn any_changed_byte_of_the_file_is_noticed() {
        let (proof, trust) = log();
        let text = proof.to_string();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            let refused = LogProof::parse(&changed).and_then(|proof| proof.verify(&trust)).is_err();
            assert!(refused, "byte {at} of {text}");
        }
    }
}
