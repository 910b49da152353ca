//! Records dealt out so that those that meet lie together, and brought into memory again one part at a time.

use super::intake::Laid;
use super::record::{Record, Records, put};
use super::shelf::{Pile, Reader, Shelf, Writer};
use crate::block::Run;
use crate::plan::Plan;
use crate::register::{Gathering, Register, Row};
use std::io::{Error, ErrorKind, Result};

/// A part of the register, in memory.
pub(super) struct Part {
    /// Its records, in the order of the whole register.
    pub(super) register: Register,
    /// The place of each in the whole register.
    pub(super) rows: Vec<Row>,
    /// Places in this part by the key under which they were dealt.
    pub(super) run: Run,
}

/// Deals records out to so many piles; `part` is asked for each record in turn to which, and under which key.
pub(super) fn deal(
    laid: &Laid,
    shelf: &mut dyn Shelf,
    parts: usize,
    mut part: impl FnMut(Row) -> Result<Option<(usize, u64)>>,
) -> Result<Vec<Pile>> {
    let mut writers = (0..parts).map(|_| Writer::begin(shelf)).collect::<Result<Vec<_>>>()?;
    let mut records = Records::new(Reader::of(shelf, laid.rows)?);
    let mut counts = laid.counts.iter().map(|pile| Reader::of(shelf, *pile)).collect::<Result<Vec<_>>>()?;
    let mut bytes = Vec::new();
    let mut row: Row = 0;
    while records.next()? {
        bytes.clear();
        bytes.extend_from_slice(&row.to_le_bytes());
        bytes.extend_from_slice(&[0; 8]);
        for counts in &mut counts {
            bytes.extend_from_slice(&counts.bytes::<4>()?.unwrap_or_default());
        }
        if let Some((part, key)) = part(row)? {
            bytes[4..12].copy_from_slice(&key.to_le_bytes());
            bytes.extend_from_slice(records.bytes());
            put(shelf, &mut writers[part], &bytes)?;
        }
        row += 1;
    }
    writers.into_iter().map(|writer| writer.end(shelf)).collect()
}

impl Part {
    /// Brings a pile into memory, and takes it off the shelf.
    pub(super) fn take(plan: &Plan, shelf: &mut dyn Shelf, pile: Pile) -> Result<Self> {
        let fields = plan.fields.len();
        let mut gathering = Gathering::new(plan);
        let (mut rows, mut run) = (Vec::new(), Run::new());
        let mut records = Records::new(Reader::of(shelf, pile)?);
        while records.next()? {
            let bytes = records.bytes();
            let (head, record) = bytes.split_at_checked(12 + 4 * fields).ok_or_else(short)?;
            let number = |at: usize| head[at..].first_chunk::<4>().map_or(0, |bytes| u32::from_le_bytes(*bytes));
            let key = head[4..].first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes));
            let record = Record::read(record, fields)?;
            let at = Row::try_from(rows.len()).unwrap_or(Row::MAX);
            gathering.add(record.source, |field| record.value(field).map(|value| (value, number(12 + 4 * field))));
            rows.push(number(0));
            run.push((key, at));
        }
        shelf.clear(pile);
        Ok(Self { register: gathering.end(), rows, run })
    }

    /// Where a record of the whole register stands in this part.
    pub(super) fn place(&self, row: Row) -> Option<Row> {
        self.rows.binary_search(&row).ok().and_then(|at| Row::try_from(at).ok())
    }
}

fn short() -> Error {
    Error::new(ErrorKind::InvalidData, "what was laid down comes back shorter")
}
