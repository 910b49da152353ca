//! Distances between short texts, without memory from the heap: slips of the pen, Jaro–Winkler, shared pairs of letters.

/// Texts longer than this are compared by their beginning: one machine word holds a mark for each character.
const LONGEST: usize = 64;

/// Characters of a text, at most the first 64, in a place of their own.
#[derive(Debug)]
pub(crate) struct Letters {
    of: [char; LONGEST],
    len: usize,
}

impl Letters {
    /// The characters of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut letters = Self { of: ['\0'; LONGEST], len: 0 };
        for (place, letter) in letters.of.iter_mut().zip(text.chars()) {
            *place = letter;
            letters.len += 1;
        }
        letters
    }

    /// The characters.
    pub(crate) fn all(&self) -> &[char] {
        &self.of[..self.len]
    }
}

/// How many slips of the pen lie between two texts, where a slip is one character wrong, left out, put in, or two neighbours
/// swapped: 0, 1, or 2 for more than one.
pub(crate) fn slips<T: PartialEq>(a: &[T], b: &[T]) -> u8 {
    if a.len().abs_diff(b.len()) > 1 {
        return 2;
    }
    let front = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[front..], &b[front..]);
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - back], &b[..b.len() - back]);
    match (a, b) {
        ([], []) => 0,
        ([_] | [], [_] | []) => 1,
        ([w, x], [y, z]) if w == z && x == y => 1,
        _ => 2,
    }
}

/// Jaro–Winkler similarity, 0 to 1 (Winkler 1990; prefix scale 0.1 over at most four characters).
pub(crate) fn jaro_winkler(a: &[char], b: &[char]) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return if long.is_empty() { 1.0 } else { 0.0 };
    }
    let window = (long.len() / 2).saturating_sub(1);
    let (mut in_short, mut in_long) = (0_u64, 0_u64);
    for (i, letter) in short.iter().enumerate() {
        let from = i.saturating_sub(window);
        let to = (i + window + 1).min(long.len());
        if let Some(at) = (from..to).find(|&j| long[j] == *letter && in_long & (1 << j) == 0) {
            in_short |= 1 << i;
            in_long |= 1 << at;
        }
    }
    let common = in_short.count_ones();
    if common == 0 {
        return 0.0;
    }
    let swapped = marked(short, in_short).zip(marked(long, in_long)).filter(|(x, y)| x != y).count() / 2;
    let common = f64::from(common);
    let jaro = (common / length(short) + common / length(long) + (common - count(swapped)) / common) / 3.0;
    let prefix = short.iter().zip(long).take(4).take_while(|(x, y)| x == y).count();
    (count(prefix) * 0.1).mul_add(1.0 - jaro, jaro)
}

/// Dice's coefficient of neighbouring pairs of characters, 0 to 1.
pub(crate) fn shared_pairs(a: &[char], b: &[char]) -> f64 {
    if a.len() < 2 || b.len() < 2 {
        return if a == b { 1.0 } else { 0.0 };
    }
    let mut taken = 0_u64;
    let mut common = 0;
    for pair in a.windows(2) {
        if let Some(at) = (0..b.len() - 1).find(|&j| taken & (1 << j) == 0 && b[j..j + 2] == *pair) {
            taken |= 1 << at;
            common += 1;
        }
    }
    2.0 * f64::from(common) / (length(a) + length(b) - 2.0)
}

fn marked(of: &[char], marks: u64) -> impl Iterator<Item = &char> {
    of.iter().enumerate().filter(move |(i, _)| marks & (1 << i) != 0).map(|(_, letter)| letter)
}

fn length(of: &[char]) -> f64 {
    count(of.len())
}

#[expect(clippy::cast_precision_loss, reason = "texts here have at most 64 characters")]
const fn count(of: usize) -> f64 {
    of as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_one_character_or_one_swap() {
        for (a, b, expected) in [
            ("13800138000", "13800138000", 0),
            ("13800138000", "13800138001", 1),
            ("13800138000", "1380013800", 1),
            ("13800138000", "13801038000", 1),
            ("13800138000", "13801038001", 2),
            ("", "1", 1),
            ("ab", "ba", 1),
            ("abc", "cba", 2),
        ] {
            assert_eq!(slips(a.as_bytes(), b.as_bytes()), expected, "{a} {b}");
            assert_eq!(slips(b.as_bytes(), a.as_bytes()), expected, "{b} {a}");
        }
    }

    #[test]
    fn jaro_winkler_gives_the_published_values() {
        for (a, b, expected) in [("martha", "marhta", 0.9611), ("dwayne", "duane", 0.84), ("dixon", "dicksonx", 0.8133)]
        {
            let found = jaro_winkler(Letters::of(a).all(), Letters::of(b).all());
            assert!((found - expected).abs() < 1e-4, "{a} {b} {found}");
        }
        assert!(jaro_winkler(&[], &['a']).abs() < 1e-12);
    }
}
