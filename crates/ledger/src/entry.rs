//! What one leaf holds: a salted commitment to a fact, and when it was recorded.
//!
//! The fact itself (its body) and the salt lie beside the log in an ordinary row. While both are there, anyone can
//! recompute the commitment; once both are erased, the commitment says nothing about the body, and the order still proves.

use std::fmt;

use crate::hash::{Hash, leaf_hash, sha256};

/// Sixteen secret random bytes that keep a short body from being guessed out of its commitment.
///
/// INVARIANT (one salt per leaf): a salt is drawn fresh for every leaf and erased together with the body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 16]);

impl Salt {
    /// Takes 16 bytes drawn by the caller from the system's random source.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Takes a slice, and answers `None` unless it is exactly 16 bytes long.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The 16 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    /// A salt printed into a log would outlive the erasure of its body, so it is never printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// What the log knows of a body: a hash that binds it and, without the salt, does not reveal it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Commitment([u8; 32]);

impl Commitment {
    /// Takes 32 bytes as they are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Hash::from_bytes(self.0), f)
    }
}

impl fmt::Debug for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Stands in front of salt and body, so that no other hash made elsewhere can pass for a commitment.
const COMMITMENT_TAG: &[u8] = b"jingwei.ledger/commitment/v1\n";

/// Commits to a body: `SHA-256(tag ‖ salt ‖ body)`. Tag and salt have fixed lengths, so no two inputs read alike.
#[must_use]
pub fn commit(salt: &Salt, body: &[u8]) -> Commitment {
    Commitment(*sha256(&[COMMITMENT_TAG, &salt.0, body]).as_bytes())
}

/// One leaf of the log.
///
/// ```
/// use jingwei_ledger::{Entry, Salt, commit};
///
/// let salt = Salt::from_bytes([7; 16]);
/// let entry = Entry::new(1_795_000_000_000, commit(&salt, br#"{"what":"case filed"}"#));
/// assert_eq!(Entry::decode(&entry.encode()), Ok(entry));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    recorded_at_ms: i64,
    commitment: Commitment,
}

impl Entry {
    /// How many bytes an encoded entry takes: version, time and commitment.
    pub const LEN: usize = 1 + 8 + 32;

    const VERSION: u8 = 1;

    /// An entry recorded at that instant (milliseconds since 1970-01-01T00:00:00Z).
    #[must_use]
    pub const fn new(recorded_at_ms: i64, commitment: Commitment) -> Self {
        Self { recorded_at_ms, commitment }
    }

    /// When the fact was recorded: milliseconds since 1970-01-01T00:00:00Z by the server's clock.
    #[must_use]
    pub const fn recorded_at_ms(&self) -> i64 {
        self.recorded_at_ms
    }

    /// The commitment to the body.
    #[must_use]
    pub const fn commitment(&self) -> &Commitment {
        &self.commitment
    }

    /// The bytes the leaf is made of: version byte, time as big-endian two's complement, commitment.
    #[must_use]
    pub fn encode(&self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[0] = Self::VERSION;
        bytes[1..9].copy_from_slice(&self.recorded_at_ms.to_be_bytes());
        bytes[9..].copy_from_slice(&self.commitment.0);
        bytes
    }

    /// Reads back what [`Entry::encode`] wrote.
    ///
    /// # Errors
    /// When the version is not 1 or the length is not [`Entry::LEN`].
    pub fn decode(bytes: &[u8]) -> Result<Self, EntryError> {
        let bytes: &[u8; Self::LEN] = match bytes.first() {
            Some(&version) if version != Self::VERSION => return Err(EntryError::UnknownVersion(version)),
            _ => bytes.try_into().map_err(|_| EntryError::WrongLength(bytes.len()))?,
        };
        let mut time = [0; 8];
        time.copy_from_slice(&bytes[1..9]);
        let mut commitment = [0; 32];
        commitment.copy_from_slice(&bytes[9..]);
        Ok(Self::new(i64::from_be_bytes(time), Commitment(commitment)))
    }

    /// The hash this entry has as a leaf of the tree.
    #[must_use]
    pub fn leaf_hash(&self) -> Hash {
        leaf_hash(&self.encode())
    }

    /// Whether this salt and body are the ones the entry commits to.
    #[must_use]
    pub fn matches(&self, salt: &Salt, body: &[u8]) -> bool {
        commit(salt, body) == self.commitment
    }
}

/// Why bytes are no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryError {
    /// The first byte names a version this program does not know.
    UnknownVersion(u8),
    /// The length is not the one fixed for version 1.
    WrongLength(usize),
}

impl fmt::Display for EntryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownVersion(version) => write!(f, "the entry has version `{version}`, only version 1 is known"),
            Self::WrongLength(length) => write!(f, "the entry has {length} bytes instead of {}", Entry::LEN),
        }
    }
}

impl std::error::Error for EntryError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_from_before_1970_survives_the_round_trip() {
        let entry = Entry::new(-1, Commitment::from_bytes([9; 32]));
        assert_eq!(Entry::decode(&entry.encode()), Ok(entry));
    }

    #[test]
    fn anything_but_a_whole_version_one_entry_is_refused() {
        let good = Entry::new(5, Commitment::from_bytes([9; 32])).encode();
        assert_eq!(Entry::decode(&[]), Err(EntryError::WrongLength(0)));
        assert_eq!(Entry::decode(&good[..40]), Err(EntryError::WrongLength(40)));
        assert_eq!(Entry::decode(&[&good[..], &[0]].concat()), Err(EntryError::WrongLength(42)));
        let mut newer = good;
        newer[0] = 2;
        assert_eq!(Entry::decode(&newer), Err(EntryError::UnknownVersion(2)));
    }

    #[test]
    fn a_commitment_binds_both_salt_and_body() {
        let salt = Salt::from_bytes([1; 16]);
        let entry = Entry::new(0, commit(&salt, b"body"));
        assert!(entry.matches(&salt, b"body"));
        assert!(!entry.matches(&salt, b"Body"));
        assert!(!entry.matches(&Salt::from_bytes([2; 16]), b"body"));
    }

    #[test]
    fn the_encoding_is_the_one_in_the_format_page() {
        let salt = Salt::from_bytes(*b"0123456789abcdef");
        let entry = Entry::new(1_795_000_000_000, commit(&salt, b"{}"));
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let page = include_str!("../FORMAT.md");
        for line in [
            format!("commitment = {}\n", hex(entry.commitment().as_bytes())),
            format!("entry      = {}\n", hex(&entry.encode())),
            format!("leaf hash  = {}\n", entry.leaf_hash().hex()),
        ] {
            assert!(page.contains(&line), "{line}");
        }
    }

    #[test]
    fn a_salt_is_never_printed() {
        assert_eq!(format!("{:?}", Salt::from_bytes([0x41; 16])), "Salt(…)");
    }
}
