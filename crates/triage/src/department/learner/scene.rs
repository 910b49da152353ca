//! One situation as the learner sees it: which values are known, which rows and drawers they open, which patterns their names make.

use super::names::{Likeness, Names, rows_of};
use super::numbers::spread;
use super::weights::scaled;

/// Which drawer of the cabinet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// Everything that was ever confirmed.
    Everything,
    /// All features together.
    Whole(u64),
    /// One value of one column.
    One { column: usize, value: u32 },
}

/// See the module.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Scene {
    keys: Vec<Key>,
    rows: Vec<(u64, f32)>,
    /// Families that show here as a pattern, each with the column that makes it.
    shown: Vec<(Likeness, usize)>,
}

impl Scene {
    /// A situation with features by name; nothing is added to the names.
    pub(super) fn look(features: &[(&str, &str)], names: &Names) -> Self {
        let mut found: Vec<(usize, &str)> = features
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .filter_map(|(name, text)| Some((names.find_column(name)?, *text)))
            .collect();
        found.sort_unstable();
        let mut scene = Self::empty();
        let mut whole = Some(0);
        for (column, text) in found {
            match names.find_value(column, text) {
                Some(value) => scene.add(column, value, &mut whole, names),
                None => {
                    // A value that was never seen speaks through its letters and through the units that bear it.
                    whole = None;
                    let rows = rows_of(column, text);
                    scene.rows.extend(scaled(&rows[1..]));
                    scene.add_likenesses(&names.likenesses_of(column, text), column, names);
                }
            }
        }
        scene.close(whole, names)
    }

    /// A situation with a value for each column, an empty one where there is none; new values are added to the names.
    pub(super) fn enter(values: &[&str], names: &mut Names) -> Self {
        let mut scene = Self::empty();
        let mut whole = Some(0);
        for (column, text) in values.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            match names.enter_value(column, text) {
                Some(value) => scene.add(column, value, &mut whole, names),
                None => whole = None,
            }
        }
        scene.close(whole, names)
    }

    /// The drawers, by context: 0 everything, 1 the whole, then the columns.
    pub(super) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The rows of the weights, each with its scale.
    pub(super) fn rows(&self) -> &[(u64, f32)] {
        &self.rows
    }

    /// The families that show as a pattern here.
    pub(super) fn shown(&self) -> impl Iterator<Item = (u32, u32)> {
        self.shown.iter().map(|(likeness, _)| (likeness.family, likeness.pattern))
    }

    /// How a family is written in the drawers: as its pattern where it shows as one, otherwise as itself.
    pub(super) fn outcome(&self, family: u32, names: &Names) -> u32 {
        // The family may have become known with this very event.
        let fresh = || self.likenesses(names).filter(|(likeness, _)| likeness.family == family);
        let pattern = self.shown.iter().find(|(likeness, _)| likeness.family == family).map(|(likeness, _)| *likeness);
        let longest = || fresh().map(|(likeness, _)| likeness).max_by_key(|likeness| likeness.letters);
        match pattern.or_else(longest).filter(|likeness| names.counts(likeness.pattern)) {
            Some(likeness) => PATTERN | likeness.pattern,
            None => family,
        }
    }

    /// The column whose value the family bears in its name.
    pub(super) fn named_after(&self, family: u32, names: &Names) -> Option<usize> {
        let _ = names;
        self.shown.iter().find(|(likeness, _)| likeness.family == family).map(|(_, column)| *column)
    }

    fn empty() -> Self {
        Self { keys: vec![Key::Everything, Key::Everything], ..Self::default() }
    }

    fn add(&mut self, column: usize, value: u32, whole: &mut Option<u64>, names: &Names) {
        let found = names.value(column, value);
        self.keys.push(Key::One { column, value });
        *whole = whole.map(|key| spread(key ^ (((column as u64 + 1) << 32) | u64::from(value))));
        if let Some(row) = found.rows.first() {
            self.rows.push((*row, 1.0));
        }
        self.rows.extend(scaled(found.rows.get(1..).unwrap_or_default()));
        self.add_likenesses(&found.likenesses, column, names);
    }

    fn add_likenesses(&mut self, likenesses: &[Likeness], column: usize, names: &Names) {
        for likeness in likenesses.iter().filter(|l| names.counts(l.pattern) && names.is_head(l.family)) {
            match self.shown.iter_mut().find(|(other, _)| other.family == likeness.family) {
                Some(other) if other.0.letters < likeness.letters => *other = (*likeness, column),
                Some(_) => {}
                None => self.shown.push((*likeness, column)),
            }
        }
    }

    fn likenesses<'a>(&'a self, names: &'a Names) -> impl Iterator<Item = (Likeness, usize)> + 'a {
        self.keys.iter().flat_map(move |key| match key {
            Key::One { column, value } => {
                names.value(*column, *value).likenesses.iter().map(|l| (*l, *column)).collect()
            }
            Key::Everything | Key::Whole(_) => Vec::new(),
        })
    }

    fn close(mut self, whole: Option<u64>, _names: &Names) -> Self {
        match whole {
            Some(key) => self.keys[1] = Key::Whole(key),
            None => drop(self.keys.remove(1)),
        }
        self
    }
}

/// Marks an outcome that is a pattern rather than a family.
pub(super) const PATTERN: u32 = 1 << 31;
