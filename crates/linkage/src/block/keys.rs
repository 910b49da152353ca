//! Keys: what part of a value makes one, and how the parts of a record become one number.

use crate::clean::date;
use crate::compare::sound;
use crate::plan::{BadPlan, Cut, Part, Plan};
use crate::register::Register;
use crate::words::{hash, mix};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// One block of the plan.
#[derive(Debug, Clone)]
pub(crate) struct Keyed {
    /// Which of the wanted parts its key is made of.
    pub(crate) parts: Vec<usize>,
    /// Of which fields they are.
    pub(crate) fields: Vec<usize>,
    pub(crate) cap: usize,
    /// Keys of heaps beyond the cap.
    pub(crate) heaps: FxHashSet<u64>,
}

/// In a heap beyond its cap, each record meets so many that follow it in each order.
pub(super) const NEIGHBOURS: usize = 8;

impl Keyed {
    /// Whether so many records of one key are too many to meet all.
    pub(crate) const fn is_heap(&self, records: usize) -> bool {
        records > self.cap
    }

    /// About how many pairs so many records of one key make.
    pub(crate) const fn pairs(&self, records: usize) -> usize {
        if self.is_heap(records) { records * NEIGHBOURS * 2 } else { records * (records - 1) / 2 }
    }
}

/// Which keys occur more than once, nearly.
///
/// Most keys of a large register occur once. A table that counts to two by a part of the key's bits finds nearly all of those without
/// sorting them.
#[derive(Debug)]
pub(crate) struct Sharing {
    once: Vec<u64>,
    twice: Vec<u64>,
}

impl Sharing {
    /// For so many keys.
    pub(crate) fn new(keys: usize) -> Self {
        let size = (keys * 8).next_power_of_two().clamp(1 << 10, 1 << 28);
        Self { once: vec![0; size / 64], twice: vec![0; size / 64] }
    }

    /// Takes note of a key.
    pub(crate) fn note(&mut self, key: u64) {
        let (word, bit) = self.place(key);
        self.twice[word] |= self.once[word] & bit;
        self.once[word] |= bit;
    }

    /// Whether this key was noted more than once; seldom, one that was not.
    pub(crate) fn is_shared(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.twice[word] & bit != 0
    }

    fn place(&self, key: u64) -> (usize, u64) {
        let place = usize::try_from(key >> 32).unwrap_or_default() & (self.once.len() * 64 - 1);
        (place / 64, 1 << (place % 64))
    }
}

/// Parts of fields of which keys are made: which field, and what of it.
pub(crate) type Wanted = Vec<(usize, Cut)>;

/// The blocks of a plan, and the parts of fields that their keys are made of, each once.
pub(crate) fn keyed(plan: &Plan) -> Result<(Vec<Keyed>, Wanted), BadPlan> {
    let mut known: FxHashMap<Part, usize> = FxHashMap::default();
    let mut wanted = Vec::new();
    let mut blocks = Vec::new();
    for block in &plan.blocks {
        let mut keyed = Keyed { parts: Vec::new(), fields: Vec::new(), cap: block.cap, heaps: FxHashSet::default() };
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
    Ok((blocks, wanted))
}

/// The key that the parts of a record make; none where one of them is lacking.
pub(crate) fn joined(parts: impl Iterator<Item = u64>) -> Option<u64> {
    let mut key = 0_u64;
    for hash in parts {
        if hash == 0 {
            return None;
        }
        key = mix(key.rotate_left(17) ^ hash);
    }
    Some(key)
}

/// A hash of the wanted part of each distinct value; 0 for a value that has no such part.
pub(super) fn part_keys(register: &Register, field: usize, cut: Cut) -> Vec<u64> {
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
