//! The divisions of the country, from province down to community, by their codes and by their names.
//!
//! Reading order: [`code`] (12 digits), [`load`] (from the national files), [`names`] (how people say them), [`path`]
//! (names one inside another), [`similar`] (easily confused characters), [`history`] (what a code of the past is today).

pub mod code;
pub mod history;
pub mod load;
pub mod names;
mod path;
mod similar;

pub use code::{DivisionCode, DivisionCodeError, Level};
pub use load::{Fault, Sources};
pub use path::Named;
pub use similar::Confusable;

use history::History;
use names::NameIndex;
use similar::Similar;

/// All divisions, indexed.
///
/// INVARIANT (sorted): `codes` rises strictly, so that a division is found by halving and all that lies in it stands
/// right behind it.
#[derive(Debug)]
pub struct Divisions {
    codes: Vec<u64>,
    /// Where the name of each begins in `letters`, and where the last one ends.
    starts: Vec<u32>,
    letters: String,
    rows: [usize; 5],
    names: NameIndex,
    history: History,
    similar: Similar,
}

/// A division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit<'a> {
    /// Its code.
    pub code: DivisionCode,
    /// Its name.
    pub name: &'a str,
}

impl Unit<'_> {
    /// Its level.
    #[must_use]
    pub const fn level(&self) -> Level {
        self.code.level()
    }

    /// Whether it is no place but a heading of the code tables: `市辖区`, `县`, `省直辖县级行政区划`.
    #[must_use]
    pub fn is_heading(&self) -> bool {
        self.level() == Level::City && (matches!(self.name, "市辖区" | "县") || self.name.ends_with("直辖县级行政区划"))
    }
}

impl Divisions {
    /// Divisions in the index. A level that a place does not have (a city without districts) is not counted twice.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// Rows of the files that were taken, by level from province to community.
    #[must_use]
    pub const fn rows(&self) -> [usize; 5] {
        self.rows
    }

    /// Bytes that the index holds on to, the history apart.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.codes.len() * size_of::<u64>()
            + self.starts.len() * size_of::<u32>()
            + self.letters.len()
            + self.names.bytes()
    }

    /// The division with this code.
    #[must_use]
    pub fn unit(&self, code: DivisionCode) -> Option<Unit<'_>> {
        self.codes.binary_search(&code.number()).ok().map(|n| self.at(n))
    }

    /// The division right above, headings passed over; nothing above a province.
    #[must_use]
    pub fn parent(&self, code: DivisionCode) -> Option<Unit<'_>> {
        let mut above = code.above();
        while let Some(code) = above {
            match self.unit(code) {
                Some(unit) if !unit.is_heading() => return Some(unit),
                _ => above = code.above(),
            }
        }
        None
    }

    /// The division and all above it, from the province down.
    #[must_use]
    pub fn lineage(&self, code: DivisionCode) -> Vec<Unit<'_>> {
        let mut line: Vec<_> = self.unit(code).into_iter().collect();
        while let Some(parent) = line.last().and_then(|unit| self.parent(unit.code)) {
            line.push(parent);
        }
        line.reverse();
        line
    }

    /// Levels between the province and this division that it does not have, as a city without districts has none.
    #[must_use]
    pub fn missing_levels(&self, code: DivisionCode) -> Vec<Level> {
        let present: Vec<Level> = self.lineage(code).iter().map(Unit::level).collect();
        Level::ALL.into_iter().filter(|level| *level < code.level() && !present.contains(level)).collect()
    }

    /// The divisions right below, in the order of their codes; those under a heading count as being right below.
    #[must_use]
    pub fn children(&self, code: DivisionCode) -> Vec<Unit<'_>> {
        let mut found = Vec::new();
        let mut next = self.codes.partition_point(|c| *c <= code.number());
        let end = self.end_of(code);
        while next < end {
            let unit = self.at(next);
            if unit.is_heading() {
                next += 1;
            } else {
                next = self.end_of(unit.code);
                found.push(unit);
            }
        }
        found
    }

    /// The provinces.
    #[must_use]
    pub fn provinces(&self) -> Vec<Unit<'_>> {
        let mut found = Vec::new();
        let mut next = 0;
        while next < self.codes.len() {
            let unit = self.at(next);
            next = self.end_of(unit.code).max(next + 1);
            found.push(unit);
        }
        found
    }

    /// What is recorded of past codes.
    #[must_use]
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// The place behind the last division inside this one.
    fn end_of(&self, code: DivisionCode) -> usize {
        self.codes.partition_point(|c| *c < code.end())
    }

    fn at(&self, n: usize) -> Unit<'_> {
        let (from, to) = (self.starts[n] as usize, self.starts[n + 1] as usize);
        Unit { code: DivisionCode::of_number(self.codes[n]), name: &self.letters[from..to] }
    }
}
