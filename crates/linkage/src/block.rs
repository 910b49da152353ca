//! Who meets whom: records that share a key, and in heaps too large for that, each record with its nearest neighbours.

use crate::clean::date;
use crate::compare::sound;
use crate::plan::{BadPlan, Cut, Part, Plan};
use crate::register::{Register, Row};
use crate::words::{MISSING, hash, mix};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// In a heap beyond its cap, each record meets so many that follow it in each order.
const NEIGHBOURS: usize = 8;
/// Rows of about this many keys are one piece of work.
const PIECE: usize = 16_384;

/// The keys of a plan over a register.
#[derive(Debug)]
pub(crate) struct Blocks<'r> {
    register: &'r Register,
    blocks: Vec<Keyed>,
    parts: Vec<Vec<u64>>,
    meet: Meet,
}

/// Which records may meet.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Meet {
    /// Any two.
    All,
    /// Two of different sources.
    Across,
    /// Any two of which one at least is of this source.
    With(usize),
}

impl Meet {
    pub(crate) fn of(register: &Register, plan: &Plan) -> Self {
        if plan.within.unwrap_or(register.source_count() < 2) { Self::All } else { Self::Across }
    }
}

/// One block of the plan.
#[derive(Debug)]
struct Keyed {
    parts: Vec<usize>,
    fields: Vec<usize>,
    cap: usize,
    /// Keys of heaps beyond the cap, known once the block has been walked.
    heaps: FxHashSet<u64>,
}

/// Rows in the order of their key.
pub(crate) type Run = Vec<(u64, Row)>;

impl<'r> Blocks<'r> {
    /// The keys, and for each block the rows that share one.
    pub(crate) fn new(register: &'r Register, plan: &Plan, meet: Meet) -> Result<(Self, Vec<Run>), BadPlan> {
        let mut known: FxHashMap<Part, usize> = FxHashMap::default();
        let mut wanted = Vec::new();
        let mut blocks = Vec::new();
        for block in &plan.blocks {
            let mut keyed =
                Keyed { parts: Vec::new(), fields: Vec::new(), cap: block.cap, heaps: FxHashSet::default() };
            for text in &block.on {
                let part = Part::parse(text)?;
                let Some(field) = plan.position(&part.field) else { continue };
                let next = known.len();
                let at = *known.entry(part.clone()).or_insert(next);
                if at == next {
                    wanted.push((field, part.cut));
                }
                keyed.parts.push(at);
                keyed.fields.push(field);
            }
            blocks.push(keyed);
        }
        let parts = wanted.into_par_iter().map(|(field, cut)| part_keys(register, field, cut)).collect();
        let mut all = Self { register, blocks, parts, meet };
        let runs: Vec<Run> = (0..all.blocks.len()).into_par_iter().map(|block| all.run(block)).collect();
        for (keyed, run) in all.blocks.iter_mut().zip(&runs) {
            let groups = run.chunk_by(|a, b| a.0 == b.0);
            keyed.heaps = groups.filter(|group| group.len() > keyed.cap).map(|group| group[0].0).collect();
        }
        Ok((all, runs))
    }

    /// The fields that a block's key is made of: agreement on them is the block's own doing.
    pub(crate) fn fields(&self, block: usize) -> &[usize] {
        &self.blocks[block].fields
    }

    /// Rows that share their key with another, by key.
    ///
    /// Most keys of a large register occur once. A table that counts to two by a part of the key's bits finds nearly all of those
    /// without sorting them.
    fn run(&self, block: usize) -> Run {
        let rows = || 0..u32::try_from(self.register.len()).unwrap_or_default();
        let size = (self.register.len() * 8).next_power_of_two().clamp(1 << 10, 1 << 28);
        let place = |key: u64| usize::try_from(key >> 32).unwrap_or_default() & (size - 1);
        let mut once = vec![0_u64; size / 64];
        let mut twice = vec![0_u64; size / 64];
        // A key is never 0 but by chance, and a record without one is left out as one whose key nobody shares.
        let keys: Vec<u64> = rows().map(|row| self.key(block, row).unwrap_or(0)).collect();
        for key in keys.iter().copied().filter(|key| *key != 0) {
            let (word, bit) = (place(key) / 64, 1 << (place(key) % 64));
            twice[word] |= once[word] & bit;
            once[word] |= bit;
        }
        let shared = |key: &u64| twice[place(*key) / 64] & (1 << (place(*key) % 64)) != 0;
        let mut run: Run = keys.into_iter().zip(rows()).filter(|(key, _)| *key != 0 && shared(key)).collect();
        run.sort_unstable();
        let mut kept = Vec::with_capacity(run.len());
        for group in run.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            kept.extend_from_slice(group);
        }
        kept
    }

    /// How many pairs a run makes.
    pub(crate) fn pairs_in(&self, block: usize, run: &Run) -> usize {
        let cap = self.blocks[block].cap;
        let pairs = |n: usize| if n > cap { n * NEIGHBOURS * 2 } else { n * (n - 1) / 2 };
        run.chunk_by(|a, b| a.0 == b.0).map(|group| pairs(group.len())).sum()
    }

    /// Calls `each` for every pair of a run that no block before has made, gathering what it says piece by piece, in order.
    pub(crate) fn walk<T: Send, S: Send>(
        &self,
        block: usize,
        run: &Run,
        take: impl Fn(u64) -> bool + Sync,
        start: impl Fn() -> S + Sync,
        each: impl Fn(&mut S, Row, Row, bool) + Sync,
        end: impl Fn(S) -> T + Sync,
    ) -> Vec<T> {
        pieces(run)
            .into_par_iter()
            .map(|piece| {
                let mut state = start();
                for group in piece.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1 && take(group[0].0)) {
                    self.group(block, group, &mut |a, b| each(&mut state, a, b, self.is_new(block, a, b)));
                }
                end(state)
            })
            .collect()
    }

    fn group(&self, block: usize, group: &[(u64, Row)], each: &mut impl FnMut(Row, Row)) {
        if group.len() > self.blocks[block].cap {
            return self.heap(block, group, each);
        }
        for (at, (_, a)) in group.iter().enumerate() {
            for (_, b) in &group[at + 1..] {
                if self.may_meet(*a, *b) {
                    each(*a, *b);
                }
            }
        }
    }

    /// In a heap each record meets its neighbours in the order of the two most telling fields that the key does not hold.
    fn heap(&self, block: usize, group: &[(u64, Row)], each: &mut impl FnMut(Row, Row)) {
        let key = &self.blocks[block].fields;
        let mut others: Vec<usize> = (0..self.register.fields().len()).filter(|field| !key.contains(field)).collect();
        others.sort_by_key(|field| (std::cmp::Reverse(self.register.column(*field).words.len()), *field));
        let mut met = FxHashSet::default();
        for field in others.into_iter().take(2) {
            let mut rows: Vec<Row> = group.iter().map(|(_, row)| *row).collect();
            rows.retain(|row| self.register.value(*row, field).is_some());
            rows.sort_by_key(|row| (self.register.value(*row, field), *row));
            for (at, a) in rows.iter().enumerate() {
                for b in rows[at + 1..].iter().take(NEIGHBOURS) {
                    let pair = (*a.min(b), *a.max(b));
                    if self.may_meet(*a, *b) && met.insert(pair) {
                        each(pair.0, pair.1);
                    }
                }
            }
        }
    }

    fn may_meet(&self, a: Row, b: Row) -> bool {
        let (one, other) = (self.register.source(a), self.register.source(b));
        match self.meet {
            Meet::All => true,
            Meet::Across => one != other,
            Meet::With(source) => one == source || other == source,
        }
    }

    fn is_new(&self, block: usize, a: Row, b: Row) -> bool {
        (0..block).all(|before| match self.key(before, a) {
            Some(key) => self.key(before, b) != Some(key) || self.blocks[before].heaps.contains(&key),
            None => true,
        })
    }

    fn key(&self, block: usize, row: Row) -> Option<u64> {
        let keyed = &self.blocks[block];
        let mut key = 0_u64;
        for (part, field) in keyed.parts.iter().zip(&keyed.fields) {
            let value = self.register.column(*field).values[row as usize];
            let hash = if value == MISSING { 0 } else { self.parts[*part][value as usize] };
            if hash == 0 {
                return None;
            }
            key = mix(key.rotate_left(17) ^ hash);
        }
        Some(key)
    }
}

/// Pieces of a run that end where a key ends.
fn pieces(run: &Run) -> Vec<&[(u64, Row)]> {
    let mut pieces = Vec::new();
    let mut from = 0;
    while from < run.len() {
        let mut to = (from + PIECE).min(run.len());
        while to < run.len() && run[to].0 == run[to - 1].0 {
            to += 1;
        }
        pieces.push(&run[from..to]);
        from = to;
    }
    pieces
}

/// A hash of the wanted part of each distinct value; 0 for a value that has no such part.
pub(crate) fn part_keys(register: &Register, field: usize, cut: Cut) -> Vec<u64> {
    let words = &register.column(field).words;
    let count = u32::try_from(words.len()).unwrap_or_default();
    (0..count).into_par_iter().map(|word| part_key(words.get(word), cut)).collect()
}

pub(crate) fn part_key(text: &str, cut: Cut) -> u64 {
    match cut {
        Cut::Whole => hash(text) | 1,
        Cut::First(n) => match text.char_indices().nth(n - 1) {
            Some((at, letter)) => hash(&text[..at + letter.len_utf8()]) | 1,
            None => 0,
        },
        Cut::Last(n) => match text.char_indices().rev().nth(n - 1) {
            Some((at, _)) => hash(&text[at..]) | 1,
            None => 0,
        },
        Cut::Year => date::parts(text).map_or(0, |(year, ..)| mix(u64::from(year)) | 1),
        Cut::MonthDay => date::parts(text).map_or(0, |(_, month, day)| mix(u64::from(month) << 8 | u64::from(day)) | 1),
        Cut::Sound => match sound(text) {
            text if text.is_empty() => 0,
            text => hash(&text) | 1,
        },
    }
}
