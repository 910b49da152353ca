//! What the model sees at a token: characters around it, elements closed before and after it, names that stand in the gazetteer, and
//! whether the address has said this before. Every feature is a 64-bit number made of its pattern and its values.

use super::{Marks, Reading};
use crate::gazetteer::KINDS;
use crate::reading::tokens::{DIGITS, Key, LETTERS, OUTSIDE};

/// A feature's name: pattern and values, mixed. Two different features meet once in some 10¹¹ models.
pub type Feature = u64;

/// Changes whenever the features do: weights mean nothing to other features. A token has at most 96 of them.
pub const FEATURES_VERSION: u32 = 1;

/// Mixes a pattern's number and its values.
#[inline]
fn mix(pattern: u64, a: u64, b: u64, c: u64) -> Feature {
    let mut h = pattern.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ a.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h = (h ^ (h >> 32)).wrapping_add(b).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h = (h ^ (h >> 29)).wrapping_add(c).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^ (h >> 32)
}

const ONE: u64 = 0;

/// Hands every feature of one token to `take`.
#[inline]
pub fn features(reading: &Reading, at: usize, mut take: impl FnMut(Feature)) {
    let key = |step: isize| -> u64 {
        let place = isize::try_from(at).unwrap_or(isize::MAX) + step;
        usize::try_from(place).ok().and_then(|p| reading.tokens.keys.get(p)).map_or(outside(step), |&k| u64::from(k))
    };
    let (a, b, c, d, e) = (key(-2), key(-1), key(0), key(1), key(2));
    let (a2, e2) = (key(-3), key(3));
    take(mix(1, ONE, 0, 0));
    take(mix(2, c, 0, 0));
    take(mix(3, b, 0, 0));
    take(mix(4, d, 0, 0));
    take(mix(5, a, 0, 0));
    take(mix(6, e, 0, 0));
    take(mix(7, b, c, 0));
    take(mix(8, c, d, 0));
    take(mix(9, a, b, 0));
    take(mix(10, d, e, 0));
    take(mix(11, b, d, 0));
    take(mix(12, b, c, d));
    take(mix(13, a, b, c));
    take(mix(14, c, d, e));
    take(mix(40, d, e, e2));
    take(mix(41, a2, a, b));
    take(mix(48, mix(12, b, c, d), e, 0));
    take(mix(49, mix(13, a, b, c), d, 0));
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
}

/// Elements closed before this token and after it, and numbers in their rows.
fn surroundings(reading: &Reading, at: usize, c: u64, take: &mut impl FnMut(Feature)) {
    let m: &Marks = &reading.marks[at];
    let (next, next_at) = (u64::from(m.next_char), u64::from(m.next_distance));
    take(mix(18, next, 0, 0));
    take(mix(19, next, next_at.min(6), 0));
    take(mix(20, u64::from(m.last_char), u64::from(m.last_distance.min(6)), 0));
    take(mix(21, u64::from(m.before[0]), u64::from(m.before[1]), 0));
    take(mix(22, u64::from(m.before[0]), u64::from(m.before[1]), next));
    take(mix(23, u64::from(m.before[0]), c, 0));
    take(mix(24, u64::from(m.seen), 0, 0));
    take(mix(25, u64::from(m.seen), c, 0));
    take(mix(26, u64::from(m.seen), next, 0));
    take(mix(42, next, u64::from(m.after_next), next_at.min(6)));
    if c >= u64::from(DIGITS) && c < u64::from(OUTSIDE) {
        let digits = c < u64::from(LETTERS);
        take(mix(27, u64::from(m.number), u64::from(m.numbers), u64::from(digits)));
        take(mix(28, u64::from(m.before[0]), next, next_at.min(3)));
        take(mix(29, u64::from(m.row), u64::from(m.rows), u64::from(m.seen)));
        take(mix(43, u64::from(m.before[0]), u64::from(m.before[1]), u64::from(m.row)));
    } else {
        take(mix(44, u64::from(m.row), u64::from(m.rows), c));
    }
}

/// Names of the gazetteer over this token, and what the address has said before.
fn names(reading: &Reading, at: usize, c: u64, take: &mut impl FnMut(Feature)) {
    let m = &reading.marks[at];
    let mut all = 0_u64;
    for kind in 0..KINDS {
        let mark = u64::from(m.names[kind]);
        all = all << 8 | mark;
        if mark != 0 {
            take(mix(30, kind as u64, mark, 0));
        }
    }
    if all != 0 {
        take(mix(31, all, 0, 0));
        take(mix(32, all, c, 0));
    }
    let behind = reading.marks.get(at + 1).map_or(1, |m| pack(&m.names));
    let ahead = if at == 0 { 1 } else { pack(&reading.marks[at - 1].names) };
    let named = u64::from(m.named);
    take(mix(45, named, all, 0));
    take(mix(46, named, c, 0));
    take(mix(47, named, u64::from(m.next_char), u64::from(m.next_distance)));
    take(mix(33, all, behind, 0));
    take(mix(34, ahead, all, 0));
    if m.said != 0 {
        take(mix(35, u64::from(m.said), 0, 0));
        take(mix(36, u64::from(m.said), u64::from(m.said_length), 0));
        take(mix(37, u64::from(m.said), all, 0));
        take(mix(38, u64::from(m.said), c, 0));
    }
    if m.said_ended != 0 {
        take(mix(39, u64::from(m.said_ended), u64::from(m.said_length), 0));
    }
}

fn pack(names: &[u8; KINDS]) -> u64 {
    names.iter().fold(0, |all, &mark| all << 8 | u64::from(mark))
}

const fn outside(step: isize) -> u64 {
    (OUTSIDE + if step < 0 { 1 } else { 2 }) as Key as u64
}
