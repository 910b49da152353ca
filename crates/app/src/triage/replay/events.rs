//! The rows of a table of confirmed handlings, kept small: every text once, and numbers for where it stands.

use super::time;
use crate::Failure;
use encoding_rs::GB18030;
use jiff::Timestamp;
use jiff::civil::Date;
use jingwei_triage::department::Event;
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

/// Every row, in the order of the file.
pub(super) struct Events {
    texts: Vec<Box<str>>,
    /// Places in `texts`, a unit and then the features for each row.
    cells: Vec<u32>,
    width: usize,
    times: Vec<(Timestamp, Date)>,
    /// The rows in time order; rows of one instant as they stand in the file.
    order: Vec<u32>,
}

impl Events {
    /// Reads a table.
    ///
    /// # Errors
    /// When it cannot be read, is empty, lacks a column or has it twice, or a line is ragged or holds a time that is none.
    pub(super) fn read(path: &Path, when: &str, features: &[&str], label: &str) -> Result<Self, Failure> {
        let bytes = std::fs::read(path).map_err(|why| Failure::unreadable(path, &why))?;
        let text = decoded(path, &bytes)?;
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let header = reader.headers().map_err(|why| Failure::unreadable(path, &why))?.clone();
        let names: Vec<&str> = header.iter().map(str::trim).collect();
        let place = |name: &str| column(path, &names, name);
        let when = place(when)?;
        let columns =
            std::iter::once(&label).chain(features).map(|name| place(name)).collect::<Result<Vec<usize>, _>>()?;
        let mut events =
            Self { texts: Vec::new(), cells: Vec::new(), width: columns.len(), times: Vec::new(), order: Vec::new() };
        let mut places = HashMap::new();
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|why| ragged(path, &why))? {
            let line = record.position().map_or(0, csv::Position::line);
            let written = record.get(when).unwrap_or_default();
            events.times.push(time::parse(written).ok_or_else(|| no_time(path, line, names[when], written))?);
            for &column in &columns {
                let cell = record.get(column).unwrap_or_default().trim();
                let at = events.place(cell, &mut places);
                events.cells.push(at);
            }
        }
        if events.times.is_empty() {
            return Err(empty(path));
        }
        let rows = u32::try_from(events.times.len()).map_err(|_| empty(path))?;
        events.order = (0..rows).collect();
        events.order.sort_by_key(|row| events.times[*row as usize].0);
        Ok(events)
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.times.len()
    }

    /// Every event in time order.
    pub(super) fn each_in_time(&self, mut each: impl FnMut(Event<'_>)) {
        let mut values = Vec::with_capacity(self.width);
        for &row in &self.order {
            values.clear();
            values.extend(self.cells(row));
            each(self.event(row, &values));
        }
    }

    /// The events of each instant together, in time order.
    pub(super) fn each_instant(&self, mut each: impl FnMut(&[Event<'_>])) {
        let instants = self.order.chunk_by(|a, b| self.times[*a as usize].0 == self.times[*b as usize].0);
        for rows in instants {
            let values: Vec<Vec<&str>> = rows.iter().map(|row| self.cells(*row).collect()).collect();
            let events: Vec<Event<'_>> =
                rows.iter().zip(&values).map(|(row, values)| self.event(*row, values)).collect();
            each(&events);
        }
    }

    /// The unit, then the features.
    fn cells(&self, row: u32) -> impl Iterator<Item = &str> {
        let from = row as usize * self.width;
        self.cells[from..from + self.width].iter().map(|at| &*self.texts[*at as usize])
    }

    fn event<'a>(&self, row: u32, cells: &'a [&'a str]) -> Event<'a> {
        let (when, date) = self.times[row as usize];
        Event { when, date, unit: cells[0], values: &cells[1..] }
    }

    fn place(&mut self, text: &str, places: &mut HashMap<Box<str>, u32>) -> u32 {
        if let Some(at) = places.get(text) {
            return *at;
        }
        let at = u32::try_from(self.texts.len()).expect("a table in memory has fewer texts than that");
        self.texts.push(text.into());
        places.insert(text.into(), at);
        at
    }
}

/// The text behind a byte-order mark: UTF-8 if the whole file is, otherwise GB18030.
fn decoded<'b>(path: &Path, bytes: &'b [u8]) -> Result<Cow<'b, str>, Failure> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        let shown = path.display();
        Failure::new(
            "wrong_encoding",
            format!("`{shown}` 既不是 UTF-8，也不是 GB18030"),
            format!("`{shown}` is neither UTF-8 nor GB18030"),
        )
        .next("另存为 UTF-8 编码的 CSV", "save it as CSV in UTF-8")
    })
}

fn column(path: &Path, names: &[&str], wanted: &str) -> Result<usize, Failure> {
    let mut found = names.iter().enumerate().filter(|(_, name)| **name == wanted).map(|(at, _)| at);
    let shown = path.display();
    match (found.next(), found.next()) {
        (Some(at), None) => Ok(at),
        (Some(_), Some(_)) => Err(Failure::new(
            "double_column",
            format!("`{shown}` 有两个“{wanted}”列"),
            format!("`{shown}` has two columns `{wanted}`"),
        )
        .next("改掉其中一个列名", "rename one of them")),
        (None, _) if names.iter().all(|name| name.is_empty()) => Err(empty(path)),
        (None, _) => {
            let all = names.join(", ");
            Err(Failure::new(
                "unknown_column",
                format!("`{shown}` 没有“{wanted}”列；现有：{all}"),
                format!("`{shown}` has no column `{wanted}`; there are: {all}"),
            )
            .next("改用其中之一", "take one of these"))
        }
    }
}

fn ragged(path: &Path, why: &csv::Error) -> Failure {
    let line = why.position().map_or(0, csv::Position::line);
    let place = format!("{}:{line}", path.display());
    match why.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => Failure::new(
            "wrong_columns",
            format!("{place}：应有 {expected_len} 列，实有 {len} 列"),
            format!("{place}: {len} columns instead of {expected_len}"),
        ),
        _ => Failure::new("unreadable_line", format!("{place}：这一行读不出"), format!("{place}: {why}")),
    }
    .next("改正这一行；单元格内的逗号要加引号", "mend the line; a comma inside a cell needs quotes")
}

fn no_time(path: &Path, line: u64, column: &str, written: &str) -> Failure {
    let place = format!("{}:{line}", path.display());
    let written: String = written.chars().take(40).collect();
    Failure::new(
        "bad_time",
        format!("{place}：“{column}”列的 `{written}` 不是时间"),
        format!("{place}: `{written}` in column `{column}` is no time"),
    )
    .next("写成 2018-02-08 15:34:40 或 RFC 3339", "write it as 2018-02-08 15:34:40 or in RFC 3339")
}

fn empty(path: &Path) -> Failure {
    let shown = path.display();
    Failure::new("empty_table", format!("`{shown}` 中没有数据行"), format!("`{shown}` holds no rows"))
        .next("换用有表头和数据的 CSV", "take a CSV with a header and rows")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Events, Failure> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("events.csv");
        std::fs::write(&path, bytes).unwrap();
        Events::read(&path, "时间", &["类别"], "单位")
    }

    fn in_time(events: &Events) -> Vec<(String, String)> {
        let mut seen = Vec::new();
        events.each_in_time(|event| seen.push((event.values[0].to_owned(), event.unit.to_owned())));
        seen
    }

    #[test]
    fn rows_come_in_time_order_and_those_of_one_instant_in_the_order_of_the_file() {
        let text = "类别,时间,单位\n丙,2018-03-01 00:00:00,三\n甲,2018/1/1 8:00,一\n\"乙\n换行\",2018-02-01T00:00:00Z,二\n丁,2018-03-01 00:00:00,四\n";
        let expected =
            [("甲", "一"), ("乙\n换行", "二"), ("丙", "三"), ("丁", "四")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        for bytes in [text.as_bytes().to_vec(), marked, GB18030.encode(text).0.into_owned()] {
            assert_eq!(in_time(&read(&bytes).unwrap()), expected);
        }
        let mut batches = Vec::new();
        read(text.as_bytes()).unwrap().each_instant(|events| batches.push(events.len()));
        assert_eq!(batches, [1, 1, 2]);
    }

    #[test]
    fn faults_are_told_with_their_line_and_columns() {
        let fault =
            |text: &str| read(text.as_bytes()).err().map(|failure| (failure.code.into_owned(), failure.en)).unwrap();
        assert_eq!(fault("").0, "empty_table");
        assert_eq!(fault("类别,时间,单位\n").0, "empty_table");
        let (code, en) = fault("类别,时间,部门\n甲,2018-01-01,一\n");
        assert_eq!(code, "unknown_column");
        assert!(en.ends_with("there are: 类别, 时间, 部门"), "{en}");
        let (code, en) = fault("类别,时间,单位\n甲,2018-01-01,一\n甲,昨天,一\n");
        assert_eq!(code, "bad_time");
        assert!(en.contains("events.csv:3: `昨天`"), "{en}");
        let (code, en) = fault("类别,时间,单位\n甲,2018-01-01\n");
        assert_eq!(code, "wrong_columns");
        assert!(en.contains(":2: 2 columns instead of 3"), "{en}");
        assert_eq!(fault("类别,时间,单位,类别\n甲,2018-01-01,一,乙\n").0, "double_column");
    }
}
