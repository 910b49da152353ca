//! The usual level of a topic, and how surprising a count is against it.
//!
//! The counts of past periods are Poisson around a level that is not known; with a gamma prior around what topics have on average, the next count is
//! negative binomial (Gelman et al., Bayesian Data Analysis, 2.6). So a topic without a past is judged like all others, only against the
//! average of topics, and one with a past against its own.

/// How many periods the prior weighs as much as.
const PRIOR_PERIODS: f64 = 1.0;
/// The smallest average that the prior takes: without any past at all something must still be expected.
const LEAST: f64 = 0.05;
/// A period counts at most so many times the second highest one, and one more, so that an outbreak of last month does not hide the next.
const OUTBREAK: f64 = 2.0;
/// Beyond so many terms nothing is left of a tail.
const TERMS: u32 = 100_000;

/// What is usual for one topic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Level {
    shape: f64,
    rate: f64,
}

impl Level {
    /// The level after these past periods, where topics have `average` voices in a period and this period holds `volume` times as many reports
    /// as a past one.
    pub(crate) fn after(past: &[u32], average: f64, volume: f64) -> Self {
        let shape = PRIOR_PERIODS * average.max(LEAST) + tamed(past);
        let periods: f64 = past.iter().map(|_| 1.0).sum();
        Self { shape, rate: (PRIOR_PERIODS + periods) / volume.clamp(0.2, 5.0) }
    }

    /// How many voices are to be expected.
    pub(crate) fn expected(self) -> f64 {
        self.shape / self.rate
    }

    /// The chance of this many voices or more.
    pub(crate) fn chance_of(self, count: u32) -> f64 {
        if count == 0 {
            return 1.0;
        }
        let miss = 1.0 / (1.0 + self.rate);
        // From the chance of none, one factor at a time, in logarithms, so that even a chance of 1e-200 comes out right.
        let mut ln_term = self.shape * (1.0 - miss).ln();
        for k in 0..count.min(TERMS) {
            ln_term += ((self.shape + f64::from(k)) / f64::from(k + 1) * miss).ln();
        }
        let (mut term, mut sum) = (1.0, 0.0);
        for k in count..count.saturating_add(TERMS) {
            sum += term;
            term *= (self.shape + f64::from(k)) / f64::from(k + 1) * miss;
            if term < sum * 1e-12 {
                break;
            }
        }
        (ln_term.exp() * sum).min(1.0)
    }
}

/// The chances corrected for being many: each is the smallest share of false discoveries at which it would still be called hot
/// (Benjamini and Hochberg 1995). `looked_at` may exceed their number; the others then count as unsurprising.
pub(crate) fn corrected(chances: &[f64], looked_at: usize) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|a, b| chances[*b].total_cmp(&chances[*a]));
    let all = float(looked_at.max(chances.len()));
    let mut corrected = vec![1.0; chances.len()];
    let mut lowest: f64 = 1.0;
    for (from_the_end, i) in order.into_iter().enumerate() {
        let rank = float(chances.len() - from_the_end);
        lowest = lowest.min(chances[i] * all / rank);
        corrected[i] = lowest;
    }
    corrected
}

fn tamed(past: &[u32]) -> f64 {
    let mut sorted: Vec<f64> = past.iter().map(|count| f64::from(*count)).collect();
    sorted.sort_by(f64::total_cmp);
    if let [.., second, highest] = sorted.as_mut_slice() {
        *highest = highest.min(*second * OUTBREAK + 1.0);
    }
    sorted.iter().sum()
}

#[expect(clippy::cast_precision_loss, reason = "counts of topics stay far below 2^53")]
fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chances_of_all_counts_add_up() {
        let level = Level::after(&[2, 3, 1], 0.5, 1.0);
        let exactly = |count| level.chance_of(count) - level.chance_of(count + 1);
        let mean: f64 = (0..200).map(|count| f64::from(count) * exactly(count)).sum();
        assert!((mean - level.expected()).abs() < 1e-9, "{mean} {}", level.expected());
        assert!((level.chance_of(0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_usual_surprises_nobody_and_what_is_new_does() {
        let steady = Level::after(&[10, 11, 9, 10, 12, 10, 9, 10], 0.3, 1.0);
        assert!(steady.chance_of(12) > 0.1 && steady.chance_of(30) < 1e-4);
        let new = Level::after(&[0; 8], 0.3, 1.0);
        assert!(new.chance_of(5) < 1e-3);
        assert!(new.chance_of(5) > new.chance_of(9));
        assert!(new.chance_of(500) > 0.0 || new.chance_of(500) == 0.0);
    }

    #[test]
    fn an_outbreak_of_last_month_does_not_hide_the_next() {
        let calm = Level::after(&[1, 0, 1, 2, 1, 0, 1, 1], 0.3, 1.0);
        let burnt = Level::after(&[1, 0, 1, 2, 40, 0, 1, 1], 0.3, 1.0);
        assert!(burnt.expected() < calm.expected() * 2.0);
    }

    #[test]
    fn a_busy_week_is_expected_to_bring_more_of_everything() {
        let past = [5, 6, 5, 4];
        assert!(Level::after(&past, 0.3, 2.0).chance_of(10) > Level::after(&past, 0.3, 1.0).chance_of(10));
    }

    #[test]
    fn corrected_chances_follow_the_textbook() {
        let corrected = corrected(&[0.01, 0.04, 0.03, 0.005], 4);
        let expected = [0.02, 0.04, 0.04, 0.02];
        corrected.iter().zip(expected).for_each(|(a, b)| assert!((a - b).abs() < 1e-12, "{corrected:?}"));
    }
}
