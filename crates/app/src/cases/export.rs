//! `jingwei cases export`: every case that matches, as CSV, JSON lines or a workbook. Neither names nor telephones are in it.

use super::filter::Filter;
use crate::config::Config;
use crate::premises::{Premises, list_failure};
use crate::{Answer, Failure, Verdict};
use jiff::Timestamp;
use jingwei_store::CaseSummary;
use rust_xlsxwriter::{Workbook, XlsxError};
use serde_json::json;
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// What to export, and as what.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    filter: Filter,
    /// 格式 / the format
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// 写入此文件；默认标准输出（xlsx 必须指明）/ into this file; standard output if not said, which a workbook cannot go to
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Comma-separated values for spreadsheets.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// A workbook.
    Xlsx,
}

const COLUMNS: [&str; 16] = [
    "number",
    "state",
    "headline",
    "address",
    "lng",
    "lat",
    "area",
    "grid",
    "kind",
    "lead",
    "channel",
    "property",
    "filed_at",
    "due_at",
    "changed_at",
    "hidden",
];

/// Exports cases.
///
/// # Errors
/// When there is no place, or the file cannot be written.
pub async fn run(args: Args, config: &Config, answer: Answer) -> Result<Verdict, Failure> {
    if args.out.is_none() && (args.format == Format::Xlsx || answer.is_json()) {
        return Err(Failure::bad_argument("请用 --out FILE 指明写到哪里", "say where to write it with `--out FILE`"));
    }
    let premises = Premises::open(config).await?;
    let mut query = args.filter.query(Timestamp::now(), 200);
    let mut sheet = Sheet::new(args.format, args.out.as_deref())?;
    let mut count = 0_u64;
    loop {
        let page = premises.store.list(&query).await.map_err(|error| list_failure(&error))?;
        for item in &page.items {
            sheet.add(item)?;
            count += 1;
        }
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => break,
        }
    }
    sheet.finish()?;
    answer.object(&json!({ "exported": count }));
    if let Some(path) = &args.out {
        answer.say(format!("{count} 件写入 {} / {count} cases written", path.display()));
    }
    Ok(Verdict::Done)
}

/// A text that no spreadsheet takes for a formula: a leading `=`, `+`, `-`, `@`, tab or carriage return gets a quote in front.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    // Some programs skip blanks before they look for a formula.
    match text.trim_start_matches(' ').chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') => Cow::Owned(format!("'{text}")),
        _ => Cow::Borrowed(text),
    }
}

/// A cell: text, which may come from anybody, or a number.
enum Cell {
    Text(String),
    Number(Option<f64>),
}

fn cells(item: &CaseSummary) -> [Cell; COLUMNS.len()] {
    let text = |text: &str| Cell::Text(text.to_owned());
    let code = |code: Option<&str>| Cell::Text(code.unwrap_or_default().to_owned());
    let word = |value: serde_json::Value| Cell::Text(value.as_str().unwrap_or_default().to_owned());
    let time = |at: Option<Timestamp>| Cell::Text(at.map(|at| at.to_string()).unwrap_or_default());
    [
        text(&item.number),
        text(item.state.code()),
        text(&item.headline),
        text(&item.address),
        Cell::Number(item.location.map(|point| point.lng())),
        Cell::Number(item.location.map(|point| point.lat())),
        code(item.area.as_ref().map(|c| c.as_str())),
        code(item.grid.as_ref().map(|c| c.as_str())),
        code(item.kind.as_ref().map(|c| c.as_str())),
        code(item.lead.as_ref().map(|c| c.as_str())),
        word(json!(item.channel)),
        word(json!(item.property)),
        time(Some(item.filed_at)),
        time(item.due_at),
        time(Some(item.changed_at)),
        text(if item.hidden { "true" } else { "false" }),
    ]
}

type Out = Box<dyn Write>;

/// What is being written.
enum Sheet {
    Csv(Box<csv::Writer<Out>>, PathBuf),
    Lines(Out, PathBuf),
    Book(Box<Workbook>, u32, PathBuf),
}

impl Sheet {
    fn new(format: Format, out: Option<&Path>) -> Result<Self, Failure> {
        let path = out.unwrap_or_else(|| Path::new("-")).to_owned();
        let open = || -> Result<Out, Failure> {
            match out {
                Some(path) => {
                    let file = File::create(path).map_err(|why| Failure::unwritable(path, &why))?;
                    Ok(Box::new(BufWriter::new(file)))
                }
                None => Ok(Box::new(BufWriter::new(std::io::stdout()))),
            }
        };
        match format {
            Format::Csv => {
                let mut file = open()?;
                // A byte-order mark makes the common spreadsheet programs read Chinese text as UTF-8.
                file.write_all(b"\xEF\xBB\xBF").map_err(|why| Failure::unwritable(&path, &why))?;
                let mut writer = csv::Writer::from_writer(file);
                writer.write_record(COLUMNS).map_err(|why| Failure::unwritable(&path, &why))?;
                Ok(Self::Csv(Box::new(writer), path))
            }
            Format::Jsonl => Ok(Self::Lines(open()?, path)),
            Format::Xlsx => {
                let mut book = Workbook::new();
                let sheet = book.add_worksheet();
                for (column, name) in (0..).zip(COLUMNS) {
                    sheet.write(0, column, name).map_err(|why| Failure::unwritable(&path, &why))?;
                }
                Ok(Self::Book(Box::new(book), 0, path))
            }
        }
    }

    fn add(&mut self, item: &CaseSummary) -> Result<(), Failure> {
        match self {
            Self::Csv(writer, path) => {
                let cells = cells(item).map(|cell| match cell {
                    Cell::Text(text) => harmless(&text).into_owned(),
                    Cell::Number(number) => number.map(|n| n.to_string()).unwrap_or_default(),
                });
                writer.write_record(cells).map_err(|why| Failure::unwritable(path, &why))
            }
            Self::Lines(file, path) => {
                let line = serde_json::to_string(item).expect("a summary has text keys and finite numbers only");
                writeln!(file, "{line}").map_err(|why| Failure::unwritable(path, &why))
            }
            Self::Book(book, row, path) => {
                *row += 1;
                write_row(book, *row, item).map_err(|why| Failure::unwritable(path, &why))
            }
        }
    }

    fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Csv(mut writer, path) => writer.flush().map_err(|why| Failure::unwritable(&path, &why)),
            Self::Lines(mut file, path) => file.flush().map_err(|why| Failure::unwritable(&path, &why)),
            Self::Book(mut book, _, path) => book.save(&path).map_err(|why| Failure::unwritable(&path, &why)),
        }
    }
}

fn write_row(book: &mut Workbook, row: u32, item: &CaseSummary) -> Result<(), XlsxError> {
    let sheet = book.worksheet_from_index(0)?;
    for (column, cell) in (0..).zip(cells(item)) {
        match cell {
            // A text cell of a workbook stays text: no program computes it, so it needs no quote.
            Cell::Text(text) => sheet.write_string(row, column, text)?,
            Cell::Number(Some(number)) => sheet.write_number(row, column, number)?,
            Cell::Number(None) => continue,
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_compute_gets_a_quote_and_nothing_else_does() {
        for text in ["=1+1", "+86 10", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["", "路灯=不亮", "1-2", "a@b", "'=1"] {
            assert_eq!(harmless(text), text);
        }
    }
}
