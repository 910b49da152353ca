//! What a city wants of its grids: how many households, how near to the present net, and with which seed.

use jingwei_terms::{Refusal, RefusalClass};

/// The bounds and weights of a cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    least: u32,
    most: u32,
    /// From which the search draws; the same seed gives the same grids.
    pub seed: u64,
    /// What it costs when households change their grid, next to the wish for compact grids; 0 asks for none of it. Only of use
    /// with an existing net.
    pub stability: f64,
    /// Corners and edges as near as this are one, in metres: roundings of one and the same border.
    pub snap_m: f64,
    /// Parts of a community that lie as near as this are joined across the gap, in metres: borders drawn twice.
    pub gap_m: f64,
    /// Parts of a community that lie as near as this make one grid all the same (across a street, or by ferry), in metres; each
    /// such grid says so. 0 joins nothing.
    pub bridge_m: f64,
}

impl Rules {
    /// Grids of `least` to `most` households, 300 to 500 in the plan that we implement.
    ///
    /// # Errors
    /// When `most` is smaller than `least`, or nothing.
    pub fn new(least: u32, most: u32) -> Result<Self, Refusal> {
        if most < least || most == 0 || most > 1_000_000 {
            return Err(Refusal::new(
                RefusalClass::Invalid,
                "bad_bounds",
                format!("网格户数下限 `{least}`、上限 `{most}` 不成立"),
                format!("a grid cannot have at least `{least}` and at most `{most}` households"),
            )
            .next(
                "请给出 0 到 1000000 之间、下限不大于上限的户数",
                "give a least that is no more than the most, and a most between 1 and 1,000,000",
            ));
        }
        Ok(Self { least, most, seed: 1, stability: 0.0, snap_m: 0.05, gap_m: 1.0, bridge_m: 0.0 })
    }

    /// The fewest households of a grid.
    #[must_use]
    pub const fn least(&self) -> u32 {
        self.least
    }

    /// The most households of a grid.
    #[must_use]
    pub const fn most(&self) -> u32 {
        self.most
    }

    /// The middle of the bounds.
    #[must_use]
    pub fn middle(&self) -> f64 {
        f64::midpoint(f64::from(self.least), f64::from(self.most))
    }

    /// Whether a grid of so many households is as wanted.
    #[must_use]
    pub const fn allows(&self, households: u64) -> bool {
        self.least as u64 <= households && households <= self.most as u64
    }

    /// How many households too many or too few.
    #[must_use]
    pub const fn excess(&self, households: u64) -> u64 {
        (self.least as u64).saturating_sub(households) + households.saturating_sub(self.most as u64)
    }

    /// In how many grids so many households can be, by arithmetic alone: the fewest and the most. `None` when no number of
    /// grids does it: 520 fit neither in one grid of at most 500 nor in two of at least 300.
    #[must_use]
    pub fn counts(&self, households: u64) -> Option<(u64, u64)> {
        let fewest = households.div_ceil(u64::from(self.most)).max(1);
        let most = households.checked_div(u64::from(self.least)).unwrap_or(u64::MAX);
        (fewest <= most).then_some((fewest, most))
    }

    /// How many households at least are too many or too few, taken over all grids, however the whole is cut; 0 when some number of
    /// grids fits.
    #[must_use]
    pub fn least_excess(&self, households: u64) -> u64 {
        if self.counts(households).is_some() {
            return 0;
        }
        // One number of grids is too few by the least, the next is too many by the least.
        let few = households / u64::from(self.most);
        let too_many = households - few * u64::from(self.most);
        let too_few = (few + 1) * u64::from(self.least) - households;
        if few == 0 { too_few } else { too_many.min(too_few) }
    }

    /// The number of grids that leaves each nearest to the middle of the bounds; at least 1, and within [`Self::counts`] where
    /// those exist.
    #[must_use]
    pub fn count(&self, households: u64) -> u64 {
        let near = nearest(households, self.middle());
        match self.counts(households) {
            Some((fewest, most)) => near.clamp(fewest, most),
            None => near.max(1),
        }
    }
}

/// The count of grids whose average is nearest to the middle.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "households of a city, divided: far below 2^53 and never negative"
)]
fn nearest(households: u64, middle: f64) -> u64 {
    let total = households as f64;
    let low = (total / middle).floor().max(1.0);
    let off = |count: f64| (total / count - middle).abs();
    if off(low) <= off(low + 1.0) { low as u64 } else { low as u64 + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_says_what_fits_and_what_cannot() {
        let rules = Rules::new(300, 500).unwrap();
        let cases = [
            (280, None, 1),
            (300, Some((1, 1)), 1),
            (520, None, 1),
            (590, None, 2),
            (600, Some((2, 2)), 2),
            (1_000, Some((2, 3)), 3),
            (1_100, Some((3, 3)), 3),
            (4_000, Some((8, 13)), 10),
        ];
        for (households, counts, count) in cases {
            assert_eq!(rules.counts(households), counts, "{households}");
            assert_eq!(rules.count(households), count, "{households}");
        }
        let least = [280, 520, 590, 600, 1_100].map(|households| rules.least_excess(households));
        assert_eq!(least, [20, 20, 10, 0, 0]);
        assert_eq!((rules.excess(280), rules.excess(520), rules.excess(400)), (20, 20, 0));
    }

    #[test]
    fn bounds_that_contradict_themselves_are_refused() {
        assert_eq!(Rules::new(500, 300).unwrap_err().code, "bad_bounds");
        assert_eq!(Rules::new(0, 0).unwrap_err().code, "bad_bounds");
        assert!(Rules::new(0, 500).is_ok());
    }
}
