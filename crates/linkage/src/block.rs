//! Who meets whom: records that share a key, and in heaps too large for that, each record with its nearest neighbours.

mod keys;

pub(crate) use keys::{Keyed, Sharing, joined, keyed, part_key};

use crate::plan::{BadPlan, Cut, Plan};
use crate::register::{Register, Row};
use crate::words::MISSING;
use keys::{NEIGHBOURS, part_keys};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// Rows of about this many keys are one piece of work.
const PIECE: usize = 16_384;

/// The keys of a plan over a register.
#[derive(Debug)]
pub(crate) struct Blocks<'r> {
    register: &'r Register,
    blocks: Vec<Keyed>,
    parts: Vec<Vec<u64>>,
    meet: Meet,
    /// The fields, those with the most different values first.
    telling: Vec<usize>,
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
    pub(crate) fn of(sources: usize, plan: &Plan) -> Self {
        if plan.within.unwrap_or(sources < 2) { Self::All } else { Self::Across }
    }
}

/// Rows in the order of their key.
pub(crate) type Run = Vec<(u64, Row)>;

impl<'r> Blocks<'r> {
    /// The keys, and for each block the rows that share one.
    pub(crate) fn new(
        register: &'r Register,
        plan: &Plan,
        meet: Meet,
        telling: Vec<usize>,
    ) -> Result<(Self, Vec<Run>), BadPlan> {
        let (blocks, wanted) = keyed(plan)?;
        let mut all = Self::keyed(register, (&blocks, &wanted), meet, telling);
        let runs: Vec<Run> = (0..all.blocks.len()).into_par_iter().map(|block| all.run(block)).collect();
        for (keyed, run) in all.blocks.iter_mut().zip(&runs) {
            let groups = run.chunk_by(|a, b| a.0 == b.0);
            keyed.heaps = groups.filter(|group| keyed.is_heap(group.len())).map(|group| group[0].0).collect();
        }
        Ok((all, runs))
    }

    /// The same for a part of a register, whose heaps are known from the whole of it.
    pub(crate) fn keyed(
        register: &'r Register,
        (blocks, wanted): (&[Keyed], &[(usize, Cut)]),
        meet: Meet,
        telling: Vec<usize>,
    ) -> Self {
        let parts = wanted.par_iter().map(|(field, cut)| part_keys(register, *field, *cut)).collect();
        Self { register, blocks: blocks.to_vec(), parts, meet, telling }
    }

    /// The fields that a block's key is made of: agreement on them is the block's own doing.
    pub(crate) fn fields(&self, block: usize) -> &[usize] {
        &self.blocks[block].fields
    }

    /// Rows that share their key with another, by key.
    fn run(&self, block: usize) -> Run {
        let rows = || 0..u32::try_from(self.register.len()).unwrap_or_default();
        // A key is never 0 but by chance, and a record without one is left out as one whose key nobody shares.
        let keys: Vec<u64> = rows().map(|row| self.key(block, row).unwrap_or(0)).collect();
        let mut sharing = Sharing::new(self.register.len());
        keys.iter().filter(|key| **key != 0).for_each(|key| sharing.note(*key));
        sorted(keys.into_iter().zip(rows()).filter(|(key, _)| *key != 0 && sharing.is_shared(*key)).collect())
    }

    /// How many pairs a run makes.
    pub(crate) fn pairs_in(&self, block: usize, run: &Run) -> usize {
        run.chunk_by(|a, b| a.0 == b.0).map(|group| self.blocks[block].pairs(group.len())).sum()
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
        if self.blocks[block].is_heap(group.len()) {
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
        let mut met = FxHashSet::default();
        for field in self.telling.iter().copied().filter(|field| !key.contains(field)).take(2) {
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
        joined(keyed.parts.iter().zip(&keyed.fields).map(|(part, field)| {
            let value = self.register.column(*field).values[row as usize];
            if value == MISSING { 0 } else { self.parts[*part][value as usize] }
        }))
    }
}

/// Sorts a run, and leaves out the rows that share their key with no other.
pub(crate) fn sorted(mut run: Run) -> Run {
    run.par_sort_unstable();
    let mut kept = Vec::with_capacity(run.len());
    for group in run.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        kept.extend_from_slice(group);
    }
    kept
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
