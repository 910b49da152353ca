//! The table of hints: which words point to which way, and which words beside them take it back. A city's rulebook holds it.
//!
//! `id,way,any,none,before,after,sentence,confidence,destination,ground,zh,en`, lists separated by `;`. In a phrase `…` stands for up to
//! six letters of the same clause and `#` for one digit. A row of the way `words` names a list that others quote as `@id`.

use super::matching::Phrase;
use super::{Confidence, Way};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A fault in the table of hints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, counted from 1; 0 when the whole file is meant.
    pub line: u64,
    /// What is wrong and what to do.
    pub message: String,
}

/// A city's table of hints, checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hints {
    pub(super) rows: Vec<Row>,
    /// Rows and phrases by the letter that a phrase begins with.
    pub(super) by_letter: FxHashMap<char, Vec<(usize, usize)>>,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) way: Way,
    /// What points to the way.
    pub(super) any: Vec<Phrase>,
    /// What takes it back when it overlaps the phrase: a name that only holds it.
    pub(super) none: Vec<Phrase>,
    /// What takes it back a little before, in the same clause.
    pub(super) before: Vec<Phrase>,
    /// What takes it back a little after, in the same clause.
    pub(super) after: Vec<Phrase>,
    /// What takes it back anywhere in the sentence.
    pub(super) sentence: Vec<Phrase>,
    pub(super) confidence: Confidence,
    pub(super) destination: String,
    pub(super) ground: String,
    pub(super) zh: String,
    pub(super) en: String,
}

const COLUMNS: [&str; 12] =
    ["id", "way", "any", "none", "before", "after", "sentence", "confidence", "destination", "ground", "zh", "en"];

/// A line of the file, before its words are looked up.
struct Line {
    number: u64,
    cells: BTreeMap<&'static str, String>,
}

impl Hints {
    /// Reads the table; a row with a fault is left out and its fault is named.
    #[must_use]
    pub fn parse(file: &str, text: &str) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let lines = lines(file, text, &mut problems);
        let mut ids = BTreeSet::new();
        let mut words = BTreeMap::new();
        let mut hints = Self::default();
        for line in lines.iter().filter(|line| line.text("way") == "words") {
            words.insert(format!("@{}", line.text("id")), line.list("any"));
        }
        for line in &lines {
            let made = line.row(&words).and_then(|row| match ids.insert(line.text("id").to_owned()) {
                true => Ok(row),
                false => {
                    Err(format!("the id `{}` stands here for the second time; give this row another", line.text("id")))
                }
            });
            match made {
                Ok(row) => hints.rows.extend(row),
                Err(message) => problems.push(Problem { file: file.to_owned(), line: line.number, message }),
            }
        }
        for (row, phrases) in hints.rows.iter().map(|row| &row.any).enumerate() {
            for (at, phrase) in phrases.iter().enumerate() {
                for letter in phrase.first_letters() {
                    hints.by_letter.entry(letter).or_default().push((row, at));
                }
            }
        }
        (hints, problems)
    }

    /// How many rows point to a way.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing is ever hinted from words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Line {
    fn text(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    fn list(&self, column: &str) -> Vec<String> {
        self.text(column).split(';').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// The row; nothing for a list of words.
    fn row(&self, words: &BTreeMap<String, Vec<String>>) -> Result<Option<Row>, String> {
        let id = self.text("id").to_owned();
        if id.is_empty() {
            return Err("the column `id` is empty; give the row a name".to_owned());
        }
        let phrases = |column| self.phrases(column, words);
        if self.text("way") == "words" {
            return phrases("any").map(|_| None);
        }
        let way = self.way()?;
        let any = phrases("any")?;
        if any.is_empty() && id != super::DUPLICATES {
            return Err("the column `any` is empty; name the phrases that point to this way".to_owned());
        }
        for column in ["ground", "zh", "en"] {
            if self.text(column).is_empty() {
                return Err(format!("the column `{column}` is empty; whoever reads the hint needs it"));
            }
        }
        let confidence = match self.text("confidence") {
            "likely" => Confidence::Likely,
            "possible" => Confidence::Possible,
            other => return Err(format!("column `confidence` must be `likely` or `possible` (found `{other}`)")),
        };
        Ok(Some(Row {
            way,
            any,
            none: phrases("none")?,
            before: phrases("before")?,
            after: phrases("after")?,
            sentence: phrases("sentence")?,
            confidence,
            destination: self.text("destination").to_owned(),
            ground: self.text("ground").to_owned(),
            zh: self.text("zh").to_owned(),
            en: self.text("en").to_owned(),
            id,
        }))
    }

    fn way(&self) -> Result<Way, String> {
        let word = self.text("way");
        serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|_| {
            format!(
                "column `way` must be `emergency`, `other_channel`, `already_known`, `secret`, `beyond_duty`, `unlawful` or `words` (found `{word}`)"
            )
        })
    }

    fn phrases(&self, column: &str, words: &BTreeMap<String, Vec<String>>) -> Result<Vec<Phrase>, String> {
        let mut phrases = Vec::new();
        for word in self.list(column) {
            let quoted = match word.starts_with('@') {
                false => std::slice::from_ref(&word),
                true => words.get(&word).map(Vec::as_slice).ok_or_else(|| {
                    format!("column `{column}` quotes `{word}`, and no row of the way `words` is called so")
                })?,
            };
            for phrase in quoted {
                phrases.push(Phrase::parse(phrase).ok_or_else(|| {
                    format!("column `{column}`: `{phrase}` has nothing on one side of its `…`; a phrase begins and ends with letters")
                })?);
            }
        }
        Ok(phrases)
    }
}

fn lines(file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Line> {
    let mut problem = |line: u64, message: String| problems.push(Problem { file: file.to_owned(), line, message });
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(why) => {
            problem(1, format!("the header line cannot be read: {why}"));
            return Vec::new();
        }
    };
    let missing = COLUMNS.iter().filter(|column| !header.iter().any(|name| name == **column));
    let unknown = header.iter().filter(|name| !COLUMNS.contains(name));
    let faults: Vec<String> = missing
        .map(|column| format!("the column `{column}` is missing; add it to the header line"))
        .chain(unknown.map(|name| format!("the column `{name}` is not known; remove it or correct its name")))
        .collect();
    if !faults.is_empty() {
        faults.into_iter().for_each(|fault| problem(1, fault));
        return Vec::new();
    }
    let mut lines = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let number = record.position().map_or(0, csv::Position::line);
                let cell = |column: &'static str| {
                    let at = header.iter().position(|name| name == column)?;
                    Some((column, record.get(at)?.to_owned()))
                };
                lines.push(Line { number, cells: COLUMNS.into_iter().filter_map(cell).collect() });
            }
            Err(why) => {
                let line = why.position().map_or(0, csv::Position::line);
                problem(
                    line,
                    "the line cannot be read; count its cells, a comma inside a cell needs quotes".to_owned(),
                );
            }
        }
    }
    lines
}
