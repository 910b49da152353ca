//! Latencies of many requests, and what they come to.

use std::time::Duration;

/// Latencies, sorted.
#[derive(Debug, Clone)]
pub(crate) struct Latencies(Vec<Duration>);

impl From<Vec<Duration>> for Latencies {
    fn from(mut all: Vec<Duration>) -> Self {
        all.sort_unstable();
        Self(all)
    }
}

impl Latencies {
    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The latency that `percent` of the requests do not exceed (nearest rank), in milliseconds; not a number when there
    /// are none.
    pub(crate) fn percentile_ms(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(rank - 1).map_or(f64::NAN, |latency| latency.as_secs_f64() * 1000.0)
    }

    /// The longest, in milliseconds.
    pub(crate) fn longest_ms(&self) -> f64 {
        self.percentile_ms(100)
    }

    /// Median, 99th and longest, for a remark.
    pub(crate) fn brief(&self) -> String {
        let (p50, p99, longest) = (self.percentile_ms(50), self.percentile_ms(99), self.longest_ms());
        format!("n={} p50={p50:.1} p99={p99:.1} max={longest:.1} ms", self.count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_the_nearest_rank() {
        let hundred: Vec<Duration> = (1..=100).rev().map(Duration::from_millis).collect();
        let latencies = Latencies::from(hundred);
        let at = |percent| latencies.percentile_ms(percent).round();
        assert_eq!((at(1), at(50), at(99), latencies.longest_ms().round()), (1.0, 50.0, 99.0, 100.0));
        assert!(Latencies::from(Vec::new()).percentile_ms(99).is_nan());
    }
}
