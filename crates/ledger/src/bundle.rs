//! Entry bundles: the entries themselves, up to 256 at a time, in the form auditors fetch them.

use std::fmt;

use crate::tile::{WIDTH, parse_place, place};

/// The place of one bundle: the entries whose leaf hashes fill the level 0 tile of the same number and width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundleId {
    index: u64,
    width: u16,
}

impl BundleId {
    /// The bundle there; `None` for a width outside 1 to 256.
    #[must_use]
    pub const fn new(index: u64, width: u16) -> Option<Self> {
        if width == 0 || width > WIDTH { None } else { Some(Self { index, width }) }
    }

    /// The number of the bundle; its first entry has 256 times that index.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// How many entries it holds, 1 to 256.
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// The indices of the leaves in it; `None` for a bundle beyond any possible log.
    #[must_use]
    pub fn leaves(&self) -> Option<std::ops::Range<u64>> {
        let start = self.index.checked_mul(u64::from(WIDTH))?;
        Some(start..start.checked_add(u64::from(self.width))?)
    }

    /// Where C2SP tlog-tiles serves it: `tile/entries/x001/x234/067`, with `.p/12` behind it while it holds only 12.
    #[must_use]
    pub fn path(&self) -> String {
        format!("tile/entries/{}", place(self.index, self.width))
    }

    /// Reads back what [`BundleId::path`] wrote; `None` for any other spelling.
    #[must_use]
    pub fn from_path(path: &str) -> Option<Self> {
        let (index, width) = parse_place(path.strip_prefix("tile/entries/")?)?;
        let id = Self::new(index, width)?;
        (id.path() == path).then_some(id)
    }
}

/// Entries one after another, each behind its length as two big-endian bytes.
///
/// # Errors
/// When an entry is longer than 65,535 bytes.
pub fn encode<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, BundleError> {
    let mut bytes = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len()).map_err(|_| BundleError::TooLong)?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// The entries of a bundle, in order.
///
/// # Errors
/// When the bytes end in the middle of an entry.
pub fn decode(mut bytes: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<2>().ok_or(BundleError::CutShort)?;
        let (entry, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into()).ok_or(BundleError::CutShort)?;
        entries.push(entry);
        bytes = rest;
    }
    Ok(entries)
}

/// Why entries cannot be bundled or a bundle cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleError {
    /// An entry does not fit its two length bytes.
    TooLong,
    /// The bytes end in the middle of an entry.
    CutShort,
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "an entry is longer than 65535 bytes",
            Self::CutShort => "the bundle ends in the middle of an entry",
        })
    }
}

impl std::error::Error for BundleError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_gives_back_its_entries() {
        let entries: [&[u8]; 3] = [b"first", b"", b"third"];
        let bytes = encode(entries).unwrap();
        assert_eq!(bytes, b"\0\x05first\0\0\0\x05third");
        assert_eq!(decode(&bytes).unwrap(), entries);
        assert_eq!(decode(&bytes[..bytes.len() - 1]), Err(BundleError::CutShort));
        assert_eq!(decode(&bytes[..8]), Err(BundleError::CutShort));
        assert_eq!(encode([&[0; 65_536][..]]), Err(BundleError::TooLong));
    }

    #[test]
    fn a_bundle_lies_beside_its_leaf_tile() {
        let id = BundleId::new(1_234_067, 12).unwrap();
        assert_eq!(id.path(), "tile/entries/x001/x234/067.p/12");
        assert_eq!(BundleId::from_path(&id.path()), Some(id));
        assert_eq!(BundleId::from_path("tile/0/067"), None);
        assert_eq!(BundleId::new(1, 44).unwrap().leaves(), Some(256..300));
        assert_eq!(BundleId::new(u64::MAX, 1).unwrap().leaves(), None);
    }
}
