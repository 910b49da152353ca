//! Names, and where they stand in a text: by their characters in one form, the longest name at every place.

use crate::reading::fold::fold;
use crate::standard::arabic;
use rustc_hash::FxHashMap;

/// Names of places and divisions, each with who bears it.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    bearers: FxHashMap<Box<[char]>, Bearers>,
    longest: usize,
}

/// Who bears a name, by number.
#[derive(Debug, Clone, Default)]
pub(super) struct Bearers {
    pub(super) places: Vec<u32>,
    pub(super) divisions: Vec<u32>,
}

impl Names {
    pub(super) fn of<'n>(places: impl Iterator<Item = &'n str>, divisions: impl Iterator<Item = &'n str>) -> Self {
        let mut names = Self::default();
        for (place, name) in (0..).zip(places) {
            names.bear(name, |bearers| bearers.places.push(place));
        }
        for (division, name) in (0..).zip(divisions) {
            names.bear(name, |bearers| bearers.divisions.push(division));
        }
        names
    }

    fn bear(&mut self, name: &str, add: impl FnOnce(&mut Bearers)) {
        let name = written(name);
        if name.len() > 1 {
            self.longest = self.longest.max(name.len());
            add(self.bearers.entry(name.into()).or_default());
        }
    }

    /// The longest name that begins a text: how many characters it has, and who bears it.
    pub(super) fn begins(&self, text: &[char]) -> Option<(usize, &Bearers)> {
        (2..=self.longest.min(text.len())).rev().find_map(|length| Some((length, self.bearers.get(&text[..length])?)))
    }
}

/// A text in the form in which names are compared.
pub(super) fn written(text: &str) -> Vec<char> {
    let folded: String = text.chars().map(fold).filter(|c| *c != ' ').collect();
    arabic(&folded).chars().collect()
}
