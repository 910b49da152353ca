//! Finds divisions by their names one inside the other: `广东省深圳市南山区`, `广东/深圳/南山`, `深圳南山`.

use super::{DivisionCode, Divisions, Level, Unit};
use rustc_hash::FxHashMap;

/// A division that a path of names may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'a> {
    /// The division.
    pub unit: Unit<'a>,
    /// Levels that the path jumps over between its first name and its last; the fewer, the likelier it is meant.
    pub skipped: u8,
}

/// The longest name, in characters, that is tried at one place of a path.
const LONGEST: usize = 30;

impl Divisions {
    /// All divisions that the path may mean, the likeliest first: fewest levels jumped over, then the highest, then by code.
    ///
    /// Names may be full or short; blanks, `/`, `-`, `>` and commas between them are optional. The whole path must be used up.
    #[must_use]
    pub fn at_path(&self, path: &str) -> Vec<Named<'_>> {
        let mut walk = Walk { divisions: self, best: FxHashMap::default(), found: FxHashMap::default() };
        walk.down(None, path, 0);
        let name = |(code, skipped)| self.unit(code).map(|unit| Named { unit, skipped });
        let mut found: Vec<Named<'_>> = walk.found.into_iter().filter_map(name).collect();
        found.sort_unstable_by_key(|named| (named.skipped, named.unit.level(), named.unit.code));
        found
    }
}

struct Walk<'a> {
    divisions: &'a Divisions,
    /// The fewest levels jumped over with which a division was reached, by what was left of the path then. It keeps a
    /// path with many readings from being walked again and again.
    best: FxHashMap<(DivisionCode, usize), u8>,
    found: FxHashMap<DivisionCode, u8>,
}

impl Walk<'_> {
    fn down(&mut self, scope: Option<DivisionCode>, path: &str, skipped: u8) {
        let path = path.trim_start_matches([' ', '\u{3000}', '/', '-', '>', ',', '，', '、', '·']);
        if path.is_empty() {
            if let Some(code) = scope {
                let fewest = self.found.entry(code).or_insert(skipped);
                *fewest = skipped.min(*fewest);
            }
            return;
        }
        let ends = path.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST);
        for end in ends.collect::<Vec<_>>().into_iter().rev() {
            for unit in self.divisions.named(path[..end].trim_end()) {
                let Some(step) = step(scope, unit.code) else { continue };
                let left = path.len() - end;
                let fewest = self.best.entry((unit.code, left)).or_insert(u8::MAX);
                if skipped + step < *fewest {
                    *fewest = skipped + step;
                    self.down(Some(unit.code), &path[end..], skipped + step);
                }
            }
        }
    }
}

/// Levels jumped over from one division to another inside it; nothing when it is not inside.
fn step(scope: Option<DivisionCode>, code: DivisionCode) -> Option<u8> {
    let Some(scope) = scope else { return Some(0) };
    if code == scope || !code.lies_in(scope) {
        return None;
    }
    let place = |level: Level| Level::ALL.iter().position(|l| *l == level).unwrap_or_default();
    u8::try_from(place(code.level()) - place(scope.level()) - 1).ok()
}
