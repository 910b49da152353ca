//! Records come in as they are read, are brought to their one form, and are laid down in the order of source and identifier.

use super::record::{Record, Records, put, write};
use super::shelf::{Pile, Reader, Shelf, Writer};
use super::{Row, Trouble};
use crate::block::{Keyed, keyed, part_key};
use crate::census::Census;
use crate::plan::{Cut, Plan};
use crate::register::{Cells, Fault, Register, Source, Unfit};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Takes records in, as many at a time as there is room for.
#[derive(Debug, Default)]
pub struct Intake {
    runs: Vec<Pile>,
    records: [u32; 2],
    bytes: u64,
    faults: Vec<Fault>,
    fault_count: usize,
}

/// A register that lies on a shelf.
#[derive(Debug)]
pub struct Laid {
    /// The records in their order.
    pub(super) rows: Pile,
    /// How many bytes they take.
    pub(super) bytes: u64,
    /// The blocks of the plan, whose keys are made of `wanted`.
    pub(super) blocks: Vec<Keyed>,
    /// Parts of fields of which keys are made; after those of blocks, the fields themselves.
    pub(super) wanted: Vec<(usize, Cut)>,
    /// For each of `wanted`, a hash for each record.
    pub(super) hashes: Vec<Pile>,
    /// For each field, how many records share the value of each record.
    pub(super) counts: Vec<Pile>,
    pub(super) census: Census,
    faults: Vec<Fault>,
    fault_count: usize,
}

/// So many faults are named one by one; all are counted.
const NAMED_FAULTS: usize = 1000;

impl Intake {
    /// Takes records of a source, from 0 for the first.
    ///
    /// # Errors
    /// When a record has no identifier, there are too many, or the shelf fails.
    pub fn take(&mut self, plan: &Plan, shelf: &mut dyn Shelf, number: usize, source: Source) -> Result<(), Trouble> {
        let count = u32::try_from(source.ids.len()).map_err(|_| Unfit::TooMany)?;
        let records = &mut self.records[number.min(1)];
        *records = records.checked_add(count).ok_or(Unfit::TooMany)?;
        self.records[0].checked_add(self.records[1]).filter(|all| *all < Row::MAX).ok_or(Unfit::TooMany)?;
        let mut sources: Vec<Source> = (0..number).map(|_| empty(plan)).collect();
        sources.push(source);
        let register = Register::new(plan, sources).map_err(|why| match why {
            Unfit::Nameless { line, .. } => Unfit::Nameless { source: number, line },
            Unfit::TooMany => Unfit::TooMany,
        })?;
        let mut writer = Writer::begin(shelf)?;
        for row in 0..count {
            write(shelf, &mut writer, &register, row)?;
        }
        self.runs.push(writer.end(shelf)?);
        self.fault_count += register.fault_count();
        let room = NAMED_FAULTS.saturating_sub(self.faults.len());
        self.faults.extend(register.faults().iter().take(room).cloned());
        Ok(())
    }

    /// Brings all records into one order.
    ///
    /// # Errors
    /// When the plan names a part that cannot be, or the shelf fails.
    pub fn finish(mut self, plan: &Plan, shelf: &mut dyn Shelf) -> Result<Laid, Trouble> {
        let (blocks, mut wanted) = keyed(plan)?;
        for field in 0..plan.fields.len() {
            if !wanted.contains(&(field, Cut::Whole)) {
                wanted.push((field, Cut::Whole));
            }
        }
        let (rows, hashes) = self.merge(plan, shelf, &wanted)?;
        self.runs.iter().for_each(|run| shelf.clear(*run));
        self.faults.sort_by_key(|fault| (fault.source, fault.line));
        let census = Census { records: self.records, fields: Vec::new() };
        let Self { bytes, faults, fault_count, .. } = self;
        Ok(Laid { rows, bytes, blocks, wanted, hashes, counts: Vec::new(), census, faults, fault_count })
    }

    fn merge(
        &mut self,
        plan: &Plan,
        shelf: &mut dyn Shelf,
        wanted: &[(usize, Cut)],
    ) -> Result<(Pile, Vec<Pile>), Trouble> {
        let fields = plan.fields.len();
        let mut runs = Vec::new();
        let mut heads = BinaryHeap::new();
        for (number, run) in self.runs.iter().enumerate() {
            let mut records = Records::new(Reader::of(shelf, *run)?);
            if records.next()? {
                let first = Record::read(records.bytes(), fields)?;
                heads.push(Reverse((first.source, first.id.to_owned(), number)));
            }
            runs.push(records);
        }
        let mut rows = Writer::begin(shelf)?;
        let mut hashes = wanted.iter().map(|_| Writer::begin(shelf)).collect::<Result<Vec<_>, _>>()?;
        let mut before: Option<(u8, String, usize)> = None;
        while let Some(Reverse((source, id, number))) = heads.pop() {
            let run = &mut runs[number];
            let record = Record::read(run.bytes(), fields)?;
            self.bytes += run.bytes().len() as u64;
            put(shelf, &mut rows, run.bytes())?;
            for ((field, cut), writer) in wanted.iter().zip(&mut hashes) {
                let hash = record.value(*field).map_or(0, |value| part_key(value, *cut));
                writer.put(shelf, |held| held.extend_from_slice(&hash.to_le_bytes()))?;
            }
            // Of two in one run its own register has told already.
            if before.as_ref().is_some_and(|(of, same, run)| *of == source && *same == id && *run != number) {
                self.fault_count += 1;
                if self.faults.len() < NAMED_FAULTS {
                    self.faults.push(Fault::twice(usize::from(source), record.line, &plan.id));
                }
            }
            before = Some((source, id, number));
            if run.next()? {
                let next = Record::read(run.bytes(), fields)?;
                heads.push(Reverse((next.source, next.id.to_owned(), number)));
            }
        }
        let hashes = hashes.into_iter().map(|writer| writer.end(shelf)).collect::<Result<_, _>>()?;
        Ok((rows.end(shelf)?, hashes))
    }
}

impl Laid {
    /// How many records there are.
    #[must_use]
    pub const fn records(&self) -> u32 {
        self.census.len()
    }

    /// Wrong values, the first thousand of them, by line.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// How many wrong values there are in all.
    #[must_use]
    pub const fn fault_count(&self) -> usize {
        self.fault_count
    }

    /// How many sources have records.
    pub(super) const fn sources(&self) -> usize {
        if self.census.records[1] > 0 { 2 } else { 1 }
    }

    /// About how many bytes a record takes in memory, in a register of its own part.
    pub(super) fn weight(&self) -> usize {
        let bytes = self.bytes / u64::from(self.records().max(1));
        usize::try_from(bytes).unwrap_or(usize::MAX) + 48 * self.census.fields.len() + 8 * self.wanted.len() + 48
    }
}

/// A source without records.
fn empty(plan: &Plan) -> Source {
    Source { ids: Cells::default(), lines: Vec::new(), fields: plan.fields.iter().map(|_| None).collect() }
}
