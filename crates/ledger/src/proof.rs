//! Proofs: that one leaf is in the tree, and that a larger tree continues a smaller one.
//!
//! Making a proof reads a few stored tiles; checking one needs nothing but the proof and the roots.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use crate::hash::{Hash, node_hash};
use crate::tile::{MissingTile, TileId, Tiles, perfect_root, read, tile_at};

/// The hashes that lead from leaf `index` up to the root of the tree of `size` leaves, the leaf's neighbour first.
///
/// # Errors
/// When there is no such leaf, or a tile is missing.
pub fn inclusion_proof(tiles: &(impl Tiles + ?Sized), size: u64, index: u64) -> Result<Vec<Hash>, ProofError> {
    roots(tiles, size, &inclusion_path(size, index)?)
}

/// The hashes that show how the tree of `new` leaves contains the tree of `old` leaves unchanged.
///
/// Empty when `old` is 0 or equals `new`: there is nothing to show.
///
/// # Errors
/// When `old` is larger than `new`, or a tile is missing.
pub fn consistency_proof(tiles: &(impl Tiles + ?Sized), old: u64, new: u64) -> Result<Vec<Hash>, ProofError> {
    roots(tiles, new, &consistency_path(old, new)?)
}

/// Which tiles [`inclusion_proof`] will read, for a store that must fetch them beforehand.
///
/// # Errors
/// When there is no such leaf.
pub fn tiles_for_inclusion(size: u64, index: u64) -> Result<BTreeSet<TileId>, ProofError> {
    Ok(tiles_under(size, &inclusion_path(size, index)?))
}

/// Which tiles [`consistency_proof`] will read, for a store that must fetch them beforehand.
///
/// # Errors
/// When `old` is larger than `new`.
pub fn tiles_for_consistency(old: u64, new: u64) -> Result<BTreeSet<TileId>, ProofError> {
    Ok(tiles_under(new, &consistency_path(old, new)?))
}

/// Checks that the leaf is number `index` in the tree of `size` leaves with this root (RFC 9162, section 2.1.3.2).
///
/// # Errors
/// When the proof does not lead from the leaf to the root.
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: Hash) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::NoSuchLeaf { index, size });
    }
    let (mut position, mut last) = (index, size - 1);
    let mut hash = leaf;
    for neighbour in proof {
        if last == 0 {
            return Err(ProofError::Wrong);
        }
        if position & 1 == 1 || position == last {
            hash = node_hash(neighbour, &hash);
            // At the ragged right edge a node without a right neighbour is passed up unchanged.
            // `position` is not zero here: either odd, or equal to `last`, which is not zero.
            let skipped = position.trailing_zeros();
            position >>= skipped;
            last >>= skipped;
        } else {
            hash = node_hash(&hash, neighbour);
        }
        position >>= 1;
        last >>= 1;
    }
    if last == 0 && hash == root { Ok(()) } else { Err(ProofError::Wrong) }
}

/// Checks that the tree of `new_size` leaves begins with the tree of `old_size` (RFC 9162, section 2.1.4.2).
///
/// # Errors
/// When the new tree is smaller, or the proof does not lead to both roots.
pub fn verify_consistency(
    old_size: u64,
    new_size: u64,
    old_root: Hash,
    new_root: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old_size > new_size {
        return Err(ProofError::Shrunk { old: old_size, new: new_size });
    }
    if old_size == new_size {
        return if proof.is_empty() && old_root == new_root { Ok(()) } else { Err(ProofError::Wrong) };
    }
    if old_size == 0 {
        return if proof.is_empty() && old_root == Hash::EMPTY_ROOT { Ok(()) } else { Err(ProofError::Wrong) };
    }
    // When the old tree is perfect its root is itself the first hash, and is left out of the proof.
    let (&first, rest) =
        if old_size.is_power_of_two() { (&old_root, proof) } else { proof.split_first().ok_or(ProofError::Wrong)? };
    let skipped = (old_size - 1).trailing_ones();
    let (mut position, mut last) = ((old_size - 1) >> skipped, (new_size - 1) >> skipped);
    let (mut old, mut new) = (first, first);
    for neighbour in rest {
        if last == 0 {
            return Err(ProofError::Wrong);
        }
        if position & 1 == 1 || position == last {
            old = node_hash(neighbour, &old);
            new = node_hash(neighbour, &new);
            // Not zero here: either odd, or equal to `last`, which is not zero.
            let skipped = position.trailing_zeros();
            position >>= skipped;
            last >>= skipped;
        } else {
            new = node_hash(&new, neighbour);
        }
        position >>= 1;
        last >>= 1;
    }
    if last == 0 && old == old_root && new == new_root { Ok(()) } else { Err(ProofError::Wrong) }
}

/// Why a proof cannot be made or does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
    /// The log has no leaf of that index at that size.
    NoSuchLeaf {
        /// The leaf asked for.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The tree said to be newer is smaller.
    Shrunk {
        /// Leaves in the tree said to be older.
        old: u64,
        /// Leaves in the tree said to be newer.
        new: u64,
    },
    /// A tile the proof is made from is missing or too short.
    MissingTile(TileId),
    /// The proof does not lead to the root.
    Wrong,
}

impl fmt::Display for ProofError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchLeaf { index, size } => write!(f, "there is no leaf `{index}` in a log of {size} leaves"),
            Self::Shrunk { old, new } => write!(f, "a log of {new} leaves cannot continue one of {old}"),
            Self::MissingTile(id) => MissingTile(*id).fmt(f),
            Self::Wrong => f.write_str("the proof does not lead to the root of the log"),
        }
    }
}

impl std::error::Error for ProofError {}

impl From<MissingTile> for ProofError {
    fn from(missing: MissingTile) -> Self {
        Self::MissingTile(missing.0)
    }
}

/// The subtrees beside the way from a leaf to the root: `PATH` of RFC 6962, section 2.1.1.
fn inclusion_path(size: u64, index: u64) -> Result<Vec<Range<u64>>, ProofError> {
    if index >= size {
        return Err(ProofError::NoSuchLeaf { index, size });
    }
    let (mut tree, mut path) = (0..size, Vec::new());
    while tree.end - tree.start > 1 {
        let middle = split(&tree);
        if index < middle {
            path.push(middle..tree.end);
            tree.end = middle;
        } else {
            path.push(tree.start..middle);
            tree.start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The subtrees that make up both trees: `PROOF` of RFC 6962, section 2.1.2.
fn consistency_path(old: u64, new: u64) -> Result<Vec<Range<u64>>, ProofError> {
    if old > new {
        return Err(ProofError::Shrunk { old, new });
    }
    let (mut tree, mut path) = (0..new, Vec::new());
    if old == 0 {
        return Ok(path);
    }
    while tree.end != old {
        let middle = split(&tree);
        if old <= middle {
            path.push(middle..tree.end);
            tree.end = middle;
        } else {
            path.push(tree.start..middle);
            tree.start = middle;
        }
    }
    // A perfect old tree that begins at leaf 0 is known to the verifier by its own root.
    if tree.start != 0 {
        path.push(tree);
    }
    path.reverse();
    Ok(path)
}

/// Where RFC 6962 splits a subtree of at least two leaves: at the largest power of two below its length.
fn split(tree: &Range<u64>) -> u64 {
    let length = tree.end - tree.start;
    tree.start + (1 << (length - 1).ilog2())
}

/// The roots of these subtrees of the tree of `size` leaves; every tile is read once.
fn roots(tiles: &(impl Tiles + ?Sized), size: u64, subtrees: &[Range<u64>]) -> Result<Vec<Hash>, ProofError> {
    let mut rows = BTreeMap::new();
    for id in tiles_under(size, subtrees) {
        rows.insert(id, read(tiles, id)?);
    }
    Ok(subtrees.iter().map(|subtree| root(&rows, size, subtree)).collect())
}

/// The root of one subtree: its perfect parts, joined from the right.
fn root(rows: &BTreeMap<TileId, Vec<Hash>>, size: u64, subtree: &Range<u64>) -> Hash {
    let parts: Vec<Hash> = perfect_parts(subtree)
        .map(|part| {
            let (id, slots) = locate(size, &part);
            perfect_root(&rows[&id][slots])
        })
        .collect();
    let (last, left) = parts.split_last().expect("a subtree has at least one leaf");
    left.iter().rev().fold(*last, |right, left| node_hash(left, &right))
}

/// The tiles that hold what these subtrees are made of.
fn tiles_under(size: u64, subtrees: &[Range<u64>]) -> BTreeSet<TileId> {
    subtrees.iter().flat_map(perfect_parts).map(|part| locate(size, &part).0).collect()
}

/// A perfect subtree: `1 << height` leaves beginning at a multiple of that number.
struct Perfect {
    start: u64,
    height: u8,
}

/// The perfect subtrees a subtree consists of, left to right, each smaller than the one before.
fn perfect_parts(subtree: &Range<u64>) -> impl Iterator<Item = Perfect> + use<> {
    let Range { mut start, end } = *subtree;
    std::iter::from_fn(move || {
        let height = u8::try_from((end - start).checked_ilog2()?).expect("a logarithm of 64 bits is below 64");
        let part = Perfect { start, height };
        start += 1 << height;
        Some(part)
    })
}

/// The tile a perfect subtree is read from, and which of the tile's hashes lie under it.
fn locate(size: u64, part: &Perfect) -> (TileId, Range<usize>) {
    let (level, within) = (part.height / 8, part.height % 8);
    let position = part.start >> (8 * level);
    let id = tile_at(level, position, size).expect("a perfect subtree of the tree lies on stored hashes");
    let slot = usize::from(position.to_le_bytes()[0]);
    (id, slot..slot + (1 << within))
}
