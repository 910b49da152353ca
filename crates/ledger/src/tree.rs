//! The tree as it grows: the few subtree roots along its right edge are enough to append and to know the root.

use std::fmt;

use crate::hash::{Hash, node_hash};

/// The right edge of the tree: the roots of its perfect subtrees, largest (leftmost) first.
///
/// INVARIANT (one root per bit): there are as many roots as `size` has one-bits, so at most 64.
///
/// ```
/// use jingwei_ledger::{Hash, leaf_hash, tree::Frontier};
///
/// let mut frontier = Frontier::new();
/// assert_eq!(frontier.root(), Hash::EMPTY_ROOT);
/// frontier.append(leaf_hash(b"first"));
/// assert_eq!(frontier.root(), leaf_hash(b"first"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

impl Frontier {
    /// The edge of an empty tree.
    #[must_use]
    pub const fn new() -> Self {
        Self { size: 0, roots: Vec::new() }
    }

    /// An edge read from elsewhere; `None` unless there is exactly one root per one-bit of `size`.
    #[must_use]
    pub fn from_parts(size: u64, roots: Vec<Hash>) -> Option<Self> {
        (roots.len() == ones(size)).then_some(Self { size, roots })
    }

    /// How many leaves the tree has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds one leaf at the right end.
    pub fn append(&mut self, leaf: Hash) {
        self.append_to_tile(leaf);
    }

    /// Adds one leaf, and answers the root of the full level 0 tile if the leaf was its last.
    pub(crate) fn append_to_tile(&mut self, leaf: Hash) -> Option<Hash> {
        let mut full_tile = None;
        let mut root = leaf;
        for height in 1..=self.size.trailing_ones() {
            let left = self.roots.pop().expect("INVARIANT (one root per bit)");
            root = node_hash(&left, &root);
            if height == 8 {
                full_tile = Some(root);
            }
        }
        self.roots.push(root);
        self.size += 1;
        full_tile
    }

    /// The root of the whole tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut from_right = self.roots.iter().rev();
        let Some(&last) = from_right.next() else { return Hash::EMPTY_ROOT };
        from_right.fold(last, |right, left| node_hash(left, &right))
    }

    /// The size as eight big-endian bytes, then the roots, largest subtree first.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + self.roots.len() * Hash::LEN);
        bytes.extend_from_slice(&self.size.to_be_bytes());
        for root in &self.roots {
            bytes.extend_from_slice(root.as_bytes());
        }
        bytes
    }

    /// Reads back what [`Frontier::encode`] wrote.
    ///
    /// # Errors
    /// When the bytes are too few, or are not one hash per one-bit of the size they begin with.
    pub fn decode(bytes: &[u8]) -> Result<Self, FrontierError> {
        let (size, roots) = bytes.split_first_chunk::<8>().ok_or(FrontierError)?;
        let (roots, rest) = roots.as_chunks::<{ Hash::LEN }>();
        if !rest.is_empty() {
            return Err(FrontierError);
        }
        let roots = roots.iter().map(|root| Hash::from_bytes(*root)).collect();
        Self::from_parts(u64::from_be_bytes(*size), roots).ok_or(FrontierError)
    }
}

/// The bytes are no right edge of any tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrontierError;

impl fmt::Display for FrontierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the stored right edge of the tree is damaged: its length does not fit its size")
    }
}

impl std::error::Error for FrontierError {}

/// The root over these leaf hashes by the definition of RFC 6962, section 2.1: slow and obvious, the yardstick of tests.
#[must_use]
pub fn root_of(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&root_of(left), &root_of(right))
        }
    }
}

/// How many one-bits a size has.
fn ones(size: u64) -> usize {
    usize::try_from(size.count_ones()).expect("at most 64")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::leaf_hash;

    #[test]
    fn the_growing_root_is_the_defined_root_at_every_size() {
        let leaves: Vec<Hash> = (0_u32..600).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        let mut frontier = Frontier::new();
        for (size, leaf) in leaves.iter().enumerate() {
            assert_eq!(frontier.root(), root_of(&leaves[..size]), "size {size}");
            assert_eq!(Frontier::decode(&frontier.encode()).as_ref(), Ok(&frontier));
            frontier.append(*leaf);
        }
    }

    #[test]
    fn a_damaged_frontier_is_refused() {
        let mut frontier = Frontier::new();
        for n in 0_u8..7 {
            frontier.append(leaf_hash(&[n]));
        }
        let bytes = frontier.encode();
        for damaged in [&bytes[..bytes.len() - 1], &bytes[..bytes.len() - 32], &bytes[..7], &[]] {
            assert_eq!(Frontier::decode(damaged), Err(FrontierError));
        }
    }
}
