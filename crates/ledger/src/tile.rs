//! Tiles: the hashes of the tree cut into files of at most 256, so that every proof is made from a few small reads.
//!
//! A tile at level 0 holds leaf hashes; at each level above, every hash is the root of one full tile below.

use std::collections::BTreeMap;
use std::fmt;

use crate::hash::{Hash, node_hash};
use crate::tree::Frontier;

/// How many hashes a full tile holds.
pub const WIDTH: u16 = 256;

/// The highest level a tree of 64-bit size can have.
const LEVEL_MAX: u8 = 7;

/// The place of one tile: its level, its number within the level, and how many hashes it holds.
///
/// INVARIANT (a tile is not empty): the width is 1 to 256, the level 0 to 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    level: u8,
    index: u64,
    width: u16,
}

impl TileId {
    /// The tile there; `None` for a level above 7 or a width outside 1 to 256.
    #[must_use]
    pub const fn new(level: u8, index: u64, width: u16) -> Option<Self> {
        if level > LEVEL_MAX || width == 0 || width > WIDTH {
            return None;
        }
        Some(Self { level, index, width })
    }

    /// The level, 0 at the leaves.
    #[must_use]
    pub const fn level(&self) -> u8 {
        self.level
    }

    /// The number within the level, from the left, starting at 0.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes the tile holds, 1 to 256.
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Whether the tile can never change again.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.width == WIDTH
    }

    /// The full tile at the same place.
    #[must_use]
    pub const fn full(self) -> Self {
        Self { width: WIDTH, ..self }
    }

    /// How many bytes the tile takes.
    #[must_use]
    pub fn byte_len(&self) -> usize {
        usize::from(self.width) * Hash::LEN
    }

    /// Where C2SP tlog-tiles serves it: `tile/0/x001/x234/067`, with `.p/12` behind it while it holds only 12 hashes.
    #[must_use]
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, place(self.index, self.width))
    }

    /// Reads back what [`TileId::path`] wrote; `None` for any other spelling.
    #[must_use]
    pub fn from_path(path: &str) -> Option<Self> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let (index, width) = parse_place(rest)?;
        let id = Self::new(level.parse().ok()?, index, width)?;
        // Comparing with what we would write ourselves refuses leading zeros, signs and other second spellings.
        (id.path() == path).then_some(id)
    }
}

/// Whoever can give the bytes of a stored tile: a table, a folder, a map.
pub trait Tiles {
    /// The tile's bytes, or more (a wider tile of the same place will do); `None` when it is not stored.
    fn tile(&self, id: TileId) -> Option<Vec<u8>>;
}

impl<T: Tiles + ?Sized> Tiles for &T {
    fn tile(&self, id: TileId) -> Option<Vec<u8>> {
        (**self).tile(id)
    }
}

impl Tiles for BTreeMap<TileId, Vec<u8>> {
    fn tile(&self, id: TileId) -> Option<Vec<u8>> {
        self.get(&id).or_else(|| self.get(&id.full())).cloned()
    }
}

/// A tile that ought to be stored is not, or is too short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingTile(pub TileId);

impl fmt::Display for MissingTile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stored tile `{}` is missing or too short", self.0.path())
    }
}

impl std::error::Error for MissingTile {}

/// Reads a tile and trims it to the width asked for.
///
/// # Errors
/// When the tile is missing or too short.
pub fn read(tiles: &(impl Tiles + ?Sized), id: TileId) -> Result<Vec<Hash>, MissingTile> {
    let bytes = tiles.tile(id).filter(|bytes| bytes.len() >= id.byte_len()).ok_or(MissingTile(id))?;
    Ok(hashes(&bytes[..id.byte_len()]))
}

/// The tile that holds the hash of number `position` at this level, as wide as a tree of `size` leaves makes it.
#[must_use]
pub fn tile_at(level: u8, position: u64, size: u64) -> Option<TileId> {
    let count = count_at(level, size);
    if position >= count {
        return None;
    }
    let index = position / u64::from(WIDTH);
    TileId::new(level, index, width_of(index, count))
}

/// Every tile of a tree of `size` leaves, level by level from the leaves up.
pub fn tiles_of(size: u64) -> impl Iterator<Item = TileId> {
    changed_tiles(0, size)
}

/// The tiles that are new or wider when the tree grows from `old` to `new` leaves, from the leaves up.
pub fn changed_tiles(old: u64, new: u64) -> impl Iterator<Item = TileId> {
    (0..=LEVEL_MAX).flat_map(move |level| {
        let (before, after) = (count_at(level, old), count_at(level, new));
        let indices = if before < after { before / 256..after.div_ceil(256) } else { 0..0 };
        indices.filter_map(move |index| TileId::new(level, index, width_of(index, after)))
    })
}

/// The tiles along the right edge that are still partial at `size`: all that [`grow`] and [`frontier`] read.
pub fn right_edge(size: u64) -> impl Iterator<Item = TileId> {
    (0..=LEVEL_MAX).filter_map(move |level| {
        let count = count_at(level, size);
        TileId::new(level, count / 256, low_byte(count).into())
    })
}

/// The bytes of every tile that changes when these leaf hashes are added to a tree of `old` leaves.
///
/// Costs one hash per new leaf; reads only [`right_edge`]`(old)`.
///
/// # Errors
/// When one of those tiles is missing or too short.
pub fn grow(tiles: &(impl Tiles + ?Sized), old: u64, leaves: &[Hash]) -> Result<Vec<(TileId, Vec<u8>)>, MissingTile> {
    let mut grown = Vec::new();
    let mut added = leaves.to_vec();
    for level in 0..=LEVEL_MAX {
        if added.is_empty() {
            break;
        }
        let before = count_at(level, old);
        let mut row = match TileId::new(level, before / 256, low_byte(before).into()) {
            Some(partial) => read(tiles, partial)?,
            None => Vec::new(),
        };
        row.append(&mut added);
        for (index, chunk) in (before / 256..).zip(row.chunks(usize::from(WIDTH))) {
            let width = u16::try_from(chunk.len()).expect("a chunk has at most 256 hashes");
            let id = TileId::new(level, index, width).expect("a chunk is not empty, and the level is counted to 7");
            grown.push((id, bytes(chunk)));
            if id.is_full() {
                added.push(perfect_root(chunk));
            }
        }
    }
    Ok(grown)
}

/// The right edge of a tree of `size` leaves, read from its stored tiles.
///
/// # Errors
/// When one of the tiles of [`right_edge`] is missing or too short.
pub fn frontier(tiles: &(impl Tiles + ?Sized), size: u64) -> Result<Frontier, MissingTile> {
    let mut roots = Vec::new();
    let edge: Vec<TileId> = right_edge(size).collect();
    for id in edge.into_iter().rev() {
        let row = read(tiles, id)?;
        let mut rest = row.as_slice();
        // A width is a sum of powers of two; each is one perfect subtree, the largest on the left.
        for bit in (0..8).rev().map(|bit| 1 << bit).filter(|bit| row.len() & bit != 0) {
            let (subtree, right) = rest.split_at(bit);
            roots.push(perfect_root(subtree));
            rest = right;
        }
    }
    Ok(Frontier::from_parts(size, roots).expect("the widths of the right edge are the bytes of the size"))
}

/// The hashes in a tile's bytes; a broken tail is left out.
#[must_use]
pub fn hashes(bytes: &[u8]) -> Vec<Hash> {
    bytes.as_chunks::<{ Hash::LEN }>().0.iter().map(|hash| Hash::from_bytes(*hash)).collect()
}

/// The root of a perfect subtree, that is, over 1, 2, 4, 8 … hashes.
pub(crate) fn perfect_root(row: &[Hash]) -> Hash {
    debug_assert!(row.len().is_power_of_two(), "only a power of two makes a perfect subtree");
    let mut row = row.to_vec();
    while row.len() > 1 {
        row = row.as_chunks::<2>().0.iter().map(|[left, right]| node_hash(left, right)).collect();
    }
    row[0]
}

/// How many hashes there are at a level of a tree of `size` leaves.
pub(crate) fn count_at(level: u8, size: u64) -> u64 {
    size.checked_shr(8 * u32::from(level)).unwrap_or(0)
}

/// How wide a tile is when its level holds `count` hashes.
fn width_of(index: u64, count: u64) -> u16 {
    if index < count / 256 { WIDTH } else { low_byte(count).into() }
}

/// A tile's bytes.
fn bytes(row: &[Hash]) -> Vec<u8> {
    row.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// The remainder by 256.
fn low_byte(count: u64) -> u8 {
    count.to_le_bytes()[0]
}

/// A number in groups of three digits, each but the last behind an `x`, and the width if it is not full.
pub(crate) fn place(index: u64, width: u16) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    if width < WIDTH { format!("{path}.p/{width}") } else { path }
}

/// Reads [`place`], loosely: the caller compares with what it would have written.
pub(crate) fn parse_place(path: &str) -> Option<(u64, u16)> {
    let (path, width) = match path.split_once(".p/") {
        Some((path, width)) => (path, width.parse().ok()?),
        None => (path, WIDTH),
    };
    let index = path.split('/').try_fold(0_u64, |index, group| {
        let digits: u64 = group.trim_start_matches('x').parse().ok()?;
        index.checked_mul(1000)?.checked_add(digits)
    })?;
    Some((index, width))
}
