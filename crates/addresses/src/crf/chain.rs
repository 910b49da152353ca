//! The chain of a conditional random field over segments: sums and marginals.
//!
//! Every token of an address is the beginning, the inside, the end or the whole of a segment ([`Part`]), and a segment has a label. Only the
//! step from one segment to the next has weights of its own; inside a segment the label cannot change. That makes a step cost
//! *labels²*, where a chain over (label × part) costs sixteen times as much, and the inner loops run over labels side by side.
//!
//! Method: forward-backward as in Lafferty, McCallum and Pereira, *Conditional Random Fields* (ICML 2001), on the probability
//! scale with a scaling factor a token (Rabiner 1989, section V.A), restricted to the four parts of a segment.

/// Where a token stands in its segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Part {
    /// The first of several tokens.
    Begin = 0,
    /// Neither first nor last.
    Inside = 1,
    /// The last of several.
    End = 2,
    /// The only one.
    Whole = 3,
}

/// Labels are laid out in blocks of this many, so that the inner loops have no remainder.
pub const LANE: usize = 8;
/// A token's scores below its best by more than this count as this much below: `f32` then never runs dry on the only lawful path.
const DEEPEST: f32 = 30.0;
/// What cannot be.
const NEVER: f32 = -1.0e30;

/// Weights of going from one segment to the next, for `width` labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    labels: usize,
    width: usize,
    scores: Vec<f32>,
    odds: Vec<f32>,
}

impl Steps {
    /// From scores of `labels × labels`, row by row: row is the label before.
    #[must_use]
    pub fn new(labels: usize, scores: &[f32]) -> Self {
        let width = labels.next_multiple_of(LANE);
        let (mut padded, mut odds) = (vec![NEVER; width * width], vec![0.0; width * width]);
        for from in 0..labels {
            for to in 0..labels {
                let score = scores[from * labels + to];
                padded[from * width + to] = score;
                odds[from * width + to] = score.clamp(-DEEPEST, DEEPEST).exp();
            }
        }
        Self { labels, width, scores: padded, odds }
    }

    /// The number of labels.
    #[must_use]
    pub const fn labels(&self) -> usize {
        self.labels
    }

    /// The number of labels, rounded up to whole lanes.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }
}

/// Scores of every (part, label) at every token, and room to reckon in. It is kept and used again from address to address.
#[derive(Debug, Default, Clone)]
pub struct Chain {
    labels: usize,
    width: usize,
    tokens: usize,
    scores: Vec<f32>,
    odds: Vec<f32>,
    ahead: Vec<f32>,
    back: Vec<f32>,
    out: Vec<f32>,
    into: Vec<f32>,
    scale: Vec<f32>,
    rest: f32,
}

impl Chain {
    /// Makes room for so many tokens and puts every score to nought.
    pub fn reset(&mut self, labels: usize, tokens: usize) {
        self.labels = labels;
        self.width = labels.next_multiple_of(LANE);
        self.tokens = tokens;
        self.scores.clear();
        self.scores.resize(tokens * 4 * self.width, 0.0);
    }

    /// The number of tokens.
    #[must_use]
    pub const fn tokens(&self) -> usize {
        self.tokens
    }

    /// The scores of one token: four blocks (begin, inside, end, whole) of `width` labels.
    pub fn scores_mut(&mut self, token: usize) -> &mut [f32] {
        let size = 4 * self.width;
        &mut self.scores[token * size..(token + 1) * size]
    }

    /// Sums over all paths. Answers the logarithm of the sum.
    pub fn forward(&mut self, steps: &Steps) -> f64 {
        let (width, size) = (self.width, 4 * self.width);
        self.odds.resize(self.scores.len(), 0.0);
        self.ahead.resize(self.scores.len(), 0.0);
        self.out.resize(self.tokens * width, 0.0);
        self.scale.resize(self.tokens, 1.0);
        let mut log = 0.0_f64;
        for at in 0..self.tokens {
            let best = odds_of(
                &self.scores[at * size..(at + 1) * size],
                &mut self.odds[at * size..(at + 1) * size],
                self.labels,
                width,
            );
            let (before, rest) = self.ahead.split_at_mut(at * size);
            let here = &mut rest[..size];
            let odds = &self.odds[at * size..(at + 1) * size];
            self.into.clear();
            if at == 0 {
                self.into.resize(width, 1.0);
                for label in 0..width {
                    here[label] = odds[label];
                    here[width + label] = 0.0;
                    here[2 * width + label] = 0.0;
                    here[3 * width + label] = odds[3 * width + label];
                }
            } else {
                let before = &before[(at - 1) * size..];
                self.into.resize(width, 0.0);
                spread(&self.out[(at - 1) * width..at * width], &steps.odds, self.labels, &mut self.into);
                for label in 0..width {
                    let inner = before[label] + before[width + label];
                    here[label] = self.into[label] * odds[label];
                    here[width + label] = inner * odds[width + label];
                    here[2 * width + label] = inner * odds[2 * width + label];
                    here[3 * width + label] = self.into[label] * odds[3 * width + label];
                }
            }
            let sum: f32 = here.iter().sum();
            let shrink = 1.0 / sum;
            for value in here.iter_mut() {
                *value *= shrink;
            }
            for label in 0..width {
                self.out[at * width + label] = here[2 * width + label] + here[3 * width + label];
            }
            self.scale[at] = shrink;
            log += f64::from(best) + f64::from(sum).ln();
        }
        self.rest = match self.tokens {
            0 => 1.0,
            n => self.out[(n - 1) * width..n * width].iter().sum(),
        };
        log + f64::from(self.rest).ln()
    }

    /// What lies behind every token; [`Self::forward`] must have run.
    pub fn backward(&mut self, steps: &Steps) {
        let (width, size) = (self.width, 4 * self.width);
        // Two blocks a token: within a segment that goes on, and after one that has ended.
        self.back.resize(self.tokens * 2 * width, 0.0);
        for at in (0..self.tokens).rev() {
            let (here, behind) = self.back[at * 2 * width..].split_at_mut(2 * width);
            if at + 1 == self.tokens {
                here[..width].fill(0.0);
                here[width..].fill(1.0);
                continue;
            }
            let odds = &self.odds[(at + 1) * size..(at + 2) * size];
            let shrink = self.scale[at + 1];
            self.into.clear();
            self.into.resize(width, 0.0);
            for label in 0..width {
                let (inner, ended) = (behind[label], behind[width + label]);
                here[label] = (odds[width + label] * inner + odds[2 * width + label] * ended) * shrink;
                self.into[label] = (odds[label] * inner + odds[3 * width + label] * ended) * shrink;
            }
            for label in 0..self.labels {
                here[width + label] = dot(&steps.odds[label * width..(label + 1) * width], &self.into);
            }
            here[width + self.labels..].fill(0.0);
        }
    }

    /// Adds `weight` × the probability of every (part, label) at a token; [`Self::backward`] must have run.
    pub fn add_marginals(&self, token: usize, add: &mut impl FnMut(usize, f32)) {
        let (width, size) = (self.width, 4 * self.width);
        let (ahead, back) =
            (&self.ahead[token * size..(token + 1) * size], &self.back[token * 2 * width..(token + 1) * 2 * width]);
        let share = 1.0 / self.rest;
        for part in 0..4 {
            let back = if part < 2 { &back[..width] } else { &back[width..] };
            for label in 0..self.labels {
                add(part * width + label, ahead[part * width + label] * back[label] * share);
            }
        }
    }

    /// Adds the expected number of steps from each segment's label to the next one's, `labels × labels`, row by row.
    pub fn add_steps(&mut self, steps: &Steps, sums: &mut [f32]) {
        let (width, size) = (self.width, 4 * self.width);
        let mut into = std::mem::take(&mut self.into);
        into.resize(width, 0.0);
        for at in 1..self.tokens {
            let odds = &self.odds[at * size..(at + 1) * size];
            let back = &self.back[at * 2 * width..(at + 1) * 2 * width];
            let share = self.scale[at] / self.rest;
            for label in 0..width {
                into[label] = (odds[label] * back[label] + odds[3 * width + label] * back[width + label]) * share;
            }
            for from in 0..self.labels {
                let out = self.out[(at - 1) * width + from];
                let row = &steps.odds[from * width..(from + 1) * width];
                for to in 0..self.labels {
                    sums[from * self.labels + to] += out * row[to] * into[to];
                }
            }
        }
        self.into = into;
    }

    /// The score of one path: labels of segments with their ends (one past the last token).
    #[must_use]
    pub fn score(&self, steps: &Steps, path: &[(usize, usize)]) -> f64 {
        let (mut score, mut begin, mut before) = (0.0_f64, 0, None);
        for &(end, label) in path {
            if let Some(before) = before {
                score += f64::from(steps.scores[before * self.width + label]);
            }
            for token in begin..end {
                let part = part_of(token, begin, end) as usize;
                score += f64::from(self.scores[(token * 4 + part) * self.width + label]);
            }
            (begin, before) = (end, Some(label));
        }
        score
    }

    /// How probable it is that exactly these tokens are one segment of that label; [`Self::backward`] must have run.
    #[must_use]
    pub fn segment(&self, begin: usize, end: usize, label: usize) -> f32 {
        let (width, size) = (self.width, 4 * self.width);
        let after = self.back[(end - 1) * 2 * width + width + label] / self.rest;
        if end == begin + 1 {
            return (self.ahead[begin * size + 3 * width + label] * after).min(1.0);
        }
        let mut chance = self.ahead[begin * size + label];
        for token in begin + 1..end - 1 {
            chance *= self.odds[token * size + width + label] * self.scale[token];
        }
        (chance * self.odds[(end - 1) * size + 2 * width + label] * self.scale[end - 1] * after).min(1.0)
    }
}

/// The part of a token in the segment `begin..end`.
#[must_use]
pub const fn part_of(token: usize, begin: usize, end: usize) -> Part {
    match (token == begin, token + 1 == end) {
        (true, true) => Part::Whole,
        (true, false) => Part::Begin,
        (false, true) => Part::End,
        (false, false) => Part::Inside,
    }
}

/// `exp` of every score against the best of the token; answers the best.
fn odds_of(scores: &[f32], odds: &mut [f32], labels: usize, width: usize) -> f32 {
    let mut best = f32::MIN;
    for part in 0..4 {
        for &score in &scores[part * width..part * width + labels] {
            best = best.max(score);
        }
    }
    for (odds, &score) in odds.iter_mut().zip(scores) {
        *odds = power_of_e((score - best).max(-DEEPEST));
    }
    for part in 0..4 {
        odds[part * width + labels..(part + 1) * width].fill(0.0);
    }
    best
}

/// `e` to the power of `x` for `x` from −30 to 0, to seven digits, without a branch: the loop over labels runs in lanes.
///
/// Method: split into a whole and a broken power of two, the broken one by the Taylor series of `2^f` on −½…½ up to the sixth power.
#[inline]
fn power_of_e(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0; // 1.5 × 2²³: adding it rounds to a whole number in the lowest bits.
    let power = x * std::f32::consts::LOG2_E;
    let rounded = power + ROUND;
    let broken = (power - (rounded - ROUND)) * std::f32::consts::LN_2;
    let series = 1.0
        + broken
            * (1.0
                + broken
                    * (0.5
                        + broken
                            * (1.0 / 6.0 + broken * (1.0 / 24.0 + broken * (1.0 / 120.0 + broken * (1.0 / 720.0))))));
    f32::from_bits(series.to_bits().wrapping_add(rounded.to_bits() << 23))
}

/// `into[to] = Σ out[from] × odds[from][to]`.
fn spread(out: &[f32], odds: &[f32], labels: usize, into: &mut [f32]) {
    let width = into.len();
    for (from, &out) in out[..labels].iter().enumerate() {
        // Most labels cannot have ended here; what is below this share of the whole adds nothing that `f32` would keep.
        if out > 1.0e-12 {
            for (into, &odds) in into.iter_mut().zip(&odds[from * width..(from + 1) * width]) {
                *into += out * odds;
            }
        }
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; LANE];
    for (a, b) in a.chunks_exact(LANE).zip(b.chunks_exact(LANE)) {
        for lane in 0..LANE {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum()
}
