//! A model as a file: versioned, self-describing, refused when it is broken, foreign or from a newer program.
//!
//! `JWKIND` and a format version; a head in JSON with all that people may want to know (`head -c 2000 MODEL` shows it); the known
//! runs as gaps between their buckets; their weights; the planes as 16-bit numbers; SHA-256 over all that stands before it. Numbers
//! are little-endian. The same model gives the same bytes.

use super::calibrate::Calibration;
use super::grams::BUCKETS;
use super::model::{About, Model};
use super::vocabulary::Vocabulary;
use super::weighing::{Blocks, Weights};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::sync::Arc;

const MAGIC: &[u8; 6] = b"JWKIND";
/// Raised whenever the same bytes would mean something else: another format, other features, another way of weighing.
const VERSION: u16 = 1;
const DIGEST: usize = 32;

/// Why bytes are not a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// They are something else altogether.
    Foreign,
    /// They are a model of this format version, and this program reads up to the other.
    Newer(u16, u16),
    /// They are a model of an older format version that is no longer read.
    Older(u16),
    /// They were a model and have been cut off or changed since.
    Broken,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("it is not a kind model"),
            Self::Newer(found, known) => {
                write!(
                    f,
                    "its format {found} is newer than the format {known} of this program; use the program that wrote it, or train again"
                )
            }
            Self::Older(found) => write!(f, "its format {found} is no longer read; train again"),
            Self::Broken => {
                f.write_str("it has been cut off or changed since it was written; take another copy, or train again")
            }
        }
    }
}

impl std::error::Error for FileError {}

#[derive(Serialize, Deserialize)]
struct Head {
    about: About,
    kinds: Vec<String>,
    seen: Vec<u32>,
    classes: Vec<String>,
    class_of: Vec<u32>,
    calibration: Calibration,
    units: Vec<f32>,
    offsets: Vec<f32>,
    runs: usize,
}

impl Model {
    /// The bytes to keep.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let text = |names: &[Arc<str>]| names.iter().map(ToString::to_string).collect();
        let head = Head {
            about: self.about.clone(),
            kinds: text(&self.kinds),
            seen: self.seen.clone(),
            classes: text(&self.classes),
            class_of: self.class_of.clone(),
            calibration: self.calibration.clone(),
            units: self.units.clone(),
            offsets: self.offsets.clone(),
            runs: self.vocabulary.len(),
        };
        let head = serde_json::to_vec(&head).expect("a head has text keys and finite numbers only");
        let mut bytes = Vec::with_capacity(head.len() + self.rows.len() * 2 + self.vocabulary.len() * 6 + 64);
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((head.len() as u64).to_le_bytes());
        bytes.extend(&head);
        let mut next = 0;
        for bucket in self.vocabulary.buckets() {
            write_gap(bucket - next, &mut bytes);
            next = bucket + 1;
        }
        self.weights.all().iter().for_each(|weight| bytes.extend(weight.to_le_bytes()));
        self.rows.iter().for_each(|weight| bytes.extend(weight.to_le_bytes()));
        let digest = Sha256::digest(&bytes);
        bytes.extend(digest);
        bytes
    }

    /// The model that was kept as these bytes.
    ///
    /// # Errors
    /// When they are something else, were written by a newer program, or have been changed since.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FileError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(FileError::Foreign)?;
        let (version, _) = rest.split_first_chunk().ok_or(FileError::Broken)?;
        match u16::from_le_bytes(*version) {
            VERSION => {}
            newer if newer > VERSION => return Err(FileError::Newer(newer, VERSION)),
            older => return Err(FileError::Older(older)),
        }
        let (whole, digest) = bytes.split_last_chunk::<DIGEST>().ok_or(FileError::Broken)?;
        if Sha256::digest(whole).as_slice() != digest {
            return Err(FileError::Broken);
        }
        // What is read from here on was written by this program; it is still taken apart as if it were a stranger's.
        whole.get(MAGIC.len() + 2..).and_then(parse).ok_or(FileError::Broken)
    }
}

fn parse(bytes: &[u8]) -> Option<Model> {
    let (length, bytes) = bytes.split_first_chunk()?;
    let (head, mut bytes) = bytes.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let head: Head = serde_json::from_slice(head).ok()?;
    let width = head.kinds.len();
    let (mut buckets, mut next) = (Vec::new(), 0_u32);
    for _ in 0..head.runs {
        let bucket = next.checked_add(read_gap(&mut bytes)?)?;
        buckets.push(bucket);
        next = bucket.checked_add(1).filter(|_| (bucket as usize) < BUCKETS)?;
    }
    let (weights, rows) = bytes.split_at_checked(head.runs.checked_mul(4)?)?;
    let weights: Vec<f32> = weights.as_chunks().0.iter().map(|four| f32::from_le_bytes(*four)).collect();
    let rows: Vec<i16> = rows.as_chunks().0.iter().map(|two| i16::from_le_bytes(*two)).collect();
    let fits = rows.len() == head.runs.checked_mul(width)?
        && [head.seen.len(), head.units.len(), head.offsets.len(), head.calibration.width()]
            .iter()
            .all(|n| *n == width)
        && (head.class_of.is_empty() || head.class_of.len() == width)
        && head.class_of.iter().all(|class| (*class as usize) < head.classes.len())
        && head.kinds.is_sorted()
        && width > 0;
    let vocabulary = Vocabulary::new(buckets);
    let blocks = Blocks::of(&vocabulary);
    let names = |names: Vec<String>| names.into_iter().map(Arc::from).collect();
    fits.then(|| Model {
        about: head.about,
        kinds: names(head.kinds),
        seen: head.seen,
        classes: names(head.classes),
        class_of: head.class_of,
        vocabulary,
        weights: Weights::from_parts(weights, blocks),
        rows,
        units: head.units,
        offsets: head.offsets,
        calibration: head.calibration,
    })
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow (LEB128).
fn write_gap(mut gap: u32, bytes: &mut Vec<u8>) {
    while gap >= 0x80 {
        bytes.push(u8::try_from(gap & 0x7F).unwrap_or_default() | 0x80);
        gap >>= 7;
    }
    bytes.push(u8::try_from(gap).unwrap_or_default());
}

fn read_gap(bytes: &mut &[u8]) -> Option<u32> {
    let mut gap = 0_u32;
    for shift in [0, 7, 14, 21, 28] {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        gap |= u32::from(byte & 0x7F).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(gap);
        }
    }
    None
}
