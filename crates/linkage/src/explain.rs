//! Why two records are held to be one, field by field; the parts add up to the score exactly, because they are whole numbers.

use crate::compare::{CROSSWISE, Comparer, Grade, SAME, UNKNOWN};
use crate::plan::{Kind, Plan};
use crate::register::Row;
use crate::weigh::{Millibits, Weights, probability};

/// Why a pair has its score.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The evidence before anything is compared, in thousandths of a bit.
    pub prior: Millibits,
    /// What each field says, in the order of the plan.
    pub fields: Vec<FieldSays>,
    /// `prior` and all fields together.
    pub score: Millibits,
    /// The probability that the score stands for.
    pub probability: f64,
}

/// What one field says about a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSays {
    /// The field.
    pub field: String,
    /// The value of the first record, as written.
    pub left: Option<String>,
    /// The value of the second, as written.
    pub right: Option<String>,
    /// How they agree, in Chinese.
    pub zh: &'static str,
    /// How they agree, in English.
    pub en: &'static str,
    /// What such an agreement is worth.
    pub agreement: Millibits,
    /// What the rarity of the value adds or takes.
    pub rarity: Millibits,
}

/// Explains a pair.
#[must_use]
pub fn explain(comparer: &Comparer<'_>, plan: &Plan, weights: &Weights, a: Row, b: Row) -> Explanation {
    let pattern = comparer.pattern(a, b);
    let register = comparer.register();
    let fields: Vec<FieldSays> = plan
        .fields
        .iter()
        .enumerate()
        .map(|(at, field)| {
            let say = weights.say(comparer, pattern, at, a, b);
            let (zh, en) = words(field.kind, pattern.grade(at));
            let written = |row| register.written(row, at).map(str::to_owned);
            let (left, right) = (written(a), written(b));
            FieldSays { field: field.name.clone(), left, right, zh, en, agreement: say.agreement, rarity: say.rarity }
        })
        .collect();
    let score = weights.prior + fields.iter().map(|says| says.agreement + says.rarity).sum::<Millibits>();
    Explanation { prior: weights.prior, fields, score, probability: probability(score) }
}

/// A grade of a kind in words, Chinese and English.
#[must_use]
pub const fn words(kind: Kind, grade: Grade) -> (&'static str, &'static str) {
    match (kind, grade) {
        (_, UNKNOWN) => ("缺少", "missing"),
        (_, SAME) => ("相同", "the same"),
        (_, 1) => ("不同", "different"),
        (Kind::Name, 6) => ("同音、形近或差一笔误", "sounds or looks the same, or one slip"),
        (Kind::Name, 5) => ("很像，或字序颠倒", "very like, or characters swapped"),
        (Kind::Name, 4) => ("一个是另一个的一部分", "a part of the other, or like"),
        (Kind::Name, CROSSWISE) => ("写在了另一栏", "stands in the neighbouring field"),
        (Kind::Name, _) => ("开头相同", "begins alike"),
        (Kind::Date, 6) => ("差一笔误或月日颠倒", "one slip, or day and month swapped"),
        (Kind::Date, 5) => ("年月日中两项相同", "two of year, month and day are the same"),
        (Kind::Date, 4) => ("差两位数字", "two digits differ"),
        (Kind::Date, 3) => ("同年", "the same year"),
        (Kind::Date, _) => ("相差不过五年", "at most five years apart"),
        (Kind::Phone, 5) => ("号码相同，区号不同", "the same subscriber behind another area code"),
        (Kind::IdCard, 5) => ("差两位", "two places differ"),
        (Kind::IdCard, 4) => ("地区和生日相同", "the same district and birthday"),
        (Kind::IdCard, _) if grade < 4 => ("生日相同", "the same birthday"),
        (Kind::Code, 4) => ("前半相同", "the same beginning"),
        (Kind::Address, 5) => ("门牌一致，写法不同", "the same numbers in other words"),
        (Kind::Address, _) if grade < 6 => ("部分相同", "partly the same"),
        (Kind::Text, 5) => ("很像", "very like"),
        (Kind::Text, 4) => ("一个包含另一个", "one within the other"),
        (Kind::Hidden, 5 | 6) => ("密文很像", "very like under the key"),
        (_, 6) => ("差一笔误", "one slip"),
        _ => ("有些像", "somewhat alike"),
    }
}
