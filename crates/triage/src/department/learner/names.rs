//! The names of columns, values and units, and what the names themselves tell: which units are one family, and which are one office in
//! different places.
//!
//! *Family*: `六联社区（坪山街道办事处）` is `六联社区` under a fuller name. A unit belongs to the family of an earlier unit when one is
//! the other's name with a remark in brackets.
//!
//! *Pattern*: `龙田街道综合执法队` in 龙田街道 and `碧岭街道综合执法队` in 碧岭街道 are both "the value of `street`, then 综合执法队". What was
//! confirmed in one place then speaks for the other. A pattern counts once two families bear it, so that a chance likeness is none.

use super::numbers::spread;
use rustc_hash::{FxHashMap, FxHashSet};

/// Columns beyond these are not looked at.
const MOST_COLUMNS: usize = 32;
/// Values and units beyond these are not learned: a column of serial numbers must not fill the memory.
const MOST_VALUES: usize = 1 << 16;
const MOST_UNITS: usize = 1 << 14;
/// Patterns remembered per value, the ones with the longest likeness.
const MOST_LIKENESSES: usize = 48;
/// Values, and units, that are compared because they share two letters; more would make a table of numbers slow and tell nothing.
const MOST_ALIKE: usize = 128;
/// Letters of a value that are looked at one by one.
const MOST_LETTERS: usize = 24;

/// A unit whose name holds the beginning of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Likeness {
    pub(super) family: u32,
    pub(super) pattern: u32,
    pub(super) letters: u8,
}

/// One value of a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub(super) text: Box<str>,
    /// Rows of the weights: the value itself, then its letters.
    pub(super) rows: Vec<u64>,
    pub(super) likenesses: Vec<Likeness>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Column {
    pub(super) name: Box<str>,
    pub(super) values: Vec<Value>,
    pub(super) ids: FxHashMap<Box<str>, u32>,
    /// Values by their first two letters.
    pub(super) beginnings: FxHashMap<[char; 2], Vec<u32>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    pub(super) name: Box<str>,
    pub(super) family: u32,
}

/// See the module.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Names {
    pub(super) columns: Vec<Column>,
    pub(super) values: usize,
    pub(super) units: Vec<Unit>,
    pub(super) unit_ids: FxHashMap<Box<str>, u32>,
    /// The only unit of each name without its bracket; nothing when there are several, as with `城建办（甲街道）` and `城建办（乙街道）`.
    pub(super) bare: FxHashMap<Box<str>, Option<u32>>,
    /// Heads of families by every two letters that follow one another in their names.
    pub(super) pairs: FxHashMap<[char; 2], Vec<u32>>,
    pub(super) patterns: FxHashMap<(u32, Box<str>), u32>,
    /// How many families bear each pattern.
    pub(super) bearers: Vec<u32>,
    pub(super) borne: FxHashSet<(u32, u32)>,
}

impl Names {
    pub(super) fn column(&mut self, name: &str) -> Option<usize> {
        if let Some(at) = self.find_column(name) {
            return Some(at);
        }
        if self.columns.len() == MOST_COLUMNS {
            return None;
        }
        self.columns.push(Column { name: name.into(), ..Column::default() });
        Some(self.columns.len() - 1)
    }

    pub(super) fn find_column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| &*column.name == name)
    }

    pub(super) fn column_name(&self, column: usize) -> &str {
        self.columns.get(column).map_or("", |column| &column.name)
    }

    pub(super) fn units(&self) -> &[Unit] {
        &self.units
    }

    pub(super) fn unit(&self, unit: u32) -> &str {
        self.units.get(unit as usize).map_or("", |unit| &unit.name)
    }

    pub(super) fn known(&self, unit: &str) -> Option<u32> {
        self.unit_ids.get(unit).copied()
    }

    pub(super) fn family(&self, unit: u32) -> u32 {
        self.units[unit as usize].family
    }

    /// Whether a family still stands for itself; it does not while it is held to continue another.
    pub(super) fn is_head(&self, family: u32) -> bool {
        self.units[family as usize].family == family
    }

    /// Puts a unit into the family of another, or back into its own.
    pub(super) fn move_to(&mut self, unit: u32, family: u32) {
        self.units[unit as usize].family = family;
    }

    pub(super) fn patterns(&self) -> usize {
        self.bearers.len()
    }

    /// Whether every number that points at a value, a unit or a pattern finds it.
    pub(super) fn is_sound(&self) -> bool {
        let unit = |id: &u32| (*id as usize) < self.units.len();
        let pattern = |id: u32| (id as usize) < self.bearers.len();
        let likeness = |likeness: &Likeness| unit(&likeness.family) && pattern(likeness.pattern);
        let column = |column: &Column| {
            let value = |id: &u32| (*id as usize) < column.values.len();
            column.ids.values().all(value)
                && column.beginnings.values().flatten().all(value)
                && column.values.iter().all(|value| !value.rows.is_empty() && value.likenesses.iter().all(likeness))
        };
        self.columns.len() <= MOST_COLUMNS
            && self.columns.iter().all(column)
            && self.units.iter().all(|known| unit(&known.family))
            && self.unit_ids.values().chain(self.bare.values().flatten()).chain(self.pairs.values().flatten()).all(unit)
            && self.patterns.values().all(|id| pattern(*id))
    }

    /// Whether a pattern is more than a chance likeness.
    pub(super) fn counts(&self, pattern: u32) -> bool {
        self.bearers[pattern as usize] >= 2
    }

    pub(super) fn value(&self, column: usize, value: u32) -> &Value {
        &self.columns[column].values[value as usize]
    }

    /// The row of a value and those of its letters, which from now on are part of its own; `None` when they are already.
    pub(super) fn take_letters(&mut self, column: usize, value: u32) -> Option<(u64, Vec<u64>)> {
        let rows = &mut self.columns[column].values[value as usize].rows;
        (rows.len() > 1).then(|| (rows[0], rows.split_off(1)))
    }

    pub(super) fn find_value(&self, column: usize, text: &str) -> Option<u32> {
        self.columns[column].ids.get(text).copied()
    }

    /// The value's id, made when it is new; `None` when there are too many.
    pub(super) fn enter_value(&mut self, column: usize, text: &str) -> Option<u32> {
        if let Some(id) = self.find_value(column, text) {
            return Some(id);
        }
        if self.values == MOST_VALUES {
            return None;
        }
        self.values += 1;
        let likenesses = self.found_likenesses(text);
        let likenesses = likenesses.into_iter().map(|(family, rest, letters)| {
            let pattern = self.enter_pattern(column, rest, family);
            Likeness { family, pattern, letters }
        });
        let value = Value { text: text.into(), rows: rows_of(column, text), likenesses: likenesses.collect() };
        let kept = &mut self.columns[column];
        let id = u32::try_from(kept.values.len()).expect("values are capped far below");
        kept.values.push(value);
        kept.ids.insert(text.into(), id);
        if let Some(beginning) = beginning(text) {
            note_up_to(MOST_ALIKE, kept.beginnings.entry(beginning).or_default(), id);
        }
        Some(id)
    }

    /// The likenesses of a value that was never seen, as far as their patterns are known.
    pub(super) fn likenesses_of(&self, column: usize, text: &str) -> Vec<Likeness> {
        let found = self.found_likenesses(text).into_iter();
        let column = u32::try_from(column).expect("columns are capped far below");
        let known = found.filter_map(|(family, rest, letters)| {
            let pattern = *self.patterns.get(&(column, rest.into()))?;
            Some(Likeness { family, pattern, letters })
        });
        known.collect()
    }

    /// A new unit: its family, and which values its name holds. `None` when there are too many.
    pub(super) fn enter_unit(&mut self, name: &str) -> Option<u32> {
        if self.units.len() == MOST_UNITS {
            return None;
        }
        let id = u32::try_from(self.units.len()).expect("units are capped far below");
        let family = self.family_by_name(name).unwrap_or(id);
        self.units.push(Unit { name: name.into(), family });
        self.unit_ids.insert(name.into(), id);
        self.bare.entry(without_brackets(name).into()).and_modify(|only| *only = None).or_insert(Some(id));
        if family == id {
            self.note_likenesses(id, name);
        }
        Some(id)
    }

    fn family_by_name(&self, name: &str) -> Option<u32> {
        let bare = without_brackets(name);
        let earlier = match bare == name {
            // The fuller name came first, and this is the plain one.
            true => self.bare.get(name).copied().flatten(),
            false => self.known(&bare),
        };
        earlier.map(|unit| self.family(unit))
    }

    fn note_likenesses(&mut self, family: u32, name: &str) {
        let letters: Vec<char> = name.chars().collect();
        let mut seen: Vec<[char; 2]> = letters.windows(2).map(|pair| [pair[0], pair[1]]).filter(tells).collect();
        seen.sort_unstable();
        seen.dedup();
        for column in 0..self.columns.len() {
            let begun = seen.iter().filter_map(|pair| self.columns[column].beginnings.get(pair));
            let mut begun: Vec<u32> = begun.flatten().copied().collect();
            begun.sort_unstable();
            for value in begun {
                let text = &self.columns[column].values[value as usize].text;
                let Some((rest, length)) = shared(text, &letters) else { continue };
                let pattern = self.enter_pattern(column, rest, family);
                let likenesses = &mut self.columns[column].values[value as usize].likenesses;
                likenesses.push(Likeness { family, pattern, letters: length });
                keep_longest(likenesses);
            }
        }
        for pair in seen {
            note_up_to(MOST_ALIKE, self.pairs.entry(pair).or_default(), family);
        }
    }

    fn found_likenesses(&self, text: &str) -> Vec<(u32, String, u8)> {
        let Some(families) = beginning(text).and_then(|pair| self.pairs.get(&pair)) else { return Vec::new() };
        let mut found: Vec<(u32, String, u8)> = Vec::new();
        for &family in families {
            let letters: Vec<char> = self.unit(family).chars().collect();
            if let Some((rest, length)) = shared(text, &letters) {
                found.push((family, rest, length));
            }
        }
        found.sort_by_key(|(family, _, letters)| (std::cmp::Reverse(*letters), *family));
        found.truncate(MOST_LIKENESSES);
        found
    }

    fn enter_pattern(&mut self, column: usize, rest: String, family: u32) -> u32 {
        let column = u32::try_from(column).expect("columns are capped far below");
        let next = u32::try_from(self.bearers.len()).expect("patterns are fewer than values times units");
        let pattern = *self.patterns.entry((column, rest.into())).or_insert(next);
        if pattern == next {
            self.bearers.push(0);
        }
        if self.borne.insert((pattern, family)) {
            self.bearers[pattern as usize] += 1;
        }
        pattern
    }
}

fn note_up_to(most: usize, ids: &mut Vec<u32>, id: u32) {
    if ids.len() < most {
        ids.push(id);
    }
}

fn keep_longest(likenesses: &mut Vec<Likeness>) {
    if likenesses.len() > MOST_LIKENESSES {
        likenesses.sort_by_key(|likeness| (std::cmp::Reverse(likeness.letters), likeness.family));
        likenesses.truncate(MOST_LIKENESSES);
    }
}

/// The rows of the weights that a value switches on: itself, then its letters, by column.
pub(super) fn rows_of(column: usize, text: &str) -> Vec<u64> {
    let column = spread(column as u64 + 1);
    let whole = text.bytes().fold(column, |hash, byte| spread(hash ^ u64::from(byte)));
    let letters = text.chars().take(MOST_LETTERS).map(|letter| spread(column ^ (u64::from(u32::from(letter)) << 20)));
    std::iter::once(whole).chain(letters).collect()
}

/// A name without what stands in brackets; the name itself when nothing else stands in it.
fn without_brackets(name: &str) -> String {
    let mut depth = 0_u32;
    let mut bare = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(letter),
            _ => {}
        }
    }
    match bare.trim().is_empty() {
        true => name.to_owned(),
        false => bare.trim().to_owned(),
    }
}

/// The first two letters, unless they are figures, which are alike by chance.
fn beginning(text: &str) -> Option<[char; 2]> {
    let mut letters = text.chars();
    Some([letters.next()?, letters.next()?]).filter(tells)
}

fn tells(pair: &[char; 2]) -> bool {
    !pair.iter().all(char::is_ascii_digit)
}

/// The longest beginning of a value that stands in a unit's name: the name with a mark in its place, and its length in letters.
/// Two Chinese characters already name something; of other writing it takes four letters, and figures alone are alike by chance.
fn shared(value: &str, unit: &[char]) -> Option<(String, u8)> {
    let value: Vec<char> = value.chars().take(64).collect();
    let alike = |at: usize| value.iter().zip(&unit[at..]).take_while(|(a, b)| a == b).count();
    let (at, length) = (0..unit.len()).map(|at| (at, alike(at))).max_by_key(|&(at, n)| (n, std::cmp::Reverse(at)))?;
    let stem = &value[..length];
    let least = if stem.iter().all(char::is_ascii) { 4 } else { 2 };
    if length < least || stem.iter().all(|letter| letter.is_numeric() || letter.is_ascii_punctuation()) {
        return None;
    }
    let rest = unit[..at].iter().chain(std::iter::once(&'\u{1}')).chain(&unit[at + length..]).collect();
    Some((rest, u8::try_from(length).expect("values are cut to 64 letters")))
}
