//! Reads the national files of divisions: five tables, and with them the newest changes, the history and the confusable
//! characters.

use super::history::History;
use super::names::NameIndex;
use super::similar::Similar;
use super::{DivisionCode, Divisions, Level};
use jingwei_terms::{Refusal, RefusalClass};
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The texts to read; the edge has opened and unpacked them. The tables have a head row with at least `code` and `name`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sources<'a> {
    /// The five tables, from provinces down to communities; the communities may be left out.
    pub tables: [&'a [u8]; 5],
    /// Divisions down to the counties as they are now, when that is newer than the tables (JSON).
    pub latest: Option<&'a [u8]>,
    /// Changes of codes and names over the years (JSON).
    pub history: Option<&'a [u8]>,
    /// Characters that are easily confused (JSON).
    pub similar: Option<&'a [u8]>,
}

/// A row that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The table.
    pub level: Level,
    /// The line in it, counted from 1.
    pub line: u64,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// What is wrong, in English.
    pub en: String,
}

/// Rows of one part of a table: codes, the end of each name in `letters`, and what was wrong.
#[derive(Default)]
struct Part {
    codes: Vec<u64>,
    ends: Vec<u32>,
    letters: String,
    faults: Vec<Fault>,
}

/// About so many bytes of a table are read at a stretch.
const STRETCH: usize = 1 << 21;

impl Divisions {
    /// Reads and indexes the divisions. Rows that cannot be taken are faults; the rest stands.
    ///
    /// # Errors
    /// When a table has no columns `code` and `name`, when nothing is left, or one of the JSON files is broken.
    pub fn load(sources: &Sources<'_>) -> Result<(Self, Vec<Fault>), Refusal> {
        let ((parts, rest), similar) = rayon::join(
            || rayon::join(|| tables(sources), || further(sources)),
            || sources.similar.map_or_else(|| Ok(Similar::default()), Similar::parse),
        );
        let (mut parts, rows) = parts?;
        let (latest, history) = rest?;
        let mut faults: Vec<Fault> = parts.iter_mut().flat_map(|part| std::mem::take(&mut part.faults)).collect();
        parts.push(latest);
        let (codes, starts, letters) = merge(&parts);
        drop(parts);
        if codes.is_empty() {
            return Err(broken("no_divisions", "一条区划也没有读到", "not one division was read"));
        }
        let names = NameIndex::of(&codes, &starts, &letters);
        let divisions = Self { codes, starts, letters, rows, names, history, similar: similar? };
        faults.extend(divisions.orphans());
        Ok((divisions, faults))
    }

    /// Streets and communities whose district is not there.
    fn orphans(&self) -> Vec<Fault> {
        let mut found = Vec::new();
        for n in 0..self.codes.len() {
            let unit = self.at(n);
            if unit.code.above().is_some_and(|above| self.unit(above).is_none()) {
                let code = unit.code;
                found.push(Fault {
                    level: unit.level(),
                    line: 0,
                    zh: format!("`{code}` 的上级不在表中"),
                    en: format!("what is above `{code}` is not in the tables"),
                });
            }
        }
        found
    }
}

fn tables(sources: &Sources<'_>) -> Result<(Vec<Part>, [usize; 5]), Refusal> {
    let mut work = Vec::new();
    for (level, table) in Level::ALL.into_iter().zip(sources.tables) {
        let table = table.strip_prefix(b"\xef\xbb\xbf").unwrap_or(table);
        if table.is_empty() {
            continue;
        }
        let (columns, body) = head(level, table)?;
        let mut line = 2;
        for stretch in stretches(body) {
            work.push((level, columns, line, stretch));
            line += bytes_of(stretch, b'\n');
        }
    }
    let parts: Vec<_> =
        work.par_iter().map(|(level, columns, line, text)| (*level, part(*level, *columns, *line, text))).collect();
    let mut rows = [0; 5];
    for (level, part) in &parts {
        rows[*level as usize] += part.codes.len();
    }
    Ok((parts.into_iter().map(|(_, part)| part).collect(), rows))
}

/// Where `code` and `name` stand, and the rows below the head.
fn head(level: Level, table: &[u8]) -> Result<((usize, usize), &[u8]), Refusal> {
    let end = table.iter().position(|b| *b == b'\n').map_or(table.len(), |n| n + 1);
    let head = String::from_utf8_lossy(&table[..end]);
    let place = |name: &str| head.trim().split(',').position(|column| column.trim().trim_matches('"') == name);
    match (place("code"), place("name")) {
        (Some(code), Some(name)) => Ok(((code, name), &table[end..])),
        _ => Err(broken(
            "no_columns",
            &format!("{}表的首行没有 `code` 和 `name` 两列", level.zh()),
            &format!("the first line of the table of level {} lacks the columns `code` and `name`", level as usize + 1),
        )),
    }
}

/// Cuts a table at the ends of lines.
fn stretches(mut body: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while !body.is_empty() {
        let from = STRETCH.min(body.len());
        let end = body[from..].iter().position(|b| *b == b'\n').map_or(body.len(), |n| from + n + 1);
        found.push(&body[..end]);
        body = &body[end..];
    }
    found
}

fn part(level: Level, (code_at, name_at): (usize, usize), first_line: u64, text: &[u8]) -> Part {
    let mut part = Part { letters: String::with_capacity(text.len() / 3), ..Part::default() };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let mut row = csv::ByteRecord::new();
    loop {
        let line = first_line + reader.position().line() - 1;
        match reader.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => return part,
            Err(why) => {
                part.faults.push(Fault {
                    level,
                    line,
                    zh: format!("读不懂这一行：{why}"),
                    en: format!("cannot be read: {why}"),
                });
                return part;
            }
        }
        let code = row.get(code_at).and_then(|code| std::str::from_utf8(code).ok());
        let name = row.get(name_at).and_then(|name| std::str::from_utf8(name).ok()).map(str::trim);
        match (code.map(|code| number_of(code, level)), name) {
            (Some(Ok(code)), Some(name)) if !name.is_empty() => part.push(code, name),
            (Some(Err(why)), _) => {
                let fault = Fault { level, line, zh: format!("代码不对：{why}"), en: why };
                part.faults.push(fault);
            }
            _ => part.faults.push(Fault {
                level,
                line,
                zh: "代码或名称缺失".to_owned(),
                en: "the code or the name is missing".to_owned(),
            }),
        }
    }
}

/// The 12 digits of a code of this table: as long as its level, or filled up.
fn number_of(code: &str, level: Level) -> Result<u64, String> {
    let code = code.trim();
    if code.len() != level.digits() && code.len() != 12 && !(code.len() == 6 && level < Level::District) {
        return Err(format!("`{code}` must have {} digits, or 12", level.digits()));
    }
    code.parse::<DivisionCode>().map(DivisionCode::number).map_err(|why| why.to_string())
}

impl Part {
    fn push(&mut self, code: u64, name: &str) {
        self.codes.push(code);
        self.letters.push_str(name);
        self.ends.push(u32::try_from(self.letters.len()).unwrap_or(u32::MAX));
    }

    fn name(&self, n: usize) -> &str {
        let from = if n == 0 { 0 } else { self.ends[n - 1] as usize };
        &self.letters[from..self.ends[n] as usize]
    }
}

/// All parts as one table in the order of the codes. Where a code stands twice, the higher table wins: the second row is a
/// stand-in for a level that the place does not have.
fn merge(parts: &[Part]) -> (Vec<u64>, Vec<u32>, String) {
    let mut order: Vec<(u64, u32, u32)> = Vec::with_capacity(parts.iter().map(|part| part.codes.len()).sum());
    for (p, part) in (0..).zip(parts) {
        order.extend((0..).zip(&part.codes).map(|(n, code)| (*code, p, n)));
    }
    order.par_sort_unstable();
    order.dedup_by_key(|(code, ..)| *code);
    let mut letters = String::with_capacity(parts.iter().map(|part| part.letters.len()).sum());
    let mut starts = Vec::with_capacity(order.len() + 1);
    for (_, p, n) in &order {
        starts.push(u32::try_from(letters.len()).unwrap_or(u32::MAX));
        letters.push_str(parts[*p as usize].name(*n as usize));
    }
    starts.push(u32::try_from(letters.len()).unwrap_or(u32::MAX));
    (order.into_iter().map(|(code, ..)| code).collect(), starts, letters)
}

#[derive(Deserialize)]
struct Latest {
    provinces: BTreeMap<String, LatestProvince>,
}

#[derive(Deserialize)]
struct LatestProvince {
    code: String,
    #[serde(default)]
    cities: BTreeMap<String, LatestCity>,
}

#[derive(Deserialize)]
struct LatestCity {
    code: Option<String>,
    #[serde(default)]
    counties: BTreeMap<String, String>,
}

fn further(sources: &Sources<'_>) -> Result<(Part, History), Refusal> {
    let mut part = Part::default();
    if let Some(latest) = sources.latest {
        let latest: Latest =
            serde_json::from_slice(latest).map_err(|why| json_broken("最新区划", "latest divisions", &why))?;
        let mut add = |code: &str, name: &str| {
            if let Ok(code) = code.parse::<DivisionCode>() {
                part.push(code.number(), name);
            }
        };
        for (name, province) in &latest.provinces {
            add(&province.code, name);
            for (name, city) in &province.cities {
                if let Some(code) = &city.code {
                    add(code, name);
                }
                city.counties.iter().for_each(|(name, code)| add(code, name));
            }
        }
    }
    Ok((part, sources.history.map_or_else(|| Ok(History::default()), History::parse)?))
}

pub(super) fn json_broken(zh: &str, en: &str, why: &serde_json::Error) -> Refusal {
    broken(
        "broken_json",
        &format!("{zh}文件不是预期的 JSON：{why}"),
        &format!("the file of {en} is not the JSON expected: {why}"),
    )
}

pub(super) fn broken(code: &'static str, zh: &str, en: &str) -> Refusal {
    Refusal::new(RefusalClass::Invalid, code, zh, en).next("核对区划数据目录", "check the folder of division data")
}

fn bytes_of(text: &[u8], wanted: u8) -> u64 {
    text.iter().filter(|b| **b == wanted).count() as u64
}
