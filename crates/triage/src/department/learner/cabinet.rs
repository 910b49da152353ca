//! The drawers: for everything, for each value of each feature and for each combination of all features, what was confirmed there, with
//! a short and a long memory, and the last handlings as they were.

use super::scene::{Key, Scene};
use rustc_hash::FxHashMap;

/// Half-lives in events of the drawer: a reorganisation shows within days, and a rare kind is not forgotten.
const HALF_LIVES: [f32; 2] = [8.0, 512.0];
/// What remains of a count after one more event: 2^(−1/8) and 2^(−1/512).
const KEEP: [f32; MEMORIES] = [0.917_004_05, 0.998_647_1];
/// How many memories of different length a drawer has.
pub(super) const MEMORIES: usize = HALF_LIVES.len();
/// Outcomes kept in a drawer; the faintest makes room.
const MOST_OUTCOMES: usize = 16;
const MOST_OUTCOMES_OF_ALL: usize = 24;
/// The last handlings kept as evidence.
const RECENT: usize = 14;
/// Combinations kept; when they are full, those not opened for longest are thrown away, down to half.
const MOST_COMBINATIONS: usize = 1 << 16;

/// What was confirmed in one context.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Drawer {
    pub(super) seen: u32,
    pub(super) opened: u32,
    pub(super) outcomes: Vec<(u32, [f32; MEMORIES])>,
    /// The last units with their days, the oldest at `next` once it is full.
    pub(super) recent: Vec<(u32, i32)>,
    pub(super) next: u8,
}

/// How often a unit had the last cases of a context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::department) struct Hits {
    pub(in crate::department) went: u32,
    pub(in crate::department) of: u32,
    pub(in crate::department) since_day: i32,
}

/// See the module.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Cabinet {
    pub(super) everything: Drawer,
    pub(super) columns: Vec<Vec<Drawer>>,
    pub(super) combinations: FxHashMap<u64, u32>,
    pub(super) whole: Vec<(u64, Drawer)>,
}

impl Cabinet {
    pub(super) fn drawer(&self, key: Key) -> Option<&Drawer> {
        match key {
            Key::Everything => Some(&self.everything),
            Key::One { column, value } => self.columns.get(column)?.get(value as usize),
            Key::Whole(key) => self.combinations.get(&key).map(|at| &self.whole[*at as usize].1),
        }
    }

    /// Lays an outcome into every drawer of the scene.
    pub(super) fn learn(&mut self, scene: &Scene, outcome: u32, unit: u32, day: i32, event: u32) {
        for &key in scene.keys() {
            let most = if key == Key::Everything { MOST_OUTCOMES_OF_ALL } else { MOST_OUTCOMES };
            self.open(key).learn(outcome, unit, day, event, most);
        }
        if self.whole.len() >= MOST_COMBINATIONS {
            self.throw_away();
        }
    }

    /// The hits of the units that `counts` names, from the most specific context to the single features; each with its columns.
    pub(super) fn hits(&self, scene: &Scene, counts: impl Fn(u32) -> bool) -> Vec<(Vec<usize>, Hits)> {
        let columns = |key: Key| match key {
            Key::Everything => Vec::new(),
            Key::One { column, .. } => vec![column],
            Key::Whole(_) => scene.keys().iter().filter_map(|key| key.one().map(|(column, _)| column)).collect(),
        };
        let keys = scene.keys().iter().filter(|key| **key != Key::Everything);
        let found = keys.filter_map(|&key| {
            let hits = self.drawer(key)?.hits(&counts);
            (hits.went > 0).then(|| (columns(key), hits))
        });
        found.collect()
    }

    /// The last units in this very situation, the newest first.
    pub(super) fn latest(&self, scene: &Scene) -> impl Iterator<Item = u32> {
        let whole = scene.keys().iter().find(|key| matches!(key, Key::Whole(_)));
        whole.and_then(|key| self.drawer(*key)).into_iter().flat_map(Drawer::latest)
    }

    fn open(&mut self, key: Key) -> &mut Drawer {
        match key {
            Key::Everything => &mut self.everything,
            Key::One { column, value } => {
                if self.columns.len() <= column {
                    self.columns.resize_with(column + 1, Vec::new);
                }
                let drawers = &mut self.columns[column];
                if drawers.len() <= value as usize {
                    drawers.resize_with(value as usize + 1, Drawer::default);
                }
                &mut drawers[value as usize]
            }
            Key::Whole(key) => {
                let next = u32::try_from(self.whole.len()).expect("combinations are capped far below");
                let at = *self.combinations.entry(key).or_insert(next);
                if at == next {
                    self.whole.push((key, Drawer::default()));
                }
                &mut self.whole[at as usize].1
            }
        }
    }

    fn throw_away(&mut self) {
        let mut opened: Vec<u32> = self.whole.iter().map(|(_, drawer)| drawer.opened).collect();
        let middle = opened.len() / 2;
        let (_, since, _) = opened.select_nth_unstable(middle);
        let since = *since;
        self.whole.retain(|(_, drawer)| drawer.opened > since);
        self.index();
    }

    /// The drawer of everything, then these.
    pub(super) fn everything_and<'a>(
        &'a self,
        drawers: impl Iterator<Item = &'a Drawer>,
    ) -> impl Iterator<Item = &'a Drawer> {
        std::iter::once(&self.everything).chain(drawers)
    }

    /// Finds the combinations again after some were thrown away.
    pub(super) fn index(&mut self) {
        self.combinations = (0..).zip(&self.whole).map(|(at, (key, _))| (*key, at)).collect();
    }
}

impl Key {
    pub(super) const fn one(&self) -> Option<(usize, u32)> {
        match self {
            Self::One { column, value } => Some((*column, *value)),
            Self::Everything | Self::Whole(_) => None,
        }
    }
}

impl Drawer {
    fn learn(&mut self, outcome: u32, unit: u32, day: i32, event: u32, most: usize) {
        self.seen = self.seen.saturating_add(1);
        self.opened = event;
        let mut found = false;
        for (other, counts) in &mut self.outcomes {
            let one = if *other == outcome { 1.0 } else { 0.0 };
            found |= *other == outcome;
            for (count, keep) in counts.iter_mut().zip(KEEP) {
                *count = *count * keep + one;
            }
        }
        if !found {
            if self.outcomes.len() >= most {
                let faintest = (0..self.outcomes.len())
                    .min_by(|&a, &b| self.outcomes[a].1[MEMORIES - 1].total_cmp(&self.outcomes[b].1[MEMORIES - 1]));
                self.outcomes.swap_remove(faintest.unwrap_or_default());
            }
            self.outcomes.push((outcome, [1.0; MEMORIES]));
        }
        if self.recent.len() < RECENT {
            self.recent.push((unit, day));
        } else {
            let oldest = usize::from(self.next) % RECENT;
            self.recent[oldest] = (unit, day);
            self.next = (self.next + 1) % u8::try_from(RECENT).expect("a small constant");
        }
    }

    /// The last units, the newest first.
    fn latest(&self) -> impl Iterator<Item = u32> {
        let (older, newer) = self.recent.split_at(usize::from(self.next).min(self.recent.len()));
        older.iter().rev().chain(newer.iter().rev()).map(|(unit, _)| *unit)
    }

    fn hits(&self, counts: impl Fn(u32) -> bool) -> Hits {
        let went = self.recent.iter().filter(|(unit, _)| counts(*unit)).count();
        let since_day = self.recent.iter().map(|(_, day)| *day).min().unwrap_or_default();
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Hits { went: small(went), of: small(self.recent.len()), since_day }
    }
}
