//! From agreement to a score: whole thousandths of a bit, so that the parts of an explanation add up to the score exactly.

use crate::compare::{CROSSWISE, Comparer, GRADES, Pattern, SAME, UNKNOWN};
use crate::learn::{Learnt, bucket};
use crate::plan::Plan;
use crate::register::Row;
use crate::words::MISSING;
use serde::{Deserialize, Serialize};

/// Evidence in thousandths of a bit: 1000 doubles the odds.
pub type Millibits = i32;

/// No single grade says more than this, for or against.
const MOST: f64 = 24_000.0;

/// What each grade of each field is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    /// The odds before anything is compared.
    pub prior: Millibits,
    /// By field and grade; 0 for a missing value.
    pub grades: Vec<[Millibits; GRADES]>,
    /// By field and bucket of rarity, what equality adds; empty where rarity does not count.
    rarity: Vec<Vec<Millibits>>,
}

/// What one field says about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Say {
    pub(crate) agreement: Millibits,
    pub(crate) rarity: Millibits,
}

impl Weights {
    pub(crate) fn of(learnt: &Learnt, plan: &Plan) -> Self {
        let grades = learnt.m.iter().zip(&learnt.u);
        let grades: Vec<[Millibits; GRADES]> = grades
            .map(|(m, u)| {
                let mut weights = [0; GRADES];
                for grade in 1..GRADES {
                    weights[grade] = millibits(m[grade] / u[grade]);
                }
                weights
            })
            .collect();
        let rarity = plan.fields.iter().enumerate().map(|(field, of)| match of.frequencies {
            true => rarity(learnt, field, grades[field][usize::from(SAME)]),
            false => Vec::new(),
        });
        Self { prior: millibits(learnt.prior / (1.0 - learnt.prior)), rarity: rarity.collect(), grades }
    }

    /// The score of a pair.
    #[must_use]
    pub fn score(&self, comparer: &Comparer<'_>, a: Row, b: Row) -> Millibits {
        let pattern = comparer.pattern(a, b);
        let fields = (0..self.grades.len()).map(|field| {
            let say = self.say(comparer, pattern, field, a, b);
            say.agreement + say.rarity
        });
        self.prior + fields.sum::<Millibits>()
    }

    pub(crate) fn say(&self, comparer: &Comparer<'_>, pattern: Pattern, field: usize, a: Row, b: Row) -> Say {
        let grade = pattern.grade(field);
        let agreement = self.grades[field][usize::from(grade)];
        let rarity = match grade {
            SAME => self.rarity_of(field, comparer.register().column(field).count_at(a)),
            CROSSWISE => comparer.crossing(field, a, b).map_or(0, |(other, count)| self.rarity_of(other, count)),
            UNKNOWN.. => 0,
        };
        Say { agreement, rarity }
    }

    fn rarity_of(&self, field: usize, count: u32) -> Millibits {
        self.rarity[field].get(bucket(count)).copied().unwrap_or(0)
    }
}

/// What equality of a value of each bucket adds over the average of equality.
fn rarity(learnt: &Learnt, field: usize, same: Millibits) -> Vec<Millibits> {
    learnt.rarity[field].iter().map(|odds| millibits(*odds) - same).collect()
}

/// Thousandths of a bit of a ratio of likelihoods, rounded to the nearest.
#[expect(clippy::cast_possible_truncation, reason = "clamped to 24,000 before")]
pub(crate) fn millibits(ratio: f64) -> Millibits {
    (ratio.log2() * 1000.0).clamp(-MOST, MOST).round() as Millibits
}

/// The probability that a score stands for.
#[must_use]
pub fn probability(score: Millibits) -> f64 {
    1.0 / (1.0 + (-f64::from(score) / 1000.0).exp2())
}

/// The score from which on the probability is at least this.
#[must_use]
pub fn score_of(probability: f64) -> Millibits {
    millibits(probability / (1.0 - probability))
}

impl crate::register::Column {
    /// How many records share the value of a row.
    pub(crate) fn count_at(&self, row: Row) -> u32 {
        match self.values[row as usize] {
            MISSING => 0,
            value => self.counts[value as usize],
        }
    }
}
