//! Signed notes (C2SP signed-note): a text, an empty line, and one line per signature.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::key::{VerifierKey, is_key_name};

/// More signatures than any log needs, few enough that a hostile note costs nothing.
const SIGNATURES_MAX: usize = 64;

/// A text and the signatures under it. Nothing in it is believed before [`SignedNote::verify`] says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature line: who claims to have signed, and the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    key_id: u32,
    bytes: Vec<u8>,
}

impl SignedNote {
    pub(crate) const fn unsigned(text: String) -> Self {
        Self { text, signatures: Vec::new() }
    }

    pub(crate) fn add(&mut self, key: &VerifierKey, signature: [u8; 64]) {
        let bytes = signature.to_vec();
        self.signatures.push(NoteSignature { name: key.name().to_owned(), key_id: key.id(), bytes });
    }

    /// Reads a note.
    ///
    /// # Errors
    /// When there is no signature block, a line of it is malformed, or the text holds control characters.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.contains(|c: char| c < ' ' && c != '\n') {
            return Err(NoteError::Malformed);
        }
        // The last empty line divides text from signatures; the text keeps its own final newline.
        let divide = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let (text, lines) = (&note[..=divide], &note[divide + 2..]);
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Malformed)?;
        let signatures = lines.split('\n').map(parse_line).collect::<Option<Vec<_>>>().ok_or(NoteError::Malformed)?;
        if signatures.len() > SIGNATURES_MAX {
            return Err(NoteError::TooManySignatures);
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// The text, with its final newline. Unproven until [`SignedNote::verify`] has answered.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Who claims to have signed.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Checks the signatures of the known keys and answers those keys; signatures of strangers are passed over.
    ///
    /// # Errors
    /// When none of the known keys signed, or a signature in the name of one of them is false.
    pub fn verify<'k>(&self, known: &'k [VerifierKey]) -> Result<Vec<&'k VerifierKey>, NoteError> {
        let mut signers: Vec<&VerifierKey> = Vec::new();
        for signature in &self.signatures {
            let Some(key) = known.iter().find(|key| signature.claims(key)) else { continue };
            if !key.verifies(&self.text, &signature.bytes) {
                return Err(NoteError::FalseSignature);
            }
            if !signers.contains(&key) {
                signers.push(key);
            }
        }
        if signers.is_empty() { Err(NoteError::UnknownSigner) } else { Ok(signers) }
    }
}

impl NoteSignature {
    /// The name of the key.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the key.
    #[must_use]
    pub const fn key_id(&self) -> u32 {
        self.key_id
    }

    fn claims(&self, key: &VerifierKey) -> bool {
        self.name == key.name() && self.key_id == key.id()
    }
}

impl fmt::Display for SignedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for signature in &self.signatures {
            let bytes = [&signature.key_id.to_be_bytes(), signature.bytes.as_slice()].concat();
            writeln!(f, "— {} {}", signature.name, BASE64.encode(bytes))?;
        }
        Ok(())
    }
}

/// Why a note is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteError {
    /// The text is no signed note.
    Malformed,
    /// There are more signatures than anyone needs.
    TooManySignatures,
    /// None of the known keys signed.
    UnknownSigner,
    /// A signature in the name of a known key does not hold.
    FalseSignature,
}

impl fmt::Display for NoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the text is not a signed note",
            Self::TooManySignatures => "the note carries too many signatures",
            Self::UnknownSigner => "none of the known keys signed the note",
            Self::FalseSignature => "a signature in the name of a known key does not hold",
        })
    }
}

impl std::error::Error for NoteError {}

/// `— <name> <base64 of key id and signature>`.
fn parse_line(line: &str) -> Option<NoteSignature> {
    let (name, bytes) = line.strip_prefix("— ")?.split_once(' ')?;
    let bytes = BASE64.decode(bytes).ok()?;
    let (key_id, bytes) = bytes.split_first_chunk::<4>()?;
    if !is_key_name(name) || bytes.is_empty() {
        return None;
    }
    Some(NoteSignature { name: name.to_owned(), key_id: u32::from_be_bytes(*key_id), bytes: bytes.to_vec() })
}
