//! How right a probability has been of late, and from which one on answers are right as often as a city asks.

/// Steps of the scale; each is a sixth of a halving of the remaining doubt.
const STEPS: usize = 60;
/// A half-life of 2,048 events, as growth of what is newly counted.
const GROWTH: f64 = 1.000_338_508;
/// Fewer events than these prove nothing.
const LEAST: f64 = 30.0;
/// Standard errors kept as a margin, since a level chosen on the past is on the lucky side of it.
const MARGIN: f64 = 0.5;
/// However well it went: what is given firmly is likelier than everything else together.
const LEAST_LEVEL: f32 = 0.5;

/// Events after which the level is looked up anew.
const ANEW: u32 = 32;

/// See the module.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Assurance {
    /// The weight of the next event; what is counted fades by comparison.
    pub(super) weight: f64,
    /// Per step: events, and right ones among them.
    pub(super) counts: Vec<[f64; 2]>,
    ends: [f32; STEPS],
    since: u32,
    level: Option<f32>,
}

impl Default for Assurance {
    fn default() -> Self {
        Self { weight: 1.0, counts: vec![[0.0; 2]; STEPS], ends: ends(), since: 0, level: None }
    }
}

impl Assurance {
    /// What was counted before; `None` when the steps are not these or the weight is none.
    pub(super) fn of(weight: f64, counts: Vec<[f64; 2]>) -> Option<Self> {
        (counts.len() == STEPS && weight >= 1.0).then(|| Self { weight, counts, ..Self::default() })
    }

    pub(super) fn saw(&mut self, probability: f32, right: bool) {
        self.weight *= GROWTH;
        let at = self.ends.partition_point(|end| *end <= probability).saturating_sub(1);
        let counts = &mut self.counts[at];
        counts[0] += self.weight;
        counts[1] += if right { self.weight } else { 0.0 };
        if self.weight > 1e12 {
            for counts in self.counts.iter_mut().flatten() {
                *counts /= self.weight;
            }
            self.weight = 1.0;
        }
    }

    /// As [`Assurance::sure_from`], looked up every few events only.
    pub(super) fn level(&mut self, risk: f64) -> Option<f32> {
        if self.since == 0 {
            self.level = self.sure_from(risk);
        }
        self.since = (self.since + 1) % ANEW;
        self.level
    }

    /// The lowest probability from which on answers were right in all but this share of the cases; `None` when no level was.
    pub(super) fn sure_from(&self, risk: f64) -> Option<f32> {
        let (mut all, mut right, mut lowest) = (0.0, 0.0, None);
        for (counts, end) in self.counts.iter().zip(self.ends).rev() {
            all += counts[0] / self.weight;
            right += counts[1] / self.weight;
            if all < LEAST {
                continue;
            }
            let share = right / all;
            let spread = (share * (1.0 - share) / all).sqrt();
            if share - MARGIN * spread >= 1.0 - risk {
                lowest = Some(end.max(LEAST_LEVEL));
            }
        }
        lowest
    }
}

/// Where each step begins: 1 − 2^(−step / 6), finer where little doubt is left.
fn ends() -> [f32; STEPS] {
    let mut halvings = 0.0;
    std::array::from_fn(|_| {
        let end = 1.0 - super::numbers::exp(-halvings * std::f32::consts::LN_2);
        halvings += 1.0 / 6.0;
        end.max(0.0)
    })
}
