//! Comparing what a department may not show: each value is turned, under a key that only the departments hold, into a filter of
//! bits of which many are the same for like values (Schnell, Bachteler and Reiher 2009, with keyed hashes).
//!
//! The key never comes to the one who compares. Filters of rare values can be guessed at by whoever has many of them: they serve
//! for one purpose, under one key, and are thrown away with it.

use crate::clean::plain;
use crate::compare::{Grade, SAME};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bits of a filter.
pub const BITS: usize = 512;
/// Bits that each pair of letters sets.
const HASHES: u32 = 12;

/// A key shorter than this can be tried out.
pub const LEAST_KEY: usize = 16;

/// The filter of a value under a key, as hexadecimal text; `None` when the key has fewer than [`LEAST_KEY`] bytes.
///
/// The field's name goes into every hash: filters of two fields have nothing in common even when their values do.
#[must_use]
pub fn hide(key: &[u8], field: &str, value: &str) -> Option<String> {
    if key.len() < LEAST_KEY {
        return None;
    }
    let letters: Vec<char> = std::iter::once('^').chain(plain(value).chars()).chain(std::iter::once('$')).collect();
    let mut bits = [0_u8; BITS / 8];
    for pair in letters.windows(2) {
        for number in 0..HASHES {
            let bit = place(key, field, pair, number);
            bits[bit / 8] |= 1 << (bit % 8);
        }
    }
    Some(bits.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// An exact token of a value under a key: equal for equal values and for nothing else, as hexadecimal text.
#[must_use]
pub fn token(key: &[u8], field: &str, value: &str) -> Option<String> {
    if key.len() < LEAST_KEY {
        return None;
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(field.as_bytes());
    mac.update(&[0]);
    mac.update(plain(value).as_bytes());
    Some(mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// How like two filters are, by Dice's coefficient of their bits.
pub(crate) fn grade(left: &str, right: &str) -> Grade {
    if left.len() != right.len() {
        return 1;
    }
    let (mut common, mut set) = (0, 0);
    for (a, b) in nibbles(left).zip(nibbles(right)) {
        common += (a & b).count_ones();
        set += a.count_ones() + b.count_ones();
    }
    match f64::from(2 * common) / f64::from(set.max(1)) {
        x if x >= 1.0 => SAME,
        x if x >= 0.85 => 6,
        x if x >= 0.75 => 5,
        x if x >= 0.65 => 4,
        x if x >= 0.55 => 2,
        _ => 1,
    }
}

fn nibbles(hex: &str) -> impl Iterator<Item = u32> {
    hex.chars().map(|c| c.to_digit(16).unwrap_or_default())
}

fn place(key: &[u8], field: &str, pair: &[char], number: u32) -> usize {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(field.as_bytes());
    mac.update(&[0]);
    for letter in pair {
        mac.update(&u32::from(*letter).to_be_bytes());
    }
    mac.update(&number.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    usize::from(u16::from_be_bytes([digest[0], digest[1]])) % BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"sixteen bytes and more";

    #[test]
    fn like_values_have_like_filters_and_the_key_decides() {
        let of = |value: &str| hide(KEY, "name", value).unwrap();
        assert_eq!(grade(&of("henrietta"), &of("Henrietta ")), SAME);
        assert!(grade(&of("henrietta"), &of("henriette")) >= 4);
        assert_eq!(grade(&of("henrietta"), &of("winston")), 1);
        assert_eq!(grade(&of("henrietta"), &hide(b"another key of some length", "name", "henrietta").unwrap()), 1);
        assert_eq!(grade(&of("henrietta"), &hide(KEY, "alias", "henrietta").unwrap()), 1);
    }

    #[test]
    fn a_short_key_is_refused_and_tokens_are_equal_only_for_equal_values() {
        assert_eq!(hide(b"short", "name", "x"), None);
        assert_eq!(token(KEY, "id", "A1"), token(KEY, "id", " a1"));
        assert_ne!(token(KEY, "id", "a1"), token(KEY, "id", "a2"));
    }
}
