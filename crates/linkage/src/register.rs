//! The records to link, column by column: each distinct value is kept once, and rows stand in the order of their identifiers, so
//! that the order of lines in a file decides nothing.

mod gathering;

pub(crate) use gathering::Gathering;

use crate::clean::{Clean, clean};
use crate::plan::{Kind, Plan};
use crate::words::{MISSING, Words};
use rayon::prelude::*;

/// A record's place in the register.
pub type Row = u32;

/// Records of one or two sources.
#[derive(Debug)]
pub struct Register {
    ids: Words,
    sources: Vec<u8>,
    lines: Vec<u32>,
    columns: Vec<Column>,
    names: Vec<String>,
    faults: Vec<Fault>,
    fault_count: usize,
}

/// The values of one field.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) kind: Kind,
    /// The value of each row, in its one form.
    pub(crate) values: Vec<u32>,
    pub(crate) words: Words,
    /// How many rows have each value.
    pub(crate) counts: Vec<u32>,
    /// As written, where that differs for any row.
    written: Option<(Vec<u32>, Words)>,
}

/// A value that is wrong, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The source, from 0.
    pub source: usize,
    /// The line of the file.
    pub line: u32,
    /// The field.
    pub field: String,
    /// What is wrong, in Chinese.
    pub zh: &'static str,
    /// What is wrong, in English.
    pub en: &'static str,
}

/// What is wrong with an identifier that stands twice.
const TWICE: [&str; 2] = ["编号与另一条记录相同", "another record has the same identifier"];

impl Fault {
    /// An identifier that stands twice in its source.
    pub(crate) fn twice(source: usize, line: u32, field: &str) -> Self {
        let [zh, en] = TWICE;
        Self { source, line, field: field.to_owned(), zh, en }
    }
}

/// Why records are no register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// A record has no identifier.
    Nameless {
        /// The source, from 0.
        source: usize,
        /// Its line.
        line: u32,
    },
    /// More records than can be numbered.
    TooMany,
}

/// So many faults are named one by one; all are counted.
const NAMED_FAULTS: usize = 1000;

/// One column of one source, cell after cell, as it is read.
#[derive(Debug, Default)]
pub struct Cells {
    values: Vec<u32>,
    words: Words,
}

impl Cells {
    /// Takes the next cell.
    pub fn push(&mut self, cell: Option<&str>) {
        let value = match cell {
            Some(text) if !text.trim().is_empty() => self.words.put(text.trim()),
            _ => MISSING,
        };
        self.values.push(value);
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// What stands in a cell.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        self.values.get(row).filter(|value| **value != MISSING).map(|value| self.words.get(*value))
    }

    /// How many distinct values there are.
    #[must_use]
    pub fn distinct(&self) -> usize {
        self.words.len()
    }

    /// How many cells hold a value.
    #[must_use]
    pub fn filled(&self) -> usize {
        self.values.iter().filter(|value| **value != MISSING).count()
    }

    /// One of the distinct values.
    pub(crate) fn word(&self, word: usize) -> &str {
        self.words.get(u32::try_from(word).unwrap_or_default())
    }

    /// The number of each row's value; beyond all words where a cell is empty.
    pub(crate) fn words_of_rows(&self) -> impl Iterator<Item = usize> {
        self.values.iter().map(|value| *value as usize)
    }
}

/// What was read of one source.
#[derive(Debug, Default)]
pub struct Source {
    /// The identifiers.
    pub ids: Cells,
    /// The line of each record.
    pub lines: Vec<u32>,
    /// The cells of each field of the plan; none for a field that this source lacks.
    pub fields: Vec<Option<Cells>>,
}

impl Register {
    /// Puts one or two sources together.
    ///
    /// # Errors
    /// When an identifier is lacking, or there are too many records.
    pub fn new(plan: &Plan, sources: Vec<Source>) -> Result<Self, Unfit> {
        let total: usize = sources.iter().map(|source| source.ids.len()).sum();
        if u32::try_from(total).is_err() || total == MISSING as usize {
            return Err(Unfit::TooMany);
        }
        let order = order(&sources)?;
        let mut ids = Words::default();
        for (source, row) in &order {
            // Every record has a place of its own in `ids`, whether or not both sources use the identifier.
            ids.append(sources[usize::from(*source)].ids.get(*row as usize).unwrap_or_default());
        }
        let lines = order.iter().map(|(source, row)| sources[usize::from(*source)].lines[*row as usize]).collect();
        let mut cells: Vec<Vec<Option<Cells>>> = plan.fields.iter().map(|_| Vec::new()).collect();
        for source in sources {
            for (field, column) in cells.iter_mut().zip(source.fields) {
                field.push(column);
            }
        }
        let columns: Vec<(Column, Vec<Bad>)> =
            cells.into_par_iter().zip(&plan.fields).map(|(cells, field)| column(field.kind, cells, &order)).collect();
        let mut register = Self {
            ids: ids.closed(),
            sources: order.iter().map(|(source, _)| *source).collect(),
            lines,
            names: plan.fields.iter().map(|field| field.name.clone()).collect(),
            columns: Vec::new(),
            faults: Vec::new(),
            fault_count: 0,
        };
        for (column, bad) in columns {
            let field = register.names[register.columns.len()].clone();
            register.note(&field, &bad);
            register.columns.push(column);
        }
        let twice = (1..register.sources.len()).filter(|row| {
            let (one, other) = (row - 1, *row);
            let number = |row: usize| u32::try_from(row).unwrap_or_default();
            register.sources[one] == register.sources[other] && register.id(number(one)) == register.id(number(other))
        });
        let [zh, en] = TWICE;
        let twice: Vec<Bad> = twice.filter_map(|row| Some((u32::try_from(row).ok()?, zh, en))).collect();
        register.note(&plan.id, &twice);
        register.faults.sort_by_key(|fault| (fault.source, fault.line));
        Ok(register)
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// A record's identifier.
    #[must_use]
    pub fn id(&self, row: Row) -> &str {
        self.ids.get(row)
    }

    /// The source of a record, from 0.
    #[must_use]
    pub fn source(&self, row: Row) -> usize {
        usize::from(self.sources[row as usize])
    }

    /// The line on which a record stood.
    #[must_use]
    pub fn line(&self, row: Row) -> u32 {
        self.lines[row as usize]
    }

    /// How many sources there are.
    #[must_use]
    pub fn source_count(&self) -> usize {
        self.sources.iter().max().map_or(0, |last| usize::from(*last) + 1)
    }

    /// The records with this identifier, one a source at most, in the order of the sources.
    #[must_use]
    pub fn find(&self, id: &str) -> Vec<Row> {
        let rows = 0..u32::try_from(self.len()).unwrap_or_default();
        let at = |source: u8| {
            let (mut low, mut high) = (rows.start, rows.end);
            while low < high {
                let middle = low + (high - low) / 2;
                match (self.sources[middle as usize], self.id(middle)).cmp(&(source, id)) {
                    std::cmp::Ordering::Less => low = middle + 1,
                    _ => high = middle,
                }
            }
            (low < rows.end && self.id(low) == id && self.sources[low as usize] == source).then_some(low)
        };
        (0..=self.sources.last().copied().unwrap_or(0)).filter_map(at).collect()
    }

    /// The fields' names.
    #[must_use]
    pub fn fields(&self) -> &[String] {
        &self.names
    }

    /// A value in its one form.
    #[must_use]
    pub fn value(&self, row: Row, field: usize) -> Option<&str> {
        let column = &self.columns[field];
        Some(column.values[row as usize]).filter(|value| *value != MISSING).map(|value| column.words.get(value))
    }

    /// A value as it was written.
    #[must_use]
    pub fn written(&self, row: Row, field: usize) -> Option<&str> {
        match &self.columns[field].written {
            None => self.value(row, field),
            Some((values, words)) => {
                Some(values[row as usize]).filter(|value| *value != MISSING).map(|value| words.get(value))
            }
        }
    }

    /// Wrong values by line, the first thousand of them.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// How many wrong values there are in all.
    #[must_use]
    pub const fn fault_count(&self) -> usize {
        self.fault_count
    }

    pub(crate) fn column(&self, field: usize) -> &Column {
        &self.columns[field]
    }

    fn note(&mut self, field: &str, bad: &[Bad]) {
        self.fault_count += bad.len();
        for (row, zh, en) in bad.iter().take(NAMED_FAULTS.saturating_sub(self.faults.len())) {
            let (source, line) = (self.source(*row), self.line(*row));
            self.faults.push(Fault { source, line, field: field.to_owned(), zh, en });
        }
    }
}

/// The number of a value in its one form, and what is wrong with it, in two languages.
type Cleaned = (u32, Option<(&'static str, &'static str)>);

/// A row with a wrong value, and why in two languages.
type Bad = (Row, &'static str, &'static str);

/// Rows of all sources by source and identifier.
fn order(sources: &[Source]) -> Result<Vec<(u8, u32)>, Unfit> {
    let mut all = Vec::new();
    for (number, source) in (0_u8..).zip(sources) {
        let nameless = (0..source.ids.len()).find(|row| source.ids.get(*row).is_none());
        if let Some(row) = nameless {
            return Err(Unfit::Nameless { source: usize::from(number), line: source.lines[row] });
        }
        let mut rows: Vec<u32> = (0_u32..).take(source.ids.len()).collect();
        let id = |row: u32| source.ids.get(row as usize).unwrap_or_default();
        if !rows.windows(2).all(|pair| id(pair[0]) < id(pair[1])) {
            // Most identifiers differ in their first eight bytes, which are compared without going to look for the text.
            let mut keyed: Vec<(u64, u32)> = rows.iter().map(|row| (beginning(id(*row)), *row)).collect();
            keyed.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| id(a.1).cmp(id(b.1))).then(a.1.cmp(&b.1)));
            rows = keyed.into_iter().map(|(_, row)| row).collect();
        }
        all.extend(rows.into_iter().map(|row| (number, row)));
    }
    Ok(all)
}

/// The first eight bytes of a text as a number that sorts as they do.
fn beginning(text: &str) -> u64 {
    let mut first = [0; 8];
    let bytes = &text.as_bytes()[..text.len().min(8)];
    first[..bytes.len()].copy_from_slice(bytes);
    u64::from_be_bytes(first)
}

/// A column whose values all stand in their one form already: nothing is copied.
fn as_it_is(kind: Kind, cells: Cells, order: &[(u8, u32)]) -> Column {
    let values: Vec<u32> = order.iter().map(|(_, row)| cells.values[*row as usize]).collect();
    let mut counts = vec![0; cells.words.len()];
    for value in values.iter().filter(|value| **value != MISSING) {
        counts[*value as usize] += 1;
    }
    Column { kind, values, words: cells.words.closed(), counts, written: None }
}

fn is_clean(kind: Kind, words: &Words) -> bool {
    let clean = |word: u32| matches!(clean(kind, words.get(word)), Clean::Value(value) if value == words.get(word));
    u32::try_from(words.len()).is_ok_and(|count| (0..count).into_par_iter().all(clean))
}

fn column(kind: Kind, mut cells: Vec<Option<Cells>>, order: &[(u8, u32)]) -> (Column, Vec<Bad>) {
    if let [Some(only)] = &mut cells[..]
        && is_clean(kind, &only.words)
    {
        return (as_it_is(kind, std::mem::take(only), order), Vec::new());
    }
    let mut words = Words::default();
    let mut bad = Vec::new();
    let mut differs = false;
    // For each source, what each of its written values is in the one form, and what is wrong with it.
    let cleaned: Vec<Vec<Cleaned>> = cells
        .iter()
        .map(|cells| {
            let Some(cells) = cells else { return Vec::new() };
            (0_u32..)
                .take(cells.words.len())
                .map(|word| {
                    let text = cells.words.get(word);
                    let (value, why) = match clean(kind, text) {
                        Clean::Missing => (MISSING, None),
                        Clean::Impossible(zh, en) => (MISSING, Some((zh, en))),
                        Clean::Doubtful(value, zh, en) => (words.put(&value), Some((zh, en))),
                        Clean::Value(value) => {
                            differs |= value != text;
                            (words.put(&value), None)
                        }
                    };
                    differs |= why.is_some();
                    (value, why)
                })
                .collect()
        })
        .collect();
    let mut values = Vec::with_capacity(order.len());
    let mut counts = vec![0; words.len()];
    for (at, (source, row)) in (0_u32..).zip(order) {
        let source = usize::from(*source);
        let written = cells[source].as_ref().map_or(MISSING, |cells| cells.values[*row as usize]);
        let (value, why) = if written == MISSING { (MISSING, None) } else { cleaned[source][written as usize] };
        bad.extend(why.map(|(zh, en)| (at, zh, en)));
        if value != MISSING {
            counts[value as usize] += 1;
        }
        values.push(value);
    }
    let written = differs.then(|| as_written(cells, order));
    (Column { kind, values, words: words.closed(), counts, written }, bad)
}

fn as_written(cells: Vec<Option<Cells>>, order: &[(u8, u32)]) -> (Vec<u32>, Words) {
    let mut words = Words::default();
    let cell =
        |(source, row): &(u8, u32)| cells[usize::from(*source)].as_ref().and_then(|cells| cells.get(*row as usize));
    let values = order.iter().map(|at| cell(at).map_or(MISSING, |text| words.put(text))).collect();
    drop(cells);
    (values, words.closed())
}
