//! From what two addresses have in common to a grade with its reasons.
//!
//! Method: multinomial logistic regression over the comparisons, of which every one has a name and a weight that can be read. The grade is
//! the one with the highest worth: each grade counts for as much as it is rare, so that the few exact ones are not drowned.

use super::compare::{Agreement, COMPARISONS, Comparison};
use super::place::{Counts, Place};
use crate::crf::descend::{Walk, descend};
use crate::gazetteer::Gazetteer;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// How near two addresses are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Different places.
    None,
    /// The same road, village or compound, and no more.
    Partial,
    /// The same house.
    Exact,
}

/// All grades, from far to near.
pub const GRADES: [Grade; 3] = [Grade::None, Grade::Partial, Grade::Exact];

/// A reason for a grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// A stable code.
    pub code: &'static str,
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

/// A grade, how probable each grade is, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Graded {
    /// The grade.
    pub grade: Grade,
    /// The probability of none, partial and exact.
    pub chances: [f32; 3],
    /// What speaks for it and against it.
    pub reasons: Vec<Reason>,
}

/// Grades comparisons.
#[derive(Debug, Clone, PartialEq)]
pub struct Grader {
    weights: Vec<f32>,
    /// What each grade's probability counts for when one is chosen.
    worth: [f32; 3],
}

#[derive(Serialize, Deserialize)]
struct File {
    weights: Vec<f32>,
    worth: [f32; 3],
}

/// Why a text is no grader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GraderError;

impl std::fmt::Display for GraderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the weights for matching addresses are cut short or of another version; learn them again")
    }
}

impl std::error::Error for GraderError {}

impl Grader {
    /// Reads weights.
    ///
    /// # Errors
    /// When they are not as many as there are comparisons, or no numbers.
    pub fn read(text: &str) -> Result<Self, GraderError> {
        let File { weights, worth } = serde_json::from_str(text).map_err(|_| GraderError)?;
        let sound = weights.len() == 3 * COMPARISONS && weights.iter().chain(&worth).all(|weight| weight.is_finite());
        if sound { Ok(Self { weights, worth }) } else { Err(GraderError) }
    }

    /// The weights as text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let thousandth = |weight: &f32| (weight * 1000.0).round() / 1000.0;
        let file = File { weights: self.weights.iter().map(thousandth).collect(), worth: self.worth };
        serde_json::to_string(&file).expect("finite numbers")
    }

    /// Learns from graded comparisons.
    #[must_use]
    pub fn learn(examples: &[(Comparison, Grade)]) -> Self {
        let mut weights = vec![0.0_f64; 3 * COMPARISONS];
        let walk = Walk { l1: 0.0, l2: 1.0, steps: 200, enough: 1e-5 };
        descend(&mut weights, walk, |weights, gradient| loss(examples, weights, gradient), |_, _| {});
        #[expect(clippy::cast_possible_truncation, reason = "weights are small")]
        let weights = weights.into_iter().map(|weight| weight as f32).collect();
        let mut grader = Self { weights, worth: [1.0; 3] };
        grader.worth = grader.best_worth(examples);
        grader
    }

    /// The worth of grades with the best mean F1 over the three, from a small grid: a choice of two numbers out of thousands of examples.
    fn best_worth(&self, examples: &[(Comparison, Grade)]) -> [f32; 3] {
        const TRIED: [f32; 7] = [0.7, 0.85, 1.0, 1.2, 1.5, 1.9, 2.4];
        let chances: Vec<([f32; 3], Grade)> =
            examples.par_iter().map(|(comparison, grade)| (self.chances(comparison), *grade)).collect();
        let f1 = |worth| macro_f1(chances.iter().map(|(chances, grade)| (chosen(chances, worth), *grade)));
        let mut best = (f1([1.0; 3]), [1.0; 3]);
        for partial in TRIED {
            for exact in TRIED {
                let worth = [1.0, partial, exact];
                let found = f1(worth);
                if found > best.0 {
                    best = (found, worth);
                }
            }
        }
        best.1
    }

    /// How probable each grade is.
    #[must_use]
    pub fn chances(&self, comparison: &Comparison) -> [f32; 3] {
        let rows = [0, 1, 2].map(|grade| &self.weights[grade * COMPARISONS..(grade + 1) * COMPARISONS]);
        soft(rows.map(|row| row.iter().zip(&comparison.values).map(|(weight, value)| weight * value).sum()))
    }

    /// The grade of a comparison, with its reasons.
    #[must_use]
    pub fn grade(&self, comparison: &Comparison) -> Graded {
        let chances = self.chances(comparison);
        Graded { grade: chosen(&chances, self.worth), chances, reasons: reasons(comparison) }
    }

    /// Compares two addresses as they are written.
    #[must_use]
    pub fn compare(&self, query: &str, other: &str, gazetteer: &Gazetteer) -> Graded {
        self.grade(&Comparison::of(&Place::read(query, gazetteer), &Place::read(other, gazetteer)))
    }
}

/// The mean of the F1 of the three grades, from what was said and what is true.
#[must_use]
pub fn macro_f1(pairs: impl Iterator<Item = (Grade, Grade)>) -> f64 {
    let (mut said, mut known, mut right) = ([0_u32; 3], [0_u32; 3], [0_u32; 3]);
    for (guess, truth) in pairs {
        said[guess as usize] += 1;
        known[truth as usize] += 1;
        right[truth as usize] += u32::from(guess == truth);
    }
    let f1 = |grade: usize| f64::from(2 * right[grade]) / f64::from((said[grade] + known[grade]).max(1));
    (f1(0) + f1(1) + f1(2)) / 3.0
}

fn chosen(chances: &[f32; 3], worth: [f32; 3]) -> Grade {
    let mut best = (f32::MIN, Grade::None);
    for (grade, (chance, worth)) in GRADES.into_iter().zip(chances.iter().zip(worth)) {
        if chance * worth > best.0 {
            best = (chance * worth, grade);
        }
    }
    best.1
}

fn soft(scores: [f32; 3]) -> [f32; 3] {
    let top = scores.iter().fold(f32::MIN, |top, &score| top.max(score));
    let odds = scores.map(|score| (score - top).exp());
    let sum: f32 = odds.iter().sum();
    odds.map(|odds| odds / sum)
}

fn loss(examples: &[(Comparison, Grade)], weights: &[f64], gradient: &mut [f64]) -> f64 {
    // Pieces of fixed size, summed in order: the number of cores does not change the last digit.
    let parts: Vec<(f64, Vec<f64>)> = examples
        .par_chunks(1024)
        .map(|examples| {
            let (mut value, mut sums) = (0.0, vec![0.0; weights.len()]);
            for (comparison, grade) in examples {
                let scores = [0, 1, 2].map(|grade| {
                    let row = &weights[grade * COMPARISONS..(grade + 1) * COMPARISONS];
                    row.iter().zip(&comparison.values).map(|(weight, &value)| weight * f64::from(value)).sum::<f64>()
                });
                let top = scores.iter().fold(f64::MIN, |top, &score| top.max(score));
                let sum: f64 = scores.iter().map(|score| (score - top).exp()).sum();
                value += top + sum.ln() - scores[*grade as usize];
                for (at, score) in scores.iter().enumerate() {
                    let off = (score - top).exp() / sum - f64::from(u8::from(at == *grade as usize));
                    let row = &mut sums[at * COMPARISONS..(at + 1) * COMPARISONS];
                    row.iter_mut().zip(&comparison.values).for_each(|(sum, &value)| *sum += off * f64::from(value));
                }
            }
            (value, sums)
        })
        .collect();
    gradient.fill(0.0);
    for (_, sums) in &parts {
        gradient.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum);
    }
    parts.iter().map(|(value, _)| value).sum()
}

fn reasons(comparison: &Comparison) -> Vec<Reason> {
    let mut found = Vec::new();
    let mut say = |code, zh, en| found.push(Reason { code, zh, en });
    match comparison.divisions {
        Agreement::Same => say("divisions_same", "区划一致", "in the same division"),
        Agreement::Other => say("divisions_differ", "区划不同", "in different divisions"),
        _ => {}
    }
    match comparison.roads {
        Agreement::Same => say("road_same", "道路一致", "on the same road"),
        Agreement::Other => say("road_differs", "道路不同", "on different roads"),
        _ => {}
    }
    let number = |counts: Counts| comparison.numbers[counts as usize];
    match number(Counts::Door) {
        Agreement::Same => say("number_same", "门牌一致", "the same number"),
        Agreement::Other => say("number_differs", "门牌不同", "different numbers"),
        _ => {}
    }
    match number(Counts::Building) {
        Agreement::Same => say("building_same", "楼栋一致", "the same building"),
        Agreement::Other => say("building_differs", "楼栋不同", "different buildings"),
        Agreement::Asked => say("building_missing", "对方未写楼栋", "the other names no building"),
        _ => {}
    }
    match comparison.longest {
        0..=1 => say("words_differ", "名称不同", "no name in common"),
        2..=3 => say("words_some", "名称部分相同", "part of a name in common"),
        _ => say("words_same", "名称相同", "a name in common"),
    }
    found
}
