//! Examples as numbers: for every message the known runs and how often each stands in it, and for every message its kind.

use super::grams::{BODY, BUCKETS, HEAD, PLACE};
use super::message::{Example, Message};
use super::plain::{self, Sign};
use super::vocabulary::Vocabulary;
use rayon::prelude::*;

/// From so many examples on a run must stand in three of them, below that in one: what only two messages say costs as much memory
/// and time as the rest and changes no figure, and a handful of examples cannot afford to drop anything.
const MANY: usize = 500;

/// How often a run stands in a message; more than this is not more.
pub(crate) type Count = u16;

/// The examples as numbers.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    starts: Vec<usize>,
    ids: Vec<u32>,
    counts: Vec<Count>,
    /// For each example the number of its kind.
    pub(crate) kinds: Vec<u32>,
    /// How many kinds there are.
    pub(crate) width: usize,
}

impl Table {
    /// Reads the examples, and answers with the runs that are worth knowing: at most so many, the most frequent first.
    pub(crate) fn read(examples: &[Example<'_>], kinds: Vec<u32>, width: usize, most: usize) -> (Self, Vocabulary) {
        let rows: Vec<Row> = examples.par_iter().map_init(Vec::new, |signs, e| Row::read(&e.message, signs)).collect();
        let vocabulary = vocabulary(&rows, most);
        let known: Vec<Row> = rows.into_par_iter().map(|row| row.known(&vocabulary)).collect();
        let mut table = Self { starts: vec![0], ids: Vec::new(), counts: Vec::new(), kinds, width };
        let size = known.iter().map(|row| row.0.len()).sum();
        table.ids.reserve_exact(size);
        table.counts.reserve_exact(size);
        for row in &known {
            table.ids.extend(row.0.iter().map(|(id, _)| *id));
            table.counts.extend(row.0.iter().map(|(_, count)| *count));
            table.starts.push(table.ids.len());
        }
        (table, vocabulary)
    }

    /// How many examples there are.
    pub(crate) const fn len(&self) -> usize {
        self.kinds.len()
    }

    /// How many runs all the examples hold together.
    pub(crate) const fn size(&self) -> usize {
        self.ids.len()
    }

    /// Where the runs of an example stand among all of them.
    pub(crate) fn range(&self, row: usize) -> std::ops::Range<usize> {
        self.starts[row]..self.starts[row + 1]
    }

    /// The runs of an example, in ascending order.
    pub(crate) fn ids(&self, row: usize) -> &[u32] {
        &self.ids[self.range(row)]
    }

    /// How often each of them stands there.
    pub(crate) fn counts(&self, row: usize) -> &[Count] {
        &self.counts[self.range(row)]
    }
}

/// The runs of one message with their counts, in ascending order.
#[derive(Debug)]
struct Row(Vec<(u32, Count)>);

impl Row {
    fn read(message: &Message<'_>, signs: &mut Vec<Sign>) -> Self {
        let mut buckets = Vec::new();
        plain::said(message, signs);
        BODY.each(signs, |bucket, _, _| buckets.push(bucket));
        HEAD.each(signs, |bucket, _, _| buckets.push(bucket));
        plain::place(message, signs);
        PLACE.each(signs, |bucket, _, _| buckets.push(bucket));
        buckets.sort_unstable();
        let runs = buckets.chunk_by(|a, b| a == b);
        Self(runs.map(|run| (run[0], Count::try_from(run.len()).unwrap_or(Count::MAX))).collect())
    }

    fn known(mut self, vocabulary: &Vocabulary) -> Self {
        self.0.retain_mut(|(bucket, _)| match vocabulary.number(*bucket) {
            Some(number) => {
                *bucket = number;
                true
            }
            None => false,
        });
        self
    }
}

fn vocabulary(rows: &[Row], most: usize) -> Vocabulary {
    let mut messages = vec![0_u32; BUCKETS];
    for (bucket, _) in rows.iter().flat_map(|row| &row.0) {
        messages[*bucket as usize] += 1;
    }
    let mut least = if rows.len() < MANY { 1 } else { 3 };
    // The bar rises until what is above it fits; counting by height first avoids a sort of them all.
    let mut heights = vec![0_usize; rows.len() + 2];
    for count in &messages {
        heights[*count as usize] += 1;
    }
    let mut above: usize = heights.iter().skip(least as usize).sum();
    while above > most {
        above -= heights[least as usize];
        least += 1;
    }
    Vocabulary::new((0_u32..).zip(&messages).filter(|(_, count)| **count >= least).map(|(bucket, _)| bucket))
}
