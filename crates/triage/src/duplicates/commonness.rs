//! How common a piece of text is among reports, learned as they come. Rare pieces tell more than common ones.
//!
//! A table of [`CELLS`] counters, found by the piece's number; two pieces that share a counter count as somewhat commoner than they are, which
//! makes them weigh a little less and never wrong. 4 MiB, whatever the number of reports.

/// Counters in the table: a power of two well above the pairs of characters in use (some three hundred thousand).
const CELLS: usize = 1 << 20;
/// After so many reports all counts are halved, so that what was common long ago does not stay so.
const MEMORY: u32 = 1 << 20;
/// Added to every count: one report more or less with a rare piece must not change much.
const SHY: f32 = 3.0;
/// Added to the number of reports, so that the first ones have weights at all.
const FEW: f32 = 50.0;
/// Reports after which the counts are made anew, at most; among few reports it is sooner, since each of them tells more.
const TOGETHER: u32 = 64;
/// While reports are few, this part of them is taken together.
const PART: u32 = 16;
/// Counts whose logarithm is kept.
const TABULATED: u32 = 4096;

/// Counts of reports, by piece.
#[derive(Debug, Clone)]
pub(crate) struct Commonness {
    counts: Vec<u32>,
    reports: u32,
    /// Pieces of the reports that do not count yet.
    waiting: Vec<u32>,
    waiting_reports: u32,
    /// The logarithm of the number of reports.
    ln_reports: f32,
    /// The logarithms of small counts: a report asks for hundreds.
    ln_counts: Vec<f32>,
}

impl Commonness {
    pub(crate) fn new() -> Self {
        let ln_counts = (0..TABULATED).map(|count| (float(count) + SHY).ln()).collect();
        Self {
            counts: vec![0; CELLS],
            reports: 0,
            waiting: Vec::new(),
            waiting_reports: 0,
            ln_reports: FEW.ln(),
            ln_counts,
        }
    }

    /// Learns one report by its pieces, each named once. They count when [`Self::steady`] reports have come, so that those between can be
    /// weighed on every core and weigh the same as one after the other.
    pub(crate) fn learn(&mut self, pieces: impl Iterator<Item = u32>) {
        self.waiting.extend(pieces);
        self.waiting_reports += 1;
        if self.waiting_reports >= self.together() {
            self.take_in();
        }
    }

    /// How many more reports can be learned before any weight changes, the last of them included.
    pub(crate) fn steady(&self) -> usize {
        self.together().saturating_sub(self.waiting_reports).max(1) as usize
    }

    fn together(&self) -> u32 {
        (self.reports / PART).clamp(1, TOGETHER)
    }

    fn take_in(&mut self) {
        for piece in self.waiting.drain(..) {
            self.counts[cell(piece)] += 1;
        }
        self.reports += std::mem::take(&mut self.waiting_reports);
        if self.reports >= MEMORY {
            self.reports /= 2;
            self.counts.iter_mut().for_each(|count| *count /= 2);
        }
        self.ln_reports = (float(self.reports) + FEW).ln();
    }

    /// What a piece weighs: the logarithm of how rare it is, 0 for what stands in more than a quarter of a large number of reports.
    pub(crate) fn weight(&self, piece: u32) -> f32 {
        let count = self.counts[cell(piece)];
        if self.reports > 200 && count > self.reports / 4 {
            return 0.0;
        }
        let ln_count = self.ln_counts.get(count as usize).copied().unwrap_or_else(|| (float(count) + SHY).ln());
        (self.ln_reports - ln_count).max(0.05)
    }
}

const fn cell(piece: u32) -> usize {
    piece as usize & (CELLS - 1)
}

#[expect(clippy::cast_precision_loss, reason = "a count to be weighed, far less exact than 24 bits")]
const fn float(count: u32) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rare_weighs_more_than_the_common_and_what_everybody_says_weighs_nothing() {
        let mut commonness = Commonness::new();
        for report in 0..1000_u32 {
            let seldom = if report % 100 == 0 { 3 } else { 4 + report };
            commonness.learn([1, if report % 20 == 0 { 2 } else { 5000 + report }, seldom].into_iter());
        }
        assert_eq!(commonness.weight(1), 0.0);
        assert!(commonness.weight(3) > commonness.weight(2));
        assert!(commonness.weight(2) > 0.0);
    }

    #[test]
    fn nothing_learned_means_that_all_weigh_the_same() {
        let commonness = Commonness::new();
        assert_eq!(commonness.weight(1), commonness.weight(77));
        assert!(commonness.weight(1) > 0.0);
    }
}
