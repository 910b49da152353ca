//! The file of divisions: a line each, `code⇥name`; `code⇥name⇥>⇥new code⇥year⇥what happened` for one that is no more.

use super::names::forms;
use super::trie::{Bearer, Trie};
use super::{Division, Gazetteer, Kind, padded};
use rustc_hash::FxHashMap;
use std::fmt;

/// What became of a division that is no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The division that stands in its place, by number, where there is one.
    pub now: Option<u32>,
    /// The year in which that happened.
    pub year: u16,
    /// What happened, such as 更名.
    pub what: String,
}

/// Why a file of divisions cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GazetteerError {
    /// The line, from 1.
    pub line: usize,
    /// Its text.
    pub text: String,
}

impl fmt::Display for GazetteerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: `{}` is not `code⇥name` with a code of 2, 4, 6, 9 or 12 digits", self.line, self.text)
    }
}

impl std::error::Error for GazetteerError {}

impl Gazetteer {
    /// Reads divisions, and names of compounds that a city adds.
    ///
    /// # Errors
    /// When a line is not of the form.
    pub fn read<'c>(divisions: &str, compounds: impl IntoIterator<Item = &'c str>) -> Result<Self, GazetteerError> {
        let mut all: Vec<Division> = Vec::new();
        let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
        let mut followed: Vec<(usize, u64)> = Vec::new();
        for (at, line) in divisions.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let broken = || GazetteerError { line: at + 1, text: line.to_owned() };
            let mut fields = line.split('\t');
            let code: u64 = fields.next().and_then(|code| code.parse().ok()).ok_or_else(broken)?;
            let name = fields.next().filter(|name| !name.is_empty()).ok_or_else(broken)?;
            let kind = kind_of(code).ok_or_else(broken)?;
            let number = u32::try_from(all.len()).expect("a country has fewer than four thousand million divisions");
            let mut past = None;
            if fields.next() == Some(">") {
                let new: u64 = fields.next().and_then(|code| code.parse().ok()).ok_or_else(broken)?;
                let year = fields.next().and_then(|year| year.parse().ok()).ok_or_else(broken)?;
                past = Some(Past { now: None, year, what: fields.next().unwrap_or_default().to_owned() });
                followed.push((all.len(), new));
            } else {
                numbers.insert(code, number);
            }
            all.push(Division { code, name: name.to_owned(), kind, above: None, past });
        }
        for (at, new) in followed {
            let now = numbers.get(&new).copied();
            if let Some(past) = &mut all[at].past {
                past.now = now;
            }
        }
        for division in &mut all {
            division.above = above(division.code, &numbers);
        }
        let trie = Trie::new(
            bearers(&all).iter().map(|(name, bearer)| (name.as_str(), *bearer)).chain(
                compounds
                    .into_iter()
                    .map(|name| (name, Bearer { sort: Kind::Compound as u8 * 2 + 1, code: 0, number: u32::MAX })),
            ),
        );
        Ok(Self { trie, divisions: all })
    }
}

fn bearers(all: &[Division]) -> Vec<(String, Bearer)> {
    let mut found = Vec::with_capacity(all.len() * 3);
    for (number, division) in all.iter().enumerate() {
        let number = u32::try_from(number).expect("counted above");
        forms(division.kind, &division.name, |form, full| {
            let sort = division.kind as u8 * 2 + u8::from(full);
            found.push((form.to_owned(), Bearer { sort, code: padded(division.code), number }));
        });
    }
    found
}

const fn kind_of(code: u64) -> Option<Kind> {
    match code {
        10..=99 => Some(Kind::Province),
        1_000..=9_999 => Some(Kind::City),
        100_000..=999_999 => Some(Kind::District),
        100_000_000..=999_999_999 => Some(Kind::Town),
        100_000_000_000..=999_999_999_999 => Some(Kind::Community),
        _ => None,
    }
}

/// The nearest division above that is in the table: a district of 北京 lies under no city.
fn above(code: u64, numbers: &FxHashMap<u64, u32>) -> Option<u32> {
    let mut code = code;
    loop {
        code /= if code >= 100_000_000 { 1_000 } else { 100 };
        if code == 0 {
            return None;
        }
        if let Some(&number) = numbers.get(&code) {
            return Some(number);
        }
    }
}
