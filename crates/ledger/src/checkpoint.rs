//! Checkpoints (C2SP tlog-checkpoint): what the log says of itself, and what it may say next.

use std::fmt;

use crate::hash::Hash;
use crate::key::{SigningKey, VerifierKey};
use crate::note::{NoteError, SignedNote};
use crate::proof::{ProofError, verify_consistency};

/// The state of a log at one moment: whose log, how many leaves, and the root over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// A checkpoint of the log with this origin.
    ///
    /// # Errors
    /// When the origin is empty or breaks the line, or an empty log has a root.
    pub fn new(origin: &str, size: u64, root: Hash) -> Result<Self, CheckpointError> {
        if !is_line(origin) || (size == 0 && root != Hash::EMPTY_ROOT) {
            return Err(CheckpointError::Malformed);
        }
        Ok(Self { origin: origin.to_owned(), size, root, extensions: Vec::new() })
    }

    /// Reads the text of a checkpoint, without any signature. It proves nothing; see [`Trust::open`].
    ///
    /// # Errors
    /// When the text is not in the form of C2SP tlog-checkpoint.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.strip_suffix('\n').ok_or(CheckpointError::Malformed)?.split('\n');
        let mut line = || lines.next().ok_or(CheckpointError::Malformed);
        let (origin, size, root) = (line()?, line()?, line()?);
        let number: u64 = size.parse().map_err(|_| CheckpointError::Malformed)?;
        // A second spelling of the same number would be a second text for the same state.
        if number.to_string() != size {
            return Err(CheckpointError::Malformed);
        }
        let root = Hash::from_base64(root).ok_or(CheckpointError::Malformed)?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if !extensions.iter().all(|extension| is_line(extension)) {
            return Err(CheckpointError::Malformed);
        }
        Ok(Self { extensions, ..Self::new(origin, number, root)? })
    }

    /// Whose log this is.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many leaves the log has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root over those leaves.
    #[must_use]
    pub const fn root(&self) -> Hash {
        self.root
    }

    /// Lines other logs add behind the root. Jingwei writes none and reads them without believing them.
    #[must_use]
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }
}

impl fmt::Display for Checkpoint {
    /// The text that is signed: each line with its newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)?;
        self.extensions.iter().try_for_each(|extension| writeln!(f, "{extension}"))
    }
}

/// Whether a log that has signed `previous` may sign `next`: only the same log, never smaller, never another past.
///
/// Without a previous checkpoint anything of one's own may be signed; so the last signed checkpoint must never be lost.
///
/// # Errors
/// When signing would contradict the previous checkpoint.
pub fn may_sign(previous: Option<&Checkpoint>, next: &Checkpoint, proof: &[Hash]) -> Result<(), CheckpointError> {
    let Some(previous) = previous else { return Ok(()) };
    if previous.origin != next.origin {
        return Err(CheckpointError::OtherLog { expected: previous.origin.clone(), found: next.origin.clone() });
    }
    verify_consistency(previous.size, next.size, previous.root, next.root, proof).map_err(|error| match error {
        ProofError::Shrunk { old, new } => CheckpointError::Shrunk { previous: old, next: new },
        _ => CheckpointError::Forked { previous: previous.size, next: next.size },
    })
}

impl SigningKey {
    /// Signs `next` if [`may_sign`] allows it. There is no other way to a signature.
    ///
    /// # Errors
    /// When the checkpoint belongs to another log than the key, or contradicts the previous one.
    pub fn sign_checkpoint(
        &self,
        previous: Option<&Checkpoint>,
        next: &Checkpoint,
        proof: &[Hash],
    ) -> Result<SignedNote, CheckpointError> {
        if next.origin != self.name() {
            return Err(CheckpointError::OtherLog { expected: self.name().to_owned(), found: next.origin.clone() });
        }
        may_sign(previous, next, proof)?;
        let text = next.to_string();
        let signature = self.sign(&text);
        let mut note = SignedNote::unsigned(text);
        note.add(self.verifier(), signature);
        Ok(note)
    }
}

/// Whom one believes about a log: its origin and the public keys that may sign for it (several while keys are changed).
#[derive(Clone, Debug)]
pub struct Trust {
    origin: String,
    keys: Vec<VerifierKey>,
}

impl Trust {
    /// Believes these keys about the log of that origin.
    #[must_use]
    pub fn new(origin: &str, keys: Vec<VerifierKey>) -> Self {
        Self { origin: origin.to_owned(), keys }
    }

    /// The origin of the log.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The keys that may sign.
    #[must_use]
    pub fn keys(&self) -> &[VerifierKey] {
        &self.keys
    }

    /// The checkpoint in this note, once a known key is found to have signed it for this log.
    ///
    /// # Errors
    /// When the note is not signed by a known key, is no checkpoint, or belongs to another log.
    pub fn open(&self, note: &SignedNote) -> Result<Checkpoint, CheckpointError> {
        note.verify(&self.keys).map_err(CheckpointError::Note)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        if checkpoint.origin != self.origin {
            return Err(CheckpointError::OtherLog { expected: self.origin.clone(), found: checkpoint.origin });
        }
        Ok(checkpoint)
    }

    /// Reads a signed checkpoint from its text and opens it.
    ///
    /// # Errors
    /// As [`Trust::open`], and when the text is no signed note.
    pub fn open_text(&self, note: &str) -> Result<Checkpoint, CheckpointError> {
        self.open(&SignedNote::parse(note).map_err(CheckpointError::Note)?)
    }
}

impl From<&VerifierKey> for Trust {
    /// Believes this one key about the log it is named after.
    fn from(key: &VerifierKey) -> Self {
        Self::new(key.name(), vec![key.clone()])
    }
}

/// Why a checkpoint is not believed, or not signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckpointError {
    /// The text is no checkpoint.
    Malformed,
    /// The note around it is not to be believed.
    Note(NoteError),
    /// The checkpoint speaks of another log.
    OtherLog {
        /// The origin that was expected.
        expected: String,
        /// The origin that was found.
        found: String,
    },
    /// The log would become smaller than it has already said it is.
    Shrunk {
        /// Leaves in the checkpoint already signed.
        previous: u64,
        /// Leaves in the one to be signed.
        next: u64,
    },
    /// The log would contradict what it has already said.
    Forked {
        /// Leaves in the checkpoint already signed.
        previous: u64,
        /// Leaves in the one to be signed.
        next: u64,
    },
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("the text is not a checkpoint"),
            Self::Note(error) => error.fmt(f),
            Self::OtherLog { expected, found } => {
                write!(f, "the checkpoint belongs to the log `{found}` and not to `{expected}`")
            }
            Self::Shrunk { previous, next } => {
                write!(f, "a log that has signed {previous} leaves must not sign {next}")
            }
            Self::Forked { previous, next } => {
                write!(f, "the tree of {next} leaves does not continue the signed tree of {previous} leaves")
            }
        }
    }
}

impl std::error::Error for CheckpointError {}

/// Whether this can stand as one line of a checkpoint.
fn is_line(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c < ' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::leaf_hash;
    use crate::tree::root_of;

    const ORIGIN: &str = "city.example/jingwei";

    fn key() -> SigningKey {
        SigningKey::from_seed(ORIGIN, [3; 32]).unwrap()
    }

    fn checkpoint(size: u8) -> Checkpoint {
        let leaves: Vec<Hash> = (0..size).map(|n| leaf_hash(&[n])).collect();
        Checkpoint::new(ORIGIN, size.into(), root_of(&leaves)).unwrap()
    }

    #[test]
    fn a_checkpoint_is_read_back_and_sloppy_ones_are_refused() {
        let good = checkpoint(3).to_string();
        assert_eq!(Checkpoint::parse(&good), Ok(checkpoint(3)));
        let extended = Checkpoint::parse(&format!("{good}more\n")).unwrap();
        assert_eq!((extended.extensions(), extended.to_string()), (&["more".to_owned()][..], format!("{good}more\n")));
        for (from, to) in [("\n3\n", "\n03\n"), ("\n3\n", "\n+3\n"), ("\n3\n", "\n0\n"), ("=\n", "\n"), (ORIGIN, "")] {
            assert_eq!(Checkpoint::parse(&good.replace(from, to)), Err(CheckpointError::Malformed), "{from:?} {to:?}");
        }
        assert!(Checkpoint::parse(&format!("{good}\n")).is_err());
        assert!(Checkpoint::parse(good.trim_end()).is_err());
    }

    #[test]
    fn only_a_continuation_is_signed() {
        let (key, three, four) = (key(), checkpoint(3), checkpoint(4));
        let proof = [leaf_hash(&[2]), leaf_hash(&[3]), root_of(&[leaf_hash(&[0]), leaf_hash(&[1])])];
        assert!(key.sign_checkpoint(Some(&three), &four, &proof).is_ok());
        assert!(key.sign_checkpoint(Some(&four), &four, &[]).is_ok());
        let refusal = |previous, next, proof| key.sign_checkpoint(Some(previous), next, proof).unwrap_err();
        assert_eq!(refusal(&four, &three, &proof), CheckpointError::Shrunk { previous: 4, next: 3 });
        assert_eq!(refusal(&three, &four, &[]), CheckpointError::Forked { previous: 3, next: 4 });
        let fork = Checkpoint::new(ORIGIN, 4, leaf_hash(b"another")).unwrap();
        assert_eq!(refusal(&four, &fork, &[]), CheckpointError::Forked { previous: 4, next: 4 });
        let other = Checkpoint::new("other.example", 4, four.root()).unwrap();
        assert!(matches!(refusal(&three, &other, &proof), CheckpointError::OtherLog { .. }));
        assert!(matches!(may_sign(Some(&three), &other, &proof), Err(CheckpointError::OtherLog { .. })));
    }

    #[test]
    fn strangers_are_passed_over_and_false_friends_refused() {
        let (key, stranger) = (key(), SigningKey::from_seed(ORIGIN, [4; 32]).unwrap());
        let trust = Trust::from(key.verifier());
        let checkpoint = checkpoint(5);
        let mut note = key.sign_checkpoint(None, &checkpoint, &[]).unwrap();
        note.add(stranger.verifier(), stranger.sign(note.text()));
        assert_eq!(trust.open_text(&note.to_string()), Ok(checkpoint.clone()));

        let alone = stranger.sign_checkpoint(None, &checkpoint, &[]).unwrap();
        assert_eq!(trust.open(&alone), Err(CheckpointError::Note(NoteError::UnknownSigner)));

        note.add(key.verifier(), stranger.sign(note.text()));
        assert_eq!(trust.open(&note), Err(CheckpointError::Note(NoteError::FalseSignature)));
    }

    #[test]
    fn a_checkpoint_of_another_log_is_refused_even_when_signed() {
        let key = key();
        let note = key.sign_checkpoint(None, &checkpoint(5), &[]).unwrap();
        let trust = Trust::new("other.example", vec![key.verifier().clone()]);
        assert!(matches!(trust.open(&note), Err(CheckpointError::OtherLog { .. })));
    }

    #[test]
    fn any_changed_byte_of_a_note_is_noticed() {
        let (trust, note) = (Trust::from(key().verifier()), key().sign_checkpoint(None, &checkpoint(5), &[]).unwrap());
        let text = note.to_string();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            if let Ok(changed) = String::from_utf8(bytes) {
                assert!(trust.open_text(&changed).is_err(), "byte {at}");
            }
            if text.is_char_boundary(at) {
                assert!(trust.open_text(&text[..at]).is_err(), "cut at {at}");
            }
        }
    }
}
