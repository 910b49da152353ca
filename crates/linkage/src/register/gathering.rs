//! A part of a register, put together record by record from values in their one form: for comparing only, without identifiers.

use super::{Column, Register};
use crate::plan::Plan;
use crate::words::{MISSING, Words};

/// Puts a part of a register together.
#[derive(Debug)]
pub(crate) struct Gathering {
    sources: Vec<u8>,
    columns: Vec<Column>,
    names: Vec<String>,
}

impl Gathering {
    pub(crate) fn new(plan: &Plan) -> Self {
        let column =
            |kind| Column { kind, values: Vec::new(), words: Words::default(), counts: Vec::new(), written: None };
        let columns = plan.fields.iter().map(|field| column(field.kind)).collect();
        Self { sources: Vec::new(), columns, names: plan.fields.iter().map(|field| field.name.clone()).collect() }
    }

    /// Adds a record: for each field the value, and how many records of the whole register share it.
    pub(crate) fn add<'v>(&mut self, source: u8, value: impl Fn(usize) -> Option<(&'v str, u32)>) {
        self.sources.push(source);
        for (field, column) in self.columns.iter_mut().enumerate() {
            let Some((text, count)) = value(field) else {
                column.values.push(MISSING);
                continue;
            };
            let word = column.words.put(text);
            if word as usize == column.counts.len() {
                column.counts.push(count);
            }
            column.values.push(word);
        }
    }

    /// The part; its records have neither identifiers nor lines.
    pub(crate) fn end(self) -> Register {
        let close = |column: Column| Column { words: column.words.closed(), ..column };
        Register {
            ids: Words::default(),
            lines: vec![0; self.sources.len()],
            sources: self.sources,
            columns: self.columns.into_iter().map(close).collect(),
            names: self.names,
            faults: Vec::new(),
            fault_count: 0,
        }
    }
}
