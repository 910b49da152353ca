//! Reading messages for the kind model: which fields of a row are read, and what to do with a row that lacks them.

use crate::Failure;
use crate::cases::import::map::{Encoding, Format, RowFault};
use crate::cases::import::rows::{self, Row};
use jingwei_triage::kind::{Example, KindEntry, Message, Phrase};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Which fields are read as what.
#[derive(Debug, Clone, clap::Args)]
pub struct Fields {
    /// 内容字段，可用逗号并列；多于一个时第一个当作标题 / the text; of several, set apart by commas, the first is the title
    #[arg(long, value_name = "FIELD[,FIELD]", value_delimiter = ',', required = true)]
    text: Vec<String>,
    /// 地点字段 / the place
    #[arg(long, value_name = "FIELD")]
    place: Option<String>,
}

/// The texts of one row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts {
    title: String,
    text: String,
    place: String,
}

/// A row whose kind is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    texts: Texts,
    kind: String,
    group: String,
}

impl Fields {
    /// The texts of a row; `None` when it has none of the fields.
    #[must_use]
    pub fn texts(&self, cell: impl Fn(&str) -> Option<String>) -> Option<Texts> {
        let place = self.place.as_deref().and_then(&cell).unwrap_or_default();
        let found: Vec<Option<String>> = self.text.iter().map(|name| cell(name)).collect();
        if found.iter().all(Option::is_none) {
            return None;
        }
        let mut found = found.into_iter().map(Option::unwrap_or_default);
        let title = if self.text.len() > 1 { found.next().unwrap_or_default() } else { String::new() };
        let text = found.collect::<Vec<_>>().join("\n");
        Some(Texts { title, text, place })
    }

    /// A phrase with the name of the field in which it stands, and its place there.
    #[must_use]
    pub fn phrase(&self, phrase: &Phrase, texts: &Texts) -> Value {
        use jingwei_triage::kind::Field;
        let (field, before) = match phrase.field {
            Field::Place => (self.place.as_deref().unwrap_or_default(), 0),
            Field::Title => (self.text[0].as_str(), 0),
            Field::Text => self.field_at(phrase.start, texts),
        };
        let (start, end) = (phrase.start - before, phrase.end - before);
        json!({ "text": phrase.text, "field": field, "start": start, "end": end })
    }

    /// The field that a place in the joined text belongs to, and how many scalars stand before it.
    fn field_at(&self, place: usize, texts: &Texts) -> (&str, usize) {
        let names = if self.text.len() > 1 { &self.text[1..] } else { &self.text[..] };
        if let [only] = names {
            return (only, 0);
        }
        // Fields are joined by line breaks. A field may hold some itself; then its lines are counted as the next field's, which is
        // why the last name serves for all that follow.
        let mut before = 0;
        let lines = texts.text.split('\n').map(|line| line.chars().count() + 1);
        for (length, name) in lines.zip(names) {
            if place < before + length {
                return (name, before);
            }
            before += length;
        }
        (names.last().map_or("", String::as_str), before)
    }
}

impl Texts {
    /// The message that they are.
    #[must_use]
    pub fn message(&self) -> Message<'_> {
        Message { title: &self.title, text: &self.text, place: &self.place }
    }
}

impl Labelled {
    /// The example that it is.
    #[must_use]
    pub fn example(&self) -> Example<'_> {
        Example { message: self.texts.message(), kind: &self.kind }
    }

    /// The group that it belongs to; empty when none was asked for.
    #[must_use]
    pub fn group(&self) -> &str {
        &self.group
    }
}

/// Labelled rows of files, and how many were left out.
///
/// # Errors
/// When a file cannot be read; and when a row cannot be read or lacks its text or label, unless such rows are to be skipped.
pub fn labelled(
    paths: &[PathBuf],
    fields: &Fields,
    label: &str,
    group: Option<&str>,
    skip: bool,
) -> Result<(Vec<Labelled>, usize), Failure> {
    let (mut all, mut skipped) = (Vec::new(), 0);
    for path in paths {
        for row in read(path)? {
            match row.and_then(|row| of_row(&row, fields, label, group)) {
                Ok(row) => all.push(row),
                Err(_) if skip => skipped += 1,
                Err((line, why)) => return Err(bad_line(path, line, &why)),
            }
        }
    }
    if all.is_empty() {
        return Err(Failure::new("no_rows", "没有可用的行", "there is no row to use")
            .next("请核对文件和字段名", "check the file and the names of the fields"));
    }
    Ok((all, skipped))
}

/// What is wrong with a row, in Chinese and English.
type Why = (String, String);

/// A row, or the line that is none and why.
type Read = Result<Row, (u64, Why)>;

fn of_row(row: &Row, fields: &Fields, label: &str, group: Option<&str>) -> Result<Labelled, (u64, Why)> {
    let lacking = |name: &str| (row.line, (format!("缺少“{name}”"), format!("`{name}` is missing")));
    let texts = fields.texts(|name| row.cell(name)).ok_or_else(|| lacking(&fields.text.join(",")))?;
    let kind = row.cell(label).filter(|kind| !kind.trim().is_empty()).ok_or_else(|| lacking(label))?;
    let group = group.and_then(|name| row.cell(name)).unwrap_or_default();
    Ok(Labelled { texts, kind: kind.trim().to_owned(), group })
}

/// The rows of a file: CSV or a workbook by its name, JSON lines otherwise; in UTF-8 or GB18030.
fn read(path: &Path) -> Result<Vec<Read>, Failure> {
    let format = match path.extension().and_then(|extension| extension.to_str()) {
        Some("csv") => Format::Csv,
        Some("xlsx") => Format::Xlsx,
        _ => Format::Jsonl,
    };
    let rows = rows::read(path, format, Encoding::Auto, &[])?;
    Ok(rows.into_iter().map(|row| row.map_err(|(line, fault)| (line, both(&fault)))).collect())
}

/// A fault's Chinese and English sentences, which it keeps as one text.
fn both(fault: &RowFault) -> Why {
    let (zh, en) = fault.why.split_once(" / ").unwrap_or((&fault.why, &fault.why));
    (zh.to_owned(), en.to_owned())
}

fn bad_line(path: &Path, line: u64, (zh, en): &Why) -> Failure {
    let path = path.display();
    Failure::new("bad_row", format!("`{path}` 第 {line} 行：{zh}"), format!("`{path}` line {line}: {en}"))
        .next("改正这一行，或加 --skip 跳过这样的行", "mend the line, or add --skip to leave such lines out")
}

/// The kinds of a catalogue: a CSV with `code`, `name`, and if there are `parent`, `description`, `keywords` (set apart by `;`).
///
/// # Errors
/// When the file cannot be read, or a row of it.
pub fn kinds(path: &Path) -> Result<Vec<KindEntry>, Failure> {
    let needed = ["code".to_owned(), "name".to_owned()];
    let rows = rows::read(path, Format::Csv, Encoding::Auto, &needed)?;
    rows.into_iter()
        .map(|row| {
            let row = row.map_err(|(line, fault)| bad_line(path, line, &both(&fault)))?;
            let cell = |name: &str| row.cell(name).unwrap_or_default().trim().to_owned();
            let synonyms = cell("keywords")
                .split([';', '；'])
                .map(str::trim)
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect();
            Ok(KindEntry {
                code: cell("code"),
                parent: cell("parent"),
                name: cell("name"),
                description: cell("description"),
                synonyms,
            })
        })
        .collect()
}
