//! An honest little log for the tests, and a dice that always falls the same way.

#![allow(dead_code, reason = "every test binary uses another part of this")]

use std::collections::BTreeMap;

use jingwei_ledger::verify::{Auditor, Content, Findings, Row};
use jingwei_ledger::{
    Checkpoint, Entry, Frontier, Hash, Salt, SigningKey, TileId, Tiles, Trust, commit, leaf_hash, tile,
};

pub(crate) const ORIGIN: &str = "city.example/jingwei";

/// Tiles as a store keeps them: one per place, grown in place.
#[derive(Clone, Default)]
pub(crate) struct Shelf(pub(crate) BTreeMap<(u8, u64), Vec<u8>>);

impl Tiles for Shelf {
    fn tile(&self, id: TileId) -> Option<Vec<u8>> {
        self.0.get(&(id.level(), id.index())).cloned()
    }
}

impl Shelf {
    /// Grows the tiles by these leaves.
    pub(crate) fn grow(&mut self, old: u64, leaves: &[Hash]) {
        for (id, bytes) in tile::grow(self, old, leaves).unwrap() {
            self.0.insert((id.level(), id.index()), bytes);
        }
    }

    /// The tiles over these leaves.
    pub(crate) fn over(leaves: &[Hash]) -> Self {
        let mut shelf = Self::default();
        shelf.grow(0, leaves);
        shelf
    }
}

#[derive(Clone, PartialEq)]
pub(crate) struct StoredRow {
    pub(crate) index: u64,
    pub(crate) entry: Vec<u8>,
    pub(crate) salt: Option<Salt>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) erased: bool,
}

impl StoredRow {
    pub(crate) fn new(index: u64, body: &str) -> Self {
        let salt = Salt::from_bytes(leaf_hash(body.as_bytes()).as_bytes()[..16].try_into().unwrap());
        let body = body.as_bytes().to_vec();
        let recorded_at_ms = 1_795_000_000_000 + i64::try_from(index).unwrap();
        let entry = Entry::new(recorded_at_ms, commit(&salt, &body)).encode().to_vec();
        Self { index, entry, salt: Some(salt), body: Some(body), erased: false }
    }
}

/// A database: rows, tiles, signed checkpoints.
#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) rows: Vec<StoredRow>,
    pub(crate) shelf: Shelf,
    pub(crate) notes: Vec<String>,
}

impl Database {
    /// A log that grew to `size` rows and was signed at each of these sizes.
    pub(crate) fn honest(size: u64, signed_at: &[u64]) -> Self {
        let rows: Vec<StoredRow> = (0..size).map(|n| StoredRow::new(n, &format!("fact {n}"))).collect();
        let leaves = leaves(&rows);
        let mut database = Self { rows, shelf: Shelf::default(), notes: Vec::new() };
        let mut before = None;
        let mut old = 0;
        for &new in signed_at {
            database.shelf.grow(old, &leaves[at(old)..at(new)]);
            let root = tile::frontier(&database.shelf, new).unwrap().root();
            let next = Checkpoint::new(ORIGIN, new, root).unwrap();
            let proof = jingwei_ledger::consistency_proof(&database.shelf, old, new).unwrap();
            database.notes.push(key().sign_checkpoint(before.as_ref(), &next, &proof).unwrap().to_string());
            (old, before) = (new, Some(next));
        }
        database
    }

    /// The size of the last signed checkpoint.
    pub(crate) fn signed(&self) -> u64 {
        self.notes.iter().map(|note| trust().open_text(note).unwrap().size()).max().unwrap_or(0)
    }

    /// Makes tiles anew from the rows as they stand, up to `size`.
    pub(crate) fn refold(&mut self, size: u64) {
        self.shelf = Shelf::over(&leaves(&self.rows)[..at(size)]);
    }

    /// Gives rows the indices of their places.
    pub(crate) fn renumber(&mut self) {
        for (index, row) in (0..).zip(&mut self.rows) {
            row.index = index;
        }
    }

    /// Signs the rows up to `size` as if nothing had been signed before.
    pub(crate) fn sign_anew(&mut self, key: &SigningKey, size: u64) {
        let mut frontier = Frontier::new();
        leaves(&self.rows)[..at(size)].iter().for_each(|leaf| frontier.append(*leaf));
        let checkpoint = Checkpoint::new(ORIGIN, size, frontier.root()).unwrap();
        self.notes = vec![key.sign_checkpoint(None, &checkpoint, &[]).unwrap().to_string()];
    }

    pub(crate) fn audit(&self, held: &[Checkpoint]) -> Findings {
        let notes: Vec<&str> = self.notes.iter().map(String::as_str).collect();
        let mut auditor = Auditor::new(&self.shelf, &trust(), &notes, held).unwrap();
        for row in &self.rows {
            let content = Content::from_columns(row.salt, row.body.as_deref(), row.erased);
            auditor.row(&Row { index: row.index, entry: &row.entry, content });
        }
        auditor.finish()
    }
}

pub(crate) fn key() -> SigningKey {
    SigningKey::from_seed(ORIGIN, [3; 32]).unwrap()
}

pub(crate) fn trust() -> Trust {
    Trust::from(key().verifier())
}

pub(crate) fn leaves(rows: &[StoredRow]) -> Vec<Hash> {
    rows.iter().map(|row| leaf_hash(&row.entry)).collect()
}

pub(crate) fn at(size: u64) -> usize {
    usize::try_from(size).unwrap()
}

/// `SplitMix64`: a fixed sequence per seed.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.throw() % end
    }
}
