//! What is counted over a whole register before any two records are compared: how many there are, and how often values are shared.

use crate::learn::{BUCKETS, bucket};
use crate::register::Register;
use crate::words::MISSING;

/// The counts of a register.
#[derive(Debug, Clone, Default)]
pub(crate) struct Census {
    /// Records of the first source, and of all others.
    pub(crate) records: [u32; 2],
    /// By field.
    pub(crate) fields: Vec<Tally>,
}

/// The counts of one field.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    /// Records that have a value, of the first source and of all others.
    pub(crate) filled: [u64; 2],
    /// How many different values there are.
    pub(crate) distinct: usize,
    /// Pairs that share a value, each from both sides.
    pub(crate) equal: f64,
    /// Pairs that share a value and might be one, by how many records share it.
    pub(crate) shared: [f64; BUCKETS],
}

impl Tally {
    /// Counts a value that so many records share, so many of them in the first source; `between` if only pairs across sources might
    /// be one. The figures are whole numbers, so that the order of values decides nothing.
    pub(crate) fn add(&mut self, count: u32, of_first: u32, between: bool) {
        let (n, first) = (f64::from(count), f64::from(of_first));
        self.filled[0] += u64::from(of_first);
        self.filled[1] += u64::from(count - of_first);
        self.distinct += 1;
        self.equal += n * (n - 1.0);
        self.shared[bucket(count)] += if between { first * (n - first) } else { n * (n - 1.0) / 2.0 };
    }
}

impl Census {
    /// Counts a register that is held in memory.
    pub(crate) fn of(register: &Register, between: bool) -> Self {
        let count = |n: usize| u32::try_from(n).expect("a register of more records is refused when it is made");
        let first = (0..).take(register.len()).filter(|row| register.source(*row) == 0).count();
        let fields = (0..register.fields().len()).map(|field| tally(register, field, between)).collect();
        Self { records: [count(first), count(register.len() - first)], fields }
    }

    /// How many records there are.
    pub(crate) const fn len(&self) -> u32 {
        self.records[0] + self.records[1]
    }

    /// The fields, those with the most different values first.
    pub(crate) fn telling(&self) -> Vec<usize> {
        let mut fields: Vec<usize> = (0..self.fields.len()).collect();
        fields.sort_by_key(|field| (std::cmp::Reverse(self.fields[*field].distinct), *field));
        fields
    }

    /// How many pairs might be one.
    pub(crate) fn pairs(&self, between: bool) -> f64 {
        let [first, others] = self.records.map(f64::from);
        let all = f64::from(self.len());
        if between { first * others } else { all * (all - 1.0) / 2.0 }
    }

    /// The share of pairs of which both have a value.
    pub(crate) fn known(&self, field: usize, between: bool) -> f64 {
        let [first, others] = self.fields[field].filled;
        let [one, rest] = self.records.map(u64::from);
        if between { share(first, one) * share(others, rest) } else { share(first + others, one + rest).powi(2) }
    }
}

fn tally(register: &Register, field: usize, between: bool) -> Tally {
    let column = register.column(field);
    let mut first = vec![0; column.counts.len()];
    for (row, value) in (0..).zip(&column.values).filter(|(_, value)| **value != MISSING) {
        first[*value as usize] += u32::from(register.source(row) == 0);
    }
    let mut tally = Tally::default();
    for (count, of_first) in column.counts.iter().zip(first).filter(|(count, _)| **count > 0) {
        tally.add(*count, of_first, between);
    }
    tally
}

#[expect(clippy::cast_precision_loss, reason = "records are far below 2^53")]
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / (whole as f64).max(1.0)
}
