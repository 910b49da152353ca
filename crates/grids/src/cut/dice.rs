//! Numbers that look random and are the same for the same seed, on every machine and in every order of threads.

/// A small generator (SplitMix64, Steele, Lea and Flood 2014): good enough for a search, of no use for secrets.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The dice of this seed for this name; two communities of one city never share a sequence.
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        // FNV-1a over the name: written out, because a hash of the standard library may change with its version.
        let name = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ name)
    }

    /// The next 64 bits.
    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from 0 up to, not including, `bound`; 0 for a bound of 0.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        let drawn = ((self.next() >> 32) * u64::from(bound)) >> 32;
        u32::try_from(drawn).expect("a product of two 32-bit numbers, halved by 32 bits, fits")
    }

    /// A number from 0 up to, not including, 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what an `f64` holds")]
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_name_throw_the_same_and_another_name_throws_otherwise() {
        let throws = |seed, name| {
            let mut dice = Dice::new(seed, name);
            [dice.below(1000), dice.below(1000), dice.below(1000), dice.below(1000)]
        };
        assert_eq!(throws(7, "c1"), throws(7, "c1"));
        assert_ne!(throws(7, "c1"), throws(7, "c2"));
        assert_ne!(throws(7, "c1"), throws(8, "c1"));
    }

    #[test]
    fn throws_stay_below_their_bound_and_reach_every_value() {
        let mut dice = Dice::new(1, "");
        let mut seen = [false; 6];
        for _ in 0..200 {
            seen[dice.below(6) as usize] = true;
            assert!((0.0..1.0).contains(&dice.share()));
        }
        assert_eq!(seen, [true; 6]);
        assert_eq!(dice.below(0), 0);
    }
}
