//! The letters of a report in one form, and the short pieces of them that reports are compared by.
//!
//! A piece is two neighbouring Chinese characters, or a whole word of any other script: Chinese has no blanks between words, and pairs of
//! characters find words without a dictionary. At most [`TITLE`] + [`ADDRESS`] + [`TEXT`] letters are read, so that a megabyte costs what a page does.

use super::Entry;

/// Letters read of a title.
const TITLE: usize = 120;
/// Letters at the beginning that stand for the title where there is none.
const LEAD: usize = 30;
/// Letters read of an address.
const ADDRESS: usize = 80;
/// Letters read of the text: nine of ten reports are shorter, and what a long one is about stands in its first page.
const TEXT: usize = 800;
/// Characters of any sort that are looked at for one letter wanted, so that a megabyte of blanks ends soon.
const PATIENCE: usize = 8;
/// The longest word of a script that writes blanks; what is longer is cut.
const WORD: usize = 24;
/// Stands between letters that are not neighbours.
pub(crate) const BREAK: char = '\n';

/// The letters of a report.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    /// As compared: half width, lower case, [`BREAK`] for everything that is no letter.
    pub(crate) letters: Vec<char>,
    /// The same letters as they were written, and the first mark of every break.
    pub(crate) shown: Vec<char>,
    /// Where the title ends; nothing before it when there is none.
    pub(crate) title_end: usize,
}

/// One piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gram {
    /// Its number, never 0.
    pub(crate) hash: u32,
    /// Where it stands first.
    pub(crate) at: u16,
    /// How many letters it has.
    pub(crate) letters: u8,
    /// How often it stands there, at most 255.
    pub(crate) times: u8,
    /// Whether it stands in the title.
    pub(crate) in_title: bool,
}

impl Reading {
    /// Reads a report.
    pub(crate) fn of<I>(entry: &Entry<'_, I>) -> Self {
        let mut reading = Self::default();
        reading.take(entry.title, TITLE);
        reading.title_end = if reading.letters.is_empty() { LEAD } else { reading.letters.len() };
        reading.take(entry.address, ADDRESS);
        reading.take(entry.text, TEXT);
        reading
    }

    /// The words between two places, as they were written.
    pub(crate) fn words(&self, from: usize, to: usize) -> String {
        self.shown.get(from..to).unwrap_or_default().iter().filter(|c| **c != BREAK).collect()
    }

    /// A number that is the same for the same letters in the same order, whatever stands between them.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut sum = 0xcbf2_9ce4_8422_2325_u64;
        for c in self.letters.iter().filter(|c| **c != BREAK) {
            sum = (sum ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3);
        }
        sum
    }

    /// The pieces, each once, in the order in which they stand first.
    pub(crate) fn grams(&self) -> Vec<Gram> {
        let mut pieces = Pieces::for_letters(self.letters.len());
        let mut at = 0;
        while at < self.letters.len() {
            let c = self.letters[at];
            let in_title = at < self.title_end;
            if is_han(c) {
                if let Some(next) = self.letters.get(at + 1).filter(|next| is_han(**next)) {
                    pieces.add(pair(c, *next), at, 2, in_title);
                }
                at += 1;
            } else if c == BREAK {
                at += 1;
            } else {
                let end = (at..self.letters.len().min(at + WORD))
                    .find(|i| self.letters[*i] == BREAK || is_han(self.letters[*i]));
                let end = end.unwrap_or(self.letters.len().min(at + WORD));
                // A single letter or digit tells nothing; two and more are a word or a number.
                if end - at > 1 {
                    pieces.add(word(&self.letters[at..end]), at, end - at, in_title);
                }
                at = end;
            }
        }
        pieces.grams
    }

    fn take(&mut self, text: &str, most: usize) {
        let end = self.letters.len() + most;
        for c in text.chars().take(most * PATIENCE) {
            if self.letters.len() >= end {
                break;
            }
            match fold(c) {
                Some(BREAK) if self.letters.last().is_none_or(|last| *last == BREAK) => {}
                Some(letter) => {
                    self.letters.push(letter);
                    self.shown.push(if c.is_whitespace() || c.is_control() { BREAK } else { c });
                }
                None => {}
            }
        }
        if self.letters.last().is_some_and(|last| *last != BREAK) {
            self.letters.push(BREAK);
            self.shown.push(BREAK);
        }
    }
}

/// Whether it is a Chinese character.
pub(crate) const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// The number of some letters in their order, never 0.
pub(crate) fn word(letters: &[char]) -> u32 {
    let sum = letters.iter().fold(0x9e37_79b9_7f4a_7c15_u64, |sum, c| mix(sum ^ u64::from(u32::from(*c))));
    half(sum)
}

/// The number of two numbers together, in this order; never 0.
pub(crate) fn both(first: u32, second: u32) -> u32 {
    half(mix(u64::from(first) << 32 | u64::from(second)))
}

fn pair(first: char, second: char) -> u32 {
    both(u32::from(first), u32::from(second))
}

/// Spreads every bit over all others (the finisher of SplitMix64, Steele, Lea and Flood 2014).
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

const fn half(value: u64) -> u32 {
    let upper = (value >> 32) as u32;
    if upper == 0 { 1 } else { upper }
}

/// The letter that stands for this one in comparisons, a break for what is no letter, nothing for what is not seen.
fn fold(c: char) -> Option<char> {
    match c {
        'a'..='z' | '0'..='9' | '\u{4e00}'..='\u{9fff}' => Some(c),
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        '\u{ff01}'..='\u{ff5e}' => fold(char::from_u32(u32::from(c) - 0xfee0).unwrap_or(BREAK)),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => None,
        c if c.is_alphanumeric() => Some(c.to_lowercase().next().unwrap_or(c)),
        _ => Some(BREAK),
    }
}

/// Pieces as they are found, each once. An open table of places in `grams` tells which are known.
struct Pieces {
    grams: Vec<Gram>,
    table: Vec<u16>,
}

impl Pieces {
    fn for_letters(letters: usize) -> Self {
        Self { grams: Vec::with_capacity(letters), table: vec![0; (2 * letters).next_power_of_two().max(16)] }
    }

    fn add(&mut self, hash: u32, at: usize, letters: usize, in_title: bool) {
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.table[slot] {
                0 => break,
                known => {
                    let gram = &mut self.grams[usize::from(known) - 1];
                    if gram.hash == hash {
                        gram.times = gram.times.saturating_add(1);
                        return;
                    }
                }
            }
            slot = (slot + 1) & mask;
        }
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let letters = u8::try_from(letters).unwrap_or(u8::MAX);
        self.grams.push(Gram { hash, at: small(at), letters, times: 1, in_title });
        self.table[slot] = small(self.grams.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Reading {
        Reading::of(&Entry::of_text(0, "", text))
    }

    #[test]
    fn width_and_case_and_unseen_letters_make_no_difference() {
        assert_eq!(read("Ａ３区ＫＴＶ\u{200b}扰民").letters, read("a3区ktv扰民").letters);
    }

    #[test]
    fn what_was_written_is_given_back_as_it_was_written() {
        let reading = read("Ａ3区，丽发新城");
        assert_eq!(reading.words(0, 3), "Ａ3区");
        assert_eq!(reading.words(0, 99), "");
    }

    #[test]
    fn pieces_do_not_reach_over_a_break_and_count_their_times() {
        let grams = read("油烟。烟油，油烟").grams();
        assert_eq!(grams.len(), 2);
        assert_eq!((grams[0].times, grams[1].times), (2, 1));
        assert_eq!(read("KTV ktv 7 x").grams().len(), 1);
    }

    #[test]
    fn a_megabyte_is_read_as_far_as_a_page() {
        for text in ["油烟".repeat(500_000), " ".repeat(1 << 20), "\u{202e}".repeat(400_000), "x".repeat(1 << 20)] {
            assert!(read(&text).letters.len() <= TEXT + 1);
        }
    }

    #[test]
    fn the_same_letters_have_one_fingerprint_however_they_are_set() {
        assert_eq!(read("停水，三天！").fingerprint(), read(" 停水\n三天").fingerprint());
        assert_ne!(read("停水三天").fingerprint(), read("停水四天").fingerprint());
    }
}
