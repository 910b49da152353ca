//! What came of linking in parts, read from the shelf in the order of the register.

use super::One;
use super::intake::Laid;
use super::record::{Record, Records};
use super::shelf::{Reader, Shelf};
use crate::register::Row;
use crate::weigh::{Millibits, Weights};
use crate::words::Words;
use std::io::Result;

/// What linking in parts found.
#[derive(Debug)]
pub struct Parted {
    pub(super) laid: Laid,
    /// What each agreement was worth.
    pub weights: Weights,
    /// How many pairs were compared, each once.
    pub pairs_scored: usize,
    /// For each record, the first of its cluster.
    pub(super) of: Vec<Row>,
    pub(super) ones: Vec<One>,
}

/// A record's name: its source, from 0, and its identifier.
pub type Named<'n> = (u8, &'n str);

impl Parted {
    /// How many records were linked.
    #[must_use]
    pub const fn records(&self) -> u32 {
        self.laid.records()
    }

    /// How many pairs are one.
    #[must_use]
    pub const fn pairs(&self) -> usize {
        self.ones.len()
    }

    /// How many clusters there are, those of one record included.
    #[must_use]
    pub fn clusters(&self) -> usize {
        (0_u32..).zip(&self.of).filter(|(row, first)| row == *first).count()
    }

    /// Tells of every record, in their order, with the first record of its cluster.
    ///
    /// # Errors
    /// When the shelf fails, or `each` says so.
    pub fn each_record<E: From<std::io::Error>>(
        &self,
        shelf: &dyn Shelf,
        mut each: impl FnMut(Named<'_>, Named<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let first = |row: Row| self.of[row as usize] == row;
        let mut firsts = vec![false; self.of.len()];
        (0_u32..).zip(&self.of).filter(|(row, of)| row != *of).for_each(|(_, of)| firsts[*of as usize] = true);
        let mut names = Names::default();
        self.read(shelf, |row, record| {
            if firsts[row as usize] {
                names.add(row, &record);
            }
            let own = (record.source, record.id);
            if first(row) { each(own, own) } else { each(own, names.of(self.of[row as usize])) }
        })
    }

    /// Tells of every pair that is one, by cluster, with its score.
    ///
    /// # Errors
    /// When the shelf fails, or `each` says so.
    pub fn each_pair<E: From<std::io::Error>>(
        &self,
        shelf: &dyn Shelf,
        mut each: impl FnMut(Named<'_>, Named<'_>, Millibits) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut wanted = vec![false; self.of.len()];
        self.ones.iter().for_each(|one| [one.a, one.b].iter().for_each(|row| wanted[*row as usize] = true));
        let mut names = Names::default();
        self.read(shelf, |row, record| {
            if wanted[row as usize] {
                names.add(row, &record);
            }
            Ok::<(), std::io::Error>(())
        })?;
        self.ones.iter().try_for_each(|one| each(names.of(one.a), names.of(one.b), one.score))
    }

    /// Whether both sources use some identifier.
    ///
    /// # Errors
    /// When the shelf fails.
    pub fn share_identifiers(&self, shelf: &dyn Shelf) -> Result<bool> {
        let [first, others] = self.laid.census.records;
        let fields = self.laid.census.fields.len();
        let mut one = Records::new(Reader::of(shelf, self.laid.rows)?);
        let mut other = Records::new(Reader::of(shelf, self.laid.rows)?);
        for _ in 0..first {
            other.next()?;
        }
        let mut left = first;
        for _ in 0..others {
            other.next()?;
            let id = Record::read(other.bytes(), fields)?.id;
            // Both stand in the order of their identifiers, so neither is gone through twice.
            while left > 0 && (left == first || Record::read(one.bytes(), fields)?.id < id) {
                one.next()?;
                left -= 1;
            }
            if first > 0 && Record::read(one.bytes(), fields)?.id == id {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn read<E: From<std::io::Error>>(
        &self,
        shelf: &dyn Shelf,
        mut each: impl FnMut(Row, Record<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut records = Records::new(Reader::of(shelf, self.laid.rows)?);
        for row in 0..self.records() {
            if records.next()? {
                each(row, Record::read(records.bytes(), self.laid.census.fields.len())?)?;
            }
        }
        Ok(())
    }
}

/// Names of some records.
#[derive(Default)]
struct Names {
    rows: Vec<Row>,
    sources: Vec<u8>,
    ids: Words,
}

impl Names {
    /// Adds a record that comes after all that are there.
    fn add(&mut self, row: Row, record: &Record<'_>) {
        self.rows.push(row);
        self.sources.push(record.source);
        self.ids.append(record.id);
    }

    fn of(&self, row: Row) -> Named<'_> {
        let at = self.rows.binary_search(&row).expect("every record that is asked for was added before");
        (self.sources[at], self.ids.get(u32::try_from(at).unwrap_or_default()))
    }
}
