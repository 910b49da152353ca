//! The keys of a block over a register that lies on a shelf: which are shared, which are heaps, and which are looked at for learning.

use super::intake::Laid;
use super::shelf::{Reader, Shelf};
use crate::block::{Run, Sharing, joined, sorted};
use crate::learn::{looked_at, step};
use crate::register::Row;
use std::io::Result;

/// The keys that are looked at for learning.
#[derive(Debug)]
pub(super) struct Sample {
    /// Every so manieth key is.
    pub(super) step: u64,
    /// Records by key.
    pub(super) run: Run,
}

/// The key of one record after the other.
pub(super) struct Keys {
    readers: Vec<Reader>,
    hashes: Vec<u64>,
}

impl Keys {
    pub(super) fn of(laid: &Laid, shelf: &dyn Shelf, block: usize) -> Result<Self> {
        let parts = laid.blocks[block].parts.iter();
        let readers = parts.map(|part| Reader::of(shelf, laid.hashes[*part])).collect::<Result<_>>()?;
        Ok(Self { readers, hashes: Vec::new() })
    }

    /// The key of the next record; 0 for one without.
    pub(super) fn next(&mut self) -> Result<u64> {
        self.hashes.clear();
        for reader in &mut self.readers {
            self.hashes.push(reader.bytes()?.map_or(0, u64::from_le_bytes));
        }
        Ok(joined(self.hashes.iter().copied()).unwrap_or(0))
    }
}

/// Into which of so many parts a key falls; greater keys into later ones.
#[expect(clippy::cast_possible_truncation, reason = "the quotient is below `parts`")]
pub(super) const fn part_of(key: u64, parts: usize) -> usize {
    ((key as u128 * parts as u128) >> 64) as usize
}

/// Which keys of a block more than one record has, nearly.
pub(super) fn sharing(laid: &Laid, shelf: &dyn Shelf, block: usize) -> Result<Sharing> {
    let mut sharing = Sharing::new(laid.records() as usize);
    let mut keys = Keys::of(laid, shelf, block)?;
    for _ in 0..laid.records() {
        let key = keys.next()?;
        if key != 0 {
            sharing.note(key);
        }
    }
    Ok(sharing)
}

/// Finds a block's heaps, and the keys to look at.
pub(super) fn survey(laid: &mut Laid, shelf: &dyn Shelf, block: usize, memory: usize) -> Result<Sample> {
    let sharing = sharing(laid, shelf, block)?;
    let parts = (laid.records() as usize * 2 * size_of::<(u64, Row)>()).div_ceil(memory).max(1);
    let mut pairs = 0;
    for part in 0..parts {
        let run = run(laid, shelf, block, |key| part_of(key, parts) == part && sharing.is_shared(key))?;
        let keyed = &mut laid.blocks[block];
        for group in run.chunk_by(|a, b| a.0 == b.0) {
            pairs += keyed.pairs(group.len());
            if keyed.is_heap(group.len()) {
                keyed.heaps.insert(group[0].0);
            }
        }
    }
    let step = step(pairs);
    let run = run(laid, shelf, block, |key| looked_at(key, step) && sharing.is_shared(key))?;
    Ok(Sample { step, run })
}

/// Records by key, of the keys that are wanted and shared.
fn run(laid: &Laid, shelf: &dyn Shelf, block: usize, wanted: impl Fn(u64) -> bool) -> Result<Run> {
    let mut keys = Keys::of(laid, shelf, block)?;
    let mut run = Run::new();
    for row in 0..laid.records() {
        let key = keys.next()?;
        if key != 0 && wanted(key) {
            run.push((key, row));
        }
    }
    Ok(sorted(run))
}
