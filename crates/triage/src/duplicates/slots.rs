//! Where the open cases lie: numbered slots that are used again, in the order of their age, grown piece by piece.

use super::sketch::Sketch;
use rustc_hash::FxHashMap;
use std::hash::{BuildHasher as _, Hash};

/// Slots in one piece of memory: growing never moves what is there.
const PIECE: usize = 1024;
/// Tables among which the ids are spread, so that a table that grows moves few of them.
const TABLES: usize = 256;
/// No slot.
const NONE: u32 = u32::MAX;

/// Open cases by slot and by id.
#[derive(Debug)]
pub(crate) struct Slots<I> {
    pieces: Vec<Vec<Option<Slot<I>>>>,
    free: Vec<u32>,
    ids: Vec<FxHashMap<I, u32>>,
    oldest: u32,
    newest: u32,
    len: usize,
}

/// One open case.
#[derive(Debug)]
pub(crate) struct Slot<I> {
    /// Whose.
    pub(crate) id: I,
    /// What is kept of it.
    pub(crate) sketch: Sketch,
    /// Whether it stands under its keys, or is one copy of many.
    pub(crate) posted: bool,
    older: u32,
    newer: u32,
}

impl<I: Copy + Eq + Hash> Slots<I> {
    pub(crate) fn new() -> Self {
        let ids = (0..TABLES).map(|_| FxHashMap::default()).collect();
        Self { pieces: Vec::new(), free: Vec::new(), ids, oldest: NONE, newest: NONE, len: 0 }
    }

    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// The slot of this id.
    pub(crate) fn find(&self, id: I) -> Option<u32> {
        self.ids[table(&id)].get(&id).copied()
    }

    /// The slot of the case that came first.
    pub(crate) const fn oldest(&self) -> Option<u32> {
        if self.oldest == NONE { None } else { Some(self.oldest) }
    }

    /// The case in this slot.
    pub(crate) fn get(&self, slot: u32) -> Option<&Slot<I>> {
        let slot = slot as usize;
        self.pieces.get(slot / PIECE)?.get(slot % PIECE)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, slot: u32) -> Option<&mut Slot<I>> {
        let slot = slot as usize;
        self.pieces.get_mut(slot / PIECE)?.get_mut(slot % PIECE)?.as_mut()
    }

    /// Puts a case into a free slot; its id must not be there yet.
    pub(crate) fn put(&mut self, id: I, sketch: Sketch, posted: bool) -> u32 {
        let number = self.free.pop().unwrap_or_else(|| self.grow());
        let older = self.newest;
        let at = number as usize;
        self.pieces[at / PIECE][at % PIECE] = Some(Slot { id, sketch, posted, older, newer: NONE });
        match self.get_mut(older) {
            Some(before) => before.newer = number,
            None => self.oldest = number,
        }
        self.newest = number;
        self.ids[table(&id)].insert(id, number);
        self.len += 1;
        number
    }

    /// Takes a case out of its slot.
    pub(crate) fn take(&mut self, number: u32) -> Option<Slot<I>> {
        let at = number as usize;
        let slot = self.pieces.get_mut(at / PIECE)?.get_mut(at % PIECE)?.take()?;
        match self.get_mut(slot.older) {
            Some(before) => before.newer = slot.newer,
            None => self.oldest = slot.newer,
        }
        match self.get_mut(slot.newer) {
            Some(after) => after.older = slot.older,
            None => self.newest = slot.older,
        }
        self.ids[table(&slot.id)].remove(&slot.id);
        self.free.push(number);
        self.len -= 1;
        Some(slot)
    }

    fn grow(&mut self) -> u32 {
        if self.pieces.last().is_none_or(|piece| piece.len() == PIECE) {
            self.pieces.push(Vec::with_capacity(PIECE));
        }
        let before = (self.pieces.len() - 1) * PIECE;
        let piece = self.pieces.last_mut().expect("a piece with room was pushed just now, or was there");
        piece.push(None);
        u32::try_from(before + piece.len() - 1).expect("the settings allow fewer than 2^32 cases")
    }
}

fn table<I: Hash>(id: &I) -> usize {
    (rustc_hash::FxBuildHasher.hash_one(id) >> 48) as usize % TABLES
}
