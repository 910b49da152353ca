//! Reading the tables of a rulebook, so that every fault is named with its file and line.

use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A fault in a rulebook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, counted from 1; 0 when the whole file is meant.
    pub line: u64,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// One row, by column name.
pub struct Row<'a> {
    file: &'a str,
    line: u64,
    cells: BTreeMap<&'a str, &'a str>,
}

impl Row<'_> {
    /// The line in the file, counted from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The cell of this column, trimmed; empty when nothing stands there.
    pub fn text(&self, column: &str) -> &str {
        self.cells.get(column).copied().unwrap_or_default()
    }

    /// A problem in this row.
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        Problem { file: self.file.to_owned(), line: self.line, message: message.into() }
    }

    /// The cell parsed; a fault is named.
    pub fn parse<T: FromStr>(&self, column: &str) -> Result<T, Problem>
    where
        T::Err: fmt::Display,
    {
        let text = self.text(column);
        text.parse().map_err(|why: T::Err| self.problem(format!("column `{column}`: {why} (found `{text}`)")))
    }

    /// The cell parsed, or nothing when it is empty.
    pub fn optional<T: FromStr>(&self, column: &str) -> Result<Option<T>, Problem>
    where
        T::Err: fmt::Display,
    {
        if self.text(column).is_empty() { Ok(None) } else { self.parse(column).map(Some) }
    }

    /// The day in the cell, or nothing when it is empty.
    pub fn day(&self, column: &str) -> Result<Option<Date>, Problem> {
        self.optional::<Date>(column)
    }

    /// `true` or `false`; an empty cell is `false`.
    pub fn flag(&self, column: &str) -> Result<bool, Problem> {
        match self.text(column) {
            "true" => Ok(true),
            "" | "false" => Ok(false),
            other => Err(self.problem(format!("column `{column}` must be `true` or `false` (found `{other}`)"))),
        }
    }

    /// The values between `;`, without empty ones.
    pub fn list<T: FromStr>(&self, column: &str) -> Result<Vec<T>, Problem>
    where
        T::Err: fmt::Display,
    {
        let parts = self.text(column).split(';').map(str::trim).filter(|part| !part.is_empty());
        parts
            .map(|part| {
                part.parse().map_err(|why: T::Err| self.problem(format!("column `{column}`: {why} (found `{part}`)")))
            })
            .collect()
    }
}

/// Reads a table with exactly these columns, in any order, and makes one value of each row. A row with a fault is left out and
/// its fault is named; the other rows are read on, so that a clerk sees all faults at once.
pub fn read<T>(
    file: &str,
    text: &str,
    columns: &[&str],
    problems: &mut Vec<Problem>,
    mut make: impl FnMut(&Row<'_>) -> Result<T, Problem>,
) -> Vec<T> {
    let whole = |line: u64, message: String| Problem { file: file.to_owned(), line, message };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(why) => {
            problems.push(whole(1, format!("the header line cannot be read: {why}")));
            return Vec::new();
        }
    };
    for column in columns.iter().filter(|column| !headers.iter().any(|h| h == **column)) {
        problems.push(whole(1, format!("the column `{column}` is missing; add it to the header line")));
    }
    for header in headers.iter().filter(|h| !columns.contains(h)) {
        problems.push(whole(1, format!("the column `{header}` is not known; remove it or correct its name")));
    }
    for (n, header) in headers.iter().enumerate() {
        if headers.iter().take(n).any(|earlier| earlier == header) {
            problems.push(whole(1, format!("the column `{header}` stands here for the second time; remove one")));
        }
    }
    if !problems.iter().all(|p| p.file != file) {
        return Vec::new();
    }
    let mut made = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let cells = headers.iter().zip(record.iter()).collect();
                match make(&Row { file, line, cells }) {
                    Ok(value) => made.push(value),
                    Err(problem) => problems.push(problem),
                }
            }
            Err(why) => {
                let line = why.position().map_or(0, csv::Position::line);
                let message = match why.kind() {
                    csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                        format!(
                            "the line has {len} cells and the header {expected_len}; a comma inside a cell needs quotes"
                        )
                    }
                    _ => format!("the line cannot be read: {why}"),
                };
                problems.push(whole(line, message));
            }
        }
    }
    made
}
