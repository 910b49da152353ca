//! Distinct texts of a column, each with a small number: a value that a million records share is kept, cleaned and compared once.

use rustc_hash::FxHasher;
use std::hash::Hasher;

/// A number that no value has, for a cell that is empty.
pub(crate) const MISSING: u32 = u32::MAX;

/// Distinct texts in one run of bytes, numbered in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    text: String,
    ends: Vec<usize>,
    /// Each word with half of its hash, so that growing and most comparing need not look at the text.
    ///
    /// INVARIANT (half empty): a power of two, at least twice the number of words, so that a search ends at an empty slot.
    slots: Vec<(u32, u32)>,
}

impl Words {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, word: u32) -> &str {
        let word = word as usize;
        let start = if word == 0 { 0 } else { self.ends[word - 1] };
        &self.text[start..self.ends[word]]
    }

    /// The number of a text, given to it now if it is new.
    pub(crate) fn put(&mut self, text: &str) -> u32 {
        if self.slots.len() < 2 * (self.ends.len() + 1) {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let half = half(text);
        let mut at = half as usize & mask;
        loop {
            match self.slots[at] {
                (MISSING, _) => break,
                (word, other) if other == half && self.get(word) == text => return word,
                _ => at = (at + 1) & mask,
            }
        }
        let word =
            u32::try_from(self.ends.len()).expect("a file of four thousand million distinct values is refused before");
        self.text.push_str(text);
        self.ends.push(self.text.len());
        self.slots[at] = (word, half);
        word
    }

    /// Adds a text whether or not it is there already; such a collection is read by number only.
    pub(crate) fn append(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// The words alone, without what is needed to find or add one.
    pub(crate) fn closed(mut self) -> Self {
        self.slots = Vec::new();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(1024);
        let old = std::mem::replace(&mut self.slots, vec![(MISSING, 0); size]);
        for (word, half) in old.into_iter().filter(|(word, _)| *word != MISSING) {
            let mut at = half as usize & (size - 1);
            while self.slots[at].0 != MISSING {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = (word, half);
        }
    }
}

/// A hash of a text that depends on nothing else; sixteen bytes of difference in a million keys are enough for blocking.
pub(crate) fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    mix(hasher.finish())
}

/// Spreads every bit over all the others (the finisher of SplitMix64).
pub(crate) const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[expect(clippy::cast_possible_truncation, reason = "half of a hash is wanted")]
fn half(text: &str) -> u32 {
    hash(text) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number_however_often_it_comes() {
        let mut words = Words::default();
        let numbers: Vec<u32> = (0..5000).map(|i| words.put(&(i % 1700).to_string())).collect();
        assert_eq!(words.len(), 1700);
        assert_eq!(numbers[4999], numbers[4999 - 1700]);
        assert_eq!(words.get(numbers[1699]), "1699");
        assert_eq!(words.put(""), 1700);
    }
}
