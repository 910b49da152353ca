//! What the model sees at a token: characters around it, elements closed before and after it, names that stand in the gazetteer, and
//! whether the address has said this before. Every feature is a 64-bit number made of its pattern and its values.
//!
//! A run of characters says something of every token near it. Its lowest three bits say of which: so that one look-up of the run
//! ([`grams`]) finds the weights for all of them.

use super::{Marks, Reading};
use crate::gazetteer::KINDS;
use crate::reading::tokens::{DIGITS, LETTERS, OUTSIDE};

/// A feature's name: pattern and values, mixed. Two different features meet once in some 10¹⁰ models.
pub type Feature = u64;

/// Changes whenever the features do: weights mean nothing to other features.
pub const FEATURES_VERSION: u32 = 2;

/// The bits of a name that say how far the token lies from the begin of the run, and two more.
pub const OFFSET: u64 = 7;
/// The offset of what is said of the token itself.
const HERE: u64 = 2;
/// So many places are read before the first token and after the last.
pub const BEYOND: isize = 3;

/// Mixes a pattern's number and its values.
#[inline]
fn mix(pattern: u64, a: u64, b: u64, c: u64) -> Feature {
    let mut h = pattern.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ a.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h = (h ^ (h >> 32)).wrapping_add(b).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h = (h ^ (h >> 29)).wrapping_add(c).wrapping_mul(0x94d0_49bb_1331_11eb);
    (h ^ (h >> 32)) & !OFFSET
}

/// Hands every feature of one token to `take`, in training.
pub fn features(reading: &Reading, at: usize, mut take: impl FnMut(Feature)) {
    let place = isize::try_from(at).expect("an address is shorter than that");
    for begin in place - BEYOND..=place + 2 {
        grams(reading, begin, |feature, reach| {
            let offset = place + 2 - begin;
            if let Ok(offset) = u64::try_from(offset)
                && reach.contains(&offset)
            {
                take(feature | offset);
            }
        });
    }
    marks(reading, at, |feature| take(feature | HERE));
}

/// Hands every run of characters that begins at `begin` to `take`, with the offsets of the tokens it speaks of: a token lies
/// `offset − 2` after `begin`.
#[inline]
pub fn grams(reading: &Reading, begin: isize, mut take: impl FnMut(Feature, std::ops::RangeInclusive<u64>)) {
    let (a, b, c, d) = (key(reading, begin), key(reading, begin + 1), key(reading, begin + 2), key(reading, begin + 3));
    take(mix(1, a, 0, 0), 0..=4);
    take(mix(2, a, b, 0), 1..=4);
    take(mix(3, a, c, 0), 3..=3);
    take(mix(4, a, b, c), 1..=5);
    take(mix(5, a, b | c << 21 | d << 42, 0), 3..=4);
}

#[inline]
fn key(reading: &Reading, place: isize) -> u64 {
    match usize::try_from(place) {
        Ok(place) => reading.tokens.keys.get(place).map_or(u64::from(OUTSIDE) + 2, |&key| u64::from(key)),
        Err(_) => u64::from(OUTSIDE) + 1,
    }
}

/// Hands everything else that is said of one token to `take`.
#[inline]
pub fn marks(reading: &Reading, at: usize, mut take: impl FnMut(Feature)) {
    let c = u64::from(reading.tokens.keys[at]);
    if reading.raw[at] != 0 {
        take(mix(15, reading.raw[at], 0, 0));
    }
    let n = reading.tokens.len();
    if at < 3 {
        take(mix(16, at as u64, 0, 0));
    }
    if at + 3 >= n {
        take(mix(17, (n - at) as u64, 0, 0));
    }
    surroundings(reading, at, c, &mut take);
    names(reading, at, c, &mut take);
    repetitions(&reading.marks[at], c, &mut take);
}

/// Elements closed before this token and after it, and numbers in their rows.
#[inline]
fn surroundings(reading: &Reading, at: usize, c: u64, take: &mut impl FnMut(Feature)) {
    let m: &Marks = &reading.marks[at];
    let (next, next_at) = (u64::from(m.next_char), u64::from(m.next_distance));
    let (before, seen) = ([u64::from(m.before[0]), u64::from(m.before[1])], u64::from(m.seen));
    take(mix(62, 0, 0, 0));
    take(mix(18, next, 0, 0));
    take(mix(19, next, next_at.min(6), 0));
    take(mix(20, u64::from(m.last_char), u64::from(m.last_distance.min(6)), 0));
    take(mix(21, before[0], before[1], 0));
    take(mix(22, before[0], before[1], next));
    take(mix(23, before[0], c, 0));
    take(mix(25, seen, c, 0));
    take(mix(26, seen, next, 0));
    take(mix(42, next, u64::from(m.after_next), next_at.min(6)));
    if c >= u64::from(DIGITS) && c < u64::from(OUTSIDE) {
        let digits = c < u64::from(LETTERS);
        take(mix(27, u64::from(m.number), u64::from(m.numbers), u64::from(digits)));
        take(mix(28, before[0], next, next_at.min(3)));
        take(mix(29, u64::from(m.row), u64::from(m.rows), seen));
        take(mix(43, before[0], before[1], u64::from(m.row)));
    } else if m.rows != 0 {
        take(mix(44, u64::from(m.row), u64::from(m.rows), c));
    }
}

/// Names of the gazetteer over this token and beside it.
#[inline]
fn names(reading: &Reading, at: usize, c: u64, take: &mut impl FnMut(Feature)) {
    let m = &reading.marks[at];
    let named = u64::from(m.named);
    take(mix(46, named, c, 0));
    take(mix(47, named, u64::from(m.next_char), u64::from(m.next_distance)));
    let all = pack(&m.names);
    let behind = reading.marks.get(at + 1).map_or(1, |m| pack(&m.names));
    let ahead = if at == 0 { 1 } else { pack(&reading.marks[at - 1].names) };
    if all != 0 {
        for kind in 0..KINDS {
            if m.names[kind] != 0 {
                take(mix(30, kind as u64, u64::from(m.names[kind]), 0));
            }
        }
        take(mix(31, all, 0, 0));
        take(mix(32, all, c, 0));
    }
    take(mix(45, named, all, 0));
    if all | behind | ahead != 0 {
        take(mix(33, all, behind, 0));
        take(mix(34, ahead, all, 0));
    }
}

/// What the address has said before.
#[inline]
fn repetitions(m: &Marks, c: u64, take: &mut impl FnMut(Feature)) {
    let said = u64::from(m.said);
    let all = pack(&m.names);
    if said != 0 {
        take(mix(35, said, 0, 0));
        take(mix(36, said, u64::from(m.said_length), 0));
        take(mix(37, said, all, 0));
        take(mix(38, said, c, 0));
    }
    if m.said_ended != 0 {
        take(mix(39, u64::from(m.said_ended), u64::from(m.said_length), 0));
    }
}

#[inline]
fn pack(names: &[u8; KINDS]) -> u64 {
    names.iter().fold(0, |all, &mark| all << 8 | u64::from(mark))
}
