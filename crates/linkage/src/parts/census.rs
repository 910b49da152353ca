//! Counts the values of a register that lies on a shelf: for each record, how many share its value.

use super::intake::Laid;
use super::keys::part_of;
use super::shelf::{Pile, Reader, Shelf, Writer};
use crate::census::{Census, Tally};
use crate::plan::Cut;
use crate::register::Row;
use rayon::prelude::*;
use std::io::Result;

/// Counts every field, and lays the counts beside the records.
pub(super) fn count(laid: &mut Laid, shelf: &mut dyn Shelf, memory: usize, between: bool) -> Result<()> {
    let fields = laid.wanted.iter().filter(|(_, cut)| *cut == Cut::Whole).count();
    let mut census = Census { records: laid.census.records, fields: Vec::new() };
    for field in 0..fields {
        let at = laid.wanted.iter().position(|wanted| *wanted == (field, Cut::Whole));
        let hashes = laid.hashes[at.expect("taking the records in wanted every field as a whole")];
        let (tally, counts) = tally(shelf, hashes, census.records, memory, between)?;
        census.fields.push(tally);
        laid.counts.push(counts);
    }
    laid.census = census;
    Ok(())
}

/// Counts one field, as many ranges of hashes at a time as there is room for.
fn tally(
    shelf: &mut dyn Shelf,
    hashes: Pile,
    records: [u32; 2],
    memory: usize,
    between: bool,
) -> Result<(Tally, Pile)> {
    let all = records[0] + records[1];
    let parts = (all as usize * size_of::<(u64, Row)>()).div_ceil(memory).max(1);
    let mut counts = vec![0_u32; all as usize];
    let mut tally = Tally::default();
    for part in 0..parts {
        let mut reader = Reader::of(shelf, hashes)?;
        let mut values: Vec<(u64, Row)> = Vec::new();
        for row in 0..all {
            let hash = reader.bytes()?.map_or(0, u64::from_le_bytes);
            if hash != 0 && part_of(hash, parts) == part {
                values.push((hash, row));
            }
        }
        values.par_sort_unstable();
        for same in values.chunk_by(|a, b| a.0 == b.0) {
            let count = u32::try_from(same.len()).unwrap_or(u32::MAX);
            let first = same.partition_point(|(_, row)| *row < records[0]);
            tally.add(count, u32::try_from(first).unwrap_or(u32::MAX), between);
            same.iter().for_each(|(_, row)| counts[*row as usize] = count);
        }
    }
    let mut writer = Writer::begin(shelf)?;
    for count in counts {
        writer.put(shelf, |held| held.extend_from_slice(&count.to_le_bytes()))?;
    }
    Ok((tally, writer.end(shelf)?))
}
