//! The learner as bytes and back: plain little-endian values in a fixed order, tables sorted by key, so that the same learner gives the
//! same bytes. Whoever keeps them adds the version and the digest.

use super::assurance::Assurance;
use super::cabinet::{Cabinet, Drawer};
use super::names::{Column, Likeness, Names, Unit, Value};
use super::ranking::Mixing;
use super::scene::PATTERN;
use super::succession::{Seen, Succession};
use super::variants::{Family, Trust, Variants};
use super::weights::Weights;
use super::{Learner, Ranking};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::hash::Hash;

/// Something that can be kept as bytes.
trait Kept: Sized {
    fn put(&self, out: &mut Vec<u8>);
    /// `None` when the bytes end too soon or mean nothing.
    fn get(from: &mut &[u8]) -> Option<Self>;
}

macro_rules! kept_numbers {
    ($($number:ty),*) => {$(
        impl Kept for $number {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
            fn get(from: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = from.split_first_chunk()?;
                *from = rest;
                Some(Self::from_le_bytes(*bytes))
            }
        }
    )*};
}

macro_rules! kept_fields {
    ($($of:ident { $($field:ident),* $(,)? })*) => {$(
        impl Kept for $of {
            fn put(&self, out: &mut Vec<u8>) {
                $(self.$field.put(out);)*
            }
            fn get(from: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: Kept::get(from)?,)* })
            }
        }
    )*};
}

kept_numbers!(u8, u32, i32, u64, f32, f64);

kept_fields! {
    Likeness { family, pattern, letters }
    Value { text, rows, likenesses }
    Column { name, values, ids, beginnings }
    Unit { name, family }
    Names { columns, values, units, unit_ids, bare, pairs, patterns, bearers, borne }
    Drawer { seen, opened, outcomes, recent, next }
    Mixing { cells }
    Family { names, trust }
    Variants { families, common }
    Seen { times, first, last }
    Succession { seen, expected, follows }
}

impl Learner {
    pub(in crate::department) fn put(&self, out: &mut Vec<u8>) {
        self.events.put(out);
        self.names.put(out);
        self.cabinet.put(out);
        self.weights.put(out);
        self.mixing.put(out);
        self.variants.put(out);
        self.succession.put(out);
        self.assurance.put(out);
    }

    /// The learner that was kept so; `None` when the bytes are none, or name things that are not among them.
    pub(in crate::department) fn get(mut from: &[u8]) -> Option<Self> {
        let from = &mut from;
        let learner = Self {
            events: Kept::get(from)?,
            names: Kept::get(from)?,
            cabinet: Kept::get(from)?,
            weights: Kept::get(from)?,
            mixing: Kept::get(from)?,
            variants: Kept::get(from)?,
            succession: Kept::get(from)?,
            assurance: Kept::get(from)?,
            ranking: Ranking::default(),
        };
        (from.is_empty() && learner.is_sound()).then_some(learner)
    }

    /// Whether every number that points at a name finds it.
    fn is_sound(&self) -> bool {
        let (names, cabinet) = (&self.names, &self.cabinet);
        let unit = |id: u32| (id as usize) < names.units().len();
        let pattern = |id: u32| (id as usize) < names.patterns();
        let outcome = |id: u32| if id & PATTERN == 0 { unit(id) } else { pattern(id & !PATTERN) };
        let drawer = |drawer: &Drawer| {
            drawer.outcomes.iter().all(|(id, _)| outcome(*id)) && drawer.recent.iter().all(|(id, _)| unit(*id))
        };
        let drawers = cabinet.columns.iter().flatten().chain(cabinet.whole.iter().map(|(_, drawer)| drawer));
        let variants = self.variants.families.iter();
        let succession = &self.succession;
        names.is_sound()
            && cabinet.everything_and(drawers).all(drawer)
            && variants.clone().all(|(head, family)| unit(*head) && family.names.iter().all(|(id, _)| unit(*id)))
            && succession.seen.len() == names.units().len()
            && succession.follows.iter().all(|(old, new)| unit(*old) && unit(*new))
            && succession.expected.iter().all(|(new, by)| unit(*new) && by.keys().all(|id| unit(*id)))
    }
}

impl Kept for Cabinet {
    fn put(&self, out: &mut Vec<u8>) {
        self.everything.put(out);
        self.columns.put(out);
        self.whole.put(out);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        let mut cabinet = Self {
            everything: Kept::get(from)?,
            columns: Kept::get(from)?,
            whole: Kept::get(from)?,
            combinations: FxHashMap::default(),
        };
        cabinet.index();
        Some(cabinet)
    }
}

impl Kept for Weights {
    fn put(&self, out: &mut Vec<u8>) {
        // Most of the table was never touched.
        let fresh = Self::default().cells;
        let touched = (0..).zip(self.cells.iter().zip(&fresh)).filter(|(_, (cell, fresh))| cell != fresh);
        touched.map(|(at, (cell, _))| (at, *cell)).collect::<Vec<(u32, [f32; 2])>>().put(out);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        let mut weights = Self::default();
        for (at, cell) in Vec::<(u32, [f32; 2])>::get(from)? {
            *weights.cells.get_mut(at as usize)? = cell;
        }
        Some(weights)
    }
}

impl Kept for Trust {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Kept::get(from).map(Self)
    }
}

impl Kept for Assurance {
    fn put(&self, out: &mut Vec<u8>) {
        self.weight.put(out);
        self.counts.put(out);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Self::of(Kept::get(from)?, Kept::get(from)?)
    }
}

impl Kept for usize {
    fn put(&self, out: &mut Vec<u8>) {
        (*self as u64).put(out);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Self::try_from(u64::get(from)?).ok()
    }
}

impl Kept for char {
    fn put(&self, out: &mut Vec<u8>) {
        u32::from(*self).put(out);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Self::from_u32(u32::get(from)?)
    }
}

impl Kept for Box<str> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        out.extend_from_slice(self.as_bytes());
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        let length = usize::get(from)?;
        let (text, rest) = from.split_at_checked(length)?;
        *from = rest;
        std::str::from_utf8(text).ok().map(Self::from)
    }
}

impl<T: Kept> Kept for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        u8::from(self.is_some()).put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        match u8::get(from)? {
            0 => Some(None),
            1 => T::get(from).map(Some),
            _ => None,
        }
    }
}

impl<T: Kept> Kept for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        for value in self {
            value.put(out);
        }
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        let length = usize::get(from)?;
        // Every value takes a byte at least: a length that cannot be is found before memory is asked for.
        if length > from.len() {
            return None;
        }
        (0..length).map(|_| T::get(from)).collect()
    }
}

impl<T: Kept, const N: usize> Kept for [T; N] {
    fn put(&self, out: &mut Vec<u8>) {
        for value in self {
            value.put(out);
        }
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        let values: Option<Vec<T>> = (0..N).map(|_| T::get(from)).collect();
        values?.try_into().ok()
    }
}

impl<A: Kept, B: Kept> Kept for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Some((A::get(from)?, B::get(from)?))
    }
}

impl<K: Kept + Ord + Clone, V: Kept + Clone> Kept for BTreeMap<K, V> {
    fn put(&self, out: &mut Vec<u8>) {
        self.iter().map(|(key, value)| (key.clone(), value.clone())).collect::<Vec<_>>().put(out);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Vec::<(K, V)>::get(from).map(|pairs| pairs.into_iter().collect())
    }
}

impl<K: Kept + Ord + Hash + Clone, V: Kept + Clone> Kept for FxHashMap<K, V> {
    fn put(&self, out: &mut Vec<u8>) {
        self.iter().map(|(key, value)| (key.clone(), value.clone())).collect::<BTreeMap<_, _>>().put(out);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Vec::<(K, V)>::get(from).map(|pairs| pairs.into_iter().collect())
    }
}

impl<K: Kept + Ord + Hash + Clone> Kept for FxHashSet<K> {
    fn put(&self, out: &mut Vec<u8>) {
        let mut sorted: Vec<K> = self.iter().cloned().collect();
        sorted.sort();
        sorted.put(out);
    }

    fn get(from: &mut &[u8]) -> Option<Self> {
        Vec::get(from).map(|keys: Vec<K>| keys.into_iter().collect())
    }
}
