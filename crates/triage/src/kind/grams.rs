//! The features of a message: runs of one to three characters, hashed, kept apart by where they stand.
//!
//! Three blocks: all that is said (runs of one and two), its head (what people say first is what it is about: runs of one to three of
//! the title, or of the first words where there is none), and the place. A bucket's number begins with its block, so that the same
//! run counts differently in each and no block can be mistaken for another.

use super::plain::Sign;

/// How a block is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    /// Its first bucket.
    pub(crate) from: u32,
    /// How many buckets it has, as a power of two.
    bits: u32,
    /// The longest run.
    longest: usize,
    /// How many characters are read.
    reach: usize,
    salt: u64,
}

/// All that is said. Two million buckets for the about 300,000 runs of a city's year: one in ten shares its bucket with a rare one.
pub(crate) const BODY: Block = Block { from: 0, bits: 21, longest: 2, reach: usize::MAX, salt: 0x9E37_79B9_7F4A_7C15 };
/// What is said first. Twenty characters are about a title; more only repeats the body.
pub(crate) const HEAD: Block = Block { from: 1 << 21, bits: 20, longest: 3, reach: 20, salt: 0xC2B2_AE3D_27D4_EB4F };
/// The place.
pub(crate) const PLACE: Block = Block { from: 3 << 20, bits: 19, longest: 2, reach: 60, salt: 0x1656_67B1_9E37_79F9 };
/// All of them, in the order of their buckets.
pub(crate) const BLOCKS: [Block; 3] = [BODY, HEAD, PLACE];
/// How many buckets there are in all.
pub(crate) const BUCKETS: usize = (3 << 20) + (1 << 19);

impl Block {
    /// Calls with every run's bucket, its first character and its length.
    #[inline]
    pub(crate) fn each(&self, signs: &[Sign], mut found: impl FnMut(u32, usize, usize)) {
        let signs = &signs[..signs.len().min(self.reach)];
        for first in 0..signs.len() {
            let mut key = self.salt;
            for length in 1..=self.longest.min(signs.len() - first) {
                key = mixed(key, signs[first + length - 1].value);
                found(self.bucket(key), first, length);
            }
        }
    }

    #[inline]
    fn bucket(&self, key: u64) -> u32 {
        // The upper bits of a product depend on every bit of its factors.
        let spread = (key ^ (key >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        #[expect(clippy::cast_possible_truncation, reason = "at most 21 bits are left after the shift")]
        let place = (spread >> (64 - self.bits)) as u32;
        self.from + place
    }
}

#[inline]
const fn mixed(key: u64, value: u32) -> u64 {
    (key.rotate_left(23) ^ value as u64).wrapping_mul(0x9FB2_1C65_1E98_DF25)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::message::Message;
    use crate::kind::plain::said;

    fn buckets(block: Block, text: &str) -> Vec<u32> {
        let (mut signs, mut all) = (Vec::new(), Vec::new());
        said(&Message::of(text), &mut signs);
        block.each(&signs, |bucket, _, _| all.push(bucket));
        all
    }

    #[test]
    fn a_segmented_a_wide_and_a_broken_text_read_as_the_plain_one() {
        let plain = buckets(BODY, "A3区路灯不亮12345");
        for other in ["A3 区 路灯 不 亮 12345", "Ａ３区，路灯\n\t不亮！１２３４５", "a9区　路灯不亮 00000"]
        {
            assert_eq!(buckets(BODY, other), plain, "{other}");
        }
        assert_ne!(buckets(BODY, "A3区路灯亮了12345"), plain);
    }

    #[test]
    fn blocks_share_no_bucket_and_cover_them_all() {
        let mut next = 0;
        for block in BLOCKS {
            assert_eq!(block.from, next);
            next += 1 << block.bits;
        }
        assert_eq!(next as usize, BUCKETS);
        let (body, head) = (buckets(BODY, "路灯"), buckets(HEAD, "路灯"));
        assert_eq!((body.len(), head.len()), (3, 3));
        assert!(body.iter().all(|bucket| *bucket < HEAD.from) && head.iter().all(|bucket| *bucket >= HEAD.from));
    }

    #[test]
    fn the_head_ends_where_the_body_goes_on() {
        let long = "路".repeat(100);
        assert_eq!(buckets(HEAD, &long).len(), 20 + 19 + 18);
        assert_eq!(buckets(BODY, &long).len(), 100 + 99);
    }
}
