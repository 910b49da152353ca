//! The two hashes of the tree (RFC 6962, section 2.1) and the type that carries them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

/// A SHA-256 hash of the tree: of one leaf, of a subtree, or of the whole log.
///
/// Written as standard base64 wherever a person or a file sees it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// How many bytes a hash takes in a tile.
    pub const LEN: usize = 32;

    /// The root of a log that has no leaf yet: the SHA-256 of nothing.
    pub const EMPTY_ROOT: Self = Self([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae,
        0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
    ]);

    /// Takes 32 bytes as they are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Takes a slice, and answers `None` unless it is exactly 32 bytes long.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Reads padded standard base64; `None` for anything that does not print back the same.
    #[must_use]
    pub fn from_base64(text: &str) -> Option<Self> {
        Self::from_slice(&BASE64.decode(text).ok()?)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Lower-case hexadecimal, for logs and for comparison with other tools.
    #[must_use]
    pub fn hex(&self) -> String {
        use fmt::Write as _;
        self.0.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64.encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The hash of a leaf that holds these entry bytes: `SHA-256(0x00 ‖ entry)`.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    sha256(&[&[0x00], entry])
}

/// The hash of a node above two subtrees: `SHA-256(0x01 ‖ left ‖ right)`.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[0x01], &left.0, &right.0])
}

/// The SHA-256 of these parts, one after another.
pub(crate) fn sha256(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    Hash(hasher.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_root_is_the_hash_of_nothing() {
        assert_eq!(sha256(&[]), Hash::EMPTY_ROOT);
    }

    #[test]
    fn a_hash_is_read_back_from_what_it_prints() {
        let hash = leaf_hash(b"a leaf");
        assert_eq!(Hash::from_base64(&hash.to_string()), Some(hash));
        assert_eq!(Hash::from_slice(hash.as_bytes()), Some(hash));
        assert_eq!(hash.hex().len(), 64);
    }

    #[test]
    fn sloppy_base64_is_no_hash() {
        let good = Hash::EMPTY_ROOT.to_string();
        let unpadded = good.trim_end_matches('=');
        // The last digit of 32 bytes carries two unused bits; setting one must not read as the same hash.
        let loose = good.replace("FU=", "FV=");
        assert_ne!(loose, good);
        for text in [unpadded, loose.as_str(), "", "AAAA"] {
            assert_eq!(Hash::from_base64(text), None, "{text}");
        }
    }
}
